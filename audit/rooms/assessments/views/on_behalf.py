"""Entering a return from paper: the board begins, submits or takes it out; a lead agrees or takes over."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.sign_off import SignOffStanding, step_title
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.file_names import say_kinds, say_size
from audit.rooms.assessments.operations import (
    PaperSignature,
    agree,
    decline,
    enter_on_behalf,
    entered_return,
    submit_on_paper,
    take_over,
    undo_entering,
)
from audit.rooms.assessments.queries import (
    answers_itself,
    being_entered,
    entering_of,
    return_to_enter,
    sign_off_of,
    view_of,
)
from audit.rooms.assessments.views.blueprint import blueprint
from audit.rooms.assessments.views.checking import public_url
from audit.rooms.assessments.views.sign_off_forms import OnBehalfForm, PaperForm, PaperSignatureForm
from audit.rooms.rounds.models import Return
from audit.web.files import take_in_uploads
from audit.web.guard import actor, allow
from audit.web.home import Waiting
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

_PLACE = "/returns/<reference>/on-behalf"
SCAN_FIELD = "scan"


@blueprint.get(_PLACE)
@allow(Permission.RETURN_ENTER)
def show_on_behalf(reference: str) -> str:
    """Where entering this return from paper stands, or how it begins. Nothing of what the return says is here."""
    return _page(return_to_enter(db(), actor(), reference), OnBehalfForm())


@blueprint.post(_PLACE)
@allow(Permission.RETURN_ENTER)
def begin_on_behalf(reference: str) -> Any:
    """Begin to enter it, or ask a lead first."""
    form = OnBehalfForm()
    row = return_to_enter(db(), actor(), reference)
    if not form.validate_on_submit():
        return make_response(_page(row, form), 422)
    try:
        entered = enter_on_behalf(
            db(),
            actor(),
            clock(),
            reference,
            reason=form.reason.data or "",
            received_on=form.received_on.data,
            ask=request.form.get("action") == "ask",
            public_url=public_url(),
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return make_response(_page(row, form), 422)
    if entered.begun_at is None:
        flash(f"The leads of {row.organisation.name} have been asked by letter.", "success")
        return _here(reference)
    flash("You can enter the answers now. The leads have been told by letter.", "success")
    return redirect(url_for(".show_return", reference=reference), 303)


@blueprint.post(f"{_PLACE}/undo")
@allow(Permission.RETURN_ENTER)
def undo_on_behalf(reference: str) -> Response:
    """Take out again what was entered, or take the asking back."""
    return _done(undo_entering, reference, "Undone. The leads have been told by letter.", _here)


@blueprint.route(f"{_PLACE}/submit", methods=["GET", "POST"])
@allow(Permission.RETURN_ENTER)
def submit_paper(reference: str) -> Any:
    """The signatures that stand on the paper; with them the return is submitted."""
    row, _ = entered_return(db(), actor(), reference)
    standing = sign_off_of(row, ())
    forms = [
        PaperSignatureForm(prefix=f"s{number}-", meta={"csrf": False})
        for number, _ in enumerate(standing.steps)
    ]
    form = PaperForm(forms)
    if request.method == "GET":
        return _submit_page(row, standing, form)
    if not form.is_good():
        return make_response(_submit_page(row, standing, form), 422)
    try:
        arrived = take_in_uploads(SCAN_FIELD)  # ends the transaction: whatever was read is read again
        if arrived.refused:
            raise RuleBroken(arrived.refused[0], SCAN_FIELD)
        copy = submit_on_paper(
            db(),
            actor(),
            clock(),
            reference,
            [_signature(step, each) for step, each in zip(standing.steps, forms, strict=True)],
            public_url=public_url(),
            scan=arrived.taken[0] if arrived.taken else None,
        )
    except RuleBroken as broken:
        form.refuse(broken)
        row, _ = entered_return(db(), actor(), reference)
        return make_response(_submit_page(row, standing, form), 422)
    flash("Submitted. The leads and approvers have a receipt by letter.", "success")
    return redirect(url_for(".show_copy", reference=reference, number=copy.number), 303)


@blueprint.post(f"{_PLACE}/agree")
@allow(Permission.RETURN_SEND)
def agree_to_entering(reference: str) -> Response:
    """A lead lets the board enter the return."""
    return _done(
        agree, reference, "The board enters your paper return now. It has been told by letter.", _task_list
    )


@blueprint.post(f"{_PLACE}/decline")
@allow(Permission.RETURN_SEND)
def decline_entering(reference: str) -> Response:
    """A lead says that the organisation answers by itself."""
    return _done(
        decline, reference, "You finish the return yourselves. The board has been told by letter.", _task_list
    )


@blueprint.post(f"{_PLACE}/take-over")
@allow(Permission.RETURN_SEND)
def take_over_return(reference: str) -> Response:
    """A lead takes the return over from the board."""
    said = "The return is yours again. What the board entered has stayed; change what you need."
    return _done(take_over, reference, said, _task_list)


def waiting(session: Any, by: Actor, today: date) -> Sequence[Waiting]:
    """The returns that this person's boards enter from paper."""
    return [
        Waiting(
            title=f"Enter the paper return of {row.organisation.name}",
            detail=row.round.title,
            href=url_for("assessments.show_return", reference=row.reference),
            button="Go on entering",
            due=row.due,
        )
        for row in being_entered(session, by)
    ]


def _done(
    operation: Callable[..., Any], reference: str, said: str, onwards: Callable[[str], Response]
) -> Response:
    try:
        operation(db(), actor(), clock(), reference, public_url=public_url())
    except NotVisible:
        raise
    except (RuleBroken, NotAllowed) as refusal:
        flash(refusal.sentence)
    else:
        flash(said, "success")
    return onwards(reference)


def _here(reference: str) -> Response:
    return redirect(url_for(".show_on_behalf", reference=reference), 303)


def _task_list(reference: str) -> Response:
    return redirect(url_for(".show_return", reference=reference), 303)


def _page(row: Return, form: OnBehalfForm) -> str:
    stand_in("board", row.round.board_id)
    entering = entering_of(db(), row)
    is_member = row.organisation_id in actor().organisations(Permission.RETURN_VIEW)
    return render_template(
        "assessments/on_behalf.html",
        row=row,
        form=form,
        live=entering.live,
        past=[each for each in entering.past if each.ended_at is not None],
        is_member=is_member,
        can_begin=row.round.state is RoundState.OPEN and row.state is not ReturnState.SUBMITTED,
        answers_itself=answers_itself(db(), row),
    )


def _submit_page(row: Return, standing: SignOffStanding, form: PaperForm) -> str:
    stand_in("board", row.round.board_id)
    settings = current_app.config["AUDIT_SETTINGS"]
    view = view_of(db(), row)
    return render_template(
        "assessments/on_behalf_submit.html",
        row=row,
        view=view,
        form=form,
        missing=view.progress.missing,
        steps=[
            (step_title(step), each, standing.asks_governing_body_date(step))
            for step, each in zip(standing.steps, form.signatures, strict=True)
        ],
        kinds=say_kinds(settings.evidence_types),
        largest=say_size(settings.evidence_max_bytes),
    )


def _signature(step: str, form: PaperSignatureForm) -> PaperSignature:
    return PaperSignature(
        step,
        form.name_signed.data or "",
        form.title_signed.data or "",
        form.signed_on.data,
        form.governing_body_on.data,
    )
