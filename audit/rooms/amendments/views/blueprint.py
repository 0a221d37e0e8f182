"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app

from audit.domain.permissions import Permission
from audit.rooms.amendments.models import Amendment
from audit.rooms.amendments.queries import amendment_to_read
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("amendments", __name__)


def amendment_here(amendment_id: int) -> Amendment:
    """The amendment of this page; the page then stands in the board of its round."""
    row = amendment_to_read(db(), actor(), amendment_id)
    stand_in("board", row.round.board_id)
    return row


def may_amend(board_id: int) -> bool:
    """Whether this person runs the rounds of a board."""
    return board_id in actor().boards(Permission.ROUND_RUN)


def version_in(text: str | None) -> int:
    """The version that a form was typed over; 0, which no row has, when it is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def public_url() -> str:
    """Where this installation is reached."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)
