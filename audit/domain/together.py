"""Answering together: how long its texts may be, and when the letters about it are gathered."""

from datetime import datetime, time, timedelta

from audit.domain.dates import in_london

LONGEST_NOTE = 1_000
"""Characters in the note that goes with an assignment."""
LONGEST_REMARK = 4_000
"""Characters in one remark of a discussion."""
GATHERED_AT = time(16)
"""When the day's letter is written, in London: early enough to look at a question, late enough to hold the day."""


def last_gathering(now: datetime) -> datetime:
    """The last four o'clock in London that has come: what was written before it goes into that day's letter."""
    local = in_london(now)
    today = datetime.combine(local.date(), GATHERED_AT, tzinfo=local.tzinfo)
    if local >= today:
        return today
    return datetime.combine(local.date() - timedelta(days=1), GATHERED_AT, tzinfo=local.tzinfo)


def count_words(number: int, one: str, many: str = "") -> str:
    """``1 question`` or ``3 questions``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
