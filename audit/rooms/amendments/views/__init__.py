"""The pages of amendments."""

from typing import TYPE_CHECKING, Any

from flask import Flask

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.rooms.amendments.views import making, preparing
from audit.rooms.amendments.views.blueprint import blueprint
from audit.web.gathering import PageLink, ReturnNote, add_page_links, add_return_note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["making", "preparing", "register"]


def register(app: Flask) -> None:
    """Register the pages, the link on the page of a round, and what a return says of questions that were added."""
    app.register_blueprint(blueprint)
    add_page_links(
        app,
        PageLink(
            "round", "Amendments", "amendments.list_amendments", Permission.ROUND_VIEW, 25,
            "add a question while the round runs, or put spelling right",
            when=lambda row: row.kind is RoundKind.AUDIT and row.state is not RoundState.DRAFT,
        ),
    )  # fmt: skip
    add_return_note(app, _note)


def _note(_session: "Session", _actor: Actor, row: Any) -> list[ReturnNote]:
    if row.added_state is None:
        return []
    number = len(row.added_questions or ())
    what = "a question" if number == 1 else f"{number} questions"
    alone = "it" if number == 1 else "them"
    return [
        ReturnNote(
            f"Your board has added {what} since you submitted. You are asked for {alone} alone, and sign once more. "
            "What you submitted stays as it is and counts."
        )
    ]
