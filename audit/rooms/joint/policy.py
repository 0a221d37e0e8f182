"""Who may answer returns to several boards together, and which returns can be."""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Permission

ONLY_LEADS = "Only a lead decides which returns are answered together. Ask the lead of your organisation."


def may(actor: Actor, permission: Permission, organisation_id: int) -> bool:
    """Whether the actor may do this as one of the organisation's people."""
    return organisation_id in actor.organisations(permission)


def require_keeper(actor: Actor, organisation_id: int) -> None:
    """Raise unless the actor leads the organisation: NotVisible for strangers, NotAllowed for its other people."""
    if may(actor, Permission.JOINT_KEEP, organisation_id):
        return
    if may(actor, Permission.RETURN_VIEW, organisation_id):
        raise NotAllowed(ONLY_LEADS)
    raise NotVisible
