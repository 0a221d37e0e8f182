"""How the pages of moderating, replying and settling open what they are about."""

from flask import current_app

from audit.rooms.moderation.queries.moderating import moderation_to_do
from audit.rooms.moderation.queries.reading import ModerationView
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

ID = "int(max=2147483647)"
"""A number in an address: no larger than the database holds."""


def open_moderation(moderation_id: int) -> ModerationView:
    """The moderation that this page of its moderator is about; the page stands in the board."""
    view = moderation_to_do(db(), actor(), moderation_id)
    stand_in("board", view.row.moderated.round.board_id)
    return view


def public_url() -> str:
    """Where this installation is reached, for the links of letters."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)
