"""The pages of drafts (an outline, its parts to be edited, checked, tried and published) and of the library."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.drafts.views import (
    adopting,
    arranging,
    bringing,
    changes,
    checking,
    comments,
    conditions,
    differences,
    finding,
    home,
    library,
    mappings,
    own_scales,
    publishing,
    questions,
    scales,
    standards,
    starting,
    taking_over,
    trying,
    workbook,
)
from audit.rooms.drafts.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links

PAGES = (
    starting,
    home,
    standards,
    questions,
    conditions,
    arranging,
    finding,
    changes,
    comments,
    checking,
    trying,
    workbook,
    bringing,
    publishing,
    differences,
    library,
    adopting,
    taking_over,
    scales,
    own_scales,
    mappings,
)
"""The modules whose views stand on the blueprint."""

__all__ = ["blueprint", "register"]


def register(app: Flask) -> None:
    """Add the room's pages and the way to them from the page of a board."""
    app.register_blueprint(blueprint)
    add_page_links(
        app,
        PageLink(
            "board", "Drafts of question sets", "drafts.list_drafts", Permission.QUESTIONNAIRE_VIEW, 11,
            "question sets that are being written",
        ),
        PageLink(
            "board", "Question sets in Excel", "drafts.show_excel", Permission.DRAFT_KEEP, 12,
            "download a set, change it, upload it, or bring a spreadsheet of your own",
        ),
        PageLink(
            "board", "Grade scales", "drafts.list_scales", Permission.QUESTIONNAIRE_VIEW, 13,
            "the words, colours and meanings that sets are graded with, and how they compare",
        ),
    )  # fmt: skip
    library.add_to(app)
