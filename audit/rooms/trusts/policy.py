"""What a trust's people may do, in its own place and in those of its schools."""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission

LONGEST_REASON = 1_000
"""Characters in a reason for answering differently."""

ONLY_LEADS = "Only a lead of the trust can choose the questions that it answers for all of its schools."
READ_ONLY = "Your role lets you read what your trust answers, but not change it. Ask the lead of your trust."
SCHOOL_READ_ONLY = (
    "Your role lets you read this return, but not answer it. Nothing was saved. "
    "Ask the lead of your organisation."
)


def may(actor: Actor, permission: Permission, organisation_id: int) -> bool:
    """Whether the actor may do this in one organisation."""
    return actor.is_operator or organisation_id in actor.organisations(permission)


def require(actor: Actor, permission: Permission, organisation_id: int, sentence: str) -> None:
    """Raise NotAllowed with this sentence unless the actor may do it."""
    if not may(actor, permission, organisation_id):
        raise NotAllowed(sentence)
