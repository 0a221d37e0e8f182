"""The agenda: who is heard, when and for how long."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import (
    BEFORE_THE_END,
    LATEST_MINUTE,
    LONGEST_SLOT,
    SHORTEST_SLOT,
    Pause,
    Sitting,
    check_agenda,
    fill_evenly,
    minute_of,
    say_clock,
    time_of,
)
from audit.domain.errors import RuleBroken, Stale
from audit.infra.clock import Clock
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.operations.noting import note_event, note_slot
from audit.rooms.challenge.operations.panel import keep_marks
from audit.rooms.challenge.policy import require_state
from audit.rooms.challenge.queries import candidates_of, event_to_change, slot_to_change, slots_of

FIRST, USUAL = "09:30", 30
"""When the first slot of an empty agenda begins, and how many minutes a slot has."""


@dataclass(frozen=True)
class SlotTime:
    """The time that was typed for one slot, and what stood there when it was (``09:30/30``)."""

    starts_at: str
    minutes: int
    seen: str


def time_key(slot: Slot) -> str:
    """When a slot is, as a form carries it."""
    return f"{slot.starts_at}/{slot.minutes}"


def add_slots(
    session: Session, actor: Actor, clock: Clock, event_id: int, organisation_ids: Collection[int]
) -> list[Slot]:
    """Put organisations on the agenda, one after another behind those that are on it, by name.

    Raises NotVisible, NotAllowed, or RuleBroken for one that cannot be: no submitted return, no actions, out of the
    area or on it already.
    """
    event = _open_event(session, actor, event_id)
    if not organisation_ids:
        raise RuleBroken("Tick at least one organisation", "organisations")
    chosen = candidates_of(session, event, organisation_ids)
    if {one.id for one in chosen} != set(organisation_ids):
        raise RuleBroken(
            "One of these organisations cannot be added: it is on the agenda already, has left the area, or has "
            "nothing yet that the event is about. Nothing was added",
            "organisations",
        )
    there = slots_of(session, event)
    at = max((_sitting(slot).ends for slot in there), default=minute_of(FIRST))
    minutes = there[-1].minutes if there else USUAL
    added = []
    for one in chosen:
        if at + minutes > LATEST_MINUTE:
            raise RuleBroken("The day is full: give the slots less time before you add more", "organisations")
        slot = Slot(
            event_id=event.id,
            event=event,
            organisation_id=one.id,
            return_id=one.return_id,
            starts_at=time_of(at),
            minutes=minutes,
            announced_words="",
        )
        session.add(slot)
        added.append(slot)
        at += minutes
    session.flush()
    for slot in added:
        note_slot(session, actor, clock, "challenge.slot-added", slot, time=say_clock(slot.starts_at))
    keep_marks(session, actor, clock, event)
    return added


def change_times(
    session: Session, actor: Actor, clock: Clock, event_id: int, times: Mapping[int, SlotTime]
) -> list[Slot]:
    """Give slots other times, by slot id; those not named keep theirs.

    Raises RuleBroken, naming both, when two would overlap, and Stale when somebody else changed one of these times
    since it was seen.
    """
    event = _open_event(session, actor, event_id)
    slots = slots_of(session, event)
    changed = []
    for slot in slots:
        wanted = times.get(slot.id)
        if wanted is None or f"{wanted.starts_at}/{wanted.minutes}" in (wanted.seen, time_key(slot)):
            continue
        if wanted.seen != time_key(slot):
            raise Stale(
                f"Somebody else has moved {slot.organisation.name} to {say_clock(slot.starts_at)} for {slot.minutes} "
                "minutes meanwhile. Nothing was overwritten: check the times and save again."
            )
        slot.starts_at, slot.minutes = wanted.starts_at, wanted.minutes
        changed.append(slot)
    check_agenda(map(_sitting, slots))
    for slot in changed:
        note_slot(session, actor, clock, "challenge.slot-changed", slot, time=say_clock(slot.starts_at))
    return changed


def fill_agenda(
    session: Session,
    actor: Actor,
    clock: Clock,
    event_id: int,
    starts_at: str,
    minutes: int,
    pause: Pause | None = None,
) -> None:
    """Give every organisation of the agenda the same time, in the order in which they stand, with a break."""
    event = _open_event(session, actor, event_id)
    if not SHORTEST_SLOT <= minutes <= LONGEST_SLOT:
        raise RuleBroken(f"Enter between {SHORTEST_SLOT} and {LONGEST_SLOT} minutes for each", "minutes")
    slots = slots_of(session, event)
    times = fill_evenly(len(slots), starts_at, minutes, pause)
    for slot, time in zip(slots, times, strict=True):
        slot.starts_at, slot.minutes = time, minutes
    note_event(session, actor, clock, "challenge.agenda-filled", event, count=len(slots))


def move_slot(session: Session, actor: Actor, clock: Clock, slot_id: int, *, earlier: bool) -> Slot:
    """Let an organisation change places with the one before or after it. At the end of the day nothing happens."""
    slot, event = _open_slot(session, actor, slot_id)
    slots = slots_of(session, event)
    place = slots.index(slot)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(slots):
        return slot
    first, second = (slots[other], slot) if earlier else (slot, slots[other])
    ends = _sitting(second).ends
    second.starts_at, first.starts_at = first.starts_at, time_of(ends - first.minutes)
    note_slot(session, actor, clock, "challenge.slot-changed", slot, time=say_clock(slot.starts_at))
    return slot


def remove_slot(session: Session, actor: Actor, clock: Clock, slot_id: int) -> Slot:
    """Take an organisation off the agenda; its lines are kept with it. Twice is the same as once."""
    slot, _ = _open_slot(session, actor, slot_id)
    if slot.removed_at is None:
        slot.removed_at = clock()
        note_slot(session, actor, clock, "challenge.slot-removed", slot)
    return slot


def put_back_slot(session: Session, actor: Actor, clock: Clock, slot_id: int) -> Slot:
    """Put an organisation back on the agenda: at its time when that is free, else behind the others."""
    slot, event = _open_slot(session, actor, slot_id)
    if slot.removed_at is None:
        return slot
    there = [_sitting(each) for each in slots_of(session, event)]
    try:
        check_agenda([*there, _sitting(slot)])
    except RuleBroken:
        slot.starts_at = time_of(max(each.ends for each in there))
        check_agenda([*there, _sitting(slot)])
    slot.removed_at = None
    session.flush()
    note_slot(session, actor, clock, "challenge.slot-put-back", slot)
    keep_marks(session, actor, clock, event)
    return slot


def _sitting(slot: Slot) -> Sitting:
    return Sitting(slot.organisation.name, slot.starts_at, slot.minutes)


def _open_event(session: Session, actor: Actor, event_id: int) -> ChallengeEvent:
    event = event_to_change(session, actor, event_id)
    require_state(event.state, BEFORE_THE_END)
    return event


def _open_slot(session: Session, actor: Actor, slot_id: int) -> tuple[Slot, ChallengeEvent]:
    slot = slot_to_change(session, actor, slot_id)
    require_state(slot.event.state, BEFORE_THE_END)
    return slot, slot.event
