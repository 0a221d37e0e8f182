"""The page on which a board says which organisation another one carries on."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import PredecessorForm
from audit.rooms.organisations.queries import organisation_in_area
from audit.rooms.organisations.queries.predecessors import ever_in_area, predecessors_of
from audit.rooms.organisations.views.blueprint import ID, blueprint, board_here
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_PLACE = f"/boards/<board_code>/organisations/<{ID}:organisation_id>/predecessors"


@blueprint.route(_PLACE, methods=["GET", "POST"])
@allow(Permission.REGISTER_KEEP)
def list_predecessors(board_code: str, organisation_id: int) -> str | Response | tuple[str, int]:
    """What an organisation carries on, and naming one more."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    place = organisation_in_area(db(), actor(), board.id, organisation_id, Permission.REGISTER_KEEP)
    if not place.is_in_area:
        raise NotVisible
    form = PredecessorForm().offer(
        (id, name) for id, name in ever_in_area(db(), actor(), board.id) if id != organisation_id
    )
    if form.validate_on_submit():
        try:
            row = operations.name_predecessor(
                db(),
                actor(),
                clock(),
                board.id,
                organisation_id,
                int(form.predecessor.data),
                form.why.data or "",
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(
                f"Saved. {place.organisation.name} is offered what {row.predecessor.name} submitted.",
                "success",
            )
            return redirect(
                url_for(".list_predecessors", board_code=board_code, organisation_id=organisation_id), 303
            )
    page = render_template(
        "organisations/predecessors.html",
        board=board,
        organisation=place.organisation,
        form=form,
        predecessors=predecessors_of(db(), actor(), board.id, organisation_id),
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{_PLACE}/<{ID}:predecessor_id>/remove")
@allow(Permission.REGISTER_KEEP)
def remove_predecessor(board_code: str, organisation_id: int, predecessor_id: int) -> Response:
    """Take back that an organisation carries on another one."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    name = operations.remove_predecessor(db(), actor(), clock(), board.id, organisation_id, predecessor_id)
    flash(f"Taken back. What {name} submitted is no longer offered. Answers brought forward stay.", "success")
    return redirect(
        url_for(".list_predecessors", board_code=board_code, organisation_id=organisation_id), 303
    )
