"""The rules of case audits."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answers import AnswerContent
from audit.domain.case_audits import (
    AUDIT_STATE_WORDS,
    AUDIT_WORKFLOW,
    CASE_STATE_WORDS,
    CASE_WORKFLOW,
    FEWEST_CASES,
    SAMPLE_STATE_WORDS,
    SAMPLE_WORKFLOW,
    AuditState,
    AuditVerb,
    CaseState,
    CaseVerb,
    Judged,
    SampleState,
    SampleVerb,
    earlier_codes,
    judgement_lacks,
    next_audit_state,
    next_case_state,
    next_sample_state,
    progress_of_case,
    shown_parts,
    whole_may_be_shown,
)
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Respondent, questionnaire_from_data
from tests.support.case_audits import case_set


def test_every_verb_goes_where_the_table_says_or_says_why_not() -> None:
    for states, verbs, workflow, step, words in (
        (AuditState, AuditVerb, AUDIT_WORKFLOW, next_audit_state, AUDIT_STATE_WORDS),
        (SampleState, SampleVerb, SAMPLE_WORKFLOW, next_sample_state, SAMPLE_STATE_WORDS),
        (CaseState, CaseVerb, CASE_WORKFLOW, next_case_state, CASE_STATE_WORDS),
    ):
        assert set(words) == set(states)
        for state, verb in product(states, verbs):
            if (state, verb) in workflow:  # type: ignore[operator]
                assert step(state, verb) is workflow[state, verb]  # type: ignore[operator, index]
            else:
                with pytest.raises(RuleBroken, match=r"\.$"):
                    step(state, verb)  # type: ignore[operator]
        assert {verb for _, verb in workflow} == set(verbs), "every verb is open somewhere"


def test_how_far_a_case_is_with_nothing_to_attach() -> None:
    data = case_set()
    data["standards"][0]["questions"][0]["requires"] = {"evidence": "always"}
    data["scale"] = {
        **data["scale"],
        "grades": [{**g, "needs": ["evidence"]} for g in data["scale"]["grades"]],
    }
    form, everybody = questionnaire_from_data(data), Respondent("council")
    nothing = progress_of_case(form, everybody, {})
    assert (nothing.done, nothing.asked, nothing.has_begun) == (1, 4, False), "2.3 may be left alone"
    assert [each.question.code for each in nothing.missing] == ["1.1", "1.2", "2.1"]
    assert nothing.missing[0].missing == ("Choose a grade",)
    said = {
        "1.1": AnswerContent(grade="green"),
        "1.2": AnswerContent(grade="red"),
        "2.1": AnswerContent(value="no"),
    }
    begun = progress_of_case(form, everybody, said)
    assert begun.has_begun
    assert [each.question.code for each in begun.missing] == ["2.2"]
    assert progress_of_case(form, everybody, said | {"2.2": AnswerContent(value="Asleep.")}).missing == ()


@pytest.mark.parametrize(
    ("judged", "comment", "differs", "stands", "lacks"),
    [
        (Judged(), "", False, None, ""),
        (Judged("green"), "", False, "green", "Choose a grade"),
        (Judged("green", "green"), "", False, "green", ""),
        (Judged("green", "amber"), " ", True, "amber", "Say why your grade differs"),
        (Judged("green", "amber"), "No dates.", True, "amber", ""),
        (Judged("green", "red", "amber"), "No dates.", True, "amber", ""),
        (Judged("not-applicable", "green"), "It does.", True, "green", ""),
        (Judged(None, "amber"), "", True, "amber", "Say why your grade differs"),
    ],
)
def test_what_stands_and_what_a_judgement_lacks(
    judged: Judged, comment: str, differs: bool, stands: str | None, lacks: str
) -> None:
    assert judged.differs is differs
    assert judged.stands == stands
    assert judgement_lacks(judged, comment) == lacks


def test_parts_with_few_cases_are_held_back_and_cannot_be_worked_out() -> None:
    assert shown_parts({"a": 8, "b": 6, "c": 0}) == {"a", "b"}
    assert shown_parts({"a": 8, "b": 6, "c": 2}) == {"a"}, "b is held back with c"
    assert shown_parts({"a": 8, "b": 3, "c": 2}) == {"a"}, "five together tell of neither"
    assert shown_parts({"a": 2, "b": 2}) == frozenset()
    assert shown_parts({}) == frozenset()


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30)))
def test_no_difference_of_the_whole_and_the_parts_tells_of_few_cases(parts: dict[str, int]) -> None:
    shown = shown_parts(parts)
    assert all(parts[key] >= FEWEST_CASES for key in shown)
    rest = sum(parts.values()) - sum(parts[key] for key in shown)
    assert rest == 0 or rest >= FEWEST_CASES or not shown


def test_the_whole_is_shown_only_where_it_tells_no_neighbour() -> None:
    assert not whole_may_be_shown([1, 2], 1)
    assert whole_may_be_shown([1, 2, 3], 1)
    assert whole_may_be_shown([2, 3], 1), "the whole is then of others alone, and of two of them"


def test_what_repeats_which_question() -> None:
    before = questionnaire_from_data(case_set())
    newer = case_set(edition="2027.1")
    newer["standards"][0]["questions"][1] |= {"code": "1.3", "continues": "cases/2026.1#1.2"}
    newer["standards"][1]["questions"][0] |= {"kind": "graded"}
    newer["standards"][1]["questions"][1].pop("condition")
    assert earlier_codes(questionnaire_from_data(newer), before) == {
        "1.1": "1.1", "1.3": "1.2", "2.2": "2.2", "2.3": "2.3",
    }  # fmt: skip
    other = questionnaire_from_data(case_set(questionnaire="others"))
    assert earlier_codes(other, before) == {}, "another set repeats only what it says that it continues"
