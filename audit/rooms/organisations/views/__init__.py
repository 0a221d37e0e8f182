"""The pages of boards, organisations and people."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.organisations.views import (
    boards,
    imports,
    interests,
    organisations,
    people,
    predecessors,
    trusts,
)
from audit.rooms.organisations.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links
from audit.web.navigation import NavigationItem, add_navigation

__all__ = ["register"]

_PAGES = (boards, imports, interests, organisations, people, predecessors, trusts)


def register(app: Flask) -> None:
    """Register the pages and their places in the navigation."""
    app.register_blueprint(blueprint)
    add_navigation(
        app,
        NavigationItem(
            "Organisations",
            "organisations.list_organisations",
            Permission.REGISTER_VIEW,
            "board",
            20,
            "organisations",
        ),
        NavigationItem("People", "organisations.list_people", Permission.PEOPLE_KEEP, "board", 30, "people"),
        NavigationItem(
            "Colleagues",
            "organisations.list_colleagues",
            Permission.COLLEAGUES_VIEW,
            "organisation",
            30,
            "colleagues",
        ),
        NavigationItem("Boards", "organisations.list_boards", Permission.SITE_KEEP, "site", 10, "boards"),
        NavigationItem(
            "Interests", "organisations.list_interests", Permission.INTEREST_DECLARE, "board", 50, "interests",
            unless=Permission.MODERATION_RUN,
        ),
    )  # fmt: skip
    add_page_links(
        app,
        PageLink(
            "board", "Declared interests", "organisations.list_board_interests", Permission.MODERATION_RUN, 30,
            "of moderators and panels",
        ),
        PageLink(
            "board", "Your own interests", "organisations.list_interests", Permission.MODERATION_RUN, 32,
            "declare one of yours",
        ),
        PageLink(
            "board", "Linked organisations", "organisations.list_links", Permission.MODERATION_RUN, 35,
            "kept apart in moderation",
        ),
        PageLink(
            "board", "Board settings", "organisations.change_settings", Permission.BOARD_KEEP, 80,
            "name, colour, contact",
        ),
    )  # fmt: skip
