"""Saving as one types: the answers to the page's script, and the same pages for those who have none."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, make_response, request
from werkzeug.wrappers import Response

from audit.domain.dates import say_time
from audit.domain.errors import RuleBroken
from audit.rooms.drafts.forms.parts import PartForm
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.operations.editing import PartConflict, Row
from audit.web.errors import wants_json
from audit.web.forms import tidy
from audit.web.transactions import clock


def version_seen() -> int:
    """The version of the part that the page was made from; 0 for one that no page has."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def typed(name: str) -> str:
    """What was typed into a field, without what no database and no document may hold."""
    return str(tidy(request.form.get(name, "")))


def saved_words(draft: Draft) -> str:
    """When the draft was changed last, and by whom."""
    return f"Draft last changed by {draft.changed_by_name} at {say_time(draft.changed_at)}"


def saved_answer(row: Row) -> Response | None:
    """What the script is told once something is saved; None where a form was sent without it."""
    if not wants_json():
        return None
    return jsonify(version=row.version, saved=f"Saved at {say_time(clock()())}", warnings=[], questions="")


def conflict_answer(conflict: PartConflict, show: Callable[[], Response]) -> Any:
    """Somebody else was quicker: the script is told so, and a page shows both texts."""
    if wants_json():
        return make_response(jsonify(error=conflict.sentence, version=conflict.row.version), 409)
    return show()


def refused_answer(refusal: RuleBroken, form: PartForm, show: Callable[[], Response]) -> Any:
    """Something in it cannot be kept: everything typed stays on the page."""
    if wants_json():
        return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
    form.refuse(refusal)
    return show()
