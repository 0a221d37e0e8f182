"""Holding back what may tell who a child is: for the board's administrators; its organisation reads what is held."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.assessments.operations.quarantine import hold_back_answer, hold_back_file, show_again
from audit.rooms.assessments.queries import QuarantineView, quarantine_of
from audit.rooms.assessments.views.blueprint import blueprint
from audit.rooms.assessments.views.checking import public_url
from audit.rooms.assessments.views.sign_off_forms import HoldBackForm
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

_PLACE = "/returns/<reference>/quarantine"


@blueprint.get(_PLACE)
@allow(Permission.COPY_VIEW)
def show_quarantine(reference: str) -> str:
    """What of the return is held back; an administrator can hold back more and show it again."""
    return _page(quarantine_of(db(), actor(), reference), HoldBackForm())


@blueprint.post(_PLACE)
@allow(Permission.RETURN_QUARANTINE)
def hold_back(reference: str) -> Response:
    """Hold back an answer's words or a file."""
    form = HoldBackForm()
    kind, _, which = (form.what.data or "").partition(":")
    said = {"reason": form.reason.data or "", "public_url": public_url()}
    try:
        if kind == "answer":
            hold_back_answer(db(), actor(), clock(), reference, which, **said)
        elif kind == "file" and which.isascii() and which.isdigit() and len(which) < 10:
            hold_back_file(db(), actor(), clock(), reference, int(which), **said)
        else:
            raise RuleBroken("Choose what to hold back", "what")
    except RuleBroken as refusal:
        form.refuse(refusal)
        return make_response(_page(quarantine_of(db(), actor(), reference), form), 422)
    flash("Held back. The leads of the organisation have been told by letter.", "success")
    return redirect(url_for(".show_quarantine", reference=reference), 303)


@blueprint.post(f"{_PLACE}/<int:quarantine_id>/show-again")
@allow(Permission.RETURN_QUARANTINE)
def show_held_again(reference: str, quarantine_id: int) -> Response:
    """Show what was held back again."""
    try:
        show_again(db(), actor(), clock(), reference, quarantine_id, public_url=public_url())
    except RuleBroken as refusal:
        raise NotAllowed(refusal.sentence) from None
    flash("It is shown again. The leads of the organisation have been told by letter.", "success")
    return redirect(url_for(".show_quarantine", reference=reference), 303)


def _page(view: QuarantineView, form: HoldBackForm) -> str:
    row = view.row
    may_hold = row.round.board_id in actor().boards(Permission.RETURN_QUARANTINE)
    is_member = row.organisation_id in actor().organisations(Permission.RETURN_VIEW)
    stand_in(*(("board", row.round.board_id) if may_hold else ("organisation", row.organisation_id)))
    form.what.choices = [
        ("", "Choose an answer or a file"),
        *((f"answer:{code}", f"Answer {code}: {text}"[:120]) for code, text in view.answers.items()),
        *((f"file:{id}", words[:120]) for id, words in view.files.items()),
    ]
    return render_template(
        "assessments/quarantine.html", view=view, row=row, form=form, may_hold=may_hold, is_member=is_member
    )
