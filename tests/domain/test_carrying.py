"""Which questions are the same as before, which changed, and what may be copied."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answers import AnswerContent
from audit.domain.carrying import (
    Compared,
    EditionName,
    Fate,
    brought_forward,
    codes_then,
    compare_question,
    compare_questions,
    dropped,
    place_of,
    word_differences,
)
from audit.domain.questionnaire import Question, Questionnaire, questionnaire_from_data
from audit.domain.review import Standing
from audit.domain.scale_mapping import ScaleMapping, same_scale
from audit.domain.scales import scale_from_data
from tests.support.question_sets import SMALL, rag

SAID = AnswerContent(grade="green", narrative="In place.")


def edition(number: str = "2026.1", **more: Any) -> Questionnaire:
    data = {**deepcopy(SMALL), "scale": rag(), "edition": number, **more}
    return questionnaire_from_data(data)


def changed(code: str, number: str = "2026.1", /, **facts: Any) -> Questionnaire:
    """An edition in which one question is not as it was."""
    data = {**deepcopy(SMALL), "scale": rag(), "edition": number}
    for standard in data["standards"]:
        for question in standard["questions"]:
            if question["code"] == code:
                question.update(facts)
    return questionnaire_from_data(data)


def unchanged(question: Question) -> Compared:
    """A question that is asked as it was."""
    return Compared(question, question, Fate.UNCHANGED)


def nothing(_name: EditionName) -> None:
    return None


def fate(now: Questionnaire, then: Questionnaire, code: str) -> Fate:
    return compare_question(now.questions[code], now, then, nothing).fate


def test_a_place_is_an_edition_and_a_question() -> None:
    assert place_of("section-11/2025.1#1.1") == (("section-11", "2025.1"), "1.1")


def test_what_a_question_continues_is_followed_from_edition_to_edition() -> None:
    first = changed("1.1", "2024.1", code="A")
    second = changed("1.1", "2025.1", continues="small/2024.1#A")
    third = changed("1.1", continues="small/2025.1#1.1")
    known = {("small", "2024.1"): first, ("small", "2025.1"): second}
    question = third.questions["1.1"]
    assert codes_then(third, question, known.get) == {
        ("small", "2026.1"): "1.1",
        ("small", "2025.1"): "1.1",
        ("small", "2024.1"): "A",
    }
    assert compare_question(question, third, first, known.get).before == first.questions["A"]
    assert codes_then(third, question, nothing) == {("small", "2026.1"): "1.1", ("small", "2025.1"): "1.1"}


def test_editions_that_continue_each_other_in_a_circle_end() -> None:
    one = changed("1.1", "2025.1", continues="small/2026.1#1.1")
    two = changed("1.1", continues="small/2025.1#1.1")
    known = {("small", "2025.1"): one, ("small", "2026.1"): two}
    assert len(codes_then(two, two.questions["1.1"], known.get)) == 2


def test_a_question_that_continues_one_which_is_not_there_is_new() -> None:
    now = changed("1.1", continues="small/2025.1#9.9")
    assert fate(now, edition("2025.1"), "1.1") is Fate.NEW


def test_the_same_code_in_another_edition_of_the_set_is_the_same_question() -> None:
    assert fate(edition(), edition("2025.1"), "1.1") is Fate.UNCHANGED
    assert fate(edition(), edition("2025.1", questionnaire="another"), "1.1") is Fate.NEW


def test_a_question_that_says_what_it_continues_continues_nothing_else() -> None:
    assert fate(edition(), edition("2025.1"), "2.3") is Fate.NEW  # it continues 2024.1


def test_one_code_for_two_quite_different_questions_is_new() -> None:
    then = changed("1.1", "2025.1", text="How are complaints from neighbours handled?")
    assert fate(edition(), then, "1.1") is Fate.NEW
    assert fate(edition(), changed("1.1", "2025.1", code="1.0"), "1.1") is Fate.NEW


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("1.1", {"text": "Is it well led?"}),
        ("1.1", {"descriptors": {"red": "No.", "amber": "Partly.", "green": "Always."}}),
        ("2.1", {"unit": "volunteers"}),
        ("2.1", {"maximum": 20}),
        ("2.2", {"choices": [{"key": "a", "label": "Another"}, {"key": "b", "label": "B"}]}),
        ("2.2", {"multiple": False}),
    ],
)
def test_other_words_or_other_answers_make_a_changed_question(code: str, facts: dict[str, Any]) -> None:
    now, then = changed(code, **facts), edition("2025.1")
    found = compare_question(now.questions[code], now, then, nothing)
    assert (found.fate, found.before) == (Fate.CHANGED, then.questions[code])


def test_spaces_and_guidance_do_not_make_a_changed_question() -> None:
    now = changed("1.1", text="Is  it\nled?", hint="A new hint", guidance="New guidance")
    assert fate(now, edition("2025.1"), "1.1") is Fate.UNCHANGED


def test_another_kind_of_question_is_new() -> None:
    now = changed("2.1", kind="text", minimum=None, maximum=None)
    assert fate(now, edition("2025.1"), "2.1") is Fate.NEW


def test_another_scale_is_asked_again_but_only_of_graded_questions() -> None:
    scale = rag()
    scale["grades"][2]["meaning"] = "More than met."
    now, then = edition(scale=scale), edition("2025.1")
    assert fate(now, then, "1.1") is Fate.OTHER_SCALE
    assert fate(now, then, "2.1") is Fate.UNCHANGED


@pytest.mark.parametrize(
    ("grade", "facts", "same"),
    [
        (0, {}, True),
        (0, {"colour": "purple"}, True),
        (0, {"meaning": "Another meaning"}, False),
        (0, {"label": "Urgent"}, False),
        (1, {"meets_minimum": True}, False),
        (2, {"key": "emerald"}, False),
    ],
)
def test_scales_are_the_same_when_their_grades_mean_the_same(
    grade: int, facts: dict[str, Any], same: bool
) -> None:
    other = rag()
    other["grades"][grade].update(facts)
    assert same_scale(scale_from_data(rag()), scale_from_data(other)) is same
    assert not same_scale(scale_from_data(rag()), scale_from_data({**rag(), "scale": "other"}))


def test_dropped_questions_are_those_that_nothing_continues() -> None:
    then = edition("2025.1")
    now = changed("1.2", code="1.3")
    assert [q.code for q in dropped(["1.1", "1.2", "2.1"], now, then, nothing)] == ["1.2"]
    assert dropped(["1.1"], now, then, nothing) == []


def test_every_question_is_compared_in_order() -> None:
    now = edition()
    found = compare_questions(now.questions.values(), now, edition("2025.1"), nothing)
    assert [each.question.code for each in found] == list(now.questions)


def graded(**facts: Any) -> Question:
    return changed("1.1", **facts).questions["1.1"]


@pytest.mark.parametrize(
    ("content", "agreed", "expected"),
    [
        (SAID, None, SAID),
        (SAID, Standing(), SAID),
        (SAID, Standing("amber"), AnswerContent(grade="amber", narrative="In place.")),
        (
            SAID,
            Standing(None, not_applicable=True),
            AnswerContent(narrative="In place.", not_applicable=True),
        ),
        (AnswerContent(), None, None),
        (AnswerContent(), Standing("red"), AnswerContent(grade="red")),
        (
            AnswerContent(not_applicable=True, na_reason="No staff."),
            Standing(None, not_applicable=True),
            AnswerContent(not_applicable=True, na_reason="No staff."),
        ),
        (
            AnswerContent(not_applicable=True, na_reason="No staff."),
            Standing("red"),
            AnswerContent(grade="red"),
        ),
    ],
)
def test_the_agreed_grade_is_what_is_brought_forward(
    content: AnswerContent, agreed: Standing | None, expected: AnswerContent | None
) -> None:
    assert brought_forward(unchanged(graded()), content, agreed) == expected


def test_not_applicable_is_not_brought_forward_where_it_is_no_longer_offered() -> None:
    strict = graded(allow_not_applicable=False)
    nowhere = AnswerContent(not_applicable=True, na_reason="No staff.")
    assert brought_forward(unchanged(strict), nowhere, None) is None
    assert brought_forward(unchanged(strict), SAID, None) == SAID


def test_over_a_change_of_scale_only_a_declared_mapping_brings_a_grade_forward() -> None:
    regraded = Compared(graded(), graded(), Fate.OTHER_SCALE)
    scale = scale_from_data(rag())
    mapping = ScaleMapping(1, scale, scale, {"green": "amber", "amber": None}, "Kit", date(2026, 9, 1))
    assert brought_forward(regraded, SAID, None) is None
    assert brought_forward(regraded, SAID, None, mapping) == replace(SAID, grade="amber")
    assert brought_forward(regraded, SAID, Standing("amber"), mapping) is None  # has no equal: asked again
    nowhere = AnswerContent(not_applicable=True, na_reason="No staff.")
    assert brought_forward(regraded, nowhere, None, mapping) == nowhere
    assert brought_forward(replace(regraded, fate=Fate.CHANGED), SAID, None, mapping) is None
    assert brought_forward(unchanged(graded()), SAID, None, mapping) == SAID


def test_other_grades_have_other_descriptors_and_are_the_same_question_still() -> None:
    scale = rag()
    scale["grades"][2]["meaning"] = "More than met."
    now = changed("1.1", descriptors={"red": "No.", "amber": "Partly.", "green": "Always."})
    then = edition("2025.1", scale=scale)
    assert fate(now, then, "1.1") is Fate.OTHER_SCALE
    assert fate(changed("1.1", text="Is it well led?"), then, "1.1") is Fate.CHANGED


def test_differences_are_told_word_by_word() -> None:
    found = word_differences("Is there a policy?", "Is there a written policy?")
    assert [(piece.text, piece.is_changed) for piece in found.before] == [
        ("Is there a", False),
        ("policy?", False),
    ]
    assert [piece.text for piece in found.after if piece.is_changed] == ["written"]
    assert not found.is_empty
    assert word_differences("The same", " The  same").is_empty
    assert word_differences("", "New").before == ()


@given(st.text(" ab\n", max_size=30), st.text(" ab\n", max_size=30))
def test_both_texts_can_be_read_from_their_differences(before: str, after: str) -> None:
    found = word_differences(before, after)
    assert " ".join(piece.text for piece in found.before) == " ".join(before.split())
    assert " ".join(piece.text for piece in found.after) == " ".join(after.split())
    kept = [piece.text for piece in found.before if not piece.is_changed]
    assert kept == [piece.text for piece in found.after if not piece.is_changed]
    assert found.is_empty == (before.split() == after.split())
