"""The pages of challenge events."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.challenge.views import (
    after,
    agenda,
    announcing,
    attending,
    day,
    hearing,
    home,
    lines,
    packs,
    panel,
    planning,
    reporting,
)
from audit.rooms.challenge.views.blueprint import blueprint
from audit.web.home import add_standing, add_waiting
from audit.web.navigation import NavigationItem, add_navigation

PAGES = (planning, panel, agenda, lines, announcing, attending, packs, day, hearing, after, reporting)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages and what they add to the home page."""
    app.register_blueprint(blueprint)
    add_waiting(app, home.waiting)
    add_standing(app, home.standing)
    add_navigation(
        app,
        NavigationItem(
            "Challenge", "challenge.list_events", Permission.CHALLENGE_SIT, "board", 14, "challenge"
        ),
        NavigationItem(
            "Challenge", "challenge.list_own", Permission.CHALLENGE_ATTEND, "organisation", 40, "challenge"
        ),
    )
