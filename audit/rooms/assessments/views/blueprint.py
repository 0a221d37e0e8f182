"""The blueprint of this room and the few things that all of its pages share."""

from flask import Blueprint, current_app

from audit.domain.permissions import Permission
from audit.rooms.assessments.queries import ReturnView, return_of_organisation
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("assessments", __name__)


def open_return(reference: str, *, with_actions: bool | None = None) -> ReturnView:
    """The return that this page is about, in the place to which it belongs."""
    view = return_of_organisation(db(), actor(), reference, with_actions=with_actions)
    stand_in("organisation", view.row.organisation_id)
    return view


def may_answer(view: ReturnView) -> bool:
    """Whether this person may change answers of this return now."""
    return view.may_be_answered and view.row.organisation_id in actor().organisations(
        Permission.RETURN_ANSWER
    )


def has_page(endpoint: str) -> bool:
    """Whether a page is there to be linked to."""
    return endpoint in current_app.view_functions
