"""What pages and workbooks say of actions, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.domain.actions import (
    ACTION_STATE_WORDS,
    ORIGIN_WORDS,
    OUTSTANDING,
    PRIORITY_WORDS,
    ActionState,
    Priority,
    is_overdue,
)
from audit.domain.child_details import warnings_in
from audit.domain.dates import days_left
from audit.domain.rollup import Share
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.queries import ActionView, PlanFigures, Show, Sort

STATE_COLOURS = {
    ActionState.OPEN: "blue",
    ActionState.IN_PROGRESS: "light-blue",
    ActionState.DONE: "purple",
    ActionState.VERIFIED: "green",
    ActionState.NOT_NEEDED: "grey",
}
PRIORITY_COLOURS = {Priority.HIGH: "red", Priority.MEDIUM: "yellow", Priority.LOW: "grey"}

SHOW_WORDS = {
    Show.ALL: "Every state",
    Show.OUTSTANDING: "Still to be done",
    Show.OVERDUE: "Overdue",
    Show.OPEN: "Open",
    Show.IN_PROGRESS: "In progress",
    Show.DONE: "Done, not verified",
    Show.VERIFIED: "Verified by the board",
    Show.NOT_NEEDED: "No longer needed",
    Show.OWNER_LEFT: "Owner has left",
}
SORT_WORDS = {Sort.DUE: "Due date", Sort.PRIORITY: "Priority", Sort.STANDARD: "Standard"}


@dataclass(frozen=True)
class Tile:
    """One figure on top of a plan, with where it leads."""

    label: str
    share: Share
    show: Show


@dataclass(frozen=True)
class Tag:
    """A word with its colour."""

    words: str
    colour: str


def tiles(figures: PlanFigures) -> Sequence[Tile]:
    """The figures on top of a plan."""
    return (
        Tile("Still to be done", figures.share(Show.OUTSTANDING), Show.OUTSTANDING),
        Tile("Overdue", figures.share(Show.OVERDUE), Show.OVERDUE),
        Tile("Done, waiting to be verified", figures.share(Show.DONE), Show.DONE),
        Tile("Verified by the board", figures.share(Show.VERIFIED), Show.VERIFIED),
    )


def state_tags(action: Action, today: date) -> list[Tag]:
    """The state of an action and, beside it, that it is overdue."""
    tags = [Tag(ACTION_STATE_WORDS[action.state], STATE_COLOURS[action.state])]
    if is_overdue(action.state, action.due_on, today):
        tags.append(Tag("Overdue", "red"))
    return tags


def priority_tag(action: Action) -> Tag:
    """The priority of an action."""
    return Tag(PRIORITY_WORDS[action.priority], PRIORITY_COLOURS[action.priority])


def due_words(action: Action, today: date) -> str:
    """How far off the due date is, while something is still to be done."""
    return days_left(action.due_on, today) if action.state in OUTSTANDING else ""


def history_heading(note: ActionNote) -> str:
    """What an entry of the history tells of, in a few words."""
    board = note.on_behalf == "board"
    if not note.state_before:
        if note.state_after:
            return "Added by the board" if board else "Added"
        return "Changed by the board" if board else "Changed"
    after = ActionState(note.state_after)
    if board:
        return "Verified by the board" if after is ActionState.VERIFIED else "Sent back by the board"
    if note.state_before == note.state_after:
        return "Progress"
    if after is ActionState.IN_PROGRESS:
        return "Progress" if note.state_before == ActionState.OPEN else "Taken back"
    return ACTION_STATE_WORDS[after]


def child_warnings(view: ActionView) -> list[str]:
    """Sentences about what in an action's words may tell who a child is, each once."""
    action = view.action
    texts: Iterable[str] = (action.what, action.why, action.impact, *(note.text for note in view.notes))
    found: dict[str, None] = {}
    for text in texts:
        found.update((warning.sentence, None) for warning in warnings_in(text))
    return list(found)


def template_words() -> dict[str, Any]:
    """The functions that templates of other rooms use too."""
    return {
        "action_origin_words": ORIGIN_WORDS,
        "action_state_words": ACTION_STATE_WORDS,
        "action_state_tags": state_tags,
        "action_priority_tag": priority_tag,
        "action_due_words": due_words,
    }
