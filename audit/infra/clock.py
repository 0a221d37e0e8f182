"""The clock. Operations take it as an argument, so that tests can say what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from audit.domain.dates import LONDON

Clock = Callable[[], datetime]
"""Something that tells the time, in UTC and aware of it."""


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def today(clock: Clock) -> date:
    """The date in London, which is the date that deadlines mean."""
    return clock().astimezone(LONDON).date()
