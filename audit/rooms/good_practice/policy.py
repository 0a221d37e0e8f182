"""Who may ask for, agree to and read good practice. Pure answers from the actor's places."""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Permission

LONGEST_WORDS = 20_000
"""Characters in what is shared: as long as a narrative may be."""
LONGEST_WHY = 2_000

_ONLY_LEAD = (
    "Only a lead can agree to share good practice, or take it back. Ask the lead of your organisation."
)


def may_ask(actor: Actor, board_id: int) -> bool:
    """Whether the actor asks organisations to share good practice with this board."""
    return actor.is_operator or board_id in actor.boards(Permission.GOOD_PRACTICE_ASK)


def must_ask(actor: Actor, board_id: int) -> None:
    """Raise NotAllowed unless the actor, who sees the return, may ask for its good practice."""
    if not may_ask(actor, board_id):
        raise NotAllowed("Only a board administrator can ask to share good practice.")


def is_member(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor is of the organisation, and sees what it was asked and what it shares."""
    return actor.is_operator or organisation_id in actor.organisations(Permission.GOOD_PRACTICE_VIEW)


def may_consent(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor agrees to share for the organisation."""
    return actor.is_operator or organisation_id in actor.organisations(Permission.GOOD_PRACTICE_CONSENT)


def must_consent(actor: Actor, organisation_id: int) -> None:
    """Raise NotVisible for strangers and NotAllowed for colleagues who are no lead."""
    if not is_member(actor, organisation_id):
        raise NotVisible
    if not may_consent(actor, organisation_id):
        raise NotAllowed(_ONLY_LEAD)
