"""The pages of moderation: its plan, moderating, replying and settling, outcomes and calibration."""

from flask import Flask

from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.rooms.moderation.operations import reopening
from audit.rooms.moderation.views import (
    accepting,
    allocating,
    calibration,
    moderating,
    outcome_reading,
    outcomes,
    planning,
    replying,
    settling,
    waiting,
)
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.rounds.models import Round
from audit.web.gathering import PageLink, add_ended_by_interest, add_page_links, add_return_note
from audit.web.home import add_waiting
from audit.web.navigation import NavigationItem, add_navigation

CONSEQUENCES = (reopening,)
"""The modules that tell lower rooms what follows for moderation; to import them is enough."""

PAGES = (
    planning,
    allocating,
    accepting,
    moderating,
    replying,
    settling,
    outcomes,
    outcome_reading,
    calibration,
)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
    add_waiting(app, waiting.waiting)
    add_waiting(app, accepting.waiting)
    add_waiting(app, outcomes.waiting)
    add_ended_by_interest(app, accepting.touched)
    add_return_note(app, waiting.return_note)
    add_return_note(app, outcome_reading.return_note)
    add_navigation(
        app,
        NavigationItem(
            "To moderate", "moderation.list_given", Permission.MODERATION_DO, "board", 10, "moderations",
        ),
    )  # fmt: skip
    add_page_links(
        app,
        PageLink(
            "round", "Moderation", "moderation.show_plan", Permission.MODERATION_RUN, 10,
            "who checks which return, and how far they are", is_an_audit,
        ),
        PageLink(
            "round", "Written outcomes", "moderation.list_outcomes", Permission.OUTCOME_WRITE, 20,
            "what each organisation is told, and by when", is_an_audit,
        ),
        PageLink(
            "round", "Calibration", "moderation.show_calibration", Permission.MODERATION_RUN, 30,
            "where moderators move grades most", is_an_audit,
        ),
    )  # fmt: skip


def is_an_audit(row: Round) -> bool:
    """Whether a round is an audit that has been opened, of organisations and not of the partnership itself."""
    return (
        row.kind is RoundKind.AUDIT
        and row.state is not RoundState.DRAFT
        and row.edition.instrument is not Instrument.MATURITY_MATRIX
    )
