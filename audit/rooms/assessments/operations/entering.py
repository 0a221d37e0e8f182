"""Entering an organisation's return from paper, for its board: asking, beginning, taking over, undoing.

While it lasts the board alone changes the answers, so that nobody's words meet those of the paper unseen. Each of
its changes says so in the history of its answer, and the return keeps the mark for ever.
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.on_paper import VIA, VIA_UNDONE
from audit.domain.permissions import Permission, Role
from audit.domain.workflows import PaperState, ReturnState, ReturnVerb, RoundState, next_return_state
from audit.infra.clock import Clock, today
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import Answer, AnswerRevision, CitedEvidence, OnBehalf
from audit.rooms.assessments.operations.answering import save_into
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.policy import clean
from audit.rooms.assessments.queries import (
    answers_itself,
    colleagues_with,
    content_seen,
    entering_of,
    own_return,
    return_to_enter,
    view_of,
)
from audit.rooms.outbox.operations import write_letter
from audit.rooms.rounds.models import Return

LONGEST_REASON = 1_000

ANSWERS_ITSELF = (
    "This organisation has begun to answer by itself, so you cannot enter its return. You can ask its lead to agree, "
    "or wait."
)
ANSWERED_TOGETHER = (
    "This return is answered together with the returns to other boards, so it cannot be entered from paper. "
    "Its lead can let it be answered by itself again. Nothing was changed."
)
OWN_ORGANISATION = "You are of this organisation yourself. Answer its return on its own page."


def enter_on_behalf(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    *,
    reason: str,
    received_on: date | None,
    ask: bool = False,
    public_url: str,
) -> OnBehalf:
    """Begin to enter a return that came on paper, or, with ``ask``, ask a lead to agree first.

    Raises NotVisible for other boards' returns; NotAllowed when the round is closed, for somebody of the
    organisation, and when it answers by itself; RuleBroken with the field, once submitted, or when it was begun.
    """
    row = return_to_enter(session, actor, reference, lock=True)
    _require_open(row)
    if row.organisation_id in actor.organisations(Permission.RETURN_VIEW):
        raise NotAllowed(OWN_ORGANISATION)
    live = entering_of(session, row).live
    if live is not None:
        raise RuleBroken(f"{live.by_name} has already begun this. Nothing was changed.")
    said, day = _checked(reason, received_on, today(clock))
    needs_word = answers_itself(session, row)
    if needs_word and not ask:
        raise NotAllowed(ANSWERS_ITSELF)
    entered = OnBehalf(
        return_id=row.id,
        reason=said,
        received_on=day,
        by_id=actor.person_id,
        by_name=actor.name,
        asked_at=clock() if needs_word else None,
    )
    session.add(entered)
    session.flush()
    if needs_word:
        note_return(session, actor, clock, "return.entering-asked", row, reason=said)
        _tell_leads(session, clock, row, entered, "paper-asked", public_url)
    else:
        _begin(session, actor, clock, row, entered)
        _tell_leads(session, clock, row, entered, "paper-begun", public_url)
    return entered


def agree(session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str) -> OnBehalf:
    """A lead lets the board enter the return, and so see what it says already. Raises as ``take_over`` does."""
    row, entered = _asked(session, actor, reference)
    _require_open(row)
    entered.agreed_by_name = actor.name
    _begin(session, actor, clock, row, entered)
    note_return(session, actor, clock, "return.entering-agreed", row)
    _tell_board(
        session, clock, row, entered, f"{actor.name} agrees. You can enter the return now.", public_url
    )
    return entered


def decline(session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str) -> OnBehalf:
    """A lead says that the organisation answers by itself. Raises as ``take_over`` does."""
    row, entered = _asked(session, actor, reference)
    _end(actor, clock, entered, "declined")
    note_return(session, actor, clock, "return.entering-declined", row)
    words = f"{actor.name} answers that the organisation finishes the return by itself."
    _tell_board(session, clock, row, entered, words, public_url)
    return entered


def take_over(session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str) -> OnBehalf:
    """A lead finishes the return here. What the board entered stays, marked, and can be changed like any answer.

    Raises NotVisible for another organisation's return, NotAllowed for anybody but a lead, RuleBroken when there is
    nothing to take over any more.
    """
    row = _own(session, actor, reference)
    entered = entering_of(session, row).live
    if entered is None or entered.begun_at is None:
        raise RuleBroken("The board does not enter this return any more. You can answer it here.")
    row.paper_state = PaperState.TAKEN_OVER
    _end(actor, clock, entered, "taken over")
    note_return(session, actor, clock, "return.entering-taken-over", row)
    words = f"{actor.name} finishes the return for the organisation. What you entered has stayed in it."
    _tell_board(session, clock, row, entered, words, public_url)
    return entered


def undo_entering(
    session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str
) -> OnBehalf:
    """Take everything that was entered out again, or take the asking back. Files stay in the library.

    Raises NotVisible, NotAllowed when the round is closed, and RuleBroken when nothing is being entered.
    """
    row = return_to_enter(session, actor, reference, lock=True)
    _require_open(row)
    entered = entering_of(session, row).live
    if entered is None:
        raise RuleBroken("This return is not being entered from paper any more. Nothing was changed.")
    if entered.begun_at is not None:
        _take_out(session, actor, clock, row, entered)
    _end(actor, clock, entered, "undone")
    note_return(session, actor, clock, "return.entering-undone", row)
    _tell_leads(session, clock, row, entered, "paper-undone", public_url)
    return entered


def _begin(session: Session, actor: Actor, clock: Clock, row: Return, entered: OnBehalf) -> None:
    if row.state not in (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS):
        raise RuleBroken("This return waits for sign-off or has been submitted. Nothing was changed.")
    if row.joint_id is not None:  # what is entered for this board would be written into other boards' returns
        raise RuleBroken(ANSWERED_TOGETHER)
    entered.begun_at = clock()
    row.paper_state, row.paper_received_on = PaperState.ENTERING, entered.received_on
    note_return(session, actor, clock, "return.entering-begun", row, reason=entered.reason)


def _take_out(session: Session, actor: Actor, clock: Clock, row: Return, entered: OnBehalf) -> None:
    """Put each answer back to what it said before; the entries of its history stay."""
    firsts = session.execute(
        select(AnswerRevision.answer_id, func.min(AnswerRevision.version))
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Answer.return_id == row.id, AnswerRevision.via == VIA, AnswerRevision.at >= entered.begun_at)
        .group_by(AnswerRevision.answer_id)
    ).all()
    before = {answer_id: version - 1 for answer_id, version in firsts}
    view = view_of(session, row, with_actions=False)
    for code, answer in view.answers.items():
        if answer.id in before:
            said = content_seen(session, answer, before[answer.id]) or EMPTY
            save_into(session, actor, clock, row, code, said, seen_version=answer.version, via=VIA_UNDONE)
    links = session.scalars(
        select(CitedEvidence).where(
            CitedEvidence.return_id == row.id,
            CitedEvidence.on_behalf,
            CitedEvidence.removed_at.is_(None),
            CitedEvidence.added_at >= entered.begun_at,
        )
    )
    for link in links:
        link.removed_at, link.removed_by_name = clock(), actor.name
    session.flush()
    row.paper_state, row.paper_received_on = PaperState.NONE, None
    if row.state is ReturnState.IN_PROGRESS and not answers_itself(session, row):
        row.state, row.started_at = next_return_state(row.state, ReturnVerb.UNDO_ENTERING), None


def _own(session: Session, actor: Actor, reference: str) -> Return:
    row = own_return(session, actor, reference, Permission.RETURN_VIEW, lock=True)
    if row.organisation_id not in actor.organisations(Permission.RETURN_SEND):
        raise NotAllowed("Only a lead of your organisation can answer the board about this.")
    return row


def _asked(session: Session, actor: Actor, reference: str) -> tuple[Return, OnBehalf]:
    row = _own(session, actor, reference)
    entered = entering_of(session, row).live
    if entered is None or entered.begun_at is not None:
        raise RuleBroken("The board does not ask this any more. Nothing was changed.")
    return row, entered


def _require_open(row: Return) -> None:
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed("This round is closed, so no return can be entered. Open the round again first.")
    if row.state is ReturnState.SUBMITTED:
        raise RuleBroken("This return has been submitted already. Nothing was changed.")


def _checked(reason: str, received_on: date | None, day: date) -> tuple[str, date]:
    said = clean(reason)
    if not said:
        raise RuleBroken("Say why the return came on paper", "reason")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"The reason must be {LONGEST_REASON:,} characters or fewer", "reason")
    if received_on is None:
        raise RuleBroken("Enter the day on which you received the paper", "received_on")
    if received_on > day:
        raise RuleBroken(
            "The day on which you received the paper must be today or in the past", "received_on"
        )
    return said, received_on


def _end(actor: Actor, clock: Clock, entered: OnBehalf, how: str) -> None:
    entered.ended_at, entered.ended_by_name, entered.ending = clock(), actor.name, how


def _tell_leads(
    session: Session, clock: Clock, row: Return, entered: OnBehalf, kind: str, public_url: str
) -> None:
    for held in colleagues_with(session, row, Role.LEAD):
        write_letter(
            session, clock, kind, to_email=held.person.email, to_name=held.person.name,
            board_id=row.round.board_id, about=("return", row.reference),
            organisation=row.organisation.name, round=row.round.title, board=row.round.board.name,
            by=entered.by_name, reason=entered.reason, received_on=entered.received_on,
            link=f"{public_url}/returns/{row.reference}",
        )  # fmt: skip


def _tell_board(
    session: Session, clock: Clock, row: Return, entered: OnBehalf, words: str, public_url: str
) -> None:
    person = session.get(Person, entered.by_id) if entered.by_id else None
    if person is None or person.is_closed:
        return
    write_letter(
        session, clock, "paper-answered", to_email=person.email, to_name=person.name,
        board_id=row.round.board_id, about=("return", row.reference),
        organisation=row.organisation.name, round=row.round.title, board=row.round.board.name,
        answer=words, received_on=entered.received_on,
        link=f"{public_url}/returns/{row.reference}/on-behalf",
    )  # fmt: skip
