"""What higher rooms add to the pages of lower ones: a lower room asks here, and never knows who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.web.guard import actor
from audit.web.navigation import address_of
from audit.web.transactions import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_NOTES, _ENDED, _LINKS = "audit.return_notes", "audit.ended_by_interest", "audit.page_links"


@dataclass(frozen=True)
class ReturnNote:
    """A sentence about a return, with the page that says more, if there is one."""

    text: str
    href: str = ""
    link: str = ""


ReturnNotes = Callable[["Session", Actor, Any], Sequence[ReturnNote]]
"""Says something about a return, which the caller has in scope."""
EndedByInterest = Callable[["Session", Actor, int, int], Sequence[str]]
"""Says, a sentence each, what an interest of the actor in a board's organisation would end."""


@dataclass(frozen=True)
class PageLink:
    """A link on the page of a ``round``, a ``board`` or an ``organisation``, for those who may follow it.

    ``when`` looks at the thing that the page is about, and says whether the link has its place there.
    """

    spot: str
    label: str
    endpoint: str
    permission: Permission
    order: int = 50
    about: str = ""
    """What is there, in a few words."""
    when: Callable[[Any], bool] = lambda _thing: True


def add_return_note(app: Flask, provider: ReturnNotes) -> None:
    """Let a higher room say something on the page of a return; at most one query for it, please."""
    app.extensions.setdefault(_NOTES, []).append(provider)


def return_notes(row: Any) -> list[ReturnNote]:
    """Everything that other rooms say of this return, which the caller has in scope."""
    return [
        note for provide in current_app.extensions.get(_NOTES, ()) for note in provide(db(), actor(), row)
    ]


def add_ended_by_interest(app: Flask, provider: EndedByInterest) -> None:
    """Let a higher room say what a declared interest ends (arguments: session, actor, board, organisation)."""
    app.extensions.setdefault(_ENDED, []).append(provider)


def ended_by_interest(board_id: int, organisation_id: int) -> list[str]:
    """What an interest of this person in an organisation of a board would end."""
    return [
        sentence
        for provide in current_app.extensions.get(_ENDED, ())
        for sentence in provide(db(), actor(), board_id, organisation_id)
    ]


def add_page_links(app: Flask, *links: PageLink) -> None:
    """Put a room's links on the pages of lower rooms."""
    app.extensions.setdefault(_LINKS, []).extend(links)


def page_links(
    spot: str, thing: Any, *, board_id: int | None = None, organisation_id: int | None = None, **values: Any
) -> list[tuple[str, str, str]]:
    """The links for this person on a page: label, address and what is there, in order.

    ``thing`` is what the page is about, in a board or an organisation; ``values`` make the addresses.
    """
    here = actor()
    if organisation_id is not None:
        values["organisation_id"] = organisation_id
    found = [
        link
        for link in current_app.extensions.get(_LINKS, ())
        if link.spot == spot
        and (
            board_id in here.boards(link.permission) or organisation_id in here.organisations(link.permission)
        )
        and link.when(thing)
    ]
    return [
        (link.label, address_of(link.endpoint, **values), link.about)
        for link in sorted(found, key=lambda link: link.order)
    ]
