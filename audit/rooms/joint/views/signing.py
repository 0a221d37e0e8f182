"""Sending all returns for sign-off at once, and signing them at once."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.sign_off import SignOffStanding, step_title
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.queries import ReturnView, approvers_of, decisions_of, sign_off_of
from audit.rooms.joint import operations
from audit.rooms.joint.forms import SendAllForm, SignAllForm
from audit.rooms.joint.operations import ToSign
from audit.rooms.joint.presenters import and_words
from audit.rooms.joint.queries import JointView
from audit.rooms.joint.views.blueprint import ID, blueprint, public_url, work_here
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db, let_go

SENDS = "Only a lead can send returns for sign-off."
SIGNS = "Only an approver can sign these returns. Ask the lead of your organisation."


@dataclass(frozen=True)
class Signing:
    """A return on the approver's page: the step that they would sign, or why they cannot sign now."""

    view: ReturnView
    standing: SignOffStanding
    why_not: str

    @property
    def step(self) -> str:
        """The step that is to be signed."""
        return self.standing.next_step or ""


@blueprint.route(f"/together/<{ID}:joint_id>/send", methods=["GET", "POST"])
@allow(Permission.RETURN_SEND)
def send_joint(joint_id: int) -> Any:
    """Send the returns that are complete for sign-off."""
    joint = work_here(joint_id, Permission.RETURN_SEND, SENDS)
    form = SendAllForm()
    if not form.is_submitted():
        return _send_page(joint, form)
    if not form.validate():
        return _send_page(joint, form), 422
    try:
        sent = operations.send_all(
            db(), actor(), clock(), joint_id, form.returns.data or (), public_url=public_url()
        )
    except RuleBroken as refusal:
        let_go()
        form.refuse(refusal)
        return _send_page(work_here(joint_id, Permission.RETURN_SEND, SENDS), form), 422
    boards = and_words([joint.name_of(row) for row in sent])
    flash(f"Sent for sign-off: {boards}. Those who sign have been asked by letter.", "success")
    return redirect(url_for(".show_joint", joint_id=joint_id), 303)


@blueprint.route(f"/together/<{ID}:joint_id>/sign-off", methods=["GET", "POST"])
@allow(Permission.RETURN_SIGN)
def sign_joint(joint_id: int) -> Any:
    """Sign several returns with one signature."""
    joint = work_here(joint_id, Permission.RETURN_SIGN, SIGNS)
    form = SignAllForm()
    if not form.is_submitted():
        return _sign_page(joint, form)
    if form.governing_body_on.process_errors:
        form.refuse(RuleBroken(form.governing_body_on.process_errors[0], "governing_body_on"))
        return _sign_page(joint, form), 422
    if not form.validate():
        return _sign_page(joint, form), 422
    to_sign = [
        ToSign(
            reference,
            _number(request.form.get(f"attempt-{reference}")),
            request.form.get(f"step-{reference}", ""),
        )
        for reference in form.returns.data or ()
    ]
    try:
        submitted, waiting = operations.sign_all(
            db(), actor(), clock(), joint_id, to_sign,
            title=form.title.data or "", declared=bool(form.declared.data),
            governing_body_on=form.governing_body_on.data, public_url=public_url(),
        )  # fmt: skip
    except (RuleBroken, Stale, NotAllowed) as refusal:
        let_go()
        joint = work_here(joint_id, Permission.RETURN_SIGN, SIGNS)
        if isinstance(refusal, RuleBroken):
            form.refuse(refusal)
            return _sign_page(joint, form), 422
        form.form_errors = [refusal.sentence]
        return _sign_page(joint, form), 409 if isinstance(refusal, Stale) else 403
    if submitted:
        flash(f"Signed and submitted: {and_words(submitted)}. Each board has its own copy.", "success")
    if waiting:
        flash("You have signed. The next person has been asked by letter to sign.", "success")
    return redirect(url_for(".show_joint", joint_id=joint_id), 303)


def _send_page(joint: JointView, form: SendAllForm) -> str:
    ready = [view for view in joint.views if view.may_be_answered and view.progress.is_complete]
    form.returns.choices = [
        (view.row.reference, f"{view.row.round.board.name}: {view.row.round.title}") for view in ready
    ]
    if not form.is_submitted():
        form.returns.data = [view.row.reference for view in ready]
    lacking = [view for view in joint.views if view.may_be_answered and not view.progress.is_complete]
    return render_template("joint/send.html", joint=joint, form=form, ready=ready, lacking=lacking)


def _sign_page(joint: JointView, form: SignAllForm) -> str:
    decisions = decisions_of(db(), [view.row for view in joint.views])
    signings = [_signing(view, sign_off_of(view.row, decisions[view.row.id])) for view in joint.views]
    ready = [each for each in signings if not each.why_not]
    form.returns.choices = [
        (
            each.view.row.reference,
            f"{each.view.row.round.board.name}: {each.view.row.round.title}, as {step_title(each.step)}",
        )
        for each in ready
    ]
    if not form.is_submitted():
        form.returns.data = [each.view.row.reference for each in ready]
        held = [h for h in approvers_of(db(), joint.views[0].row) if h.person_id == actor().person_id]
        form.title.data = held[0].title if held else ""
    return render_template(
        "joint/sign_off.html",
        joint=joint,
        form=form,
        ready=ready,
        others=[each for each in signings if each.why_not],
        boards=and_words([joint.name_of(each.view.row) for each in ready]) if ready else "",
        asks_date=any(each.standing.asks_governing_body_date(each.step) for each in ready),
    )


def _signing(view: ReturnView, standing: SignOffStanding) -> Signing:
    row = view.row
    if row.now is ReturnState.SUBMITTED:
        return Signing(view, standing, "It has been signed and submitted.")
    if row.now is not ReturnState.AWAITING_SIGN_OFF:
        return Signing(view, standing, "It is with the lead.")
    if row.round.state is not RoundState.OPEN:
        return Signing(view, standing, "Its round is closed, so it cannot be signed now.")
    try:
        standing.check_signer(actor().person_id, actor().signs_as(row.organisation_id))
    except NotAllowed as refusal:
        return Signing(view, standing, refusal.sentence)
    return Signing(view, standing, "")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
