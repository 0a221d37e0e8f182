"""The clock on written outcomes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.outcomes import OutcomeCounts, count_outcomes, outcome_due

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


def test_sixty_days_after_submission() -> None:
    assert outcome_due(date(2026, 10, 30), None) == date(2026, 12, 29)


def test_twenty_days_after_moderation_where_that_is_later() -> None:
    assert outcome_due(date(2026, 10, 30), date(2026, 12, 31)) == date(2027, 1, 20)
    assert outcome_due(date(2026, 10, 30), date(2026, 11, 10)) == date(2026, 12, 29)


@given(DAYS, st.none() | DAYS)
def test_never_sooner_than_sixty_days_and_never_before_moderation_has_ended(
    submitted: date, ends: date | None
) -> None:
    due = outcome_due(submitted, ends)
    assert due >= submitted + timedelta(days=60)
    assert ends is None or due > ends


def test_counts() -> None:
    today = date(2026, 12, 1)
    counts = count_outcomes(
        [
            (True, True, date(2026, 11, 1)),
            (False, True, date(2026, 11, 1)),
            (False, False, today),
            (False, False, date(2026, 11, 30)),
        ],
        today,
    )
    assert counts == OutcomeCounts(submitted=4, sent=1, drafted=1, overdue=2)
    assert (counts.have.numerator, counts.have.denominator) == (1, 4)
    assert (counts.late.numerator, counts.late.denominator) == (2, 3)
    assert count_outcomes([], today) == OutcomeCounts()
