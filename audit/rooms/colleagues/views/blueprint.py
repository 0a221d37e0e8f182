"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app

from audit.domain.permissions import Permission
from audit.rooms.assessments.queries import ReturnView, return_of_organisation
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("colleagues", __name__)

ID = "int(max=2147483647)"
"""An id in an address: larger ones are not found, instead of troubling the database."""


def return_here(reference: str) -> ReturnView:
    """The return of this page, for the organisation's own people only."""
    view = return_of_organisation(db(), actor(), reference, Permission.RETURN_VIEW, with_actions=False)
    stand_in("organisation", view.row.organisation_id)
    return view


def public_url() -> str:
    """The address that letters begin with."""
    url: str = current_app.config["AUDIT_SETTINGS"].public_url
    return url
