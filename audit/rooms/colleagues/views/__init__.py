"""The pages of working with colleagues, and what they add to the pages of other rooms."""

from flask import Flask, url_for

from audit.rooms.colleagues.views import assigning, beside, discussing, marking, mine
from audit.rooms.colleagues.views.blueprint import blueprint
from audit.web.gathering import (
    add_after_saving,
    add_held_by_person,
    add_question_part,
    add_return_marks,
    add_return_note,
)
from audit.web.home import add_waiting

PAGES = (assigning, discussing, marking, mine)
"""The modules whose views stand on the blueprint."""


def _to_assign(reference: str, code: str) -> str:
    return url_for("colleagues.assign_question", reference=reference, code=code)


def _to_discuss(reference: str, code: str) -> str:
    return url_for("colleagues.discuss", reference=reference, code=code)


def register(app: Flask) -> None:
    """Register the pages, and what this room adds to others."""
    app.register_blueprint(blueprint)
    add_question_part(app, beside.question_part)
    add_return_marks(app, beside.marks_of)
    add_return_note(app, beside.return_note)
    add_held_by_person(app, beside.still_held)
    add_after_saving(app, "assign", _to_assign)
    add_after_saving(app, "discuss", _to_discuss)
    add_after_saving(app, "looked-at", marking.mark_after_saving)
    add_after_saving(app, "finished-looking", marking.unmark_after_saving)
    add_waiting(app, beside.waiting)
