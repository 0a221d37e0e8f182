"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app

from audit.domain.permissions import Permission
from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.queries.audits import audit_by_code
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("case_audits", __name__)

STATE_COLOURS = {
    "draft": "grey",
    "open": "blue",
    "closed": "grey",
    "answering": "yellow",
    "sent": "blue",
    "finished": "green",
    "moderated": "green",
}
"""The colours of the tags of audits, samples and cases, which always carry their word."""


def public_url() -> str:
    """The address that letters link to."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def audit_here(code: str, permission: Permission = Permission.CASE_AUDIT_VIEW) -> CaseAudit:
    """The audit of this page, with the header of its board."""
    row = audit_by_code(db(), actor(), code, permission)
    stand_in("board", row.board_id)
    return row


def may_run(row: CaseAudit) -> bool:
    """Whether the person runs this audit."""
    return row.board_id in actor().boards(Permission.CASE_AUDIT_RUN)
