"""The pages of case audits: the board's, an organisation's and a moderator's."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.case_audits.views import cases, judging, making, moderators, results, samples, waiting
from audit.rooms.case_audits.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links
from audit.web.home import add_waiting
from audit.web.navigation import NavigationItem, add_navigation

PAGES = (making, moderators, results, samples, cases, judging)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages and what waits for people."""
    app.register_blueprint(blueprint)
    add_waiting(app, waiting.waiting)
    add_navigation(
        app,
        NavigationItem(
            "Cases to moderate", "case_audits.list_given", Permission.CASE_AUDIT_MODERATE, "board", 12,
            "cases",
        ),
    )  # fmt: skip
    add_page_links(
        app,
        PageLink(
            "board", "Case audits", "case_audits.list_audits", Permission.CASE_AUDIT_VIEW, 30,
            "short forms for a few cases of each organisation",
        ),
        PageLink(
            "organisation", "Case audits", "case_audits.list_samples", Permission.CASE_AUDIT_READ, 30,
            "the cases that you look at, and what came out",
        ),
    )  # fmt: skip
