"""One item of the library: what is said about it, taking it out and putting it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from audit.domain.errors import Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.evidence.forms import EvidenceForm
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import change_evidence, put_back_evidence, withdraw_evidence
from audit.rooms.evidence.queries import evidence_for_organisation
from audit.rooms.evidence.views.blueprint import blueprint
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.route("/evidence/<int:evidence_id>/details", methods=["GET", "POST"])
@allow(Permission.EVIDENCE_KEEP)
def change_details(evidence_id: int) -> Any:
    """The description and the review date."""
    evidence = evidence_for_organisation(db(), actor(), evidence_id, Permission.EVIDENCE_KEEP)
    stand_in("organisation", evidence.organisation_id)
    form = EvidenceForm(obj=evidence, back=request.args.get("back", ""))
    back = own_path(form.back.data or "") or _list_of(evidence)
    if request.method == "GET":
        return _details(evidence, form, back)
    if not form.validate():
        return _details(evidence, form, back), 422
    try:
        change_evidence(
            db(),
            actor(),
            clock(),
            evidence_id,
            seen_version=form.version.data or 0,
            description=form.description.data or "",
            review_on=form.review_on.data,
        )
    except Stale as stale:
        # What was typed stays in the form; what the other one saved is shown beside it.
        form.version.raw_data, form.version.data = None, evidence.version
        form.form_errors.append(stale.sentence)
        return _details(evidence, form, back, theirs=evidence), 409
    flash(f"Saved the details of {evidence.file_name}.", "success")
    return redirect(back, 303)


@blueprint.post("/evidence/<int:evidence_id>/withdraw")
@allow(Permission.EVIDENCE_KEEP)
def withdraw(evidence_id: int) -> Any:
    """Take it out of the library; the list then offers to undo it."""
    evidence = withdraw_evidence(db(), actor(), clock(), evidence_id)
    return redirect(_list_of(evidence, undo=evidence.id), 303)


@blueprint.post("/evidence/<int:evidence_id>/put-back")
@allow(Permission.EVIDENCE_KEEP)
def put_back(evidence_id: int) -> Any:
    """Put it back into the library."""
    evidence = put_back_evidence(db(), actor(), clock(), evidence_id)
    flash(f"{evidence.file_name} is back in the library.", "success")
    return redirect(_list_of(evidence), 303)


def own_path(path: str) -> str:
    """A path of this service to go back to; empty for anything that could lead elsewhere."""
    safe = (
        path.startswith("/") and path[1:2] not in ("/", "\\", "") and path.isprintable() and "\\" not in path
    )
    return path if safe else ""


def _list_of(evidence: Evidence, **more: Any) -> str:
    return url_for("evidence.list_evidence", organisation_id=evidence.organisation_id, **more)


def _details(evidence: Evidence, form: EvidenceForm, back: str, theirs: Evidence | None = None) -> str:
    return render_template(
        "evidence/details.html",
        evidence=evidence,
        form=form,
        back={"text": "Back", "href": back},
        theirs=theirs,
        today=today(clock()),
    )
