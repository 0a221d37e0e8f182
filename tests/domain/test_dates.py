"""Dates and times in words, and dates typed into three fields."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.dates import (
    MONTHS,
    DateProblem,
    days_left,
    in_london,
    parse_typed_date,
    say_date,
    say_moment,
    say_time,
)


def test_a_date_in_words() -> None:
    assert say_date(date(2026, 9, 4)) == "4 September 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (14, 5, "2:05pm"),
        (9, 30, "9:30am"),
        (0, 0, "midnight"),
        (0, 1, "12:01am"),
        (12, 0, "midday"),
        (12, 30, "12:30pm"),
    ],
)
def test_a_time_in_words(hour: int, minute: int, said: str) -> None:
    assert say_time(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)) == said


def test_summer_time_is_londons() -> None:
    late = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    assert say_moment(late) == "1 August 2026 at 12:30am"
    assert say_date(late) == "1 August 2026"
    assert in_london(late).utcoffset() is not None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        say_time(datetime(2026, 7, 31, 23, 30))


@pytest.mark.parametrize(
    ("day", "said"),
    [(9, "5 days left"), (5, "1 day left"), (4, "due today"), (3, "1 day late"), (1, "3 days late")],
)
def test_days_left(day: int, said: str) -> None:
    assert days_left(date(2026, 9, day), date(2026, 9, 4)) == said


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("4", "9", "2026"),
        (" 04 ", "09", "2026"),
        ("4", "September", "2026"),
        ("4", "sept.", "2026"),
        ("4", "SEP", "2026"),
    ],
)
def test_typed_dates_that_can_be_read(day: str, month: str, year: str) -> None:
    assert parse_typed_date(day, month, year) == date(2026, 9, 4)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.booleans())
def test_every_date_comes_back(day: date, by_name: bool) -> None:
    month = MONTHS[day.month - 1] if by_name else str(day.month)
    assert parse_typed_date(str(day.day), month, str(day.year)) == day


@pytest.mark.parametrize(
    ("typed", "parts", "sentence"),
    [
        (("", " ", ""), ("day", "month", "year"), "Enter the due date"),
        (("4", "", "2026"), ("month",), "The due date must include a month"),
        (("4", "", ""), ("month", "year"), "The due date must include a month and a year"),
        (("4", "9", "26"), ("year",), "The year of the due date must be 4 numbers, for example 2026"),
        (("4", "9", "next"), ("year",), "The year of the due date must be 4 numbers, for example 2026"),
        (("4", "9", "20266"), ("year",), "The year of the due date must be 4 numbers, for example 2026"),
        (("4", "9", "0206"), ("year",), "The year of the due date must be between 1900 and 2100"),
        (("4", "13", "2026"), ("month",), "The month of the due date must be a number from 1 to 12"),
        (("4", "se", "2026"), ("month",), "The month of the due date must be a number from 1 to 12"),
        (("4", "...", "2026"), ("month",), "The month of the due date must be a number from 1 to 12"),
        (("32", "9", "2026"), ("day",), "The day of the due date must be a number from 1 to 31"),
        (("0", "9", "2026"), ("day",), "The day of the due date must be a number from 1 to 31"),
        (("²", "9", "2026"), ("day",), "The day of the due date must be a number from 1 to 31"),
        (("4th", "9", "2026"), ("day",), "The day of the due date must be a number from 1 to 31"),
        (("30", "2", "2026"), ("day",), "The due date must be a real date: February 2026 has no day 30"),
    ],
)
def test_what_is_wrong_is_said_plainly(
    typed: tuple[str, str, str], parts: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(DateProblem) as problem:
        parse_typed_date(*typed, "the due date", field="due_on")
    assert (problem.value.sentence, problem.value.parts, problem.value.field) == (sentence, parts, "due_on")


def test_a_date_that_need_not_be_given_may_be_left_out_but_not_half() -> None:
    assert parse_typed_date("", "", "", required=False) is None
    with pytest.raises(DateProblem, match="must include a year"):
        parse_typed_date("4", "9", "", required=False)


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_whatever_is_typed_gives_a_date_or_a_sentence(day: str, month: str, year: str) -> None:
    try:
        read = parse_typed_date(day, month, year)
    except DateProblem as problem:
        read = problem.sentence
    assert isinstance(read, date | str)
