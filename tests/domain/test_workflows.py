"""The tables of states and verbs: everything is reachable, everything is used, refusals say why."""

from itertools import product

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.workflows import (
    RETURN_STATE_WORDS,
    RETURN_WORKFLOW,
    ROUND_STATE_WORDS,
    ROUND_WORKFLOW,
    ReturnState,
    ReturnVerb,
    RoundState,
    RoundVerb,
    next_return_state,
    next_round_state,
    open_return_verbs,
    open_round_verbs,
)


def reachable(workflow: dict, start: object) -> set:
    found, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for (state, _), after in workflow.items():
            if state is at and after not in found:
                found.add(after)
                waiting.append(after)
    return found


@pytest.mark.parametrize(
    ("workflow", "states", "verbs", "first"),
    [
        (RETURN_WORKFLOW, ReturnState, ReturnVerb, ReturnState.NOT_STARTED),
        (ROUND_WORKFLOW, RoundState, RoundVerb, RoundState.DRAFT),
    ],
)
def test_every_state_is_reachable_every_verb_used_and_no_state_a_dead_end(
    workflow, states, verbs, first
) -> None:
    assert reachable(workflow, first) == set(states)
    assert {verb for _, verb in workflow} == set(verbs)
    assert {state for state, _ in workflow} == set(states)


def test_every_state_has_a_word() -> None:
    assert set(RETURN_STATE_WORDS) == set(ReturnState)
    assert set(ROUND_STATE_WORDS) == set(RoundState)


def test_the_way_of_a_return() -> None:
    state = ReturnState.NOT_STARTED
    for verb, after in [
        (ReturnVerb.ANSWER, ReturnState.IN_PROGRESS),
        (ReturnVerb.ANSWER, ReturnState.IN_PROGRESS),
        (ReturnVerb.SEND_FOR_SIGN_OFF, ReturnState.AWAITING_SIGN_OFF),
        (ReturnVerb.RETURN_TO_LEAD, ReturnState.IN_PROGRESS),
        (ReturnVerb.SEND_FOR_SIGN_OFF, ReturnState.AWAITING_SIGN_OFF),
        (ReturnVerb.RECALL, ReturnState.IN_PROGRESS),
        (ReturnVerb.SEND_FOR_SIGN_OFF, ReturnState.AWAITING_SIGN_OFF),
        (ReturnVerb.APPROVE, ReturnState.AWAITING_SIGN_OFF),
        (ReturnVerb.SUBMIT, ReturnState.SUBMITTED),
        (ReturnVerb.REOPEN, ReturnState.IN_PROGRESS),
    ]:
        state = next_return_state(state, verb)
        assert state is after


@pytest.mark.parametrize(("state", "verb"), list(product(ReturnState, ReturnVerb)))
def test_a_return_moves_by_an_open_verb_and_by_no_other(state: ReturnState, verb: ReturnVerb) -> None:
    if verb in open_return_verbs(state):
        assert next_return_state(state, verb) is RETURN_WORKFLOW[(state, verb)]
    else:
        with pytest.raises(RuleBroken, match=r"^This return .*\.$"):
            next_return_state(state, verb)


@pytest.mark.parametrize(("state", "verb"), list(product(RoundState, RoundVerb)))
def test_a_round_moves_by_an_open_verb_and_by_no_other(state: RoundState, verb: RoundVerb) -> None:
    if verb in open_round_verbs(state):
        assert next_round_state(state, verb) is ROUND_WORKFLOW[(state, verb)]
    else:
        with pytest.raises(RuleBroken, match=r"^This round .*\.$"):
            next_round_state(state, verb)


def test_a_submitted_return_is_changed_by_the_board_alone() -> None:
    assert open_return_verbs(ReturnState.SUBMITTED) == {ReturnVerb.REOPEN}
    assert open_return_verbs(ReturnState.NOT_STARTED) == {ReturnVerb.ANSWER}
