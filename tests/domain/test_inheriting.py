"""Which school takes its trust's answer, and where each stands."""

import pytest

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.inheriting import STAND_WORDS, Bond, Stand, Step, say_origin, stand_of, step_of, with_themes

TRUSTS, OTHERS = AnswerContent(grade="green", narrative="One policy."), AnswerContent(grade="amber")


@pytest.mark.parametrize(
    ("bond", "reason", "says", "given", "stand"),
    [
        (None, "", EMPTY, None, Stand.NOT_YET),
        (None, "", OTHERS, None, Stand.ITS_OWN),
        # The same words of one's own are one's own all the same.
        (None, "", TRUSTS, None, Stand.ITS_OWN),
        (Bond.INHERITED, "", TRUSTS, TRUSTS, Stand.THE_TRUSTS),
        # However it was changed, typed or uploaded: other words are the school's, and so is no words at all.
        (Bond.INHERITED, "", OTHERS, TRUSTS, Stand.REASON_MISSING),
        (Bond.INHERITED, "", EMPTY, TRUSTS, Stand.REASON_MISSING),
        (Bond.OVERRIDDEN, "We are a nursery.", TRUSTS, TRUSTS, Stand.DIFFERENT),
        (Bond.OVERRIDDEN, "We are a nursery.", OTHERS, TRUSTS, Stand.DIFFERENT),
        (Bond.OVERRIDDEN, "", OTHERS, TRUSTS, Stand.REASON_MISSING),
    ],
)
def test_where_a_school_stands(bond, reason, says, given, stand) -> None:  # type: ignore[no-untyped-def]
    assert stand_of(bond, reason, says, given) is stand


@pytest.mark.parametrize(
    ("stand", "is_open", "given", "step"),
    [
        (Stand.NOT_YET, True, 0, Step.GIVE),
        (Stand.NOT_YET, False, 0, Step.LEAVE),
        (Stand.THE_TRUSTS, True, 1, Step.RENEW),
        (Stand.THE_TRUSTS, True, 2, Step.KEEP),
        (Stand.THE_TRUSTS, False, 1, Step.LEAVE),
        (Stand.ITS_OWN, True, 0, Step.LEAVE),
        (Stand.DIFFERENT, True, 1, Step.LEAVE),
        (Stand.REASON_MISSING, True, 1, Step.LEAVE),
    ],
)
def test_what_happens_to_it(stand: Stand, is_open: bool, given: int, step: Step) -> None:
    assert step_of(stand, is_open=is_open, given_version=given, version=2) is step


def test_every_stand_has_words_and_every_origin_a_sentence() -> None:
    assert set(STAND_WORDS) == set(Stand)
    assert say_origin(True, "Elm Trust", "") == "Answered by Elm Trust for its schools"
    assert say_origin(False, "Elm Trust", "We are small.").endswith("Reason: We are small.")
    assert say_origin(False, "Elm Trust", "").endswith("No reason was given")


def test_a_theme_adds_all_of_its_questions_and_nothing_unknown() -> None:
    themes_of: dict[str, tuple[str, ...]] = {"1.1": ("policies",), "1.2": (), "1.3": ("policies", "online")}
    assert with_themes({"1.2", "9.9"}, {"policies"}, themes_of) == {"1.1", "1.2", "1.3"}
    assert with_themes(set(), {"other"}, themes_of) == set()
