"""Announcing an event, and telling people again when the day, the time or the place has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import (
    CHANGEABLE,
    EventState,
    EventVerb,
    PanelRole,
    next_event_state,
    what_is_missing,
)
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken
from audit.infra.clock import Clock, today
from audit.rooms.challenge.models import ChallengeEvent, PanelSeat, Slot
from audit.rooms.challenge.operations.letters import (
    seat_words,
    slot_words,
    write_to_organisations,
    write_to_panel,
)
from audit.rooms.challenge.operations.noting import note_event
from audit.rooms.challenge.operations.panel import keep_marks
from audit.rooms.challenge.policy import require_state
from audit.rooms.challenge.queries import event_to_change, panel_of, seats_of, slots_of
from audit.rooms.organisations.queries import leads_of


@dataclass(frozen=True)
class Told:
    """Whom announcing writes to: slots and seats that do not know yet, or know something else."""

    slots: Sequence[Slot]
    seats: Sequence[PanelSeat]
    without_lead: Sequence[str]
    """Names of organisations that have nobody to write to."""
    letters: int = 0


def to_tell(session: Session, actor: Actor, event: ChallengeEvent) -> Told:
    """Who has to be told of an event, which the caller runs, as it is now."""
    slots = [s for s in slots_of(session, event) if s.announced_words != slot_words(event, s)]
    leads = leads_of(session, actor, [slot.organisation_id for slot in slots]) if slots else []
    reached = {lead.organisation_id for lead in leads}
    seats = [
        line.seat
        for line in panel_of(session, event)
        if not line.has_left and line.seat.invited_words != seat_words(event, line.seat)
    ]
    return Told(
        slots, seats, [slot.organisation.name for slot in slots if slot.organisation_id not in reached]
    )


def announce_event(session: Session, actor: Actor, clock: Clock, event_id: int, *, public_url: str) -> Told:
    """Announce a draft, or tell those for whom something changed since.

    Raises NotVisible, NotAllowed, or RuleBroken with what is missing: a panel, a chair, an agenda, a day to come.
    """
    event = event_to_change(session, actor, event_id)
    require_state(event.state, CHANGEABLE)
    if event.cancelled_at is not None:
        raise RuleBroken("This draft is cancelled. Put it back to announce it.")
    seats, slots = seats_of(session, event), slots_of(session, event)
    sitting = [line.seat for line in panel_of(session, event, seats) if not line.has_left]
    missing = what_is_missing(
        panel=len(sitting), chairs=sum(s.role is PanelRole.CHAIR for s in sitting), slots=len(slots)
    )
    if missing:
        raise RuleBroken(f"{'. '.join(missing)}. The event was not announced.")
    if event.held_on < today(clock):
        raise RuleBroken(f"{say_date(event.held_on)} has passed. Change the date first.")
    keep_marks(session, actor, clock, event)
    told = to_tell(session, actor, event)
    was_draft = event.state is EventState.DRAFT
    if was_draft:
        event.state = next_event_state(event.state, EventVerb.ANNOUNCE)
    elif not told.slots and not told.seats:
        raise RuleBroken("Everybody knows of the event as it is. No letter was written.")
    letters = write_to_organisations(
        session, actor, clock, "challenge-announced", event, told.slots, public_url=public_url,
        more=lambda slot: {"is_change": bool(slot.announced_words)},
    )  # fmt: skip
    letters += write_to_panel(session, clock, event, told.seats, slots[0].starts_at, public_url=public_url)
    for slot in told.slots:
        slot.announced_words = slot_words(event, slot)
    for seat in told.seats:
        seat.invited_at, seat.invited_words = clock(), seat_words(event, seat)
    what = "challenge.announced" if was_draft else "challenge.told-again"
    note_event(session, actor, clock, what, event, count=letters)
    return Told(told.slots, told.seats, told.without_lead, letters)
