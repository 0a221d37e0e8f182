"""The trail of an event: every entry names the event, and the organisation whose slot it is about."""

from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.trail.operations import record


def note_event(
    session: Session, actor: Actor, clock: Clock, what: str, event: ChallengeEvent, **facts: Any
) -> None:
    """Record something about a whole event."""
    record(
        session,
        actor,
        clock,
        what,
        subject=("challenge-event", str(event.id)),
        board_id=event.board_id,
        **facts,
    )


def note_slot(session: Session, actor: Actor, clock: Clock, what: str, slot: Slot, **facts: Any) -> None:
    """Record something about the slot of one organisation."""
    record(
        session,
        actor,
        clock,
        what,
        subject=("challenge-event", str(slot.event_id)),
        board_id=slot.event.board_id,
        organisation_id=slot.organisation_id,
        **facts,
    )
