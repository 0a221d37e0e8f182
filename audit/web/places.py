"""Boards by the code in an address, for rooms that lie below their register, and links to pages of higher rooms."""

from flask import current_app, url_for

from audit.domain.errors import NotVisible
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.web.guard import actor
from audit.web.identity import current_identity
from audit.web.navigation import stand_in


def board_place(code: str, permission: Permission) -> Place:
    """The signed-in person's board with this code, if they may do this in it; raises NotVisible otherwise.

    It needs no query, and the page's header and navigation then show this board.
    """
    identity = current_identity()
    for place in identity.places if identity is not None else ():
        if place.kind == "board" and place.key == code and place.id in actor().boards(permission):
            stand_in("board", place.id)
            return place
    raise NotVisible


def board_codes() -> dict[int, str]:
    """The codes of the signed-in person's boards, by id."""
    identity = current_identity()
    return {p.id: p.key for p in (identity.places if identity is not None else ()) if p.kind == "board"}


def has_page(endpoint: str) -> bool:
    """Whether a page, perhaps of a higher room, is there to be linked to."""
    return endpoint in current_app.view_functions


def page_if_there(endpoint: str, **values: object) -> str | None:
    """The address of a page, perhaps of a higher room, if it is there."""
    return url_for(endpoint, **values) if has_page(endpoint) else None  # type: ignore[arg-type]
