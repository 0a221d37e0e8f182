"""A school's return as its trust reads it, and a school's own way with an answer of its trust."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.assessments.exports.reading import reading_of
from audit.rooms.assessments.operations import origins_of
from audit.rooms.assessments.queries import view_of
from audit.rooms.trusts.operations import answer_differently, take_trusts_answer
from audit.rooms.trusts.queries import school_return
from audit.rooms.trusts.views.blueprint import PLACE, blueprint
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

_QUESTION = "/returns/<reference>/questions/<code>/trust"


@blueprint.get(f"{PLACE}/returns/<reference>")
@allow(Permission.RETURN_VIEW)
def show_return(organisation_id: int, reference: str) -> str:
    """A school's return as it is now, to read."""
    row = school_return(db(), actor(), organisation_id, reference)
    stand_in("organisation", organisation_id)
    view = view_of(db(), row)
    return render_template(
        "trusts/return.html",
        organisation_id=organisation_id,
        view=view,
        row=row,
        reading=reading_of(view, origins_of(db(), view), today(clock())),
    )


@blueprint.post(f"{_QUESTION}/differently")
@allow(Permission.RETURN_ANSWER)
def differ(reference: str, code: str) -> Response:
    """Say why this school answers differently; the answer is then open."""
    try:
        answer_differently(db(), actor(), clock(), reference, code, request.form.get("reason", ""))
    except RuleBroken as broken:
        flash(f"{broken.sentence}. Nothing was changed." if broken.field else broken.sentence, "information")
        return _question(reference, code, "trust")
    flash("Your reason is saved. You can now answer this question for your school.", "success")
    return _question(reference, code)


@blueprint.post(f"{_QUESTION}/take")
@allow(Permission.RETURN_ANSWER)
def take(reference: str, code: str) -> Response:
    """Take the trust's answer in the place of the school's own."""
    try:
        take_trusts_answer(
            db(),
            actor(),
            clock(),
            reference,
            code,
            seen_version=_number("seen"),
            seen_trust_version=_number("seen_trust"),
        )
    except (RuleBroken, Stale) as refusal:
        flash(refusal.sentence, "information")
        return _question(reference, code, "trust")
    flash(
        "This school now has the answer of its trust. What it said before is kept in the history.", "success"
    )
    return _question(reference, code)


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _question(reference: str, code: str, anchor: str | None = None) -> Response:
    return redirect(url_for("assessments.show_question", reference=reference, code=code, _anchor=anchor), 303)
