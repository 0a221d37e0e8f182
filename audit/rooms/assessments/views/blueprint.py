"""The blueprint of this room and the few things that all of its pages share."""

from collections.abc import Mapping

from flask import Blueprint, current_app

from audit.domain.permissions import Permission
from audit.rooms.assessments.operations import Origin, origins_of
from audit.rooms.assessments.queries import ReturnView, return_of_organisation
from audit.web.gathering import once
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


def origins_here(view: ReturnView) -> Mapping[str, Origin]:
    """Where answers of this return came from, when not from the organisation; read once a request."""
    found: Mapping[str, Origin] = once(("origins", view.row.id), lambda: origins_of(db(), view))
    return found


def is_kept(view: ReturnView, code: str) -> bool:
    """Whether an answer came from elsewhere and is only read here, until somebody says that they answer differently."""
    origin = origins_here(view).get(code)
    return origin is not None and origin.is_kept


def has_page(endpoint: str) -> bool:
    """Whether a page is there to be linked to."""
    return endpoint in current_app.view_functions
