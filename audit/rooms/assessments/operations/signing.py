"""Signing off: sent by the lead, signed by one or two approvers in order, submitted, and reopened by the board.

Every change of one return takes turns on its row, so that two approvers at once, or one who clicks twice, can
never submit it twice: the second is told what the first did.
"""

from datetime import date

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.dates import say_moment
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.sign_off import Signature, SignOffStanding, step_title
from audit.domain.workflows import ReturnState, ReturnVerb, RoundState, next_return_state
from audit.infra.clock import Clock, today
from audit.rooms.assessments.models import SignOffDecision, Submission
from audit.rooms.assessments.operations.letters import ask_approvers, tell_leads
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.operations.origins import origins_of
from audit.rooms.assessments.operations.reopening import do_consequences
from audit.rooms.assessments.operations.submitting import submit_signed
from audit.rooms.assessments.policy import clean
from audit.rooms.assessments.queries import (
    actions_to_report,
    approvers_of,
    decisions_of,
    is_review,
    lacking_notes,
    own_return,
    sign_off_of,
    submitted_return,
    view_of,
)
from audit.rooms.rounds.models import Return

LONGEST_REASON = 2_000
LONGEST_TITLE = 100

ENTERED_BY_BOARD = (
    "Your board is entering this return from the paper that you sent, so it was not sent for sign-off. "
    "Take over first, on the page of the return."
)
CLOSED = (
    "This round is closed, so nothing was changed. The answers are kept as they are. "
    "Ask your board to open the round again."
)
BACK_WITH_THE_LEAD = (
    "This return is back with the lead, who is changing it, so it was not signed. "
    "You will have a letter when it is ready for you again."
)
SENT_AGAIN = (
    "This return was taken back and sent again since you opened this page, so nothing was signed. "
    "Read it again, then sign it."
)


class AlreadyDecided(Stale):
    """Somebody, perhaps the same person in another window, has decided this already. Nothing was changed."""


def send_for_sign_off(
    session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str
) -> Return:
    """Send a complete return to its approvers. A late return may be sent for as long as the round is open.

    Raises NotVisible; NotAllowed for anybody but a lead or when the round is closed; RuleBroken when something
    is missing, when it was sent already or when there are too few approvers.
    """
    row = _own(
        session, actor, reference, Permission.RETURN_SEND, "Only a lead can send the return for sign-off."
    )
    _require_open(row)
    if row.board_enters:
        raise NotAllowed(ENTERED_BY_BOARD)
    if row.now is ReturnState.AWAITING_SIGN_OFF:
        raise RuleBroken("This return has already been sent for sign-off. It was not sent twice.")
    begun: ReturnState = row.now
    if is_review(row) and begun is ReturnState.NOT_STARTED:
        # A review may ask only about actions, whose notes may have been written in the plan of actions.
        begun = next_return_state(begun, ReturnVerb.ANSWER)
    state = next_return_state(begun, ReturnVerb.SEND_FOR_SIGN_OFF)
    require_complete(session, row)
    approvers = approvers_of(session, row)
    standing = sign_off_of(row, ())
    lacking = standing.lacks_approvers([(held.person_id, held.signs_as) for held in approvers])
    if lacking:
        raise RuleBroken(lacking)
    if begun is not row.now:
        row.started_at = clock()
        note_return(session, actor, clock, "return.started", row)
    row.move_to(state)
    row.sent_for_sign_off_at = clock()
    row.attempts += 1
    note_return(session, actor, clock, "return.sent-for-sign-off", row, attempt=row.attempts)
    ask_approvers(session, clock, row, standing, approvers, sent_by=actor.name, public_url=public_url)
    return row


def require_complete(session: Session, row: Return) -> None:
    """Raise RuleBroken, counting what is missing, unless the return says everything that it is asked."""
    view = view_of(session, row)
    missing = len(view.progress.missing)
    if missing:
        count = "One question still needs" if missing == 1 else f"{missing} questions still need"
        raise RuleBroken(f"{count} something, so the return was not sent. Each is listed on this page.")
    lacking_note = len(lacking_notes(actions_to_report(session, row)))
    if lacking_note:
        count = "One action still needs" if lacking_note == 1 else f"{lacking_note} actions still need"
        raise RuleBroken(
            f"{count} a note of progress, so the review was not sent. Each is listed on this page."
        )
    if any(each.wants_reason for code, each in origins_of(session, view).items() if code in view.questions):
        raise RuleBroken(
            "You answer differently from your trust without saying why, so the return was not sent. "
            "Each such question is listed on this page."
        )


