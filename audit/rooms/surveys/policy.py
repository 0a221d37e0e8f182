"""Who may see and run surveys. Pure answers from the actor's places."""

from datetime import timedelta

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Permission

LONGEST_TITLE = 200
MOST_REPLIES = 5_000
"""Replies that one organisation can have at a time: more than any of them has staff, and an end for a nuisance."""
REPLIES_FROM_ONE_NETWORK = (600, timedelta(minutes=15))
"""A whole workforce may sit in one hall behind one address, so this stops a program and no meeting."""
MISSES_FROM_ONE_NETWORK = (40, timedelta(minutes=15))
"""Links and codes that nobody has, tried from one address."""


def may_view(actor: Actor, board_id: int) -> bool:
    """Whether the actor may see the surveys of this board and their results."""
    return actor.is_operator or board_id in actor.boards(Permission.SURVEY_VIEW)


def may_run(actor: Actor, board_id: int) -> bool:
    """Whether the actor may make and run surveys of this board."""
    return actor.is_operator or board_id in actor.boards(Permission.SURVEY_RUN)


def require_view(actor: Actor, board_id: int) -> None:
    """Raise NotVisible for a survey out of the actor's sight."""
    if not may_view(actor, board_id):
        raise NotVisible


def require_run(actor: Actor, board_id: int) -> None:
    """Raise NotVisible for a survey out of the actor's sight, NotAllowed for one they may only look at."""
    require_view(actor, board_id)
    if not may_run(actor, board_id):
        raise NotAllowed("Only an administrator of the board can do this.")


def is_member(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor is of the organisation, and sees its link."""
    return actor.is_operator or organisation_id in actor.organisations(Permission.SURVEY_SHARE)
