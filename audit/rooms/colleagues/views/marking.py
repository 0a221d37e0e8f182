"""Looked at, not finished: set and taken away on the page of a question."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.views.blueprint import blueprint
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.post("/returns/<reference>/questions/<code>/looked-at")
@allow(Permission.RETURN_ANSWER)
def mark(reference: str, code: str) -> Response:
    """Set the mark, or with ``remove`` take it away."""
    if request.form.get("remove"):
        operations.remove_mark(db(), actor(), clock(), reference, code)
        flash("The mark is taken away.", "success")
    else:
        operations.mark_looked_at(db(), actor(), clock(), reference, code)
        flash("Marked as looked at, not finished.", "success")
    return redirect(url_for("assessments.show_question", reference=reference, code=code), 303)


def mark_after_saving(reference: str, code: str) -> str:
    """Once an answer is saved: set the mark and stay on its page."""
    operations.mark_looked_at(db(), actor(), clock(), reference, code)
    flash(f"Your answer to {code} is saved and marked as looked at, not finished.", "success")
    return url_for("assessments.show_question", reference=reference, code=code)


def unmark_after_saving(reference: str, code: str) -> str:
    """Once an answer is saved: take the mark away and stay on its page."""
    operations.remove_mark(db(), actor(), clock(), reference, code)
    flash(f"Your answer to {code} is saved and the mark is taken away.", "success")
    return url_for("assessments.show_question", reference=reference, code=code)
