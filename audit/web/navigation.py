"""Navigation: the four to six places that a person needs, by where they are and what they may do."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from audit.domain.identity import Identity, Place
from audit.domain.permissions import ROLE_PERMISSIONS, Permission
from audit.web.identity import current_identity


@dataclass(frozen=True)
class NavigationItem:
    """A link of the service navigation, offered in one kind of place to those who may follow it."""

    label: str
    endpoint: str
    permission: Permission
    place_kind: str
    """``board`` or ``organisation``: the endpoint takes ``board_code`` or ``organisation_id``."""
    order: int = 50
    section: str = ""
    """Pages name the section they belong to; the item is then marked as current."""
    unless: Permission | None = None
    """Left out for those who may do this: they have many places and find it on the board's page."""


def init_navigation(app: Flask) -> None:
    """Offer the navigation to every page."""
    app.extensions["audit.navigation"] = []
    app.jinja_env.globals.update(
        navigation_items=navigation_items, current_identity=current_identity, current_place=current_place
    )


def address_of(endpoint: str, **values: Any) -> str:
    """The address of a page, made from those of the values that it takes: a person's own pages name no place."""
    taken = next(current_app.url_map.iter_rules(endpoint)).arguments
    return url_for(endpoint, **{name: value for name, value in values.items() if name in taken})


def add_navigation(app: Flask, *items: NavigationItem) -> None:
    """Add a room's links."""
    app.extensions["audit.navigation"] += items


def stand_in(kind: str, place_id: int) -> None:
    """Say which board or organisation this page belongs to; views call it once they have loaded the thing."""
    g.place_token = f"{kind}:{place_id}"


def current_place() -> Place | None:
    """The place of this page: what the view said, else the one last looked at."""
    identity = current_identity()
    if identity is None:
        return None
    token = g.get("place_token")
    if token:
        for place in identity.places:
            if place.token == token:
                return place
    return identity.place


def navigation_items(section: str = "") -> list[dict[str, object]]:
    """The links for this person here, as the design system's component takes them."""
    identity, place = current_identity(), current_place()
    if identity is None:
        return []
    items: list[dict[str, object]] = [
        {"text": "Home", "href": url_for("home.start"), "current": request.endpoint == "home.start"}
    ]
    if place is None:
        return items
    may = _permissions_in(identity, place)

    for item in sorted(current_app.extensions["audit.navigation"], key=lambda i: i.order):
        if item.place_kind == place.kind and item.permission in may and item.unless not in may:
            key: dict[str, Any] = (
                {"board_code": place.key} if place.kind == "board" else {"organisation_id": place.id}
            )
            items.append(
                {
                    "text": item.label,
                    "href": address_of(item.endpoint, **key),
                    "current": bool(section) and item.section == section,
                }
            )
    return items


def _permissions_in(identity: Identity, place: Place) -> frozenset[Permission]:
    found: set[Permission] = set()
    for held in identity.actor.memberships:
        here = {"board": held.board_id, "organisation": held.organisation_id}.get(place.kind)
        if here == place.id or (
            place.kind == "site" and held.board_id is None and held.organisation_id is None
        ):
            found |= ROLE_PERMISSIONS[held.role]
    return frozenset(found)
