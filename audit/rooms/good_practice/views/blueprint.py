"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app, request

from audit.web.forms import tidy

blueprint = Blueprint("good_practice", __name__)


def public_url() -> str:
    """The address that letters link to."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def asked(name: str, longest: int = 300) -> str:
    """A word of the address's question, without what no database takes."""
    return str(tidy(request.args.get(name, "")))[:longest]


def number_in(text: str | None) -> int:
    """A number that a form carries; 0, which no row has, when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
