"""The letters of an event: to the leads of organisations, and to the panel."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import PANEL_ROLE_WORDS, Sitting, say_clock, say_span
from audit.infra.clock import Clock
from audit.rooms.challenge.models import ChallengeEvent, PanelSeat, Slot
from audit.rooms.organisations.queries import leads_of
from audit.rooms.outbox.operations import write_letters


def say_slot(slot: Slot) -> str:
    """``9:30am to 10:00am``."""
    return say_span(Sitting("", slot.starts_at, slot.minutes))


def slot_words(event: ChallengeEvent, slot: Slot) -> str:
    """What an organisation is told of its slot: a difference is news to it."""
    return "|".join(
        (event.held_on.isoformat(), slot.starts_at, str(slot.minutes), event.place, event.video_link)
    )


def seat_words(event: ChallengeEvent, seat: PanelSeat) -> str:
    """What a member of the panel is told of the event: a difference is news to them."""
    return "|".join((event.held_on.isoformat(), event.place, event.video_link, seat.role.value))


def write_to_organisations(
    session: Session,
    actor: Actor,
    clock: Clock,
    kind: str,
    event: ChallengeEvent,
    slots: Sequence[Slot],
    *,
    public_url: str,
    more: Callable[[Slot], Mapping[str, Any]] = lambda _slot: {},
) -> int:
    """Write a letter to every lead of the organisations of these slots, and say how many there were."""
    by_organisation = {slot.organisation_id: slot for slot in slots}
    leads = leads_of(session, actor, list(by_organisation)) if by_organisation else []
    return write_letters(
        session,
        clock,
        kind,
        (
            {
                "to_email": lead.email,
                "to_name": lead.name,
                **event_facts(event),
                "organisation": slot.organisation.name,
                "time": say_slot(slot),
                "link": f"{public_url}/challenge/slots/{slot.id}/ours",
                **more(slot),
            }
            for lead in leads
            for slot in (by_organisation[lead.organisation_id or 0],)
        ),
        board_id=event.board_id,
    )


def write_to_panel(
    session: Session,
    clock: Clock,
    event: ChallengeEvent,
    seats: Sequence[PanelSeat],
    first_at: str,
    *,
    public_url: str,
) -> int:
    """Write the invitation to these members of the panel, and say how many there were."""
    return write_letters(
        session,
        clock,
        "panel-invited",
        (
            {
                "to_email": seat.person.email,
                "to_name": seat.person.name,
                **event_facts(event),
                "role": PANEL_ROLE_WORDS[seat.role].lower(),
                "begins": say_clock(first_at),
                "is_change": seat.invited_at is not None,
                "link": f"{public_url}/challenge/{event.id}",
            }
            for seat in seats
        ),
        board_id=event.board_id,
    )


def event_facts(event: ChallengeEvent) -> dict[str, Any]:
    """What every letter of an event says of it."""
    board = event.board
    return {
        "about": ("challenge-event", str(event.id)),
        "board": board.name,
        "event": event.title,
        "held_on": event.held_on,
        "place": event.place,
        "video_link": event.video_link,
        "notes": event.notes,
        "contact_email": board.contact_email,
        "contact_phone": board.contact_phone,
    }
