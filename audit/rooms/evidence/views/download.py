"""Giving a file to the people of the organisation that owns it."""

from flask import Response, request

from audit.domain.permissions import Permission
from audit.rooms.evidence.operations import record_opened, require_passed
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
    evidence = evidence_for_organisation(db(), actor(), evidence_id)
    stand_in("organisation", evidence.organisation_id)
    require_passed(evidence)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf="organisation")
    return answer
