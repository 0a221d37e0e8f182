"""Planning an event: making the draft, changing it, cancelling it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import CHANGEABLE, EventKind, EventState
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken, Stale
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock, today
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.operations.noting import note_event
from audit.rooms.challenge.policy import (
    LONGEST_NOTES,
    checked_text,
    checked_title,
    place_and_link,
    require_run,
    require_state,
)
from audit.rooms.challenge.queries import board_of_events, event_to_change
from audit.rooms.rounds.models import Round


@dataclass(frozen=True)
class EventPlan:
    """What a board decides of an event."""

    title: str
    held_on: date
    kind: EventKind = EventKind.RETURNS
    round_id: int | None = None
    previous_id: int | None = None
    place: str = ""
    video_link: str = ""
    notes: str = ""


def plan_event(
    session: Session, actor: Actor, clock: Clock, board_code: str, plan: EventPlan
) -> ChallengeEvent:
    """Make the draft of an event. Raises NotVisible, NotAllowed, or RuleBroken with the field at fault."""
    board = board_of_events(session, actor, board_code)
    require_run(actor, board.id)
    values = _checked(session, plan, board.id, today(clock), None)
    event = ChallengeEvent(board_id=board.id, state=EventState.DRAFT, created_at=clock(), **values)
    session.add(event)
    session.flush()
    note_event(session, actor, clock, "challenge.planned", event, title=event.title)
    return event


def change_event(
    session: Session, actor: Actor, clock: Clock, event_id: int, plan: EventPlan, *, seen_version: int
) -> ChallengeEvent:
    """Change what was decided, until the event begins. What it is about stays once somebody is on the agenda.

    Raises NotVisible, NotAllowed, RuleBroken with the field at fault, or Stale when somebody else changed it since
    ``seen_version``. Those who were told already are told again by ``announce_event``.
    """
    event = event_to_change(session, actor, event_id)
    _require_here(event)
    require_state(event.state, CHANGEABLE)
    if event.version != seen_version:
        raise Stale("Somebody else changed this event while you had it open. Nothing was overwritten.")
    values = _checked(session, plan, event.board_id, today(clock), event)
    changed = [name for name, value in values.items() if getattr(event, name) != value]
    if {"kind", "round_id"} & set(changed) and session.scalar(
        select(exists().where(Slot.event_id == event.id, Slot.removed_at.is_(None)))
    ):
        raise RuleBroken(
            "Organisations are on the agenda already. Take them off it before you change what the event is about",
            "kind" if "kind" in changed else "round_id",
        )
    for name in changed:
        setattr(event, name, values[name])
    if changed:
        note_event(session, actor, clock, "challenge.changed", event, changed=changed)
    return event


def cancel_event(session: Session, actor: Actor, clock: Clock, event_id: int) -> ChallengeEvent:
    """Cancel a draft. Everything in it is kept, so that it can be put back. Twice is the same as once."""
    event = event_to_change(session, actor, event_id)
    if event.state is not EventState.DRAFT:
        raise RuleBroken(
            "People have been told of this event, so it cannot be cancelled here. Change its date, or write to them."
        )
    if event.cancelled_at is None:
        event.cancelled_at = clock()
        note_event(session, actor, clock, "challenge.cancelled", event)
    return event


def put_back_event(session: Session, actor: Actor, clock: Clock, event_id: int) -> ChallengeEvent:
    """Put a cancelled draft back. Twice is the same as once."""
    event = event_to_change(session, actor, event_id)
    if event.cancelled_at is not None:
        event.cancelled_at = None
        note_event(session, actor, clock, "challenge.put-back", event)
    return event


def _require_here(event: ChallengeEvent) -> None:
    if event.cancelled_at is not None:
        raise RuleBroken("This draft is cancelled. Put it back to go on with it.")


def _checked(
    session: Session, plan: EventPlan, board_id: int, day: date, event: ChallengeEvent | None
) -> dict[str, Any]:
    title = checked_title(plan.title)
    if plan.held_on < day and (event is None or event.held_on != plan.held_on):
        raise RuleBroken(f"{say_date(plan.held_on)} has passed. Choose today or a later date", "held_on")
    place, link = place_and_link(plan.place, plan.video_link)
    return {
        "title": title,
        "kind": plan.kind,
        "round_id": _round(session, plan, board_id),
        "previous_id": _previous(session, plan, board_id, event),
        "held_on": plan.held_on,
        "place": place,
        "video_link": link,
        "notes": checked_text(plan.notes, LONGEST_NOTES, "The notes", "notes"),
    }


def _round(session: Session, plan: EventPlan, board_id: int) -> int | None:
    if plan.round_id is None:
        if plan.kind is EventKind.RETURNS:
            raise RuleBroken("Choose the round whose returns the event is about", "round_id")
        return None
    row = session.get(Round, plan.round_id)
    if row is None or row.board_id != board_id or row.state is RoundState.DRAFT:
        raise RuleBroken("Choose a round of your board that has been opened", "round_id")
    return row.id


def _previous(session: Session, plan: EventPlan, board_id: int, event: ChallengeEvent | None) -> int | None:
    if plan.previous_id is None:
        return None
    row = session.get(ChallengeEvent, plan.previous_id)
    is_known = row is not None and row.board_id == board_id and row.cancelled_at is None
    if row is None or not is_known or (event is not None and row.id == event.id):
        raise RuleBroken("Choose an earlier event of your board, or none", "previous_id")
    return row.id
