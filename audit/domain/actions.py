"""Actions: what an organisation will do, by when, and how far it is.

An action comes from an answer, a moderation, a line of enquiry or by hand, and lives on after its round.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from audit.domain.errors import RuleBroken
from audit.domain.scales import Grade


class ActionState(StrEnum):
    """Where an action stands. *Overdue* is not a state: it is worked out from the due date."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    VERIFIED = "verified"
    NOT_NEEDED = "not-needed"


class ActionVerb(StrEnum):
    """What an organisation or the board does to an action."""

    NOTE = "note"
    FINISH = "finish"
    DROP = "drop"
    TAKE_BACK = "take-back"
    VERIFY = "verify"
    SEND_BACK = "send-back"


class ActionOrigin(StrEnum):
    """Where an action came from."""

    ANSWER = "answer"
    MODERATION = "moderation"
    CHALLENGE = "challenge"
    REVIEW = "review"
    BY_HAND = "by-hand"


class Priority(StrEnum):
    """How urgent an action is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


ACTION_STATE_WORDS: Mapping[ActionState, str] = {
    ActionState.OPEN: "Open",
    ActionState.IN_PROGRESS: "In progress",
    ActionState.DONE: "Done",
    ActionState.VERIFIED: "Verified by the board",
    ActionState.NOT_NEEDED: "No longer needed",
}

ORIGIN_WORDS: Mapping[ActionOrigin, str] = {
    ActionOrigin.ANSWER: "An answer",
    ActionOrigin.MODERATION: "Moderation",
    ActionOrigin.CHALLENGE: "A challenge event",
    ActionOrigin.REVIEW: "A progress review",
    ActionOrigin.BY_HAND: "Added by hand",
}

PRIORITY_WORDS: Mapping[Priority, str] = {
    Priority.HIGH: "High",
    Priority.MEDIUM: "Medium",
    Priority.LOW: "Low",
}

_S, _V = ActionState, ActionVerb
ACTION_WORKFLOW: Mapping[tuple[ActionState, ActionVerb], ActionState] = {
    # The first note of progress is what starts an action.
    (_S.OPEN, _V.NOTE): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _V.NOTE): _S.IN_PROGRESS,
    (_S.OPEN, _V.FINISH): _S.DONE,
    (_S.IN_PROGRESS, _V.FINISH): _S.DONE,
    (_S.OPEN, _V.DROP): _S.NOT_NEEDED,
    (_S.IN_PROGRESS, _V.DROP): _S.NOT_NEEDED,
    (_S.DONE, _V.TAKE_BACK): _S.IN_PROGRESS,
    (_S.NOT_NEEDED, _V.TAKE_BACK): _S.IN_PROGRESS,
    (_S.DONE, _V.VERIFY): _S.VERIFIED,
    (_S.DONE, _V.SEND_BACK): _S.IN_PROGRESS,
    (_S.NOT_NEEDED, _V.SEND_BACK): _S.IN_PROGRESS,
    (_S.VERIFIED, _V.SEND_BACK): _S.IN_PROGRESS,
}

BOARD_VERBS = frozenset({ActionVerb.VERIFY, ActionVerb.SEND_BACK})
"""What only the board does to an action; everything else is the organisation's."""

OUTSTANDING = frozenset({ActionState.OPEN, ActionState.IN_PROGRESS})
"""The states in which something is still to be done."""

_WHY_NOT: Mapping[ActionState, str] = {
    _S.OPEN: "This action is still open.",
    _S.IN_PROGRESS: "This action is still in progress.",
    _S.DONE: "This action is marked as done. Take it back first to change it.",
    _S.VERIFIED: "The board has verified this action, so it is closed.",
    _S.NOT_NEEDED: "This action is marked as no longer needed. Take it back first to change it.",
}


def next_action_state(state: ActionState, verb: ActionVerb) -> ActionState:
    """The state that an action moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return ACTION_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def why_closed(state: ActionState) -> str | None:
    """Why what an action says cannot be changed in this state; ``None`` while something is still to be done."""
    return None if state in OUTSTANDING else _WHY_NOT[state]


def open_action_verbs(state: ActionState) -> frozenset[ActionVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in ACTION_WORKFLOW if at is state)


def is_overdue(state: ActionState, due: date, today: date) -> bool:
    """Whether something is still to be done and its day has passed. The due date itself is still in time."""
    return state in OUTSTANDING and today > due


MONTHS_FOR_PRIORITY = 6
MONTHS_FOR_OTHERS = 12


def default_due_on(grade: Grade | None, today: date) -> date:
    """The day that is offered as an action's due date; whoever adds the action may choose another.

    A grade that the board lists by name, such as red, is due within six months (DOMAIN.md, "a red is due within
    six months", and Staffordshire's "agencies with reds report back within six months"). Any other grade below
    the minimum is given the twelve months to the next yearly audit, and so is an action without a grade.
    """
    return add_months(today, MONTHS_FOR_PRIORITY if grade and grade.priority else MONTHS_FOR_OTHERS)


def default_priority(grade: Grade | None) -> Priority:
    """The priority that is offered: high for a grade that the board lists by name, else medium."""
    return Priority.HIGH if grade and grade.priority else Priority.MEDIUM


def needs_action(grade: Grade | None) -> bool:
    """Whether an answer of this grade needs an action, where a round asks for them: it is below the minimum.

    What is not answered or not applicable carries no grade, and needs none.
    """
    return grade is not None and not grade.meets_minimum


def answers_for(state: ActionState) -> bool:
    """Whether an action in this state answers for a grade below the minimum: all but one no longer needed."""
    return state is not ActionState.NOT_NEEDED


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
