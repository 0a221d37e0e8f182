"""The plan of an organisation and the board's plan of plans: lists with filters, and the workbook out."""

from typing import Any

from flask import Response, redirect, render_template, url_for

from audit.domain.actions import ACTION_STATE_WORDS, PRIORITY_WORDS
from audit.domain.organisations import SECTORS
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.policy import keeps
from audit.rooms.action_plans.presenters import SHOW_WORDS, SORT_WORDS, tiles
from audit.rooms.action_plans.queries import (
    Plan,
    PlanFilter,
    Show,
    Sort,
    choices_of,
    figures_of,
    list_plan,
    plan_of_board,
    plan_of_organisation,
)
from audit.rooms.action_plans.views.blueprint import ID, blueprint, filter_asked
from audit.rooms.action_plans.views.fetching import send_plan
from audit.rooms.rounds.queries import round_by_code
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get(f"/organisations/<{ID}:organisation_id>/actions")
@allow(Permission.ACTION_VIEW)
def organisation_plan(organisation_id: int) -> str:
    """The actions of one organisation."""
    plan = plan_of_organisation(db(), actor(), organisation_id)
    stand_in("organisation", organisation_id)
    return _page(plan, "action_plans.organisation_plan", {"organisation_id": organisation_id})


@blueprint.get("/boards/<board_code>/actions")
@allow(Permission.PLANS_OVERSEE)
def board_plan(board_code: str) -> str:
    """The actions of every organisation that a board sees."""
    plan = plan_of_board(db(), actor(), board_code)
    assert plan.board is not None
    stand_in("board", plan.board.id)
    return _page(plan, "action_plans.board_plan", {"board_code": board_code})


@blueprint.get("/rounds/<round_code>/actions")
@allow(Permission.PLANS_OVERSEE)
def round_plan(round_code: str) -> Any:
    """The board's plan of plans, narrowed to the actions that came from one round."""
    row = round_by_code(db(), actor(), round_code, Permission.PLANS_OVERSEE)
    return redirect(url_for(".board_plan", board_code=row.board.code, round=row.id), 303)


@blueprint.post(f"/organisations/<{ID}:organisation_id>/actions/workbook")
@allow(Permission.ACTION_VIEW)
def organisation_workbook(organisation_id: int) -> Response:
    """The plan of one organisation as a workbook, as it is filtered. Taking it away is noted in the trail."""
    return send_plan(plan_of_organisation(db(), actor(), organisation_id), filter_asked())


@blueprint.post("/boards/<board_code>/actions/workbook")
@allow(Permission.PLANS_OVERSEE)
def board_workbook(board_code: str) -> Response:
    """The board's plan of plans as a workbook, as it is filtered. Taking it away is noted in the trail."""
    return send_plan(plan_of_board(db(), actor(), board_code), filter_asked())


def _page(plan: Plan, endpoint: str, place: dict[str, Any]) -> str:
    day, chosen = today(clock()), filter_asked()
    organisation = plan.organisation

    def address(**changed: Any) -> str:
        return url_for(endpoint, **place, **(_asked(chosen) | changed))

    return render_template(
        "action_plans/plan.html",
        plan=plan,
        chosen=chosen,
        listing=list_plan(db(), plan, chosen, day),
        figures=(figures := figures_of(db(), plan, day)),
        tiles=tiles(figures),
        choices=choices_of(db(), plan),
        sectors=SECTORS,
        today=day,
        here=url_for(endpoint, **place),
        workbook=url_for(f"{endpoint.removesuffix('_plan')}_workbook", **place, **_asked(chosen)),
        upload=url_for(f"{endpoint.removesuffix('_plan')}_upload", **place),
        add=url_for(".new_action_of_board" if plan.board else ".new_action", **place),
        address=address,
        shows=SHOW_WORDS,
        sorts=SORT_WORDS,
        state_words=ACTION_STATE_WORDS,
        priority_words=PRIORITY_WORDS,
        may_keep=organisation is None or keeps(actor(), organisation.id),
    )


def _asked(chosen: PlanFilter) -> dict[str, Any]:
    """The filter as an address carries it, without the page."""
    return {
        name: value
        for name, value in {
            "show": chosen.show.value if chosen.show is not Show.ALL else None,
            "owner": chosen.owner or None,
            "round": chosen.round_id or None,
            "priority": chosen.priority.value if chosen.priority else None,
            "organisation": chosen.organisation_id or None,
            "sector": chosen.sector or None,
            "sort": chosen.sort.value if chosen.sort is not Sort.DUE else None,
        }.items()
        if value is not None
    }
