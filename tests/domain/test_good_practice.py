"""Sharing good practice: its states, and which returns are all green."""

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.good_practice import (
    SHARING_WORDS,
    SHARING_WORDS_FOR_BOARD,
    SHARING_WORKFLOW,
    Sharing,
    SharingVerb,
    best_grade,
    is_all_green,
    next_sharing,
    open_sharing_verbs,
)
from audit.domain.rollup import Distribution
from audit.domain.scales import scale_from_data
from tests.support.world import RAG

SCALE = scale_from_data(RAG)


@pytest.mark.parametrize("state", Sharing)
@pytest.mark.parametrize("verb", SharingVerb)
def test_the_table_decides(state: Sharing, verb: SharingVerb) -> None:
    if (state, verb) in SHARING_WORKFLOW:
        assert next_sharing(state, verb) is SHARING_WORKFLOW[state, verb]
        assert verb in open_sharing_verbs(state)
    else:
        with pytest.raises(RuleBroken):
            next_sharing(state, verb)
        assert verb not in open_sharing_verbs(state)


def test_nothing_is_shared_but_by_the_organisations_own_word() -> None:
    towards = {
        verb
        for (state, verb), after in SHARING_WORKFLOW.items()
        if after is Sharing.SHARED and state is not after
    }
    assert towards == {SharingVerb.AGREE, SharingVerb.SHARE_AGAIN}
    assert SharingVerb.WITHDRAW in open_sharing_verbs(Sharing.SHARED)


def test_every_state_has_words() -> None:
    assert set(SHARING_WORDS) == set(SHARING_WORDS_FOR_BOARD) == set(Sharing)


def test_the_best_grade_is_the_last_of_the_scale() -> None:
    assert best_grade(SCALE) == "green"
    assert best_grade(scale_from_data({**RAG, "order": "best-first"})) == "green"


@pytest.mark.parametrize(
    ("counts", "not_applicable", "expected"),
    [({"green": 4}, 0, True), ({"green": 3}, 1, True), ({"green": 3, "amber": 1}, 0, False), ({}, 4, False)],
)
def test_all_green(counts: dict[str, int], not_applicable: int, expected: bool) -> None:
    assert is_all_green(Distribution(SCALE, counts, 0, not_applicable)) is expected
