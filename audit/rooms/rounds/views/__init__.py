"""The pages of rounds."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.rooms.rounds.views import drafting, home, profiles, running
from audit.rooms.rounds.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links
from audit.web.home import add_standing, add_waiting
from audit.web.navigation import NavigationItem, add_navigation

__all__ = ["drafting", "profiles", "register", "running"]


def register(app: Flask) -> None:
    """Register the pages, their place in the navigation and what they add to the home page."""
    app.register_blueprint(blueprint)
    add_navigation(
        app, NavigationItem("Rounds", "rounds.board_rounds", Permission.ROUND_VIEW, "board", 10, "rounds")
    )
    add_page_links(
        app,
        PageLink(
            "round", "Full or short form", "rounds.choose_profiles", Permission.ROUND_RUN, 60,
            "how much those are asked who have not begun",
            lambda row: row.kind is RoundKind.AUDIT and row.state is RoundState.OPEN,
        ),
    )  # fmt: skip
    add_waiting(app, home.waiting)
    add_standing(app, home.standing)
