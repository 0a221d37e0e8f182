"""Who may run an event and who may sit on its panel."""

from collections.abc import Collection

from audit.domain.actor import Actor
from audit.domain.challenge import EventState, why_not
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import ROLE_PERMISSIONS, Permission, Role

SITTING_ROLES = frozenset(role for role in Role if Permission.CHALLENGE_SIT in ROLE_PERMISSIONS[role])
"""The roles in a board that let somebody sit on its panels. Whoever loses theirs keeps the seat and sees nothing."""


def may_run(actor: Actor, board_id: int) -> bool:
    """Whether the actor plans and runs the events of this board."""
    return actor.is_operator or board_id in actor.boards(Permission.CHALLENGE_RUN)


def may_sit(actor: Actor, board_id: int) -> bool:
    """Whether the actor may read of the events of this board on whose panel they are."""
    return actor.is_operator or board_id in actor.boards(Permission.CHALLENGE_SIT)


def require_run(actor: Actor, board_id: int) -> None:
    """Raise NotAllowed unless the actor runs the events of this board, which they can see."""
    if not may_run(actor, board_id):
        raise NotAllowed("Only an administrator of the board can do this.")


def require_state(state: EventState, allowed: Collection[EventState]) -> None:
    """Raise RuleBroken, with the reason, when an event is past the states in which something is done."""
    if state not in allowed:
        raise RuleBroken(f"{why_not(state)} Nothing was changed.")
