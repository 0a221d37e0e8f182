"""Dates and times in the users' way, and dates typed into three fields. London is the place that counts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from audit.domain.errors import RuleBroken

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Years that may be typed. Anything outside is a slip of the fingers."""


def in_london(moment: datetime) -> datetime:
    """The moment on London's clocks; raises ValueError when it carries no time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its time zone.")
    return moment.astimezone(LONDON)


def say_date(day: date) -> str:
    """``4 September 2026``. A moment is given its date in London."""
    if isinstance(day, datetime):
        day = in_london(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_time(moment: datetime) -> str:
    """``2:05pm`` in London; ``midday`` and ``midnight``, because 12:00pm and 12:00am are misread."""
    local = in_london(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def say_moment(moment: datetime) -> str:
    """``4 September 2026 at 2:05pm`` in London."""
    return f"{say_date(moment)} at {say_time(moment)}"


def days_left(due: date, today: date) -> str:
    """``5 days left``, ``due today``, ``3 days late``. The due date itself is still in time."""
    days = (due - today).days
    if days == 0:
        return "due today"
    word = "day" if abs(days) == 1 else "days"
    return f"{days} {word} left" if days > 0 else f"{-days} {word} late"


class DateProblem(RuleBroken):
    """A typed date that cannot be read. ``parts`` are the fields to mark: day, month, year."""

    def __init__(self, sentence: str, parts: tuple[str, ...], field: str | None = None) -> None:
        super().__init__(sentence, field)
        self.parts = parts


_ALL = ("day", "month", "year")


def parse_typed_date(
    day: str,
    month: str,
    year: str,
    name: str = "the date",
    *,
    required: bool = True,
    field: str | None = None,
) -> date | None:
    """The date typed into the three fields day, month and year. The month may be a number or a name.

    ``name`` is what the date is called inside a sentence, for example ``the due date``. Three empty fields
    give ``None`` when the date is not required. Raises DateProblem with the sentence to show, the parts to
    mark and ``field``, the form field.
    """
    typed = dict(zip(_ALL, (day.strip(), month.strip(), year.strip()), strict=True))
    missing = tuple(part for part in _ALL if not typed[part])
    if len(missing) == len(_ALL):
        if not required:
            return None
        raise DateProblem(f"Enter {name}", _ALL, field)
    title = name[:1].upper() + name[1:]
    if missing:
        raise DateProblem(f"{title} must include a {' and a '.join(missing)}", missing, field)
    numbers = {"day": _number(typed["day"]), "month": _month(typed["month"]), "year": _number(typed["year"])}
    if len(typed["year"]) != 4 or numbers["year"] is None:
        raise DateProblem(f"The year of {name} must be 4 numbers, for example 2026", ("year",), field)
    if not EARLIEST_YEAR <= numbers["year"] <= LATEST_YEAR:
        span = f"between {EARLIEST_YEAR} and {LATEST_YEAR}"
        raise DateProblem(f"The year of {name} must be {span}", ("year",), field)
    if numbers["month"] is None or not 1 <= numbers["month"] <= 12:
        raise DateProblem(f"The month of {name} must be a number from 1 to 12", ("month",), field)
    if numbers["day"] is None or not 1 <= numbers["day"] <= 31:
        raise DateProblem(f"The day of {name} must be a number from 1 to 31", ("day",), field)
    try:
        return date(numbers["year"], numbers["month"], numbers["day"])
    except ValueError:
        span = f"{MONTHS[numbers['month'] - 1]} {numbers['year']} has no day {numbers['day']}"
        raise DateProblem(f"{title} must be a real date: {span}", ("day",), field) from None


def _number(text: str) -> int | None:
    # isdecimal, not isdigit: a superscript two is a digit to Python but not a number.
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _month(text: str) -> int | None:
    start = text.rstrip(".").casefold()
    found = [number for number, name in enumerate(MONTHS, 1) if name.casefold().startswith(start)]
    # Three letters settle every month.
    return found[0] if found and len(start) >= 3 else _number(text)
