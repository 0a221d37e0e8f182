"""Late or not, and how many returns stand where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.deadlines import (
    STANDING_OF,
    STANDING_WORDS,
    RoundCounts,
    Standing,
    count_returns,
    due_date,
    is_late,
    standings,
)
from audit.domain.workflows import ReturnState

DUE = date(2026, 9, 4)
BEFORE, AFTER = date(2026, 9, 3), date(2026, 9, 5)


def test_the_organisations_own_date_goes_before_the_rounds() -> None:
    assert due_date(DUE, None) == DUE
    assert due_date(DUE, AFTER) == AFTER


@pytest.mark.parametrize("state", [s for s in ReturnState if s is not ReturnState.SUBMITTED])
def test_an_unsubmitted_return_is_late_from_the_day_after(state: ReturnState) -> None:
    assert not is_late(state, DUE, BEFORE)
    assert not is_late(state, DUE, DUE)
    assert is_late(state, DUE, AFTER)
    # One that was submitted and reopened is owed again, whenever it first came.
    assert is_late(state, DUE, AFTER, submitted_on=BEFORE)


def test_a_submitted_return_is_judged_by_the_day_it_came() -> None:
    assert not is_late(ReturnState.SUBMITTED, DUE, AFTER, submitted_on=DUE)
    assert is_late(ReturnState.SUBMITTED, DUE, AFTER, submitted_on=AFTER)
    with pytest.raises(ValueError, match="date of submission"):
        is_late(ReturnState.SUBMITTED, DUE, AFTER)


def test_every_state_has_a_standing_and_every_standing_a_word() -> None:
    assert set(STANDING_OF) == set(ReturnState)
    assert set(STANDING_OF.values()) | {Standing.LATE} == set(Standing) == set(STANDING_WORDS)


def test_late_stands_beside_the_state_for_returns_still_owed() -> None:
    assert standings(ReturnState.IN_PROGRESS, late=True) == {Standing.STARTED, Standing.LATE}
    assert standings(ReturnState.IN_PROGRESS, late=False) == {Standing.STARTED}
    assert standings(ReturnState.SUBMITTED, late=True) == {Standing.SUBMITTED}


def test_counts_of_a_round() -> None:
    counts = count_returns(
        [
            (ReturnState.NOT_STARTED, False, 2),
            (ReturnState.NOT_STARTED, True, 1),
            (ReturnState.IN_PROGRESS, True, 3),
            (ReturnState.AWAITING_SIGN_OFF, False, 4),
            (ReturnState.SUBMITTED, False, 17),
            (ReturnState.SUBMITTED, True, 1),
        ]
    )
    assert counts == RoundCounts(3, 3, 4, 18, late=4, submitted_late=1)
    assert (counts.asked, counts.outstanding, counts.begun) == (28, 10, 25)
    assert [counts.of(standing) for standing in Standing] == [3, 3, 4, 18, 4]


def test_no_returns_count_nothing() -> None:
    assert count_returns([]) == RoundCounts()


@given(st.lists(st.tuples(st.sampled_from(ReturnState), st.booleans(), st.integers(0, 1000))))
def test_nothing_is_lost_in_counting(groups: list[tuple[ReturnState, bool, int]]) -> None:
    counts = count_returns(groups)
    assert counts.asked == sum(number for _, _, number in groups)
    assert counts.late + counts.submitted_late == sum(number for _, late, number in groups if late)
    assert counts.late <= counts.outstanding
    assert counts.submitted_late <= counts.submitted
