"""Evidence that an action is done: adding files, choosing from the library, removing, undoing; the board's download."""

from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.operations import (
    attach_again,
    attach_evidence,
    remove_evidence,
    require_attachable,
)
from audit.rooms.action_plans.queries import evidence_for_board
from audit.rooms.action_plans.views.action import action_page
from audit.rooms.action_plans.views.blueprint import ID, action_here, blueprint
from audit.rooms.evidence.operations import Added, add_evidence, record_opened, require_shown_to_others
from audit.rooms.evidence.queries import library, opened_by_board
from audit.web.errors import wants_json
from audit.web.files import TakenIn, send_kept_file, take_in_uploads
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, unit_of_work

_PLACE = f"/actions/<{ID}:action_id>/evidence"


@blueprint.post(f"{_PLACE}/files")
@allow(Permission.ACTION_KEEP)
def attach_files(action_id: int) -> Any:
    """Add new files to the library and attach them. What cannot be kept is named; the rest is attached."""
    organisation_id = require_attachable(db(), actor(), action_id).organisation_id
    stand_in("organisation", organisation_id)
    try:
        arrived = take_in_uploads("files")
    except RuleBroken as broken:
        arrived = TakenIn((), (broken.sentence,))
    if not arrived.taken and not arrived.refused:
        arrived = TakenIn((), ("Choose a file to attach",))
    added = [add_evidence(db(), actor(), clock(), organisation_id, taken) for taken in arrived.taken]
    if added:
        attach_evidence(db(), actor(), clock(), action_id, [one.evidence.id for one in added])
    said = [_said_of(one) for one in added]
    view = action_here(action_id)
    if wants_json():
        ids = [link.evidence_id for link in view.evidence]
        fragment = render_template(
            "action_plans/_evidence.html",
            view=view,
            action=view.action,
            today=today(clock()),
            is_own=True,
            may_attach=True,
            opened=opened_by_board(db(), actor(), organisation_id, ids),
        )
        answer = jsonify(said=said, refused=arrived.refused, list=fragment if said else "")
        return make_response(answer, 200 if said else 422)
    if arrived.refused:
        # Shown at once, without a redirect: sending the same files again attaches nothing twice.
        page = action_page(view, attached=said, refused=arrived.refused)
        return make_response(page, 200 if said else 422)
    flash(" ".join(said) if len(said) < 4 else f"{len(said)} files attached.", "success")
    return _back(action_id)


@blueprint.get(_PLACE)
@allow(Permission.ACTION_KEEP)
def choose_evidence(action_id: int) -> str:
    """The organisation's library without what is attached, to choose from."""
    return _picker(action_id)


@blueprint.post(_PLACE)
@allow(Permission.ACTION_KEEP)
def attach_chosen(action_id: int) -> Any:
    """Attach what was chosen."""
    chosen = [int(text) for text in request.form.getlist("evidence") if text.isdecimal() and len(text) < 10]
    if not chosen:
        return make_response(_picker(action_id, error="Choose at least one file"), 422)
    added = attach_evidence(db(), actor(), clock(), action_id, chosen)
    flash(f"{len(added)} {'file' if len(added) == 1 else 'files'} attached.", "success")
    return _back(action_id)


@blueprint.post(f"{_PLACE}/<{ID}:evidence_id>/remove")
@allow(Permission.ACTION_KEEP)
def take_off_evidence(action_id: int, evidence_id: int) -> Response:
    """Take a file off; the page then offers to undo it."""
    remove_evidence(db(), actor(), clock(), action_id, evidence_id)
    return _back(action_id, removed=evidence_id)


@blueprint.post(f"{_PLACE}/<{ID}:evidence_id>/put-back")
@allow(Permission.ACTION_KEEP)
def put_evidence_back(action_id: int, evidence_id: int) -> Response:
    """Undo the removal."""
    attach_again(db(), actor(), clock(), action_id, evidence_id)
    return _back(action_id)


@blueprint.get(f"{_PLACE}/<{ID}:evidence_id>")
@allow(Permission.PLANS_OVERSEE)
def download_evidence(action_id: int, evidence_id: int) -> Response:
    """A file that is attached, for the board. That the board opened it is noted, in a unit of work of its own."""
    action, evidence = evidence_for_board(db(), actor(), action_id, evidence_id)
    stand_in("board", action.board_id)
    require_shown_to_others(evidence)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf="board", board_id=action.board_id)
    return answer


def _picker(action_id: int, error: str = "") -> str:
    require_attachable(db(), actor(), action_id)
    view = action_here(action_id)
    search = request.args.get("search", "").replace("\0", "").strip()[:200]
    return render_template(
        "action_plans/choose_evidence.html",
        action=view.action,
        library=library(
            db(),
            actor(),
            view.action.organisation_id,
            today(clock()),
            search=search,
            page=request.args.get("page", 1, int),
            without=[link.evidence_id for link in view.evidence],
        ),
        any_attached=bool(view.evidence),
        search=search,
        today=today(clock()),
        error=error,
    )


def _back(action_id: int, **more: Any) -> Any:
    return redirect(url_for(".show_action", action_id=action_id, **more) + "#evidence", 303)


def _said_of(added: Added) -> str:
    name = added.evidence.file_name
    return f"{name} was in your library already and is attached." if added.was_there else f"{name} attached."
