"""Visits: their states, and whether what was seen is what was said."""

from typing import Any

import pytest

from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Kind, Question, Questionnaire, questionnaire_from_data
from audit.domain.scales import Scale, scale_from_data
from audit.domain.visits import (
    SIGHT_WORDS,
    SIGHT_WORDS_FOR_ORGANISATION,
    VISIT_STATE_WORDS,
    VISIT_WORKFLOW,
    VISITS_ENDED,
    VISITS_SENT,
    VISITS_SHARED,
    Said,
    SeenCount,
    Sight,
    VisitState,
    VisitVerb,
    count_sights,
    counterpart,
    next_visit_state,
    open_visit_verbs,
    sight_of,
)
from tests.support.world import RAG, question_set

S, V = VisitState, VisitVerb


def test_every_state_is_reached_and_has_words() -> None:
    assert set(VISIT_STATE_WORDS) == set(VisitState)
    assert set(SIGHT_WORDS) == set(SIGHT_WORDS_FOR_ORGANISATION) == set(Sight)
    assert {S.ASKED, *VISIT_WORKFLOW.values()} == set(VisitState)
    assert VISITS_SHARED < VISITS_SENT
    assert not VISITS_SENT & VISITS_ENDED


def test_the_way_of_a_visit() -> None:
    state = S.ASKED
    for verb in (V.RECORD, V.RECORD, V.SEND, V.SHARE, V.REPLY):
        state = next_visit_state(state, verb)
    assert state is S.REPLIED
    assert open_visit_verbs(S.REPLIED) == frozenset()
    assert open_visit_verbs(S.STARTED) == {V.RECORD, V.SEND, V.DECLINE, V.WITHDRAW}


@pytest.mark.parametrize(
    ("state", "verb"),
    [(S.ASKED, V.SEND), (S.STARTED, V.SHARE), (S.SENT, V.RECORD), (S.SENT, V.WITHDRAW), (S.SHARED, V.SHARE),
     (S.REPLIED, V.REPLY), (S.DECLINED, V.RECORD), (S.WITHDRAWN, V.SEND)],
)  # fmt: skip
def test_a_closed_way_says_why(state: VisitState, verb: VisitVerb) -> None:
    with pytest.raises(RuleBroken) as refused:
        next_visit_state(state, verb)
    assert refused.value.sentence.endswith(".")


def said(
    value: str | None, scale: Scale | None = None, *, kind: Kind = Kind.GRADED, na: bool = False
) -> Said:
    graded = kind is Kind.GRADED
    content = AnswerContent(value if graded else None, None if graded else value, not_applicable=na)
    return Said(Question("1.1", kind, "Is it so?"), scale or scale_from_data(RAG), content)


OTHER: dict[str, Any] = {
    **RAG,
    "scale": "other",
    "grades": [
        {**RAG["grades"][0], "key": "no", "meaning": "Not there"},
        {**RAG["grades"][2], "key": "there", "meaning": "There"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("own", "seen", "sight"),
    [
        (said("green"), said("green"), Sight.AS_SAID),
        (said("green"), said("amber"), Sight.NOT_AS_SAID),
        (said("red"), said("amber"), Sight.BETTER),  # one scale: by grade, though neither meets the minimum
        (said("amber"), said("no", scale_from_data(OTHER)), Sight.AS_SAID),  # two scales: by the minimum
        (said("green"), said("no", scale_from_data(OTHER)), Sight.NOT_AS_SAID),
        (said("amber"), said("yes", kind=Kind.YES_NO), Sight.BETTER),
        (said("green"), said("no", kind=Kind.YES_NO), Sight.NOT_AS_SAID),
        (said("yes", kind=Kind.YES_NO), said("yes", kind=Kind.YES_NO), Sight.AS_SAID),
        (said("green"), said(None), None),
        (said("green"), said("purple"), None),
        (said(None, na=True), said("green"), None),
        (said("green"), said("A text", kind=Kind.TEXT), None),
        (said("green"), said(None, kind=Kind.YES_NO), None),
    ],
)
def test_what_was_seen_beside_what_was_said(own: Said, seen: Said, sight: Sight | None) -> None:
    assert sight_of(own, seen) is sight


def test_counting() -> None:
    count = count_sights([Sight.AS_SAID, None, Sight.BETTER, Sight.NOT_AS_SAID, Sight.AS_SAID])
    assert count == SeenCount(2, 1, 1, 1)
    assert count.compared == 4
    assert count_sights([]) == SeenCount()


def own_set(code: str, continues: str | None = None) -> Questionnaire:
    data = question_set(questionnaire=code)
    data["standards"][0]["questions"][1]["continues"] = continues
    return questionnaire_from_data(data)


def asks_about(continues: str | None) -> Question:
    return Question("9.9", Kind.GRADED, "Was it so?", continues=continues)


def test_a_question_finds_its_counterpart() -> None:
    original = own_set("section-175")
    found = counterpart(asks_about("section-175/2026.1#1.2"), original)
    assert found is original.questions["1.2"]
    assert counterpart(asks_about("section-175/1999.1#1.2"), original) is found, "any edition of the set"
    copied = own_set("our-own", "section-175/2026.1#3.4")
    assert counterpart(asks_about("section-175/2026.1#3.4"), copied) is copied.questions["1.2"]
    assert counterpart(asks_about("section-175/2026.1#9.1"), copied) is None
    assert counterpart(asks_about("section-11/2026.1#1.2"), original) is None
    assert counterpart(asks_about(None), original) is None
