"""Good practice: an exemplary answer that its organisation agrees to share in the board's library.

Nothing is shared without the organisation's consent, and the consent can be taken back at any time.
"""

from collections.abc import Mapping
from enum import StrEnum

from audit.domain.errors import RuleBroken
from audit.domain.rollup import Distribution
from audit.domain.scales import Scale


class Sharing(StrEnum):
    """Where the sharing of one answer stands. Only what is shared is seen by anybody else."""

    ASKED = "asked"
    SHARED = "shared"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SharingVerb(StrEnum):
    """What a board or an organisation does to an example. All but taking back is the organisation's."""

    AGREE = "agree"
    DECLINE = "decline"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    SHARE_AGAIN = "share-again"


SHARING_WORDS: Mapping[Sharing, str] = {
    Sharing.ASKED: "Waiting for your answer",
    Sharing.SHARED: "Shared",
    Sharing.DECLINED: "Not shared",
    Sharing.WITHDRAWN: "Withdrawn",
}
"""As the organisation reads it."""

SHARING_WORDS_FOR_BOARD: Mapping[Sharing, str] = {
    Sharing.ASKED: "Asked",
    Sharing.SHARED: "Shared",
    Sharing.DECLINED: "Declined",
    Sharing.WITHDRAWN: "Withdrawn",
}

_S, _V = Sharing, SharingVerb
SHARING_WORKFLOW: Mapping[tuple[Sharing, SharingVerb], Sharing] = {
    (_S.ASKED, _V.AGREE): _S.SHARED,
    (_S.ASKED, _V.DECLINE): _S.DECLINED,
    # Somebody who declined may think again.
    (_S.DECLINED, _V.AGREE): _S.SHARED,
    (_S.SHARED, _V.CHANGE): _S.SHARED,
    (_S.SHARED, _V.WITHDRAW): _S.WITHDRAWN,
    (_S.WITHDRAWN, _V.SHARE_AGAIN): _S.SHARED,
    (_S.WITHDRAWN, _V.AGREE): _S.SHARED,
}

_WHY_NOT: Mapping[Sharing, str] = {
    _S.ASKED: "This has not been answered yet. Agree to share it, or say that you would rather not.",
    _S.SHARED: "This is shared already.",
    _S.DECLINED: "Your organisation has said that it does not want to share this.",
    _S.WITHDRAWN: "Your organisation has withdrawn this. Nobody else sees it.",
}


def next_sharing(state: Sharing, verb: SharingVerb) -> Sharing:
    """The state that an example moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return SHARING_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def open_sharing_verbs(state: Sharing) -> frozenset[SharingVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in SHARING_WORKFLOW if at is state)


def best_grade(scale: Scale) -> str:
    """The key of the best grade: the last, for scales are held worst grade first."""
    return scale.grades[-1].key


def is_all_green(distribution: Distribution) -> bool:
    """Whether every graded answer of a return has the best grade of its scale, and there is at least one.

    Not applicable and not answered carry no grade. "Green" is what boards call it, whatever the scale.
    """
    return distribution.of > 0 and distribution.count(best_grade(distribution.scale)) == distribution.of
