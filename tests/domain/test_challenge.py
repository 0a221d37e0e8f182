"""The days on which organisations are heard: states, times, the agenda, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.challenge import (
    EVENT_STATE_WORDS,
    EVENT_WORKFLOW,
    LATEST_MINUTE,
    OUTCOME_WORDS,
    PANEL_ROLE_WORDS,
    EnquiryOutcome,
    EventState,
    EventVerb,
    PanelRole,
    Pause,
    Sitting,
    check_agenda,
    check_link,
    fill_evenly,
    minute_of,
    next_event_state,
    open_event_verbs,
    parse_time,
    say_clock,
    say_span,
    time_of,
    what_is_missing,
    why_not,
)
from audit.domain.errors import RuleBroken

MINUTES = st.integers(0, LATEST_MINUTE - 1)


def test_everything_has_its_words() -> None:
    assert set(EVENT_STATE_WORDS) == set(EventState)
    assert set(PANEL_ROLE_WORDS) == set(PanelRole)
    assert set(OUTCOME_WORDS) == set(EnquiryOutcome)


@pytest.mark.parametrize("state", EventState)
@pytest.mark.parametrize("verb", EventVerb)
def test_the_table_decides_what_can_be_done(state: EventState, verb: EventVerb) -> None:
    if (state, verb) in EVENT_WORKFLOW:
        assert next_event_state(state, verb) is EVENT_WORKFLOW[(state, verb)]
        assert verb in open_event_verbs(state)
    else:
        with pytest.raises(RuleBroken) as refused:
            next_event_state(state, verb)
        assert refused.value.sentence == why_not(state)
        assert verb not in open_event_verbs(state)


def test_a_reported_event_is_over() -> None:
    assert open_event_verbs(EventState.REPORTED) == frozenset()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30am", "09:30"),
        ("9.30 am", "09:30"),
        ("09:30", "09:30"),
        ("14:05", "14:05"),
        ("2:05pm", "14:05"),
        ("2 p.m.", "14:00"),
        ("12am", "00:00"),
        ("12:15pm", "12:15"),
        ("midday", "12:00"),
        (" Noon ", "12:00"),
        ("0:00", "00:00"),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert parse_time(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "9", "25:00", "9:60", "14pm", "0am", "half nine", "9:3", "9:30xm", "²:00"]
)
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_time(typed, "starts_at")
    assert (refused.value.sentence, refused.value.field) == ("Enter a time, for example 9:30am", "starts_at")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("09:30", "9:30am"),
        ("12:00", "midday"),
        ("00:00", "midnight"),
        ("12:05", "12:05pm"),
        ("24:00", "midnight"),
    ],
)
def test_times_are_said_as_people_say_them(time: str, said: str) -> None:
    assert say_clock(time) == said


@given(MINUTES)
def test_a_time_said_is_the_time_read(minute: int) -> None:
    time = time_of(minute)
    assert minute_of(time) == minute
    if minute:
        assert parse_time(say_clock(time)) == time


def test_slots_one_after_another_are_no_overlap_and_others_are_named_both() -> None:
    check_agenda([Sitting("Police", "10:00", 30), Sitting("Council", "09:30", 30)])
    with pytest.raises(RuleBroken) as refused:
        check_agenda([Sitting("Police", "09:45", 30), Sitting("Council", "09:30", 30)])
    assert refused.value.sentence == (
        "Council (9:30am to 10:00am) and Police (9:45am to 10:15am) overlap. Give one of them another time"
    )


@pytest.mark.parametrize(
    ("sitting", "sentence"),
    [
        (Sitting("Police", "09:00", 4), "Police must have between 5 and 480 minutes"),
        (Sitting("Police", "09:00", 481), "Police must have between 5 and 480 minutes"),
        (Sitting("Police", "23:45", 30), "The slot of Police would end after midnight"),
    ],
)
def test_a_slot_has_a_length_and_ends_by_midnight(sitting: Sitting, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_agenda([sitting])
    assert refused.value.sentence == sentence


def test_an_agenda_is_filled_with_a_break_when_it_is_due() -> None:
    assert fill_evenly(4, "09:30", 30, Pause("10:30", 15)) == ["09:30", "10:00", "10:45", "11:15"]
    assert fill_evenly(3, "09:30", 40, Pause("10:30", 15)) == ["09:30", "10:10", "11:05"]
    assert fill_evenly(2, "09:30", 30) == ["09:30", "10:00"]
    assert fill_evenly(2, "09:30", 30, Pause("16:00", 15)) == ["09:30", "10:00"]
    assert fill_evenly(0, "09:30", 30) == []


def test_a_day_that_is_too_short_is_refused() -> None:
    with pytest.raises(RuleBroken, match="would end after midnight"):
        fill_evenly(40, "09:30", 30)


@given(st.integers(0, 12), MINUTES, st.integers(5, 90), MINUTES, st.integers(1, 60))
def test_what_is_filled_never_overlaps(count: int, start: int, minutes: int, pause: int, length: int) -> None:
    try:
        times = fill_evenly(count, time_of(start), minutes, Pause(time_of(pause), length))
    except RuleBroken:
        return
    assert len(times) == count
    check_agenda(Sitting(str(number), time, minutes) for number, time in enumerate(times))
    assert times == sorted(times)


def test_a_link_is_one_that_a_browser_opens() -> None:
    assert check_link("") == check_link("  ") == ""
    for link in ("https://video.example/room?id=1", "http://video.example", "https://video.example:8443/x"):
        assert check_link(f" {link} ") == link
    for link in (
        "javascript:alert(1)",
        "video.example/room",
        "https://",
        "https://a b",
        "data:text/html,x",
        "https://user@x",
    ):
        with pytest.raises(RuleBroken, match="must begin with https://"):
            check_link(link)


def test_an_event_needs_a_panel_with_a_chair_and_an_agenda() -> None:
    assert what_is_missing(panel=0, chairs=0, slots=0) == [
        "Nobody is on the panel yet",
        "No organisation is on the agenda yet",
    ]
    assert what_is_missing(panel=2, chairs=0, slots=1) == ["The panel has no chair yet"]
    assert what_is_missing(panel=2, chairs=1, slots=1) == []
    assert say_span(Sitting("", "09:30", 45)) == "9:30am to 10:15am"
