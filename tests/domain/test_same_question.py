"""Which questions of two sets are the same, and what becomes of an answer's twin."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.domain.same_question import (
    chosen_for,
    mirrored,
    say_other_things,
    scales_agree,
    shared_part,
    twins,
)
from tests.support.world import RAG, question_set


def a_set(code: str = "theirs", edition: str = "2026.1", **changes: dict[str, Any]) -> Questionnaire:
    """Two standards of two questions; ``changes`` by question code, with q for the dot: ``q1_1``."""
    data = deepcopy(question_set(questionnaire=code, edition=edition))
    for standard in data["standards"]:
        for question in standard["questions"]:
            question.update(changes.get("q" + question["code"].replace(".", "_"), {}))
    return questionnaire_from_data(data)


def of_scale(code: str, **facts: Any) -> Questionnaire:
    """The set on another scale, whose green is as given."""
    scale = deepcopy(RAG) | {"scale": "other"}
    scale["grades"][2].update(facts)
    return questionnaire_from_data(question_set(questionnaire=code, scale=scale))


EVERYTHING = {code: code for code in ("1.1", "1.2", "2.1", "2.2")}


def test_questions_of_one_edition_and_those_equal_in_every_word_are_the_same() -> None:
    ours = a_set("ours")
    assert twins(ours, ours) == EVERYTHING
    assert twins(ours, a_set()) == EVERYTHING
    # The same words in other places of another set, and spaces do not count.
    moved = a_set(
        q1_1={"code": "9", "text": "Question  2.2: is this\nin place?"}, q2_2={"text": "Something else?"}
    )
    assert twins(ours, moved) == {"1.2": "1.2", "2.1": "2.1", "2.2": "9"}
    twice = a_set(q1_2={"text": "Question 1.1: is this in place?"})
    assert twins(ours, twice) == {"1.1": "1.1", "2.1": "2.1", "2.2": "2.2"}


def test_what_changes_the_meaning_of_an_answer_makes_another_question() -> None:
    ours = a_set("ours")
    words = {"red": "None", "amber": "Some", "green": "All"}
    other = a_set(q1_1={"kind": "yes-no"}, q1_2={"descriptors": words}, q2_1={"allow_not_applicable": False})
    assert twins(ours, other) == {"2.2": "2.2"}
    assert twins(a_set("ours", q1_2={"descriptors": words}), other) == {"1.2": "1.2", "2.2": "2.2"}
    assert twins(ours, of_scale("theirs")) == EVERYTHING
    assert twins(ours, of_scale("theirs", meaning="Better than met")) == {}
    assert not scales_agree(ours.scale, of_scale("theirs", label="Grün").scale)


def test_a_declaration_on_either_side_is_enough_if_the_answers_are_alike() -> None:
    ours = a_set("ours", q1_1={"text": "Ours?"}, q1_2={"text": "And this?", "kind": "yes-no"})
    declared = {"equivalent_to": ["ours#1.1"], "text": "Theirs?"}
    assert twins(ours, a_set(q2_2=declared))["1.1"] == "2.2"
    assert twins(a_set(q2_2=declared), ours)["2.2"] == "1.1"
    one_edition = {"equivalent_to": ["ours/2026.1#1.1"], "text": "Theirs?"}
    assert twins(ours, a_set(q2_2=one_edition))["1.1"] == "2.2"
    elsewhere = {"equivalent_to": ["ours/2020.1#1.1", "another#1.1", "ours#7.7"], "text": "Theirs?"}
    assert "1.1" not in twins(ours, a_set(q2_2=elsewhere))
    other_kind = {"equivalent_to": ["ours#1.2"], "text": "Theirs?"}
    assert "1.2" not in twins(ours, a_set(q2_2=other_kind))
    assert "1.2" not in twins(a_set(q2_2=other_kind), ours)
    other_grades = of_scale("theirs", label="Fine")
    assert twins(a_set("ours", q1_1={"equivalent_to": ["theirs#1.1"]}), other_grades) == {}
    # One question that two others name belongs to the first, and an answer to the second is its own.
    both = a_set(q1_1=declared, q2_2={**declared, "text": "Or theirs?"})
    assert twins(ours, both)["1.1"] == "1.1"
    assert "2.2" not in twins(ours, both).values()
    two_of_ours = a_set("ours", q1_1={"text": "A?"}, q1_2={"text": "B?"})
    takes_one = a_set(q2_2={"equivalent_to": ["ours#1.1", "ours#1.2"], "text": "Theirs?"})
    assert twins(two_of_ours, takes_one) == {"1.1": "2.2", "2.1": "2.1"}


def test_a_question_of_a_later_edition_is_the_one_that_it_continues() -> None:
    before = a_set("ours", "2025.1", q1_1={"text": "As it was?"})
    now = a_set("ours", "2026.1", q2_1={"text": "As it is?", "continues": "ours/2025.1#1.1"})
    assert twins(before, now)["1.1"] == "2.1"
    assert twins(now, before)["2.1"] == "1.1"


GREEN, RED = AnswerContent(grade="green", narrative="Here"), AnswerContent(grade="red", narrative="There")


def test_a_twin_follows_unless_it_has_words_of_its_own() -> None:
    assert mirrored(EMPTY, GREEN, EMPTY, narrative=True) == GREEN
    assert mirrored(GREEN, RED, GREEN, narrative=True) == RED
    assert mirrored(GREEN, EMPTY, GREEN, narrative=True) == EMPTY
    assert mirrored(EMPTY, GREEN, RED, narrative=True) is None
    assert mirrored(EMPTY, GREEN, GREEN, narrative=True) is None
    own = AnswerContent(grade="green", narrative="Its own")
    assert mirrored(GREEN, RED, own, narrative=True) is None
    assert mirrored(GREEN, RED, own, narrative=False) == AnswerContent(grade="red", narrative="Its own")
    assert mirrored(EMPTY, GREEN, AnswerContent(narrative="First"), narrative=False) == AnswerContent(
        grade="green", narrative="First"
    )
    assert shared_part(own, narrative=False) == AnswerContent(grade="green")
    assert chosen_for(RED, own, narrative=True) == RED
    assert not say_other_things(own, GREEN, narrative=False)
    assert say_other_things(own, GREEN, narrative=True)


contents = st.builds(
    AnswerContent,
    grade=st.sampled_from([None, "red", "green"]),
    narrative=st.sampled_from(["", "One", "Two"]),
)


@given(start=contents, steps=st.lists(contents, max_size=6), narrative=st.booleans())
def test_answers_that_agree_stay_together_whatever_is_typed(
    start: AnswerContent, steps: list[AnswerContent], narrative: bool
) -> None:
    answer = start
    twin = mirrored(EMPTY, start, EMPTY, narrative=narrative) or EMPTY
    for step in steps:
        followed = mirrored(answer, step, twin, narrative=narrative)
        answer, twin = step, twin if followed is None else followed
        assert not say_other_things(answer, twin, narrative=narrative)
        if not narrative:
            assert twin.narrative == ""
