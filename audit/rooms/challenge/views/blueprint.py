"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.policy import may_run
from audit.rooms.challenge.queries import event_to_read, event_to_run, own_slot, slot_to_read
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("challenge", __name__)

Answer = str | Response | tuple[str, int]
"""What a view gives."""


def event_here(event_id: int) -> ChallengeEvent:
    """The event of this page, for those who run it or sit on its panel; the page then stands in its board."""
    event = event_to_read(db(), actor(), event_id)
    stand_in("board", event.board_id)
    return event


def event_run_here(event_id: int) -> ChallengeEvent:
    """The event of this page, for those who run it."""
    event = event_to_run(db(), actor(), event_id)
    stand_in("board", event.board_id)
    return event


def slot_here(slot_id: int) -> Slot:
    """The slot of this page, for those who run its event and the panel that hears it."""
    slot = slot_to_read(db(), actor(), slot_id)
    stand_in("board", slot.event.board_id)
    return slot


def own_slot_here(slot_id: int) -> Slot:
    """The slot of this page, for the people of its organisation."""
    slot = own_slot(db(), actor(), slot_id, Permission.CHALLENGE_ATTEND)
    stand_in("organisation", slot.organisation_id)
    return slot


def runs_here(event: ChallengeEvent) -> bool:
    """Whether this person runs the event."""
    return may_run(actor(), event.board_id)


def public_url() -> str:
    """The address of this installation, for letters."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def id_in(name: str) -> int:
    """A number of the form that can be an id; 0, which no row has, when it is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def version_in(text: str | None) -> int:
    """The version that a form was typed over; 0, which no row has, when it is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
