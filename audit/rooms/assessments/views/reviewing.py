"""What a progress review adds to a return: what was said before, and the page of progress on actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actions import ACTION_STATE_WORDS, is_overdue
from audit.domain.child_details import warnings_in
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.assessments.operations import report_progress
from audit.rooms.assessments.presenters.before import Before, befores
from audit.rooms.assessments.queries import (
    AgreedBefore,
    ReturnView,
    actions_to_report,
    is_review,
    lacking_notes,
    submitted_before,
)
from audit.rooms.assessments.views.blueprint import blueprint, may_answer, open_return
from audit.web.errors import wants_json
from audit.web.forms import tidy
from audit.web.guard import actor, allow
from audit.web.places import has_page
from audit.web.transactions import clock, db

AGREED = "audit.agreed_before"
"""The name under which a higher room leaves an ``AgreedBefore`` in the application's extensions."""


def before_of(view: ReturnView) -> dict[str, Before]:
    """By question code, what was said and graded in the round that is reviewed; nothing in any other round."""
    if not is_review(view.row):
        return {}
    before = submitted_before(db(), view.row)
    provide: AgreedBefore | None = current_app.extensions.get(AGREED)
    agreed = {} if provide is None or before is None else provide(db(), actor(), before.return_id)
    codes = {id: code for code, id in view.question_ids.items()}
    by_code = {codes[id]: standing for id, standing in agreed.items() if id in codes}
    return befores(before, by_code, view.questionnaire.scale)


@blueprint.get("/returns/<reference>/progress")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_progress(reference: str) -> str:
    """The actions that a review asks about, each with room for a note."""
    return _page(open_return(reference, entering=True))


@blueprint.post("/returns/<reference>/progress/<int:action_id>")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def save_progress(reference: str, action_id: int) -> Any:
    """Write the note on one action."""
    text = str(tidy(request.form.get("note", "")))
    try:
        report_progress(db(), actor(), clock(), reference, action_id, text)
    except (RuleBroken, NotAllowed) as refusal:
        status = 422 if isinstance(refusal, RuleBroken) else 403
        if wants_json():
            return make_response(jsonify(error=refusal.sentence), status)
        page = _page(open_return(reference, entering=True), {action_id: text}, {action_id: refusal.sentence})
        return make_response(page, status)
    if wants_json():
        return jsonify(saved=True, warnings=[warning.sentence for warning in warnings_in(text)])
    flash("Your note is saved.", "success")
    for warning in warnings_in(text):
        flash(f"Please look at your note. {warning.sentence}", "information")
    return _back(reference, action_id)


def _back(reference: str, action_id: int) -> Response:
    return redirect(f"{url_for('.show_progress', reference=reference)}#action-{action_id}", 303)


def _page(
    view: ReturnView, typed: Mapping[int, str] | None = None, errors: Mapping[int, str] | None = None
) -> str:
    if not is_review(view.row):
        raise NotVisible
    reported = actions_to_report(db(), view.row)
    day = today(clock())
    return render_template(
        "assessments/progress.html",
        view=view,
        row=view.row,
        reported=reported,
        lacking=lacking_notes(reported),
        answering=may_answer(view),
        typed=typed or {},
        errors=errors or {},
        overdue={
            each.action.id for each in reported if is_overdue(each.action.state, each.action.due_on, day)
        },
        state_words=ACTION_STATE_WORDS,
        action_page=has_page("action_plans.show_action"),
    )
