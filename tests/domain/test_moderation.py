"""The workflow of moderation: every state is reached, every verb is used, refusals say why, words are complete."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.errors import RuleBroken
from audit.domain.moderation import (
    ENDED,
    MODERATION_STATE_WORDS,
    MODERATION_WORKFLOW,
    QUALITY_WORDS,
    WITH_MODERATOR,
    EvidenceQuality,
    ModerationState,
    ModerationVerb,
    next_moderation_state,
    open_moderation_verbs,
)

STATES, VERBS = list(ModerationState), list(ModerationVerb)


def test_every_state_is_reachable_and_every_verb_used() -> None:
    found, waiting = {ModerationState.OFFERED}, [ModerationState.OFFERED]
    while waiting:
        at = waiting.pop()
        for verb in open_moderation_verbs(at):
            after = next_moderation_state(at, verb)
            if after not in found:
                found.add(after)
                waiting.append(after)
    assert found == set(ModerationState)
    assert {verb for _, verb in MODERATION_WORKFLOW} == set(ModerationVerb)


def test_every_state_and_quality_has_words() -> None:
    assert set(MODERATION_STATE_WORDS) == set(ModerationState)
    assert set(QUALITY_WORDS) == set(EvidenceQuality)


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
def test_the_table_decides_and_a_refusal_says_why(state: ModerationState, verb: ModerationVerb) -> None:
    if (state, verb) in MODERATION_WORKFLOW:
        assert next_moderation_state(state, verb) is MODERATION_WORKFLOW[(state, verb)]
    else:
        with pytest.raises(RuleBroken) as refusal:
            next_moderation_state(state, verb)
        assert refusal.value.sentence.endswith(".")


def test_what_ended_begins_again_only_by_being_offered_anew() -> None:
    for state in ENDED:
        assert open_moderation_verbs(state) == {ModerationVerb.PUT_BACK}
        assert next_moderation_state(state, ModerationVerb.PUT_BACK) is ModerationState.OFFERED
    assert not ENDED & WITH_MODERATOR


@given(st.lists(st.sampled_from(VERBS), max_size=20))
def test_no_way_agrees_without_a_judgement_and_only_the_board_goes_back(verbs: list[ModerationVerb]) -> None:
    state, recorded, last = ModerationState.OFFERED, False, None
    for verb in verbs:
        try:
            state = next_moderation_state(state, verb)
        except RuleBroken:
            continue
        recorded |= verb is ModerationVerb.RECORD
        if state is ModerationState.AGREED:
            assert recorded
        if last is ModerationState.AGREED:
            assert verb is ModerationVerb.REOPEN
        last = state
