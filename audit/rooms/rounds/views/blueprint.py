"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app, request

from audit.domain.permissions import Permission
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations import Written
from audit.rooms.rounds.queries import round_by_code
from audit.web.forms import tidy
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("rounds", __name__)


def round_here(round_code: str) -> Round:
    """The round of this page; the page then stands in its board."""
    row = round_by_code(db(), actor(), round_code)
    stand_in("board", row.board_id)
    return row


def may_run_here(row: Round) -> bool:
    """Whether this person runs the rounds of its board."""
    return row.board_id in actor().boards(Permission.ROUND_RUN)


def asked(name: str, longest: int = 100) -> str:
    """A word of the address's question, without what no database takes."""
    return str(tidy(request.args.get(name, "")))[:longest]


def asked_page() -> int:
    """The page of a list that was asked for; the first when it is no number."""
    text = asked("page", 6)
    return int(text) if text.isascii() and text.isdigit() else 1


def version_in(text: str | None) -> int:
    """The version that a form was typed over; 0, which no row has, when it is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def letter_words() -> tuple[str, str]:
    """What letters need to know of this installation: its address and its name."""
    settings = current_app.config["AUDIT_SETTINGS"]
    return settings.public_url, settings.product_name


def say_written(written: Written) -> str:
    """What came of letters, in a sentence or two."""
    letters = f"{written.letters:,} {'letter is' if written.letters == 1 else 'letters are'} in the outbox."
    missing = len(written.without_lead)
    if not missing:
        return letters
    named = ", ".join(one.name for one in written.without_lead[:5]) + (" and others" if missing > 5 else "")
    have = "organisation has" if missing == 1 else "organisations have"
    return f"{letters} {missing:,} {have} no lead to write to: {named}."
