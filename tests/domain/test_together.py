"""Answering together: texts, and when letters are gathered."""

from datetime import UTC, datetime

import pytest

from audit.domain.together import count_words, last_gathering


@pytest.mark.parametrize(
    ("now", "gathered"),
    [
        # In summer four o'clock in London is three o'clock UTC.
        (datetime(2026, 9, 14, 15, 0, tzinfo=UTC), datetime(2026, 9, 14, 15, 0, tzinfo=UTC)),
        (datetime(2026, 9, 14, 14, 59, tzinfo=UTC), datetime(2026, 9, 13, 15, 0, tzinfo=UTC)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), datetime(2026, 12, 1, 16, 0, tzinfo=UTC)),
        # On the day on which the clocks go back, yesterday's was by summer time.
        (datetime(2026, 10, 25, 9, 0, tzinfo=UTC), datetime(2026, 10, 24, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_last_gathering_is_at_four_in_london(now: datetime, gathered: datetime) -> None:
    assert last_gathering(now).astimezone(UTC) == gathered


def test_counts_read_well() -> None:
    assert count_words(1, "question") == "1 question"
    assert count_words(2, "question") == "2 questions"
    assert count_words(2, "reply", "replies") == "2 replies"
