"""The pages of signing in and of one's own account."""

from flask import Flask

from audit.rooms.accounts.views import account, links, second_factor, sign_in
from audit.rooms.accounts.views.blueprint import blueprint
from audit.rooms.accounts.views.entering import ask_for_code, turn_away

__all__ = ["account", "blueprint", "links", "register", "second_factor", "sign_in"]


def register(app: Flask) -> None:
    """Register the pages, and what the guard does with people who are not signed in."""
    app.register_blueprint(blueprint)
    app.extensions["audit.turn_away"] = turn_away
    app.extensions["audit.ask_for_code"] = ask_for_code
