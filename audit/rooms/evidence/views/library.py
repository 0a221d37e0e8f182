"""The library of an organisation: the list, and adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request, url_for

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.file_names import say_kinds, say_size
from audit.rooms.evidence.operations import Added, add_evidence, require_keeper
from audit.rooms.evidence.queries import Show, Sort, library, opened_by_board, organisation_of_library
from audit.rooms.evidence.views.blueprint import blueprint
from audit.web.errors import wants_json
from audit.web.files import TakenIn, take_in_uploads
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from enum import StrEnum


@blueprint.get("/organisations/<int:organisation_id>/evidence")
@allow(Permission.EVIDENCE_VIEW)
def list_evidence(organisation_id: int) -> str:
    """The library, with search, order and filter."""
    return _page(organisation_id)


@blueprint.post("/organisations/<int:organisation_id>/evidence/files")
@allow(Permission.EVIDENCE_KEEP)
def add_files(organisation_id: int) -> Any:
    """Add one file or several. Those that cannot be kept are named, the others are added all the same."""
    require_keeper(db(), actor(), organisation_id)
    try:
        arrived = take_in_uploads("files")
    except RuleBroken as broken:
        arrived = TakenIn((), (broken.sentence,))
    if not arrived.taken and not arrived.refused:
        arrived = TakenIn((), ("Choose a file to add",))
    added = [add_evidence(db(), actor(), clock(), organisation_id, taken) for taken in arrived.taken]
    if wants_json():
        fragment = _page(organisation_id, template="evidence/_list.html") if added else ""
        answer = jsonify(said=[said_of(one) for one in added], refused=arrived.refused, list=fragment)
        return make_response(answer, 200 if added else 422)
    if not arrived.refused:
        flash(" ".join(said_of(one) for one in added), "success") if len(added) < 4 else flash(
            f"{len(added)} files added.", "success"
        )
        return redirect(url_for("evidence.list_evidence", organisation_id=organisation_id), 303)
    # Shown at once, without a redirect: sending the same form again adds nothing twice.
    page = _page(organisation_id, added=[said_of(one) for one in added], refused=arrived.refused)
    return make_response(page, 200 if added else 422)


def said_of(added: Added) -> str:
    """What became of one file."""
    name = added.evidence.file_name
    return f"{name} is in the library already." if added.was_there else f"{name} added."


def _page(organisation_id: int, template: str = "evidence/list.html", **more: Any) -> str:
    organisation = organisation_of_library(db(), actor(), organisation_id)
    stand_in("organisation", organisation_id)
    day = today(clock())
    asked = request.args
    show, sort = _one_of(Show, asked.get("show")), _one_of(Sort, asked.get("sort"))
    search = asked.get("search", "").replace("\0", "").strip()[:200]
    found = library(
        db(),
        actor(),
        organisation_id,
        day,
        search=search,
        sort=sort,
        show=show,
        page=asked.get("page", 1, int),
    )
    ids = [evidence.id for evidence in found.items]
    count_uses = current_app.extensions["audit.evidence_uses"]
    settings = current_app.config["AUDIT_SETTINGS"]
    return render_template(
        template,
        organisation=organisation,
        library=found,
        search=search,
        show=show,
        sort=sort,
        today=day,
        opened=opened_by_board(db(), actor(), organisation_id, ids),
        uses=count_uses(db(), actor(), organisation_id, ids) if count_uses else None,
        may_keep=organisation_id in actor().organisations(Permission.EVIDENCE_KEEP),
        undo=asked.get("undo", 0, int),
        kinds=say_kinds(settings.evidence_types),
        largest=say_size(settings.evidence_max_bytes),
        most=settings.evidence_max_files,
        **more,
    )


def _one_of(kind: type[StrEnum], asked: str | None) -> Any:
    """The value asked for, or the first when it is not known: an address typed by hand is no reason to fail."""
    return kind(asked) if asked in {member.value for member in kind} else next(iter(kind))
