"""Actions: the table of states and verbs, due dates, and which answers need one."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.actions import (
    ACTION_STATE_WORDS,
    ACTION_WORKFLOW,
    BOARD_VERBS,
    ORIGIN_WORDS,
    OUTSTANDING,
    PRIORITY_WORDS,
    ActionOrigin,
    ActionState,
    ActionVerb,
    Priority,
    add_months,
    answers_for,
    default_due_on,
    default_priority,
    is_overdue,
    needs_action,
    next_action_state,
    open_action_verbs,
    why_closed,
)
from audit.domain.errors import RuleBroken
from audit.domain.scales import Grade
from tests.domain.test_workflows import reachable

TODAY = date(2026, 9, 4)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def grade(key: str, *, meets: bool = False, priority: bool = False) -> Grade:
    return Grade(key, key.title(), key[0].upper(), "", "red", Decimal(0), meets, priority)


RED, AMBER, GREEN = grade("red", priority=True), grade("amber"), grade("green", meets=True)


def test_every_state_is_reachable_every_verb_used_and_no_state_a_dead_end() -> None:
    assert reachable(ACTION_WORKFLOW, ActionState.OPEN) == set(ActionState)
    assert {verb for _, verb in ACTION_WORKFLOW} == set(ActionVerb)
    assert {state for state, _ in ACTION_WORKFLOW} == set(ActionState)


def test_everything_has_a_word() -> None:
    assert set(ACTION_STATE_WORDS) == set(ActionState)
    assert set(ORIGIN_WORDS) == set(ActionOrigin)
    assert set(PRIORITY_WORDS) == set(Priority)


@pytest.mark.parametrize(("state", "verb"), list(product(ActionState, ActionVerb)))
def test_an_action_moves_by_an_open_verb_and_by_no_other(state: ActionState, verb: ActionVerb) -> None:
    if verb in open_action_verbs(state):
        assert next_action_state(state, verb) is ACTION_WORKFLOW[(state, verb)]
    else:
        with pytest.raises(RuleBroken, match=r"\.$"):
            next_action_state(state, verb)


def test_only_the_board_closes_for_good_and_only_the_board_opens_what_it_verified() -> None:
    into_verified = {verb for (_, verb), after in ACTION_WORKFLOW.items() if after is ActionState.VERIFIED}
    assert into_verified == {ActionVerb.VERIFY}
    assert open_action_verbs(ActionState.VERIFIED) <= BOARD_VERBS


@given(st.lists(st.sampled_from(ActionVerb), max_size=12))
def test_whatever_is_tried_an_action_is_verified_only_after_it_was_done(verbs: list[ActionVerb]) -> None:
    state, was_done = ActionState.OPEN, False
    for verb in verbs:
        try:
            state = next_action_state(state, verb)
        except RuleBroken:
            continue
        was_done = was_done or state is ActionState.DONE
        assert state is not ActionState.VERIFIED or was_done


@given(st.sampled_from(ActionState), DAYS, DAYS)
def test_overdue_is_what_is_outstanding_after_its_day(state: ActionState, due: date, today: date) -> None:
    assert is_overdue(state, due, today) == (state in OUTSTANDING and today > due)
    assert not is_overdue(state, due, due)


@pytest.mark.parametrize(
    ("given_grade", "due", "priority", "needed"),
    [
        (RED, date(2027, 3, 4), Priority.HIGH, True),
        (AMBER, date(2027, 9, 4), Priority.MEDIUM, True),
        (GREEN, date(2027, 9, 4), Priority.MEDIUM, False),
        (None, date(2027, 9, 4), Priority.MEDIUM, False),
    ],
)
def test_what_a_grade_asks_for(
    given_grade: Grade | None, due: date, priority: Priority, needed: bool
) -> None:
    assert default_due_on(given_grade, TODAY) == due
    assert default_priority(given_grade) is priority
    assert needs_action(given_grade) is needed


def test_only_an_action_no_longer_needed_does_not_answer_for_a_grade() -> None:
    assert {state for state in ActionState if not answers_for(state)} == {ActionState.NOT_NEEDED}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_are_added_as_people_count_them(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(0, 60))
def test_adding_months_lands_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@pytest.mark.parametrize("state", ActionState)
def test_what_is_closed_says_why_it_cannot_be_changed(state: ActionState) -> None:
    assert (why_closed(state) is None) == (state in OUTSTANDING)
