"""The board's pages: the summary of a round with its heat map, answers and workbook, and progress reviews."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.rooms.board.views import against, levels, review, summary, totals
from audit.rooms.board.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links

PAGES = (summary, review, against, totals, levels)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Add the room to the application."""
    app.register_blueprint(blueprint)
    # The question pages of a progress review, in a lower room, show what moderation agreed before.
    app.extensions["audit.agreed_before"] = review.agreed_before
    add_page_links(
        app,
        PageLink(
            "round", "Totals and rates", "board.show_totals", Permission.SUMMARY_VIEW, 5,
            "numbers added up over organisations, and who is missing",
            totals.has_totals_to_show,
        ),
        PageLink(
            "round", "Spread of levels", "board.show_levels", Permission.SUMMARY_VIEW, 5,
            "what each partner gave, and the level that was agreed",
            levels.is_matrix,
        ),
        PageLink(
            "round", "Against an earlier round", "board.show_against", Permission.SUMMARY_VIEW, 45,
            "the same standards then and now, also in a short form",
            lambda row: row.kind is RoundKind.AUDIT and row.state is not RoundState.DRAFT,
        ),
        PageLink(
            "round", "Progress review", "board.new_review", Permission.ROUND_RUN, 50,
            "ask again about what was below the minimum",
            lambda row: (
                row.kind is RoundKind.AUDIT and row.state is not RoundState.DRAFT and not levels.is_matrix(row)
            ),
        ),
    )  # fmt: skip
