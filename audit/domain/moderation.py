"""Moderation: a second pair of eyes on a return, and how two grades become one.

The moderator is never of the organisation itself or of a linked one (see ``audit.domain.allocation``).
"""

from collections.abc import Mapping
from enum import StrEnum

from audit.domain.errors import RuleBroken
from audit.domain.instruments import Instrument
from audit.domain.questionnaire import Questionnaire


def nothing_to_moderate(questionnaire: Questionnaire) -> str:
    """Why the returns of a question set are not moderated; empty where they can be."""
    if questionnaire.instrument is Instrument.MATURITY_MATRIX:
        return (
            "Partners grade the partnership itself in this round, each in its own view, so there is nothing to "
            "moderate. Talk about the spread of levels and record what you agree on."
        )
    if not any(questionnaire.graded()):
        return "This question set has no graded question, so there is nothing to moderate."
    return ""


class Coverage(StrEnum):
    """Which returns of a round are moderated."""

    EVERYONE = "everyone"
    SAMPLE = "sample"
    CHOSEN = "chosen"


class Stratum(StrEnum):
    """How a sample is spread."""

    NONE = "none"
    SECTOR = "sector"
    PHASE = "phase"


class Moderators(StrEnum):
    """Who moderates."""

    PEERS = "peers"
    BOARD = "board"
    BOTH = "both"


class Match(StrEnum):
    """Whom a peer is matched with: an organisation like their own, or one unlike it."""

    LIKE = "like"
    ACROSS = "across"


class PlanState(StrEnum):
    """Where the moderation of a round stands."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class EvidenceQuality(StrEnum):
    """How well the evidence bears out an answer."""

    STRONG = "strong"
    ADEQUATE = "adequate"
    WEAK = "weak"
    ABSENT = "absent"


class ModerationState(StrEnum):
    """Where the moderation of one return stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    WITH_ORGANISATION = "with-organisation"
    REPLIED = "replied"
    WITH_BOARD = "with-board"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ModerationVerb(StrEnum):
    """What a moderator, an organisation or the board does to a moderation."""

    ACCEPT = "accept"
    DECLINE = "decline"
    RECORD = "record"
    FINALISE = "finalise"
    AGREE = "agree"
    REPLY = "reply"
    ANSWER = "answer"
    REFER = "refer"
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    PUT_BACK = "put-back"


MODERATION_STATE_WORDS: Mapping[ModerationState, str] = {
    ModerationState.OFFERED: "Offered",
    ModerationState.ACCEPTED: "Accepted",
    ModerationState.IN_PROGRESS: "In progress",
    ModerationState.WITH_ORGANISATION: "With the organisation",
    ModerationState.REPLIED: "Organisation has replied",
    ModerationState.WITH_BOARD: "For the board to settle",
    ModerationState.AGREED: "Agreed",
    ModerationState.DECLINED: "Declined",
    ModerationState.WITHDRAWN: "Withdrawn",
}

QUALITY_WORDS: Mapping[EvidenceQuality, str] = {
    EvidenceQuality.STRONG: "Strong",
    EvidenceQuality.ADEQUATE: "Adequate",
    EvidenceQuality.WEAK: "Weak",
    EvidenceQuality.ABSENT: "Absent",
}

_S, _V = ModerationState, ModerationVerb
MODERATION_WORKFLOW: Mapping[tuple[ModerationState, ModerationVerb], ModerationState] = {
    (_S.OFFERED, _V.ACCEPT): _S.ACCEPTED,
    (_S.OFFERED, _V.DECLINE): _S.DECLINED,
    (_S.ACCEPTED, _V.DECLINE): _S.DECLINED,
    (_S.ACCEPTED, _V.RECORD): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _V.RECORD): _S.IN_PROGRESS,
    # With a grade moved the organisation is heard; without one there is nothing to disagree about.
    (_S.IN_PROGRESS, _V.FINALISE): _S.WITH_ORGANISATION,
    (_S.IN_PROGRESS, _V.AGREE): _S.AGREED,
    # The organisation accepts every moved grade, or replies to some; silence until the window closes goes to the board.
    (_S.WITH_ORGANISATION, _V.AGREE): _S.AGREED,
    (_S.WITH_ORGANISATION, _V.REPLY): _S.REPLIED,
    (_S.WITH_ORGANISATION, _V.REFER): _S.WITH_BOARD,
    # The moderator gives way on everything replied to, or something remains for the board.
    (_S.REPLIED, _V.AGREE): _S.AGREED,
    (_S.REPLIED, _V.ANSWER): _S.WITH_BOARD,
    (_S.WITH_BOARD, _V.SETTLE): _S.AGREED,
    # A return that the board reopens is looked at again where it changed; what was noted stays.
    **{
        (state, _V.REOPEN): _S.IN_PROGRESS
        for state in (_S.IN_PROGRESS, _S.WITH_ORGANISATION, _S.REPLIED, _S.WITH_BOARD, _S.AGREED)
    },
    # A moderator who leaves, or turns out to be too near: the notes are kept.
    **{
        (state, _V.WITHDRAW): _S.WITHDRAWN
        for state in (
            _S.OFFERED, _S.ACCEPTED, _S.IN_PROGRESS, _S.WITH_ORGANISATION, _S.REPLIED, _S.WITH_BOARD,
        )
    },
    # The board undoes either; the moderator accepts again, with the notes that were kept.
    (_S.DECLINED, _V.PUT_BACK): _S.OFFERED,
    (_S.WITHDRAWN, _V.PUT_BACK): _S.OFFERED,
}  # fmt: skip

ENDED = frozenset({ModerationState.DECLINED, ModerationState.WITHDRAWN})
"""The states in which a return needs another moderator, and the moderator sees it no longer."""

WITH_MODERATOR = frozenset(
    {ModerationState.OFFERED, ModerationState.ACCEPTED, ModerationState.IN_PROGRESS, ModerationState.REPLIED}
)
"""The states in which the moderator has something to do."""

_WHY_NOT: Mapping[ModerationState, str] = {
    _S.OFFERED: "This moderation has not been accepted yet. Accept it first.",
    _S.ACCEPTED: "This moderation has been accepted, and nothing has been graded yet.",
    _S.IN_PROGRESS: "The moderator is still at work on this return.",
    _S.WITH_ORGANISATION: "The organisation is reading the moderated grades, so they cannot be changed now.",
    _S.REPLIED: "The organisation has replied, and the moderator has yet to answer.",
    _S.WITH_BOARD: "The board is settling what remains of this moderation.",
    _S.AGREED: "The grades of this return have been agreed, so nothing was changed.",
    _S.DECLINED: "The moderator declined this return.",
    _S.WITHDRAWN: "This return has been given to somebody else. What you noted is kept.",
}


def next_moderation_state(state: ModerationState, verb: ModerationVerb) -> ModerationState:
    """The state that a moderation moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return MODERATION_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def open_moderation_verbs(state: ModerationState) -> frozenset[ModerationVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in MODERATION_WORKFLOW if at is state)
