"""Finding the board and the draft of an address, for the person who asks."""

from flask import current_app, url_for

from audit.domain.errors import NotVisible
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.queries import draft_to_keep, draft_to_read
from audit.web.guard import actor
from audit.web.identity import current_identity
from audit.web.navigation import stand_in
from audit.web.transactions import db


def board_here(code: str, permission: Permission) -> Place:
    """The board of an address, if this person may do this there; raises NotVisible otherwise."""
    identity = current_identity()
    for place in identity.places if identity else ():
        if place.kind == "board" and place.key == code and place.id in actor().boards(permission):
            stand_in("board", place.id)
            return place
    raise NotVisible


def draft_here(board: Place, draft_id: int, *, keep: bool = False) -> Draft:
    """A draft of this board; raises NotVisible for one of another."""
    row = (draft_to_keep if keep else draft_to_read)(db(), actor(), draft_id)
    if row.board_id != board.id:
        raise NotVisible
    return row


def page_if_there(endpoint: str, **values: object) -> str | None:
    """The address of a page, if it is there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None  # type: ignore[arg-type]
