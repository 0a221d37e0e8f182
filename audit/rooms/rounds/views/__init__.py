"""The pages of rounds."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.rounds.views import drafting, home, running
from audit.rooms.rounds.views.blueprint import blueprint
from audit.web.home import add_standing, add_waiting
from audit.web.navigation import NavigationItem, add_navigation

__all__ = ["drafting", "register", "running"]


def register(app: Flask) -> None:
    """Register the pages, their place in the navigation and what they add to the home page."""
    app.register_blueprint(blueprint)
    add_navigation(
        app, NavigationItem("Rounds", "rounds.board_rounds", Permission.ROUND_VIEW, "board", 10, "rounds")
    )
    add_waiting(app, home.waiting)
    add_standing(app, home.standing)
