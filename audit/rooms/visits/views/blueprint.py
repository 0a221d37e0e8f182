"""The one blueprint of the room's pages, and what several of them need."""

from io import BytesIO

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from audit.web.files import send_attachment

blueprint = Blueprint("visits", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Answer = str | Response | tuple[str, int]


def public_url() -> str:
    """The address that letters link to."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def send_workbook(content: bytes, name: str) -> Response:
    """A workbook as a file to be saved."""
    return send_attachment(BytesIO(content), name, XLSX, len(content))


def number_in(text: str | None) -> int:
    """A number that a form carries; 0, which no row has, when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
