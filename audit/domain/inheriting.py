"""A trust answers some questions for all of its schools: which school takes its answer, and where each stands.

A school's own words are never replaced. Whether a school still says what its trust said is seen from the words
themselves, not from how they came: typed, uploaded from Excel and brought forward count alike.
"""

from enum import StrEnum

from audit.domain.answers import AnswerContent


class Bond(StrEnum):
    """What is written down once a school has had an answer from its trust."""

    INHERITED = "inherited"
    OVERRIDDEN = "overridden"
    """The school said that it answers differently, and why."""


class Stand(StrEnum):
    """Where a school stands with one question that its trust answers for all."""

    NOT_YET = "not-yet"
    """The school has said nothing to it, and has not had the trust's answer."""
    THE_TRUSTS = "the-trusts"
    DIFFERENT = "different"
    REASON_MISSING = "reason-missing"
    """The school's answer was changed some other way, and nobody has said why."""
    ITS_OWN = "its-own"
    """The school had answered before the trust did."""


STAND_WORDS = {
    Stand.NOT_YET: "Not answered yet",
    Stand.THE_TRUSTS: "Has the trust’s answer",
    Stand.DIFFERENT: "Answers differently",
    Stand.REASON_MISSING: "Answers differently, reason missing",
    Stand.ITS_OWN: "Has its own answer",
}


def stand_of(bond: Bond | None, reason: str, says: AnswerContent, given: AnswerContent | None) -> Stand:
    """Where a school stands that ``says`` this now and was ``given`` that by its trust, if anything.

    This is the one rule, whichever way an answer was saved: other words than the trust's are the school's own, and
    a reason is due for them.
    """
    if bond is None or given is None:
        return Stand.NOT_YET if says.is_empty else Stand.ITS_OWN
    if bond is Bond.INHERITED and says == given:
        return Stand.THE_TRUSTS
    return Stand.DIFFERENT if bond is Bond.OVERRIDDEN and reason else Stand.REASON_MISSING


class Step(StrEnum):
    """What happens to one question of one school when its trust gives its answers to all."""

    GIVE = "give"
    RENEW = "renew"
    """The school has an earlier answer of the trust, which takes the place of that."""
    KEEP = "keep"
    """It has this answer already; only the evidence may differ."""
    LEAVE = "leave"


def step_of(stand: Stand, *, is_open: bool, given_version: int, version: int) -> Step:
    """What to do for a school that stands here. ``is_open`` says whether its return can be answered now."""
    if not is_open:
        return Step.LEAVE
    if stand is Stand.NOT_YET:
        return Step.GIVE
    if stand is Stand.THE_TRUSTS:
        return Step.RENEW if given_version < version else Step.KEEP
    return Step.LEAVE


def say_origin(by_trust: bool, trust: str, reason: str) -> str:
    """Where an answer came from, as boards and moderators read it in a copy."""
    if by_trust:
        return f"Answered by {trust} for its schools"
    if reason:
        return f"Answered by the school, differently from {trust}. Reason: {reason}"
    return f"Answered by the school, differently from {trust}. No reason was given"


def with_themes(chosen: set[str], themes: set[str], themes_of: dict[str, tuple[str, ...]]) -> set[str]:
    """The codes of the questions ticked one by one, and of all that have one of the themes ticked.

    ``themes_of`` holds every question that can be chosen; any other code is left out.
    """
    return {code for code, has in themes_of.items() if code in chosen or themes.intersection(has)}
