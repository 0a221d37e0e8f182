"""When a return is late, and where the returns of a round stand. Days are counted in London's calendar.

Nothing here counts working days: due dates are calendar dates that a board sets itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.domain.workflows import ReturnState


class Standing(StrEnum):
    """Where a return stands, as the board's page of a round filters by it.

    The first four share out every return; ``late`` is a sign that any of them may carry as well.
    """

    NOT_STARTED = "not-started"
    STARTED = "started"
    AWAITING_SIGN_OFF = "awaiting-sign-off"
    SUBMITTED = "submitted"
    LATE = "late"


STANDING_WORDS: Mapping[Standing, str] = {
    Standing.NOT_STARTED: "Not started",
    Standing.STARTED: "Started",
    Standing.AWAITING_SIGN_OFF: "Waiting for sign-off",
    Standing.SUBMITTED: "Submitted",
    Standing.LATE: "Late",
}

STANDING_OF: Mapping[ReturnState, Standing] = {
    ReturnState.NOT_STARTED: Standing.NOT_STARTED,
    ReturnState.IN_PROGRESS: Standing.STARTED,
    ReturnState.AWAITING_SIGN_OFF: Standing.AWAITING_SIGN_OFF,
    ReturnState.SUBMITTED: Standing.SUBMITTED,
}


def due_date(round_due: date, own_due: date | None) -> date:
    """The day by which a return is due: its own where the board has extended it, else the round's."""
    return own_due or round_due


def is_late(state: ReturnState, due: date, today: date, submitted_on: date | None = None) -> bool:
    """Whether a return is late, or came late. The due date itself is still in time.

    A submitted return is judged by the day on which it was submitted (a return that is reopened is not
    submitted, and is judged by today). Raises ValueError for a submitted return without that day.
    """
    if state is ReturnState.SUBMITTED:
        if submitted_on is None:
            raise ValueError("A submitted return has a date of submission.")
        return submitted_on > due
    return today > due


def standings(state: ReturnState, late: bool) -> frozenset[Standing]:
    """Every filter of the round's page under which a return is found. Late is for those still owed."""
    own = STANDING_OF[state]
    return frozenset({own, Standing.LATE}) if late and own is not Standing.SUBMITTED else frozenset({own})


@dataclass(frozen=True)
class RoundCounts:
    """How many returns of a round stand where. The first four add up to ``asked``."""

    not_started: int = 0
    started: int = 0
    awaiting_sign_off: int = 0
    submitted: int = 0
    late: int = 0
    """Not submitted, and past the due date."""
    submitted_late: int = 0
    """Submitted after the due date; counted in ``submitted`` too."""

    @property
    def asked(self) -> int:
        """How many returns were asked for."""
        return self.not_started + self.started + self.awaiting_sign_off + self.submitted

    @property
    def outstanding(self) -> int:
        """How many have not been submitted."""
        return self.asked - self.submitted

    @property
    def begun(self) -> int:
        """How many have been started or have gone further."""
        return self.asked - self.not_started

    def of(self, standing: Standing) -> int:
        """The number that one filter of the round's page shows."""
        return {
            Standing.NOT_STARTED: self.not_started,
            Standing.STARTED: self.started,
            Standing.AWAITING_SIGN_OFF: self.awaiting_sign_off,
            Standing.SUBMITTED: self.submitted,
            Standing.LATE: self.late,
        }[standing]


def count_returns(groups: Iterable[tuple[ReturnState, bool, int]]) -> RoundCounts:
    """Add up groups of (state, is late, number of returns), as one grouped query gives them."""
    by_state = dict.fromkeys(ReturnState, 0)
    late = submitted_late = 0
    for state, was_late, number in groups:
        by_state[state] += number
        if was_late and state is ReturnState.SUBMITTED:
            submitted_late += number
        elif was_late:
            late += number
    return RoundCounts(
        not_started=by_state[ReturnState.NOT_STARTED],
        started=by_state[ReturnState.IN_PROGRESS],
        awaiting_sign_off=by_state[ReturnState.AWAITING_SIGN_OFF],
        submitted=by_state[ReturnState.SUBMITTED],
        late=late,
        submitted_late=submitted_late,
    )
