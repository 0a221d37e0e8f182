"""Putting a panel together, and marking its members out of the slots in which they have an interest."""

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import BEFORE_THE_END, PANEL_ROLE_WORDS, PanelRole
from audit.domain.errors import NotVisible, RuleBroken
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.challenge.models import ChallengeEvent, MarkedOut, PanelSeat, Slot
from audit.rooms.challenge.operations.noting import note_event, note_slot
from audit.rooms.challenge.policy import SITTING_ROLES, checked_text, require_state
from audit.rooms.challenge.queries import event_to_change, marks_of, seats_of, slot_to_change
from audit.rooms.organisations.models import RoleHeld

LONGEST_WHY = 300
"""Characters in the reason for marking somebody out."""


def give_seat(
    session: Session, actor: Actor, clock: Clock, event_id: int, person_id: int, role: PanelRole
) -> PanelSeat:
    """Put somebody on the panel, and mark them out of the slots that they stand too near to.

    Raises NotVisible, NotAllowed, or RuleBroken for somebody who holds no role in the board that lets them sit, or
    who sits already.
    """
    event = _open_event(session, actor, event_id)
    may = exists().where(
        RoleHeld.person_id == Person.id,
        RoleHeld.board_id == event.board_id,
        RoleHeld.role.in_(SITTING_ROLES),
    )
    person = session.scalar(
        select(Person).where(Person.id == person_id, Person.is_closed.is_(False), may.correlate(Person))
    )
    if person is None:
        raise RuleBroken("Choose somebody of your board", "person_id")
    if any(seat.person_id == person_id for seat in seats_of(session, event)):
        raise RuleBroken(f"{person.name} is on the panel already", "person_id")
    seat = PanelSeat(event_id=event.id, person_id=person.id, person=person, role=role, invited_words="")
    session.add(seat)
    session.flush()
    note_event(
        session, actor, clock, "challenge.seat-given", event, name=person.name, role=PANEL_ROLE_WORDS[role]
    )
    keep_marks(session, actor, clock, event)
    return seat


def change_seat(session: Session, actor: Actor, clock: Clock, seat_id: int, role: PanelRole) -> PanelSeat:
    """Give a member of the panel another part."""
    seat, event = _seat(session, actor, seat_id)
    if seat.role is not role:
        seat.role = role
        note_event(
            session, actor, clock, "challenge.seat-changed", event,
            name=seat.person.name, role=PANEL_ROLE_WORDS[role],
        )  # fmt: skip
    return seat


def remove_seat(session: Session, actor: Actor, clock: Clock, seat_id: int) -> PanelSeat:
    """Take somebody off the panel. They can be put on it again."""
    seat, event = _seat(session, actor, seat_id)
    session.execute(delete(MarkedOut).where(MarkedOut.seat_id == seat.id))
    session.delete(seat)
    note_event(session, actor, clock, "challenge.seat-removed", event, name=seat.person.name)
    return seat


def mark_out(session: Session, actor: Actor, clock: Clock, seat_id: int, slot_id: int, why: str) -> None:
    """Mark a member of the panel out of one slot, with the reason. Twice is the same as once."""
    seat, event = _seat(session, actor, seat_id)
    slot = _slot_of(session, actor, event, slot_id)
    why = checked_text(
        why,
        LONGEST_WHY,
        "The reason",
        "why",
        needed=f"Enter why {seat.person.name} takes no part in this slot",
    )
    if marks_of(session, event).why(slot.id, seat.id) is None:
        session.add(MarkedOut(slot_id=slot.id, seat_id=seat.id, why=why))
        note_slot(session, actor, clock, "challenge.marked-out", slot, name=seat.person.name)


def take_part_again(session: Session, actor: Actor, clock: Clock, seat_id: int, slot_id: int) -> None:
    """Take back that somebody was marked out. Raises RuleBroken while an interest or a link keeps them out."""
    seat, event = _seat(session, actor, seat_id)
    slot = _slot_of(session, actor, event, slot_id)
    marks = marks_of(session, event)
    by_rule = marks.by_rule.get(slot.id, {}).get(seat.id)
    if by_rule is not None:
        raise RuleBroken(f"{seat.person.name} takes no part in this slot. {by_rule}")
    if marks.why(slot.id, seat.id) is not None:
        session.execute(delete(MarkedOut).where(MarkedOut.slot_id == slot.id, MarkedOut.seat_id == seat.id))
        note_slot(session, actor, clock, "challenge.mark-removed", slot, name=seat.person.name)


def keep_marks(session: Session, actor: Actor, clock: Clock, event: ChallengeEvent) -> None:
    """Write down who is marked out by an interest or a link now, so that the reason is kept with the event."""
    marks = marks_of(session, event)
    rows = session.execute(
        select(MarkedOut.slot_id, MarkedOut.seat_id)
        .join(Slot, Slot.id == MarkedOut.slot_id)
        .where(Slot.event_id == event.id)
    )
    kept = {(row.slot_id, row.seat_id) for row in rows}
    for slot_id, by_seat in marks.by_rule.items():
        for seat_id, why in by_seat.items():
            if (slot_id, seat_id) not in kept:
                session.add(MarkedOut(slot_id=slot_id, seat_id=seat_id, why=why[:LONGEST_WHY]))
    session.flush()


def _open_event(session: Session, actor: Actor, event_id: int) -> ChallengeEvent:
    event = event_to_change(session, actor, event_id)
    require_state(event.state, BEFORE_THE_END)
    return event


def _seat(session: Session, actor: Actor, seat_id: int) -> tuple[PanelSeat, ChallengeEvent]:
    seat = session.get(PanelSeat, seat_id)
    if seat is None:
        raise NotVisible
    return seat, _open_event(session, actor, seat.event_id)


def _slot_of(session: Session, actor: Actor, event: ChallengeEvent, slot_id: int) -> Slot:
    slot = slot_to_change(session, actor, slot_id)
    if slot.event_id != event.id or slot.removed_at is not None:
        raise NotVisible
    return slot
