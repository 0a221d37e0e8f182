"""Running a round: opening, extending, reminding, closing, opening again."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken
from audit.domain.workflows import RoundState, RoundVerb, next_round_state
from audit.infra.clock import Clock, today
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations.letters import Written, invitation_to, reminder_of, write_to_leads
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.rounds.queries.returns import outstanding_returns
from audit.rooms.trail.operations import record

_AT_ONCE = 500


def open_round(
    session: Session, actor: Actor, clock: Clock, code: str, *, public_url: str, product: str
) -> Written:
    """Open a round: its organisations can answer, and each lead has a letter in the outbox.

    Says how many letters were written and which organisations have no lead. Raises NotVisible, NotAllowed,
    or RuleBroken: opened already, nobody asked, or due in the past.
    """
    row = round_to_run(session, actor, code)
    state = next_round_state(row.state, RoundVerb.OPEN)
    asked = session.scalar(select(func.count()).where(Return.round_id == row.id)) or 0
    if not asked:
        raise RuleBroken("Nobody is asked yet. Choose the organisations first.")
    if row.due_on < today(clock):
        raise RuleBroken(f"The due date, {say_date(row.due_on)}, has passed. Choose a later one first.")
    row.state, row.opened_at = state, clock()
    _note(session, actor, clock, row, "round.opened", asked=asked)
    return write_to_leads(
        session, actor, clock, row, invitation_to(row), public_url=public_url, product=product
    )


def close_round(session: Session, actor: Actor, clock: Clock, code: str) -> Round:
    """Close a round: nothing can be submitted any more. What organisations wrote stays theirs to read."""
    row = round_to_run(session, actor, code)
    row.state, row.closed_at = next_round_state(row.state, RoundVerb.CLOSE), clock()
    _note(session, actor, clock, row, "round.closed")
    return row


def reopen_round(session: Session, actor: Actor, clock: Clock, code: str) -> Round:
    """Open a closed round again, with the dates that it had."""
    row = round_to_run(session, actor, code)
    row.state, row.closed_at = next_round_state(row.state, RoundVerb.REOPEN), None
    _note(session, actor, clock, row, "round.reopened")
    return row


def extend_returns(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    due_on: date,
    references: Collection[str] | None = None,
    *,
    public_url: str,
    product: str,
) -> Written:
    """Give more time: to these returns, or (None) to the whole round. Their leads have a letter.

    The new date is later than the one that stood. A return whose own date is later still keeps it. Raises
    NotVisible, NotAllowed, or RuleBroken with the field at fault.
    """
    row = round_to_run(session, actor, code)
    if row.state is not RoundState.OPEN:
        raise RuleBroken("Dates are extended while a round is open.")
    day = today(clock)
    if due_on < day:
        raise RuleBroken(f"{say_date(due_on)} has passed. Choose today or a later date", "due_on")
    owed = [line.row for line in outstanding_returns(session, actor, row, day, references)]
    if references is None:
        if due_on <= row.due_on:
            raise _not_later(row.due_on)
        if row.moderation_by is not None and due_on > row.moderation_by:
            raise RuleBroken(
                f"Moderation ends on {say_date(row.moderation_by)}. Choose an earlier date, or move moderation first",
                "due_on",
            )
        owed = [each for each in owed if (each.due_on or row.due_on) < due_on]
        row.due_on = due_on
        _note(session, actor, clock, row, "round.extended", due_on=due_on.isoformat())
    else:
        if not owed:
            raise RuleBroken("Choose at least one return that has not been submitted")
        latest = max(each.due_on or row.due_on for each in owed)
        if due_on <= latest:
            raise _not_later(latest)
        for each in owed:
            record(
                session, actor, clock, "return.extended",
                subject=("return", each.reference), board_id=row.board_id, organisation_id=each.organisation_id,
                due_on=due_on.isoformat(),
            )  # fmt: skip
    ids = [each.id for each in owed]
    for start in range(0, len(ids), _AT_ONCE):
        # The version stays: only the board writes the due date, and nobody's answer may stumble over it.
        session.execute(
            update(Return)
            .where(Return.id.in_(ids[start : start + _AT_ONCE]))
            .values(due_on=None if references is None else due_on)
            .execution_options(synchronize_session=False)
        )
    return write_to_leads(
        session, actor, clock, row, "extended",
        references=[each.reference for each in owed], public_url=public_url, product=product,
    )  # fmt: skip


def remind(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    references: Collection[str] | None = None,
    *,
    public_url: str,
    product: str,
) -> Written:
    """Write a reminder to the leads of these returns, or of all, that have not been submitted."""
    row = round_to_run(session, actor, code)
    if row.state is not RoundState.OPEN:
        raise RuleBroken("Reminders are sent while a round is open.")
    owed = outstanding_returns(session, actor, row, today(clock), references)
    if not owed:
        raise RuleBroken("There is nobody to remind: all of these returns have been submitted.")
    written = write_to_leads(
        session, actor, clock, row, reminder_of(row),
        references=[line.row.reference for line in owed], public_url=public_url, product=product,
    )  # fmt: skip
    _note(session, actor, clock, row, "round.reminded", letters=written.letters)
    return written


def _not_later(stands: date) -> RuleBroken:
    return RuleBroken(f"The new date must be later than {say_date(stands)}, which stands now", "due_on")


def _note(session: Session, actor: Actor, clock: Clock, row: Round, event: str, **facts: Any) -> None:
    record(session, actor, clock, event, subject=("round", row.code), board_id=row.board_id, **facts)
