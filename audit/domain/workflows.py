"""The states of a round and of a return, and the verbs that move between them, as tables.

Operations apply them, templates list the open verbs, CHECK constraints hold the states.
"""

from collections.abc import Mapping
from enum import StrEnum

from audit.domain.errors import RuleBroken


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class RoundKind(StrEnum):
    """What a round is: an audit, or the progress review of one."""

    AUDIT = "audit"
    REVIEW = "review"


class RoundVerb(StrEnum):
    """What a board does to a round."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"


class ReturnState(StrEnum):
    """Where a return stands. *Late* is not a state: it is worked out from the due date."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    AWAITING_SIGN_OFF = "awaiting-sign-off"
    SUBMITTED = "submitted"


class PaperState(StrEnum):
    """How a return stands that came to its board on paper; ``NONE`` for any other."""

    NONE = ""
    ENTERING = "entering"
    ENTERED = "entered"
    TAKEN_OVER = "taken-over"


class ReturnVerb(StrEnum):
    """What an organisation or a board does to a return."""

    ANSWER = "answer"
    SEND_FOR_SIGN_OFF = "send-for-sign-off"
    RECALL = "recall"
    RETURN_TO_LEAD = "return-to-lead"
    APPROVE = "approve"
    SUBMIT = "submit"
    REOPEN = "reopen"
    UNDO_ENTERING = "undo-entering"


ROUND_STATE_WORDS: Mapping[RoundState, str] = {
    RoundState.DRAFT: "Draft",
    RoundState.OPEN: "Open",
    RoundState.CLOSED: "Closed",
}

RETURN_STATE_WORDS: Mapping[ReturnState, str] = {
    ReturnState.NOT_STARTED: "Not started",
    ReturnState.IN_PROGRESS: "In progress",
    ReturnState.AWAITING_SIGN_OFF: "Waiting for sign-off",
    ReturnState.SUBMITTED: "Submitted",
}

ROUND_WORKFLOW: Mapping[tuple[RoundState, RoundVerb], RoundState] = {
    (RoundState.DRAFT, RoundVerb.OPEN): RoundState.OPEN,
    (RoundState.OPEN, RoundVerb.CLOSE): RoundState.CLOSED,
    (RoundState.CLOSED, RoundVerb.REOPEN): RoundState.OPEN,
}

_R, _V = ReturnState, ReturnVerb
RETURN_WORKFLOW: Mapping[tuple[ReturnState, ReturnVerb], ReturnState] = {
    (_R.NOT_STARTED, _V.ANSWER): _R.IN_PROGRESS,
    (_R.IN_PROGRESS, _V.ANSWER): _R.IN_PROGRESS,
    (_R.IN_PROGRESS, _V.SEND_FOR_SIGN_OFF): _R.AWAITING_SIGN_OFF,
    (_R.AWAITING_SIGN_OFF, _V.RECALL): _R.IN_PROGRESS,
    (_R.AWAITING_SIGN_OFF, _V.RETURN_TO_LEAD): _R.IN_PROGRESS,
    # The first of two approvers leaves the return waiting; the last one submits it.
    (_R.AWAITING_SIGN_OFF, _V.APPROVE): _R.AWAITING_SIGN_OFF,
    (_R.AWAITING_SIGN_OFF, _V.SUBMIT): _R.SUBMITTED,
    (_R.SUBMITTED, _V.REOPEN): _R.IN_PROGRESS,
    # What the board entered from paper is taken out again, and the organisation had said nothing itself.
    (_R.IN_PROGRESS, _V.UNDO_ENTERING): _R.NOT_STARTED,
}

_WHY_NOT: Mapping[ReturnState, str] = {
    _R.NOT_STARTED: "This return has not been started yet. Answer a question first.",
    _R.IN_PROGRESS: "This return is still being answered. It has not been sent for sign-off.",
    _R.AWAITING_SIGN_OFF: "This return is waiting for sign-off, so its answers cannot be changed now. "
    "The lead can take it back to change an answer.",
    _R.SUBMITTED: "This return has been submitted, so it cannot be changed. "
    "The board can reopen it if something has to be put right.",
}

_ROUND_WHY_NOT: Mapping[RoundState, str] = {
    RoundState.DRAFT: "This round has not been opened yet.",
    RoundState.OPEN: "This round is already open.",
    RoundState.CLOSED: "This round is closed. The board can open it again.",
}


def next_return_state(state: ReturnState, verb: ReturnVerb) -> ReturnState:
    """The state that a return moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return RETURN_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def next_round_state(state: RoundState, verb: RoundVerb) -> RoundState:
    """The state that a round moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return ROUND_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_ROUND_WHY_NOT[state]) from None


def open_return_verbs(state: ReturnState) -> frozenset[ReturnVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in RETURN_WORKFLOW if at is state)


def open_round_verbs(state: RoundState) -> frozenset[RoundVerb]:
    """The verbs that are open in a state of a round."""
    return frozenset(verb for (at, verb) in ROUND_WORKFLOW if at is state)
