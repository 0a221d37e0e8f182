"""Who may share out the questions of a return, talk about them and hand work over."""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import ROLE_PERMISSIONS, Permission, Role

ANSWERING_ROLES = tuple(role for role in Role if Permission.RETURN_ANSWER in ROLE_PERMISSIONS[role])
"""Who can be given a question: those who can answer it."""

_ASK_LEAD = "Ask the lead of your organisation."


def may(actor: Actor, permission: Permission, organisation_id: int) -> bool:
    """Whether the actor may do this as one of the organisation's people."""
    return organisation_id in actor.organisations(permission)


def require_assigner(actor: Actor, organisation_id: int) -> None:
    """Raise NotAllowed unless the actor, who sees the return, shares out its questions."""
    if not may(actor, Permission.ASSIGNMENT_KEEP, organisation_id):
        raise NotAllowed(f"Your role does not let you share out questions. {_ASK_LEAD}")


def require_writer(actor: Actor, organisation_id: int) -> None:
    """Raise NotAllowed unless the actor, who reads the discussion, takes part in it."""
    if not may(actor, Permission.DISCUSSION_WRITE, organisation_id):
        raise NotAllowed(f"Your role lets you read what colleagues say, but not answer. {_ASK_LEAD}")


def may_take_out(actor: Actor, by_id: int | None, organisation_id: int) -> bool:
    """Whether the actor may take out the words of a remark: their own, and a lead those of everybody."""
    own = by_id is not None and by_id == actor.person_id
    return (own and may(actor, Permission.DISCUSSION_WRITE, organisation_id)) or may(
        actor, Permission.HAND_OVER, organisation_id
    )


def require_hand_over(actor: Actor, organisation_id: int) -> None:
    """Raise unless the actor leads the organisation: NotVisible for strangers, NotAllowed for its other people."""
    if may(actor, Permission.HAND_OVER, organisation_id):
        return
    if may(actor, Permission.COLLEAGUES_VIEW, organisation_id):
        raise NotAllowed("Only a lead hands a colleague’s work over to another.")
    raise NotVisible
