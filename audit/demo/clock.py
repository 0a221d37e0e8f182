"""A clock that is set to moments of the past, and what happens at them in the order in which it happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

Happening = Callable[[], object]


class DemoClock:
    """A clock as operations take it. It goes forward as it is told to, and never back."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.now = start
        self.end = end
        """The clock stops here."""

    def __call__(self) -> datetime:
        """The moment that the clock shows."""
        return self.now

    def wait_until(self, moment: datetime) -> None:
        """Go forward to a moment; a moment that has passed leaves the clock as it is."""
        self.now = min(max(self.now, moment), self.end)

    def wait(self, seconds: int = 60) -> None:
        """Go forward a little."""
        self.now = min(self.now + timedelta(seconds=seconds), self.end)


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day, in UTC."""
    return datetime.combine(day, time(hour, minute), UTC)


def working_day(day: date) -> date:
    """The day itself, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def at_work(when: datetime, hour: int, minute: int = 0) -> datetime:
    """A moment of the same day, or of the Friday before when it is a weekend. The order of days stays."""
    day = when.date()
    return moment(day - timedelta(days=max(0, day.weekday() - 4)), hour, minute)


@dataclass
class Timeline:
    """What happens when. What is added in any order happens in the order of its moments."""

    clock: DemoClock
    _plan: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def at(self, when: datetime, happening: Happening) -> None:
        """Plan something."""
        self._plan.append((when, next(self._order), happening))

    def __len__(self) -> int:
        return len(self._plan)

    def run(self) -> None:
        """Let everything happen."""
        for when, _, happening in sorted(self._plan, key=lambda item: item[:2]):
            self.clock.wait_until(when)
            happening()
        self._plan.clear()
