"""The pages of good practice: asking, answering, and the library."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.good_practice.views import answering, asking, home, library
from audit.rooms.good_practice.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links
from audit.web.home import add_waiting
from audit.web.navigation import NavigationItem, add_navigation

PAGES = (asking, answering, library)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages and what waits for leads."""
    app.register_blueprint(blueprint)
    add_waiting(app, home.waiting)
    # Whoever has little else in a board finds the library in the navigation; the others on the board's page.
    add_navigation(
        app,
        NavigationItem(
            "Good practice",
            "good_practice.show_library",
            Permission.MODERATION_DO,
            "board",
            60,
            "good-practice",
        ),
    )
    add_page_links(
        app,
        PageLink(
            "board", "Good practice", "good_practice.show_library", Permission.GOOD_PRACTICE_VIEW, 20,
            "exemplary answers that organisations share",
        ),
        PageLink(
            "organisation", "Good practice", "good_practice.list_own", Permission.GOOD_PRACTICE_VIEW, 20,
            "what you share, and what others in your area share",
        ),
        PageLink(
            "round", "Good practice", "good_practice.list_candidates", Permission.GOOD_PRACTICE_ASK, 40,
            "ask for exemplary answers to share", lambda row: row.state is not RoundState.DRAFT,
        ),
    )  # fmt: skip
