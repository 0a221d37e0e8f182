"""The pages of visits and of feedback."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.rounds.models import Round
from audit.rooms.visits.views import board, feedback, home, organisation, visitor
from audit.rooms.visits.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_ended_by_interest, add_page_links, add_return_note
from audit.web.home import add_waiting
from audit.web.navigation import NavigationItem, add_navigation

PAGES = (board, visitor, organisation, feedback)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages, what waits for people, and the links on the page of a round."""
    app.register_blueprint(blueprint)
    add_waiting(app, home.waiting)
    add_return_note(app, home.return_note)
    add_ended_by_interest(app, home.touched)
    add_navigation(
        app, NavigationItem("To visit", "visits.list_mine", Permission.VISIT_DO, "board", 20, "visits")
    )
    add_page_links(
        app,
        PageLink(
            "round", "Visits", "visits.list_visits", Permission.VISIT_RUN, 35,
            "unannounced, beside what organisations said", is_opened,
        ),
        PageLink(
            "round", "Feedback on this audit", "visits.show_feedback", Permission.FEEDBACK_RUN, 70,
            "what it was like for those who answered", is_opened,
        ),
    )  # fmt: skip


def is_opened(row: Round) -> bool:
    """Whether a round has been opened."""
    return row.state is not RoundState.DRAFT
