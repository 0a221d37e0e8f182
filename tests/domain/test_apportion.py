"""Whole shares that add up exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.apportion import apportion

WEIGHTS = st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any)


def test_the_grades_of_staffordshire() -> None:
    # 1,125 answers less 15 red and 91 grey, in the published proportions of green, amber and blue.
    assert apportion(1125 - 15 - 91, [58, Decimal("23.3"), 9]) == [654, 263, 102]


def test_ties_go_to_the_earlier() -> None:
    assert apportion(1, [1, 1, 1]) == [1, 0, 0]
    assert apportion(5, [1, 1, 1]) == [2, 2, 1]


def test_a_weight_of_nothing_gets_nothing() -> None:
    assert apportion(7, [0, 3, 0]) == [0, 7, 0]
    assert apportion(0, [0, 3]) == [0, 0]
    assert apportion(0, []) == []


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [2, -1]), (1, [0, 0]), (1, [])])
def test_what_cannot_be_shared_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"shared out|share out"):
        apportion(total, weights)


@given(st.integers(0, 100_000), WEIGHTS)
def test_shares_add_up_and_none_is_off_by_one_or_more(total: int, weights: list[Fraction]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1


@given(st.integers(0, 100_000), WEIGHTS, st.integers(1, 50))
def test_only_the_proportions_count(total: int, weights: list[Fraction], factor: int) -> None:
    assert apportion(total, weights) == apportion(total, [weight * factor for weight in weights])
