"""The pages of staff surveys: the board's, the organisations', and those that staff see without an account."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.surveys.views import home, own, planning, replying, results, running
from audit.rooms.surveys.views.blueprint import blueprint
from audit.rooms.surveys.views.crowd import init_crowd
from audit.web.gathering import PageLink, add_copy_part, add_page_links
from audit.web.home import add_standing, add_waiting

PAGES = (planning, running, results, own, replying)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages, what waits, and what stands beside a submitted return."""
    init_crowd(app)
    app.register_blueprint(blueprint)
    add_waiting(app, home.waiting)
    add_standing(app, home.standing)
    add_copy_part(app, home.beside_copy)
    add_page_links(
        app,
        PageLink(
            "board", "Staff surveys", "surveys.list_surveys", Permission.SURVEY_VIEW, 30,
            "ask the staff of your organisations, without names",
        ),
        PageLink(
            "round", "Staff surveys", "surveys.list_surveys", Permission.SURVEY_VIEW, 60,
            "what staff say, beside the grades",
        ),
        PageLink(
            "organisation", "Staff surveys", "surveys.list_own", Permission.SURVEY_SHARE, 30,
            "the link for your staff, and what they said",
        ),
    )  # fmt: skip
