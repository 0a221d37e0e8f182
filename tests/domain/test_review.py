"""A progress review: what is asked again, and what has become of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.review import (
    CHANGE_WORDS,
    NOTHING,
    Change,
    Standing,
    compare,
    count_changes,
    counts_before,
    is_asked_again,
)
from audit.domain.scales import scale_from_data
from tests.support.world import RAG

SCALE = scale_from_data(RAG)
RED, AMBER, GREEN = Standing("red"), Standing("amber"), Standing("green")
NOT_APPLICABLE = Standing(None, not_applicable=True)


@pytest.mark.parametrize(
    ("before", "expected"),
    [(RED, True), (AMBER, True), (GREEN, False), (NOTHING, False), (NOT_APPLICABLE, False),
     (Standing("red", not_applicable=True), False), (Standing("unheard-of"), False)],
)  # fmt: skip
def test_what_was_below_the_minimum_is_asked_again(before: Standing, expected: bool) -> None:
    assert is_asked_again(SCALE, before) is expected


def test_the_agreed_grade_counts_before_the_own() -> None:
    assert counts_before(GREEN, RED) is RED
    assert counts_before(GREEN, None) is GREEN


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(RED, GREEN, Change.BETTER), (RED, AMBER, Change.BETTER), (AMBER, AMBER, Change.SAME),
     (AMBER, RED, Change.WORSE), (RED, NOTHING, Change.NOT_COMPARED), (RED, NOT_APPLICABLE, Change.NOT_COMPARED),
     (NOTHING, RED, Change.NOT_COMPARED), (Standing("unheard-of"), RED, Change.NOT_COMPARED),
     (RED, None, Change.NOT_REPORTED)],
)  # fmt: skip
def test_before_and_after(before: Standing, after: Standing | None, expected: Change) -> None:
    assert compare(SCALE, before, after) is expected


def test_every_change_has_words() -> None:
    assert set(CHANGE_WORDS) == set(Change)


@given(st.lists(st.sampled_from(Change)))
def test_every_answer_is_counted_once(changes: list[Change]) -> None:
    movement = count_changes(changes)
    assert movement.compared + movement.not_compared + movement.not_reported == len(changes)
    shares = [movement.share(change) for change in (Change.BETTER, Change.SAME, Change.WORSE)]
    assert sum(share.numerator for share in shares) == movement.compared
    assert {share.denominator for share in shares} == {movement.compared}
