"""The pages of the evidence library, and the downloading of its files."""

from flask import Flask

from audit.domain.permissions import Permission
from audit.infra.file_names import say_size
from audit.rooms.evidence.presenters import child_warnings
from audit.rooms.evidence.views import download, item, library  # noqa: F401  their routes
from audit.rooms.evidence.views.blueprint import blueprint
from audit.web.navigation import NavigationItem, add_navigation


def register(app: Flask) -> None:
    """Add the room's pages, its place in the navigation and the words that templates use for files."""
    app.jinja_env.filters.update(file_size=say_size, child_warnings=child_warnings)
    app.extensions.setdefault("audit.evidence_uses", None)
    app.register_blueprint(blueprint)
    add_navigation(
        app,
        NavigationItem(
            "Evidence", "evidence.list_evidence", Permission.EVIDENCE_VIEW, "organisation", 20, "evidence"
        ),
    )
