"""Giving a file to the people of the organisation that owns it, or whose return cites it."""

from flask import Response, current_app, request

from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import record_opened, require_passed, require_shown_to_others
from audit.rooms.evidence.queries import evidence_for_organisation
from audit.rooms.evidence.views.blueprint import blueprint
from audit.web.files import send_kept_file
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, unit_of_work


@blueprint.get("/evidence/<int:evidence_id>")
@allow(Permission.EVIDENCE_VIEW)
def download(evidence_id: int) -> Response:
    """The file, as an attachment. That it was opened is noted, in a unit of work of its own."""
    evidence = _evidence(evidence_id)
    stand_in("organisation", evidence.organisation_id)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf="organisation")
    return answer


def _evidence(evidence_id: int) -> Evidence:
    """The file, if it may be opened: their own, or another organisation's that a return of theirs cites."""
    try:
        evidence = evidence_for_organisation(db(), actor(), evidence_id)
    except NotVisible:
        lent: Evidence | None = current_app.extensions["audit.lent_evidence"](db(), actor(), evidence_id)
        if lent is None:
            raise
        require_shown_to_others(lent)
        return lent
    require_passed(evidence)
    return evidence
