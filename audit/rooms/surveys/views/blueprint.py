"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app

from audit.infra.secrets import decrypt
from audit.infra.survey_links import code_of
from audit.rooms.surveys.models import Survey, SurveyPlace
from audit.rooms.surveys.queries import survey_of_board
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("surveys", __name__)


def public_url() -> str:
    """The address that letters and posters name."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def secret_key() -> str:
    """What links are sealed with."""
    return str(current_app.config["AUDIT_SETTINGS"].secret_key)


def survey_here(board_code: str, survey_id: int) -> Survey:
    """The survey of this page, which then stands in its board."""
    row = survey_of_board(db(), actor(), board_code, survey_id)
    stand_in("board", row.board_id)
    return row


def link_and_code(place: SurveyPlace) -> tuple[str, str]:
    """The address that staff open, and the code; empty once SECRET_KEY has changed and the link must be made anew."""
    key = decrypt(place.sealed, secret_key())
    return (f"{public_url()}/surveys/{key}", code_of(key)) if key else ("", "")


def number_in(text: str | None) -> int:
    """A number that a form or an address carries; 0, which no row has, when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
