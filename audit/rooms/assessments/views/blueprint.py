"""The blueprint of this room and the few things that all of its pages share."""

from collections.abc import Mapping

from flask import Blueprint

from audit.domain.on_paper import say_paper
from audit.domain.permissions import Permission
from audit.domain.workflows import PaperState
from audit.rooms.assessments.operations import Origin, enters, may_write, origins_of
from audit.rooms.assessments.queries import AnyReturn, ReturnView, return_of_organisation
from audit.web.gathering import once
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("assessments", __name__)


def open_return(reference: str, *, with_actions: bool | None = None, entering: bool = False) -> ReturnView:
    """The return that this page is about, in the place to which it belongs.

    With ``entering``, the page is open to those of its board too while they enter it from paper.
    """
    view = return_of_organisation(db(), actor(), reference, with_actions=with_actions, entering=entering)
    stand_at(view.row)
    return view


def stand_at(row: AnyReturn) -> None:
    """Say to which place a page of this return belongs: to its organisation, or to the board that enters it."""
    if is_entered_here(row):
        stand_in("board", row.round.board_id)
    else:
        stand_in("organisation", row.organisation_id)


@blueprint.app_template_global()
def is_entered_here(row: AnyReturn) -> bool:
    """Whether whoever reads this page enters this return from paper, for its board."""
    return enters(actor(), row)


@blueprint.app_template_global()
def paper_mark(row: AnyReturn) -> str:
    """How a return that was entered from paper is marked; empty for any other."""
    if row.paper_received_on is None:
        return ""
    return say_paper(row.paper_received_on, finished_by_organisation=row.paper_state is PaperState.TAKEN_OVER)


@blueprint.app_template_global()
def may_take_over(row: AnyReturn) -> bool:
    """Whether this person can take over from the board that enters this return."""
    return row.board_enters and row.organisation_id in actor().organisations(Permission.RETURN_SEND)


def may_answer(view: ReturnView) -> bool:
    """Whether this person may change answers of this return now."""
    row = view.row
    return view.may_be_answered and may_write(actor(), row) and (not row.board_enters or enters(actor(), row))


def origins_here(view: ReturnView) -> Mapping[str, Origin]:
    """Where answers of this return came from, when not from the organisation; read once a request."""
    found: Mapping[str, Origin] = once(("origins", view.row.id), lambda: origins_of(db(), view))
    return found


def is_kept(view: ReturnView, code: str) -> bool:
    """Whether an answer came from elsewhere and is only read here, until somebody says that they answer differently."""
    origin = origins_here(view).get(code)
    return origin is not None and origin.is_kept
