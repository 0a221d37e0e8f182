"""The page from which an organisation takes everything away."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.rooms.takeaway.views.everything import blueprint
from audit.web.gathering import PageLink, add_page_links


def register(app: Flask) -> None:
    """Register the page, and its link on the organisation's page of returns."""
    app.register_blueprint(blueprint)
    add_page_links(
        app,
        PageLink(
            "organisation",
            "Download everything",
            "takeaway.show_everything",
            Permission.EVERYTHING_TAKE,
            90,
            "all your returns with their evidence, history and actions, in one file",
        ),
    )
