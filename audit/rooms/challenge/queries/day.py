"""Reading the day: who may write, what was noted on a line, who can have spoken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.challenge import EventState
from audit.domain.errors import NotVisible
from audit.rooms.action_plans.models import Action
from audit.rooms.challenge.models import ChallengeEvent, Line, LineAction, LineNote, Slot
from audit.rooms.challenge.policy import may_run
from audit.rooms.challenge.policy.day import NOTING_PARTS
from audit.rooms.challenge.queries.panel import marks_of, panel_of, seat_of_actor
from audit.rooms.challenge.queries.slots import slot_to_read


def live_slot(session: Session, actor: Actor, slot_id: int) -> Slot:
    """A slot that is on its agenda, for those who run the event or take part in it; raises NotVisible otherwise."""
    slot = slot_to_read(session, actor, slot_id)
    if slot.removed_at is not None or slot.event.state is EventState.DRAFT:
        raise NotVisible
    return slot


def line_at_work(session: Session, actor: Actor, line_id: int) -> tuple[Line, Slot]:
    """A line with its slot, for those who run the event or take part in the slot; raises NotVisible otherwise."""
    line = session.get(Line, line_id)
    if line is None or line.dropped_at is not None:
        raise NotVisible
    return line, live_slot(session, actor, line.slot_id)


def may_note(session: Session, actor: Actor, slot: Slot) -> bool:
    """Whether the actor, who may read of the slot, takes notes in it: administrators, and members who do more than
    watch; nobody who is marked out of it.
    """
    seat = seat_of_actor(session, actor, slot.event)
    if seat is None:
        return may_run(actor, slot.event.board_id)
    if marks_of(session, slot.event, [seat], [slot]).why(slot.id, seat.id) is not None:
        return False
    return may_run(actor, slot.event.board_id) or seat.role in NOTING_PARTS


def lock_event(session: Session, event_id: int) -> ChallengeEvent:
    """The event as it is now, kept from changing its state until the unit ends. Note-takers do not wait for each
    other. The caller has it in scope.
    """
    return session.scalars(
        select(ChallengeEvent)
        .where(ChallengeEvent.id == event_id)
        .with_for_update(read=True, of=ChallengeEvent)
        .execution_options(populate_existing=True)
    ).one()


def notes_of(session: Session, line_ids: Collection[int]) -> dict[int, list[LineNote]]:
    """What was noted on these lines, by line id, the oldest first, without what was removed. One query.

    The caller has the lines in scope.
    """
    found: dict[int, list[LineNote]] = {}
    if line_ids:
        for note in session.scalars(
            select(LineNote)
            .where(LineNote.line_id.in_(line_ids), LineNote.removed_at.is_(None))
            .order_by(LineNote.created_at, LineNote.id)
        ):
            found.setdefault(note.line_id, []).append(note)
    return found


def removed_notes(session: Session, actor: Actor, line: Line) -> Sequence[LineNote]:
    """The actor's own notes on a line that they removed; each can be put back."""
    return session.scalars(
        select(LineNote)
        .where(
            LineNote.line_id == line.id,
            LineNote.removed_at.is_not(None),
            LineNote.taken_by_id == actor.person_id,
        )
        .order_by(LineNote.removed_at, LineNote.id)
    ).all()


def speakers_of(session: Session, slot: Slot) -> list[str]:
    """Who can have spoken in a slot: its panel, and those who come for the organisation."""
    out = marks_of(session, slot.event, None, [slot]).out_of(slot.id)
    panel = [
        line.seat.person.name
        for line in panel_of(session, slot.event)
        if not line.has_left and line.seat.id not in out
    ]
    return [*panel, *(name.strip() for name in slot.attending.splitlines() if name.strip())]


@dataclass(frozen=True)
class SlotProgress:
    """How far one organisation's hearing is."""

    lines: int = 0
    with_outcome: int = 0
    actions: int = 0


def progress_of(session: Session, event: ChallengeEvent) -> dict[int, SlotProgress]:
    """How far each slot of an event is, by slot id; slots without lines are left out. Two queries."""
    rows = session.execute(
        select(Line.slot_id, func.count(), func.sum(case((Line.outcome.is_not(None), 1), else_=0)))
        .join(Slot, Slot.id == Line.slot_id)
        .where(Slot.event_id == event.id, Slot.removed_at.is_(None), Line.dropped_at.is_(None))
        .group_by(Line.slot_id)
    )
    made: dict[int, int] = {}
    for slot_id, count in session.execute(
        select(Line.slot_id, func.count())
        .join(LineAction, LineAction.line_id == Line.id)
        .join(Slot, Slot.id == Line.slot_id)
        .where(Slot.event_id == event.id)
        .group_by(Line.slot_id)
    ):
        made[slot_id] = count
    return {slot_id: SlotProgress(lines, int(done), made.get(slot_id, 0)) for slot_id, lines, done in rows}


def agreed_actions(session: Session, line_ids: Collection[int]) -> dict[int, list[Action]]:
    """The actions that were agreed on these lines, by line id, in the order in which they were made. One query.

    The caller has the lines in scope.
    """
    found: dict[int, list[Action]] = {}
    if line_ids:
        for link in session.scalars(
            select(LineAction)
            .join(LineAction.action)
            .options(contains_eager(LineAction.action))
            .where(LineAction.line_id.in_(line_ids))
            .order_by(LineAction.id)
        ):
            found.setdefault(link.line_id, []).append(link.action)
    return found


@dataclass(frozen=True)
class Told:
    """What an organisation reads after the event: its feedback, the outcomes of the lines that it was shown, and the
    actions that were agreed.
    """

    slot: Slot
    lines: Sequence[Line]
    actions: Sequence[Action]


def told_of(session: Session, slot: Slot) -> Told | None:
    """What the organisation of a slot has been told, once its feedback is sent; the caller has the slot in scope."""
    return told_now(session, slot) if slot.feedback_sent_at is not None else None


def told_now(session: Session, slot: Slot) -> Told:
    """What the organisation of a slot is told when its feedback is sent now. Two queries."""
    lines = session.scalars(
        select(Line)
        .where(Line.slot_id == slot.id, Line.dropped_at.is_(None))
        .order_by(Line.position, Line.id)
    ).all()
    actions = agreed_actions(session, [line.id for line in lines])
    shown = [line for line in lines if line.is_shared and line.shared_at is not None]
    return Told(slot, shown, [action for line in lines for action in actions.get(line.id, ())])
