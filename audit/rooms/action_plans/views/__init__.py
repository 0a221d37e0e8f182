"""The pages of actions: one action, an organisation's plan, a board's plan of plans, and their workbooks."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.action_plans.presenters import template_words
from audit.rooms.action_plans.views import (  # noqa: F401  their routes
    action,
    evidence,
    holding,
    keeping,
    plans,
    uploading,
)
from audit.rooms.action_plans.views.blueprint import blueprint
from audit.rooms.action_plans.views.home import waiting
from audit.web.gathering import PageLink, add_page_links
from audit.web.home import add_waiting
from audit.web.navigation import NavigationItem, add_navigation


def register(app: Flask) -> None:
    """Add the room's pages, what waits for owners and boards, and the words that templates use for actions."""
    app.jinja_env.globals.update(template_words())
    app.register_blueprint(blueprint)
    add_waiting(app, waiting)
    add_page_links(
        app,
        PageLink(
            "round",
            "Actions from this round",
            "action_plans.round_plan",
            Permission.PLANS_OVERSEE,
            35,
            about="what organisations will do, by when, and how far it is",
            when=lambda row: row.opened_at is not None,
        ),
    )
    add_navigation(
        app,
        NavigationItem(
            "Actions", "action_plans.board_plan", Permission.PLANS_OVERSEE, "board", 12, "actions"
        ),
        NavigationItem(
            "Actions", "action_plans.organisation_plan", Permission.ACTION_VIEW, "organisation", 15, "actions"
        ),
    )
