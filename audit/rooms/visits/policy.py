"""Who may ask for visits, make them and read them; who gives feedback and reads it. Pure answers."""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission

LONGEST_NOTE = 4_000
LONGEST_REASON = 1_000


def runs_visits(actor: Actor, board_id: int) -> bool:
    """Whether the actor asks for visits in this board and reads their forms."""
    return actor.is_operator or board_id in actor.boards(Permission.VISIT_RUN)


def must_reply(actor: Actor, organisation_id: int) -> None:
    """Raise NotAllowed unless the actor, who reads the form, may reply for the organisation."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.VISIT_REPLY):
        raise NotAllowed("Only a lead can reply for the organisation. Ask the lead of your organisation.")
