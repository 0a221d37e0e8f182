"""A board's letters: what was sent to whom, what waits, what could not be sent. Never what a letter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, render_template, request, url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.outbox import queries
from audit.rooms.outbox.models import LetterState
from audit.rooms.outbox.presenters import STATE_WORDS
from audit.web.guard import actor, allow
from audit.web.home import Waiting, add_waiting
from audit.web.navigation import NavigationItem, add_navigation
from audit.web.places import board_codes, board_place
from audit.web.transactions import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

blueprint = Blueprint("outbox", __name__)
PAGE = 50
"""Letters on one page."""


@blueprint.get("/boards/<board_code>/letters")
@allow(Permission.LETTERS_VIEW)
def list_letters(board_code: str) -> str:
    """The board's letters, newest first."""
    board = board_place(board_code, Permission.LETTERS_VIEW)
    state = next((s for s in LetterState if s == request.args.get("state")), None)
    before = request.args.get("before", type=int)
    letters = queries.letters_of_board(db(), actor(), board.id, state, before, PAGE + 1)
    return render_template(
        "outbox/letters.html",
        board=board,
        letters=letters[:PAGE],
        older=letters[PAGE - 1].id if len(letters) > PAGE else None,
        newest=before is None,
        state=state,
        counts=queries.counts_by_state(db(), actor(), board.id),
        words=STATE_WORDS,
    )


def _bounced(session: Session, actor: Actor, _day: date) -> Sequence[Waiting]:
    codes = board_codes()
    return [
        Waiting(
            title=f"{count} {'letter' if count == 1 else 'letters'} could not be sent",
            detail="Check the addresses, then invite or remind these people again.",
            href=url_for("outbox.list_letters", board_code=codes[board_id], state="failed"),
            button="See which",
        )
        for board_id, count in queries.failed_by_board(session, actor).items()
        if board_id in codes
    ]


def register(app: Flask) -> None:
    """Register the page, its link, and what waits when a letter bounced."""
    app.register_blueprint(blueprint)
    add_navigation(
        app,
        NavigationItem("Letters", "outbox.list_letters", Permission.LETTERS_VIEW, "board", 70, "letters"),
    )
    add_waiting(app, _bounced)
