"""The one blueprint of the room's pages, and what several of them need."""

from typing import TypeVar

from flask import Blueprint, request

from audit.domain.actions import Priority
from audit.rooms.action_plans.policy import reads
from audit.rooms.action_plans.queries import ActionView, PlanFilter, Show, Sort, action_to_read
from audit.web.forms import tidy
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

_Kind = TypeVar("_Kind", Show, Sort)

blueprint = Blueprint("action_plans", __name__)

ID = "int(max=2147483647)"
"""An id in an address: larger ones are not found, instead of troubling the database."""


def action_here(action_id: int) -> ActionView:
    """The action of this page; the page then stands in the place from which the actor sees it."""
    view = action_to_read(db(), actor(), action_id)
    stand_with(view.action.organisation_id, view.action.board_id)
    return view


def stand_with(organisation_id: int, board_id: int) -> None:
    """Stand in the organisation for its people, else in the board."""
    if reads(actor(), organisation_id):
        stand_in("organisation", organisation_id)
    else:
        stand_in("board", board_id)


def filter_asked() -> PlanFilter:
    """What the address asks to see. Words that nobody knows are ignored, not refused."""
    asked = request.args
    priority = asked.get("priority")
    return PlanFilter(
        show=_one_of(Show, asked.get("show"), Show.ALL),
        owner=str(tidy(asked.get("owner", "")))[:200],
        round_id=number_in(asked.get("round")),
        priority=Priority(priority) if priority in {each.value for each in Priority} else None,
        organisation_id=number_in(asked.get("organisation")),
        sector=str(tidy(asked.get("sector", "")))[:100],
        sort=_one_of(Sort, asked.get("sort"), Sort.DUE),
        page=number_in(asked.get("page")) or 1,
    )


def number_in(text: str | None) -> int:
    """A number that was sent as text; 0 when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _one_of(kind: type[_Kind], asked: str | None, otherwise: _Kind) -> _Kind:
    return kind(asked) if asked in {member.value for member in kind} else otherwise
