"""Who may run rounds, and the order in which a round's dates must stand."""

from collections.abc import Mapping, Sequence
from datetime import date

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import SIGN_OFF_TITLES


def may_view(actor: Actor, board_id: int) -> bool:
    """Whether the actor may see the rounds of this board."""
    return actor.is_operator or board_id in actor.boards(Permission.ROUND_VIEW)


def may_run(actor: Actor, board_id: int) -> bool:
    """Whether the actor may run the rounds of this board."""
    return actor.is_operator or board_id in actor.boards(Permission.ROUND_RUN)


def require_run(actor: Actor, board_id: int) -> None:
    """Raise NotVisible for a round out of the actor's sight, NotAllowed for one they may only look at."""
    if not may_view(actor, board_id):
        raise NotVisible
    if not may_run(actor, board_id):
        raise NotAllowed("Only an administrator of the board can do this.")


DATE_NAMES: Mapping[str, str] = {
    "opens_on": "the planned opening",
    "sign_off_by": "the date for sending returns for sign-off",
    "due_on": "the due date",
    "moderation_by": "the end of moderation",
    "challenge_on": "the challenge event",
    "review_on": "the six-month review",
}
"""The dates of a round in their order, as they are called inside a sentence."""


def check_dates(dates: Mapping[str, date | None]) -> None:
    """Raise RuleBroken, on the later field, when two dates stand in the wrong order."""
    earlier: tuple[str, date] | None = None
    for name, words in DATE_NAMES.items():
        day = dates.get(name)
        if day is None:
            continue
        if earlier is not None and day < earlier[1]:
            raise RuleBroken(
                f"{words[:1].upper()}{words[1:]} ({say_date(day)}) is before {DATE_NAMES[earlier[0]]} "
                f"({say_date(earlier[1])}). Choose a later date",
                name,
            )
        earlier = (name, day)


def check_steps(steps: Sequence[str]) -> tuple[str, ...]:
    """The sign-off steps, one to three different ones; raises RuleBroken otherwise."""
    if not 1 <= len(steps) <= 3 or len(set(steps)) != len(steps) or not set(steps) <= set(SIGN_OFF_TITLES):
        raise RuleBroken("Choose who signs the returns: one to three people in order", "sign_off")
    return tuple(steps)
