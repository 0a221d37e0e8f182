"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app

from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission
from audit.rooms.joint.policy import may
from audit.rooms.joint.queries import JointView, joint_work
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("joint", __name__)

ID = "int(max=2147483647)"
"""An id in an address: larger ones are not found, instead of troubling the database."""


def work_here(joint_id: int, needed: Permission = Permission.RETURN_VIEW, refusal: str = "") -> JointView:
    """The joint work of this page, for its organisation's people; ``refusal`` for those who may only read."""
    joint = joint_work(db(), actor(), joint_id)
    stand_in("organisation", joint.organisation_id)
    if not may(actor(), needed, joint.organisation_id):
        raise NotAllowed(refusal)
    return joint


def public_url() -> str:
    """The address that letters begin with."""
    url: str = current_app.config["AUDIT_SETTINGS"].public_url
    return url