def recall(session: Session, actor: Actor, clock: Clock, reference: str, reason: str = "") -> Return:
    """Take a return back from its approvers, to change an answer. Signatures given so far count no more.

    Raises NotVisible; NotAllowed for anybody but a lead or when the round is closed; RuleBroken when it is not
    waiting for sign-off.
    """
    row = _own(session, actor, reference, Permission.RETURN_SEND, "Only a lead can take the return back.")
    _require_open(row)
    state = next_return_state(row.now, ReturnVerb.RECALL)
    facts = {"reason": said} if (said := _reason(reason)) else {}
    row.move_to(state)
    row.sent_for_sign_off_at = None
    note_return(session, actor, clock, "return.recalled", row, **facts)
    return row


def approve(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    *,
    attempt: int,
    step: str,
    title: str,
    declared: bool,
    public_url: str,
    governing_body_on: date | None = None,
) -> Submission | None:
    """Sign one step. The last step submits the return and gives its copy; an earlier one gives ``None``.

    ``attempt`` and ``step`` are what the approver had on the page; ``title`` is their post. Raises NotVisible;
    NotAllowed for somebody who may not sign, who has signed the other step, or when the round is closed;
    AlreadyDecided when somebody was quicker or the return was sent again; RuleBroken with the field at fault.
    """
    row, standing = _to_sign(session, actor, reference, attempt)
    if step != standing.next_step:
        raise AlreadyDecided(_somebody_was_quicker(standing, actor, step))
    standing.check_signer(actor.person_id, actor.signs_as(row.organisation_id))
    if not declared:
        raise RuleBroken("Tick the box to say that you have read the return", "declared")
    post = clean(title)
    if not post:
        raise RuleBroken("Enter your job title or role", "title")
    if len(post) > LONGEST_TITLE:
        raise RuleBroken(f"Your job title must be {LONGEST_TITLE} characters or fewer", "title")
    meeting = standing.check_governing_body_date(step, governing_body_on, today(clock))
    _decide(session, actor, clock, row, step, approved=True, by_title=post, governing_body_on=meeting)
    signature = Signature(step, actor.person_id, actor.name, post, clock(), meeting)
    signed = SignOffStanding(
        standing.steps, (*standing.signed, signature), standing.wants_governing_body_date
    )
    note_return(session, actor, clock, "return.approved", row, step=step, attempt=row.attempts)
    if signed.next_step is None:
        return submit_signed(session, actor, clock, row, signed, public_url)
    row.move_to(next_return_state(row.now, ReturnVerb.APPROVE))
    done = {s.person_id for s in signed.signed}
    others = [held for held in approvers_of(session, row) if held.person_id not in done]
    ask_approvers(session, clock, row, signed, others, sent_by=actor.name, public_url=public_url)
    return None


def return_to_lead(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    *,
    attempt: int,
    reason: str,
    public_url: str,
) -> Return:
    """Give a return back to the lead with a reason. Signatures given so far count no more; they are kept.

    Raises NotVisible; NotAllowed for somebody who may not sign or when the round is closed; AlreadyDecided when
    it is no longer waiting; RuleBroken without a reason.
    """
    row, standing = _to_sign(session, actor, reference, attempt)
    said = _reason(reason, "Say what has to change, so that the lead knows what to do")
    step = standing.next_step or standing.steps[-1]
    _decide(session, actor, clock, row, step, approved=False, reason=said)
    row.move_to(next_return_state(row.now, ReturnVerb.RETURN_TO_LEAD))
    row.sent_for_sign_off_at = None
    note_return(session, actor, clock, "return.returned-to-lead", row, reason=said, step=step)
    tell_leads(
        session,
        clock,
        row,
        "returned-to-lead",
        by=actor.name,
        reason=said,
        public_url=public_url,
        board=False,
    )
    return row


