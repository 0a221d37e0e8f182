"""Adding an action by hand, and changing what one says."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from audit.domain.actions import PRIORITY_WORDS, ActionOrigin, default_due_on, default_priority
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.forms import ActionForm, BoardActionForm
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import add_action, add_for_organisation, change_action
from audit.rooms.action_plans.policy import keeps, require_changer, require_keeper
from audit.rooms.action_plans.queries import (
    boards_for,
    plan_of_board,
    plan_of_organisation,
    possible_owners,
)
from audit.rooms.action_plans.views.blueprint import ID, action_here, blueprint, number_in
from audit.rooms.organisations.queries import all_in_area
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.route(f"/organisations/<{ID}:organisation_id>/actions/new", methods=["GET", "POST"])
@allow(Permission.ACTION_KEEP)
def new_action(organisation_id: int) -> Any:
    """Add an action that comes from no answer."""
    plan = plan_of_organisation(db(), actor(), organisation_id)
    require_keeper(actor(), organisation_id)
    assert plan.organisation is not None
    stand_in("organisation", organisation_id)
    boards = boards_for(db(), organisation_id)
    if not boards:
        raise NotAllowed(
            "This organisation is in no board’s area now, so there is nobody who would see a new action. "
            "Ask your board."
        )
    form = ActionForm().offer(possible_owners(db(), organisation_id), boards)
    page = {"organisation": plan.organisation, "boards": boards, "organisation_id": organisation_id}
    if not form.is_submitted():
        form.suggest(default_due_on(None, today(clock())), default_priority(None))
        return _page(form, **page)
    board_id = number_in(form.board.data) if len(boards) > 1 else boards[0][0]
    if not form.is_good() or board_id not in dict(boards):
        if board_id not in dict(boards):
            form.refuse(RuleBroken("Choose the board that sees it", "board"))
        return _page(form, **page), 422
    try:
        action = add_action(
            db(),
            actor(),
            clock(),
            organisation_id=organisation_id,
            board_id=board_id,
            facts=form.facts(),
            origin=ActionOrigin.BY_HAND,
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(form, **page), 422
    flash("Saved. The action is in the plan.", "success")
    return redirect(url_for(".show_action", action_id=action.id), 303)


@blueprint.route("/boards/<board_code>/actions/new", methods=["GET", "POST"])
@allow(Permission.PLANS_OVERSEE)
def new_action_of_board(board_code: str) -> Any:
    """Add an action to the plan of an organisation of the area, whose people are told by letter."""
    plan = plan_of_board(db(), actor(), board_code)
    assert plan.board is not None
    stand_in("board", plan.board.id)
    organisations = [(each.id, each.name) for each in all_in_area(db(), actor(), plan.board.id)]
    form = BoardActionForm().offer_organisations(organisations)
    page = {"board": plan.board, "has_organisations": bool(organisations)}
    if not form.is_submitted():
        form.suggest(default_due_on(None, today(clock())), default_priority(None))
        form.organisation.data = request.args.get("organisation", "")
        return _page(form, **page)
    organisation_id = number_in(form.organisation.data)
    if organisation_id not in dict(organisations):
        form.validate()
        form.refuse(RuleBroken("Choose an organisation", "organisation"))
        return _page(form, **page), 422
    if not form.is_good(owner_needed=False):
        return _page(form, **page), 422
    try:
        action = add_for_organisation(
            db(),
            actor(),
            clock(),
            organisation_id=organisation_id,
            board_id=plan.board.id,
            facts=form.facts(),
            public_url=current_app.config["AUDIT_SETTINGS"].public_url,
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(form, **page), 422
    flash("Saved. The action is in the organisation’s plan, and its leads are told by letter.", "success")
    return redirect(url_for(".show_action", action_id=action.id), 303)


@blueprint.route(f"/actions/<{ID}:action_id>/change", methods=["GET", "POST"])
@allow(Permission.ACTION_VIEW)
def change(action_id: int) -> Any:
    """Change what an action says."""
    view = action_here(action_id)
    action = view.action
    require_changer(actor(), action.organisation_id, action.board_id, view.added_on_behalf)
    form = ActionForm().offer(possible_owners(db(), action.organisation_id), action=action)
    page = {"organisation": action.organisation, "action": action}
    if not form.is_submitted():
        return _page(form.show(action), **page)
    if not form.is_good(owner_needed=keeps(actor(), action.organisation_id)):
        return _page(form, **page), 422
    try:
        change_action(
            db(), actor(), clock(), action_id, form.facts(), seen_version=number_in(form.version.data)
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(form, **page), 422
    except Stale:
        # What was typed stays in the form; what the other one saved is shown beside it.
        form.version.raw_data, form.version.data = None, str(action.version)
        return _page(form, conflict=_differences(form, action), **page), 409
    flash("Saved.", "success")
    return redirect(url_for(".show_action", action_id=action_id), 303)


def _page(form: ActionForm, **more: Any) -> str:
    return render_template(
        "action_plans/edit.html",
        form=form,
        **{"conflict": None, "action": None, "board": None, "boards": (), **more},
    )


def _differences(form: ActionForm, action: Action) -> list[dict[str, str]]:
    facts = form.facts()
    typed_owner = form.owner_words()
    rows = (
        ("What will be done", action.what, facts.what),
        ("Why", action.why, facts.why),
        ("Owner", action.owner_name, typed_owner),
        ("Due date", say_date(action.due_on), say_date(facts.due_on)),
        ("Priority", PRIORITY_WORDS[action.priority], PRIORITY_WORDS[facts.priority]),
    )
    return [
        {"label": label, "saved": saved, "typed": typed} for label, saved, typed in rows if saved != typed
    ]
