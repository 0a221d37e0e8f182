"""A board's trail: who did what, when."""

from flask import Blueprint, Flask, render_template, request

from audit.domain.permissions import Permission
from audit.rooms.trail import queries
from audit.rooms.trail.presenters import say_event, say_facts, say_subject
from audit.web.gathering import PageLink, add_page_links
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import db

blueprint = Blueprint("trail", __name__)
PAGE = 50
"""Entries on one page."""


@blueprint.get("/boards/<board_code>/trail")
@allow(Permission.TRAIL_VIEW)
def list_entries(board_code: str) -> str:
    """What happened in the board, newest first."""
    board = board_place(board_code, Permission.TRAIL_VIEW)
    before = request.args.get("before", type=int)
    entries = queries.entries_of_board(db(), actor(), board.id, before, PAGE + 1)
    return render_template(
        "trail/entries.html",
        board=board,
        entries=[(entry, say_event(entry), say_subject(entry), say_facts(entry)) for entry in entries[:PAGE]],
        older=entries[PAGE - 1].id if len(entries) > PAGE else None,
        newest=before is None,
    )


def register(app: Flask) -> None:
    """Register the page; the board's home page leads to it."""
    app.register_blueprint(blueprint)
    add_page_links(
        app,
        PageLink("board", "Trail", "trail.list_entries", Permission.TRAIL_VIEW, 90, "who did what, and when"),
    )
