"""Who may read, keep and judge actions, and what an action must say. Pure answers from the actor's places."""

from dataclasses import dataclass
from datetime import date

from audit.domain import texts
from audit.domain.actions import Priority
from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission

LONGEST_WORDS = 4_000
"""Characters in one text of an action: what, why, a note, an impact, a reason."""
LONGEST_OWNER = 200

_READ_ONLY = (
    "Your role lets you read this organisation’s actions, but not change them. "
    "Ask the lead of your organisation."
)
_ONLY_ORGANISATION = (
    "Only the organisation itself can do this. You can add an action, verify it or send it back."
)
_ONLY_BOARD = "Only a board administrator can verify an action or send it back."
_NOT_YOURS_TO_CHANGE = (
    "The organisation added this action, so the organisation changes it. "
    "You can send it back with your reason."
)


@dataclass(frozen=True)
class ActionFacts:
    """What an action says. ``owner_id`` is a colleague of the organisation, ``owner_name`` anybody else's name."""

    what: str
    due_on: date
    why: str = ""
    owner_id: int | None = None
    owner_name: str = ""
    priority: Priority = Priority.MEDIUM


@dataclass(frozen=True)
class ReturnAbout:
    """The answer that an action is about, with the words that stay with the action."""

    return_id: int
    round_id: int
    standard_title: str
    question_code: str
    question_text: str


def keeps(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor keeps the plan of this organisation as one of its people."""
    return actor.is_operator or organisation_id in actor.organisations(Permission.ACTION_KEEP)


def oversees(actor: Actor, board_id: int) -> bool:
    """Whether the actor oversees the plans shown to this board."""
    return actor.is_operator or board_id in actor.boards(Permission.PLANS_OVERSEE)


def reads(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor reads the plan of this organisation as one of its people."""
    return actor.is_operator or organisation_id in actor.organisations(Permission.ACTION_VIEW)


def on_behalf(actor: Actor, organisation_id: int) -> str:
    """For whom the actor speaks in the history of an action: the organisation first, for those who are both."""
    return "organisation" if reads(actor, organisation_id) and not actor.is_operator else "board"


def require_adder(actor: Actor, organisation_id: int, board_id: int) -> None:
    """Raise unless the actor may add an action: NotVisible for strangers, NotAllowed for those who only read."""
    if keeps(actor, organisation_id) or oversees(actor, board_id):
        return
    if reads(actor, organisation_id):
        raise NotAllowed(_READ_ONLY)
    raise NotVisible


def require_keeper(actor: Actor, organisation_id: int) -> None:
    """Raise NotAllowed unless the actor, who sees the action, keeps it for the organisation."""
    if not keeps(actor, organisation_id):
        raise NotAllowed(_READ_ONLY if reads(actor, organisation_id) else _ONLY_ORGANISATION)


def require_changer(actor: Actor, organisation_id: int, board_id: int, added_on_behalf: str) -> None:
    """Raise NotAllowed unless the actor may change what an action says: its organisation, or the board its own."""
    if keeps(actor, organisation_id) or (added_on_behalf == "board" and oversees(actor, board_id)):
        return
    raise NotAllowed(_READ_ONLY if reads(actor, organisation_id) else _NOT_YOURS_TO_CHANGE)


def require_overseer(actor: Actor, board_id: int) -> None:
    """Raise NotAllowed unless the actor, who sees the action, judges it for the board."""
    if not oversees(actor, board_id):
        raise NotAllowed(_ONLY_BOARD)


def checked_words(text: str, what: str, field: str, needed: str = "") -> str:
    """A text of an action, tidied; raises RuleBroken when it is too long, or empty though it is needed."""
    return texts.checked_words(text, what, field, LONGEST_WORDS, needed)


def check_due(due_on: date, today: date, before: date | None = None) -> date:
    """The due date; raises RuleBroken for a day that has passed, unless it is the one that was set ``before``."""
    if due_on < today and due_on != before:
        raise RuleBroken(f"The due date must be today or later, and {say_date(due_on)} has passed", "due_on")
    return due_on


def require_reporter(actor: Actor, board_id: int | None, organisation_id: int | None) -> None:
    """Raise NotAllowed unless the actor may upload the workbook of a plan in their scope: a board's, or an
    organisation's.
    """
    if board_id is not None:
        require_overseer(actor, board_id)
    elif organisation_id is not None:
        require_keeper(actor, organisation_id)
