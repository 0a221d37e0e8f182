"""Who takes notes on the day, and what may be noted."""

from audit.domain.challenge import EventState, PanelRole
from audit.domain.errors import NotAllowed, RuleBroken

NOTING_PARTS = frozenset({PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.NOTE_TAKER})
"""The parts on a panel that take notes. An observer reads."""

LONGEST_NOTE, LONGEST_SPEAKER, LONGEST_FOLLOW_UP, LONGEST_REPORT = 8_000, 200, 4_000, 20_000
"""Characters."""

ASKED, ANSWERED = "asked", "answered"
NOTE_KINDS = {ASKED: "Asked", ANSWERED: "Answered"}

AFTER_THE_BEGINNING = frozenset({EventState.UNDER_WAY, EventState.HELD, EventState.REPORTED})
"""The states in which there is something to follow up."""

_READ_ONLY = "You can read this slot, but not write in it."


def require_noting(may: bool) -> None:
    """Raise NotAllowed unless somebody takes notes in the slot that they may read of."""
    if not may:
        raise NotAllowed(_READ_ONLY)


def require_under_way(state: EventState) -> None:
    """Raise RuleBroken, with what to do, unless the event is under way."""
    if state is EventState.UNDER_WAY:
        return
    if state is EventState.REPORTED:
        raise RuleBroken(
            "The report of this event has been sent, so its notes and outcomes stay as they are."
        )
    if state is EventState.HELD:
        raise RuleBroken(
            "This event has ended. The board can take it up again until the report is sent; then notes can be added."
        )
    raise RuleBroken("This event has not begun. The board begins it on the day.")
