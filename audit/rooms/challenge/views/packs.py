"""Briefing packs, in Word and Excel."""

from io import BytesIO

from flask import Response

from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.word import CONTENT_TYPE
from audit.rooms.challenge.exports import event_pack, pack_workbook, slot_pack
from audit.rooms.challenge.queries.pack import pack_of_event, pack_of_slot
from audit.rooms.challenge.views.blueprint import blueprint
from audit.web.files import send_attachment
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/challenge/slots/<int:slot_id>/pack.docx")
@allow(Permission.CHALLENGE_SIT)
def download_slot_pack(slot_id: int) -> Response:
    """The pack about one organisation."""
    pack = pack_of_slot(db(), actor(), slot_id)
    return send_document(slot_pack(pack, clock()), f"briefing-{pack.event.id}-{slot_id}.docx")


@blueprint.get("/challenge/<int:event_id>/pack.docx")
@allow(Permission.CHALLENGE_SIT)
def download_pack(event_id: int) -> Response:
    """The pack of the whole panel."""
    pack = pack_of_event(db(), actor(), event_id)
    return send_document(event_pack(pack, clock()), f"briefing-{event_id}.docx")


@blueprint.get("/challenge/<int:event_id>/pack.xlsx")
@allow(Permission.CHALLENGE_SIT)
def download_workbook(event_id: int) -> Response:
    """The pack of the whole panel as a workbook."""
    kept = BytesIO()
    pack_workbook(pack_of_event(db(), actor(), event_id), today(clock()), kept)
    size = kept.tell()
    kept.seek(0)
    return send_attachment(kept, f"briefing-{event_id}.xlsx", XLSX, size)


def send_document(content: bytes, name: str) -> Response:
    """A Word document to be saved."""
    return send_attachment(BytesIO(content), name, CONTENT_TYPE, len(content))
