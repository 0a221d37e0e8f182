"""What this room adds to the home page: of the board, of panels, of organisations that are heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.challenge import EVENT_STATE_WORDS, EventState
from audit.domain.permissions import Permission
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.policy import may_run
from audit.rooms.challenge.presenters import EVENT_COLOURS, where
from audit.rooms.challenge.queries import events_of_actor, own_slots
from audit.web.home import Standing, Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Drafts to go on with, panels to prepare for, and slots whose organisation has not said who comes."""
    found = []
    for event in events_of_actor(session, actor):
        page = url_for("challenge.show_event", event_id=event.id)
        if event.state is EventState.DRAFT:
            found.append(
                Waiting(
                    event.title,
                    f"A draft of {event.board.name}. Nobody knows of it yet.",
                    page,
                    "Go on planning",
                    event.held_on,
                )
            )
        elif event.state is EventState.ANNOUNCED and not may_run(actor, event.board_id):
            found.append(
                Waiting(
                    event.title,
                    f"You are on the panel. {where(event)}.",
                    page,
                    "Read the agenda and lines",
                    event.held_on,
                )
            )
        elif event.state is EventState.UNDER_WAY:
            found.append(
                Waiting(
                    event.title,
                    f"Under way. {where(event)}.",
                    url_for("challenge.show_day", event_id=event.id),
                    "Go to the day",
                    event.held_on,
                )
            )
        elif event.state is EventState.HELD and may_run(actor, event.board_id):
            found.append(
                Waiting(
                    event.title,
                    "It has been held. Actions, feedback and the report are to be written.",
                    url_for("challenge.show_day", event_id=event.id),
                    "Finish it",
                    event.held_on,
                )
            )
    presents = actor.organisations(Permission.CHALLENGE_PRESENT)
    for own in own_slots(session, actor) if presents else ():
        slot = own.slot
        if (
            slot.organisation_id in presents
            and slot.event.state is EventState.ANNOUNCED
            and not slot.attending
            and slot.event.held_on >= today
        ):
            found.append(
                Waiting(
                    slot.event.title,
                    f"{slot.organisation.name} is heard from {say_slot(slot)}. Say who will attend.",
                    url_for("challenge.show_own", slot_id=slot.id),
                    "Prepare",
                    slot.event.held_on,
                )
            )
    return found


def standing(session: Session, actor: Actor, today: date) -> Sequence[Standing]:
    """Every event that is not over, for those who run it, sit on it or are heard at it."""
    found = [
        Standing(
            event.title,
            f"{event.board.name}, {where(event)}",
            url_for("challenge.show_event", event_id=event.id),
            EVENT_STATE_WORDS[event.state],
            EVENT_COLOURS[event.state],
            event.held_on,
        )
        for event in events_of_actor(session, actor)
    ]
    return found + [
        Standing(
            own.slot.event.title,
            f"{own.slot.organisation.name}, {say_slot(own.slot)}, {where(own.slot.event)}",
            url_for("challenge.show_own", slot_id=own.slot.id),
            EVENT_STATE_WORDS[own.slot.event.state],
            EVENT_COLOURS[own.slot.event.state],
            own.slot.event.held_on,
        )
        for own in own_slots(session, actor)
        if own.slot.event.state is not EventState.REPORTED
    ]