def reopen(
    session: Session, actor: Actor, clock: Clock, reference: str, *, reason: str, public_url: str
) -> Return:
    """Open a submitted return again, for its organisation to put something right. Earlier copies stay.

    For the board. Raises NotVisible; NotAllowed for anybody but a board administrator or when the round is
    closed; RuleBroken without a reason or when the return is not submitted now.
    """
    row = submitted_return(session, actor, reference)
    if not actor.is_operator and row.round.board_id not in actor.boards(Permission.RETURN_REOPEN):
        raise NotAllowed("Only a board administrator can reopen a return.")
    session.refresh(
        row, ["state", "version", "submitted_at", "added_state"], with_for_update={"key_share": True}
    )
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed("This round is closed. Open the round again first, then reopen this return.")
    if row.state is not ReturnState.SUBMITTED:
        raise RuleBroken("This return has already been reopened. Its organisation is working on it.")
    said = _reason(reason, "Say why the return is reopened, so that the organisation knows what to do")
    row.state = next_return_state(row.state, ReturnVerb.REOPEN)
    # What was added to the round meanwhile is asked with everything else.
    row.added_questions = row.added_state = row.added_due_on = None
    row.submitted_at = row.sent_for_sign_off_at = None
    note_return(session, actor, clock, "return.reopened", row, reason=said)
    do_consequences(session, actor, clock, row)
    tell_leads(session, clock, row, "reopened", by=actor.name, reason=said, public_url=public_url, board=True)
    return row


def _own(session: Session, actor: Actor, reference: str, permission: Permission, sentence: str) -> Return:
    row = own_return(session, actor, reference, Permission.RETURN_VIEW, lock=True)
    if not actor.is_operator and row.organisation_id not in actor.organisations(permission):
        raise NotAllowed(sentence)
    return row


def _require_open(row: Return) -> None:
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed(CLOSED)


def _to_sign(session: Session, actor: Actor, reference: str, attempt: int) -> tuple[Return, SignOffStanding]:
    row = _own(
        session, actor, reference, Permission.RETURN_SIGN, "Only an approver can sign or return this return."
    )
    standing = sign_off_of(row, decisions_of(session, [row])[row.id])
    if row.now is ReturnState.SUBMITTED:
        last = standing.signed[-1] if standing.signed else None
        who = "Somebody has"
        if last is not None:
            who = "You have" if standing.has_signed(actor.person_id) == last else f"{last.name} has"
        when = f" on {say_moment(row.submitted_at)}" if row.submitted_at else ""
        raise AlreadyDecided(
            f"{who} already signed this return, and it was submitted{when}. There is nothing more to do."
        )
    _require_open(row)
    if row.now is not ReturnState.AWAITING_SIGN_OFF:
        raise AlreadyDecided(BACK_WITH_THE_LEAD)
    if attempt != row.attempts:
        raise AlreadyDecided(SENT_AGAIN)
    return row, standing


def _somebody_was_quicker(standing: SignOffStanding, actor: Actor, step: str) -> str:
    for signature in standing.signed:
        if signature.step == step:
            mine = actor.person_id is not None and signature.person_id == actor.person_id
            return (
                f"{'You have' if mine else f'{signature.name} has'} already signed as {step_title(step)}, on "
                f"{say_moment(signature.at)}. Nothing was signed twice."
            )
    return SENT_AGAIN


def _decide(
    session: Session, actor: Actor, clock: Clock, row: Return, step: str, *, approved: bool, **more: object
) -> None:
    session.add(
        SignOffDecision(
            return_id=row.id,
            attempt=row.attempts,
            step=step,
            approved=approved,
            by_id=actor.person_id,
            by_name=actor.name,
            at=clock(),
            **more,
        )
    )


def _reason(text: str, needed: str = "") -> str:
    said = clean(text)
    if needed and not said:
        raise RuleBroken(needed, "reason")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(
            f"The reason must be {LONGEST_REASON:,} characters or fewer. It has {len(said):,}.", "reason"
        )
    return said
