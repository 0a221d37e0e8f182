"""The pages of returns: the list, the task list, questions, standards, and what each room adds to the home page."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.assessments.views import (
    acting,
    answering,
    carrying,
    checking,
    citing,
    copies,
    home,
    lists,
    on_behalf,
    quarantine,
    reviewing,
    sign_off,
    standards,
)
from audit.rooms.assessments.views.blueprint import blueprint
from audit.web.home import add_standing, add_waiting
from audit.web.navigation import NavigationItem, add_navigation

PAGES = (
    lists,
    answering,
    carrying,
    standards,
    citing,
    acting,
    reviewing,
    checking,
    sign_off,
    copies,
    quarantine,
    on_behalf,
)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages, the navigation and what waits for people."""
    app.register_blueprint(blueprint)
    citing.offer_evidence(app)
    app.extensions["audit.copy_pages"] = copies.copy_pages
    add_navigation(
        app,
        NavigationItem(
            "Returns",
            "assessments.list_returns",
            Permission.RETURN_VIEW,
            "organisation",
            order=10,
            section="returns",
        ),
    )
    add_waiting(app, home.waiting)
    add_waiting(app, on_behalf.waiting)
    add_standing(app, home.standing)
