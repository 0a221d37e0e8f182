"""The approver's pages: reading the whole return, signing it or giving it back, and the confirmation."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.sign_off import SignOffStanding, step_title
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import today
from audit.rooms.assessments.operations import (
    AlreadyDecided,
    answers_content,
    approve,
    progress_content,
    return_to_lead,
)
from audit.rooms.assessments.presenters import (
    due_of,
    read_figures,
    read_progress,
    read_scale,
    read_standards,
)
from audit.rooms.assessments.queries import (
    ReturnView,
    actions_to_report,
    approvers_of,
    copies_of,
    decisions_of,
    sign_off_of,
)
from audit.rooms.assessments.views.blueprint import blueprint, open_return, origins_here
from audit.rooms.assessments.views.checking import library_file, public_url
from audit.rooms.assessments.views.sign_off_forms import ReturnForm, SignForm
from audit.web.gathering import return_notes
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

RETURN_PREFIX = "back-"
"""The two forms stand on one page: the fields of the second begin with this."""


@blueprint.get("/returns/<reference>/sign-off")
@allow(Permission.RETURN_SIGN)
def sign_off(reference: str) -> str:
    """The whole return to read, with the two things that an approver can do."""
    return _page(open_return(reference, with_actions=True))


@blueprint.post("/returns/<reference>/sign-off")
@allow(Permission.RETURN_SIGN)
def decide_sign_off(reference: str) -> Response:
    """Sign the return, or give it back to the lead."""
    if request.form.get("decision") == "return":
        return _give_back(reference)
    form = SignForm()
    if form.governing_body_on.process_errors:
        return _refused(
            reference, form, RuleBroken(form.governing_body_on.process_errors[0], "governing_body_on")
        )
    try:
        copy = approve(
            db(),
            actor(),
            clock(),
            reference,
            attempt=_number(form.attempt.data),
            step=form.step.data or "",
            title=form.title.data or "",
            declared=bool(form.declared.data),
            governing_body_on=form.governing_body_on.data,
            public_url=public_url(),
        )
    except AlreadyDecided as refusal:
        # A second click, or a colleague who was quicker: the page says how things stand now.
        flash(refusal.sentence, "information")
        return redirect(url_for("assessments.sign_off", reference=reference), 303)
    except RuleBroken as refusal:
        return _refused(reference, form, refusal)
    if copy is not None:
        return redirect(url_for("assessments.show_submitted", reference=reference), 303)
    flash("You have signed the return. The next person has been asked by letter to sign.", "success")
    return redirect(url_for("assessments.sign_off", reference=reference), 303)


@blueprint.get("/returns/<reference>/submitted")
@allow(Permission.RETURN_VIEW)
def show_submitted(reference: str) -> str:
    """The confirmation: the reference, and what happens next."""
    view = open_return(reference)
    copies = copies_of(db(), [view.row]).get(view.row.id, [])
    if not copies or view.row.state is not ReturnState.SUBMITTED:
        raise NotVisible
    return render_template(
        "assessments/submitted.html", view=view, row=view.row, copy=copies[-1], notes=return_notes(view.row)
    )


def _give_back(reference: str) -> Response:
    form = ReturnForm(prefix=RETURN_PREFIX)
    try:
        row = return_to_lead(
            db(),
            actor(),
            clock(),
            reference,
            attempt=_number(form.attempt.data),
            reason=form.reason.data or "",
            public_url=public_url(),
        )
    except RuleBroken as refusal:
        return _refused(reference, form, refusal)
    stand_in("organisation", row.organisation_id)
    flash(
        "Returned to the lead with your reason. You will have a letter when it is ready for you again.",
        "success",
    )
    return redirect(url_for("assessments.check_answers", reference=reference), 303)


def _refused(reference: str, form: Any, refusal: RuleBroken) -> Response:
    form.refuse(refusal)
    return make_response(_page(open_return(reference, with_actions=True), form), 422)


def _page(view: ReturnView, form: SignForm | ReturnForm | None = None) -> str:
    row, here = view.row, actor()
    if row.organisation_id not in here.organisations(Permission.RETURN_SIGN):
        raise NotAllowed("Only an approver can sign this return. Ask the lead of your organisation.")
    standing = sign_off_of(row, decisions_of(db(), [row])[row.id])
    why_not = _why_not(view, standing)
    held = [h for h in approvers_of(db(), row) if h.person_id == here.person_id]
    content = answers_content(view, origins_here(view))
    hidden = {"attempt": row.attempts, "step": standing.next_step or ""}
    return render_template(
        "assessments/sign_off.html",
        view=view,
        row=row,
        form=form,
        sign_form=form
        if isinstance(form, SignForm)
        else SignForm(formdata=None, title=held[0].title if held else "", **hidden),
        return_form=form
        if isinstance(form, ReturnForm)
        else ReturnForm(formdata=None, prefix=RETURN_PREFIX, attempt=row.attempts),
        standards=read_standards(content),
        progress=read_progress(progress_content(actions_to_report(db(), row))),
        figures=read_figures(content),
        scale=read_scale(content),
        due=due_of(row, today(clock())),
        standing=standing,
        step=step_title(standing.next_step) if standing.next_step else "",
        asks_date=bool(standing.next_step) and standing.asks_governing_body_date(standing.next_step or ""),
        why_not=why_not,
        titles={key: step_title(key) for key in standing.steps},
        file_url=library_file,
        copies=copies_of(db(), [row]).get(row.id, []),
        notes=return_notes(row),
    )


def _why_not(view: ReturnView, standing: SignOffStanding) -> str:
    """Why there is nothing to sign now; empty when there is."""
    row = view.row
    if row.state is ReturnState.SUBMITTED:
        return "This return has been signed and submitted. There is nothing more to do."
    if row.state is not ReturnState.AWAITING_SIGN_OFF:
        return "This return is with the lead. You will have a letter when it is ready for you to sign."
    if row.round.state is not RoundState.OPEN:
        return (
            "This round is closed, so the return cannot be signed now. Nothing is lost: everything is kept as it "
            "is. Ask your board to open the round again, then sign."
        )
    try:
        standing.check_signer(actor().person_id, actor().signs_as(row.organisation_id))
    except NotAllowed as refusal:
        return refusal.sentence
    return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
