"""What an answer still lacks, and where a question, a standard and a return stand."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answers import (
    EMPTY,
    STATUS_WORDS,
    AnswerContent,
    ReturnProgress,
    StandardProgress,
    Status,
    progress_of,
    progress_of_return,
)
from audit.domain.questionnaire import (
    AppliesTo,
    Condition,
    Kind,
    Question,
    Questionnaire,
    Respondent,
    Standard,
)
from audit.domain.scales import Grade, Need, NotApplicable, Scale


def grade(key: str, points: int, *needs: Need) -> Grade:
    return Grade(
        key, key.title(), key[0].upper(), "", key, Decimal(points), points > 0, needs=frozenset(needs)
    )


RAG = Scale(
    "rag",
    "Red, amber, green",
    "",
    (grade("red", 0, Need.NARRATIVE), grade("amber", 1), grade("green", 2, Need.EVIDENCE)),
)
NO_REASON = Scale(
    "rag", "Red, amber, green", "", RAG.grades, not_applicable=NotApplicable(reason_required=False)
)
NOT_STARTED, INCOMPLETE, COMPLETE = Status.NOT_STARTED, Status.INCOMPLETE, Status.COMPLETE


def question(code: str = "1.1", kind: Kind = Kind.GRADED, **more: Any) -> Question:
    return Question(code=code, kind=kind, text="How?", **more)


def judged(
    content: AnswerContent, evidence: int = 0, scale: Scale = RAG, **more: Any
) -> tuple[Status, tuple[str, ...]]:
    progress = progress_of(question(**more), scale, content, evidence)
    return progress.status, progress.missing


# --- content


@pytest.mark.parametrize(
    "content",
    [
        EMPTY,
        AnswerContent(narrative="  \n"),
        AnswerContent(na_reason=" "),
        AnswerContent(value=""),
        AnswerContent(value="  "),
        AnswerContent(value=[]),
        AnswerContent(value={"name": " ", "role": None, "trained_on": ""}),
    ],
)
def test_nothing_said_is_nothing_however_it_is_written(content: AnswerContent) -> None:
    assert content.is_empty
    assert judged(content) == (NOT_STARTED, ("Choose a grade",))


@pytest.mark.parametrize(
    "content",
    [
        AnswerContent(grade="red"),
        AnswerContent(value="0"),
        AnswerContent(value="no"),
        AnswerContent(value=["a"]),
        AnswerContent(value={"name": "", "role": "Head"}),
        AnswerContent(narrative="We do."),
        AnswerContent(not_applicable=True),
        AnswerContent(na_reason="We have none."),
    ],
)
def test_anything_said_counts(content: AnswerContent) -> None:
    assert not content.is_empty


@pytest.mark.parametrize(
    ("content", "chosen"),
    [
        (AnswerContent(grade="red", value="yes"), {"red"}),
        (AnswerContent(value="yes"), {"yes"}),
        (AnswerContent(value=["a", "b"]), {"a", "b"}),
        (AnswerContent(value={"name": "Example"}), set()),
        (AnswerContent(value=""), set()),
        (AnswerContent(grade="red", not_applicable=True), set()),
        (EMPTY, set()),
    ],
)
def test_what_conditions_look_at(content: AnswerContent, chosen: set[str]) -> None:
    assert content.chosen() == chosen


# --- one question


@pytest.mark.parametrize(
    ("content", "evidence", "status", "missing"),
    [
        (AnswerContent(grade="amber"), 0, COMPLETE, ()),
        (AnswerContent(grade="red"), 0, INCOMPLETE, ("Write a narrative for Red",)),
        (AnswerContent(grade="red", narrative="Because"), 0, COMPLETE, ()),
        (AnswerContent(grade="green"), 0, INCOMPLETE, ("Attach evidence for Green",)),
        (AnswerContent(grade="green"), 1, COMPLETE, ()),
        (AnswerContent(narrative="Because"), 0, INCOMPLETE, ("Choose a grade",)),
        (EMPTY, 1, INCOMPLETE, ("Choose a grade",)),
        (AnswerContent(grade="mauve"), 0, INCOMPLETE, ("Choose a grade",)),
        (AnswerContent(not_applicable=True), 0, INCOMPLETE, ("Say why this does not apply",)),
        (AnswerContent(not_applicable=True, na_reason="We have none."), 0, COMPLETE, ()),
        (AnswerContent(na_reason="We have none."), 0, INCOMPLETE, ("Choose a grade",)),
    ],
)
def test_a_graded_question(
    content: AnswerContent, evidence: int, status: Status, missing: tuple[str, ...]
) -> None:
    assert judged(content, evidence) == (status, missing)


def test_a_scale_may_want_no_reason_for_not_applicable() -> None:
    assert judged(AnswerContent(not_applicable=True), scale=NO_REASON) == (COMPLETE, ())


def test_not_applicable_does_not_answer_a_question_that_does_not_allow_it() -> None:
    content = AnswerContent(not_applicable=True, na_reason="We would rather not.")
    assert judged(content, allow_not_applicable=False) == (INCOMPLETE, ("Choose a grade",))


def test_a_question_may_want_narrative_and_evidence_for_some_values_or_always() -> None:
    amber = AnswerContent(grade="amber")
    assert judged(amber, narrative_for=frozenset({"amber"}), evidence_for=frozenset({"green"})) == (
        INCOMPLETE,
        ("Write a narrative for Amber",),
    )
    assert judged(amber, narrative_for=frozenset({"always"}), evidence_for=frozenset({"always"})) == (
        INCOMPLETE,
        ("Write a narrative for Amber", "Attach evidence for Amber"),
    )
    no = AnswerContent(value="no")
    assert judged(no, kind=Kind.YES_NO, narrative_for=frozenset({"no"})) == (
        INCOMPLETE,
        ("Write a narrative",),
    )
    assert judged(AnswerContent(value="yes"), kind=Kind.YES_NO, narrative_for=frozenset({"no"})) == (
        COMPLETE,
        (),
    )


@pytest.mark.parametrize(
    ("kind", "content", "missing"),
    [
        (Kind.PERSON, AnswerContent(value={"name": "", "role": "Head"}), ("Give the person's name",)),
        (Kind.PERSON, AnswerContent(value="Example"), ("Give the person's name",)),
        (Kind.PERSON, AnswerContent(value={"name": "Example Person"}), ()),
        (Kind.TEXT, AnswerContent(narrative="A remark"), ("Answer the question",)),
        (Kind.NUMBER, AnswerContent(value="0"), ()),
        (Kind.CHOICE, AnswerContent(value=["a"]), ()),
    ],
)
def test_the_other_kinds(kind: Kind, content: AnswerContent, missing: tuple[str, ...]) -> None:
    assert judged(content, kind=kind) == (INCOMPLETE if missing else COMPLETE, missing)


def test_a_question_that_need_not_be_answered_may_be_left_alone_but_not_half_done() -> None:
    alone = progress_of(question(required=False), RAG, EMPTY, 0)
    assert (alone.status, alone.missing, alone.said) == (COMPLETE, (), False)
    assert judged(AnswerContent(grade="red"), required=False) == (INCOMPLETE, ("Write a narrative for Red",))


def test_every_status_has_a_word() -> None:
    assert set(STATUS_WORDS) == set(Status)


# --- standards and returns

FIRST = Standard("1", "First", (question("1.1"), question("1.2", required=False)))
SECOND = Standard(
    "2",
    "Second",
    (
        question("2.1", Kind.YES_NO),
        question("2.2", Kind.TEXT, condition=Condition("2.1", frozenset({"yes"}))),
    ),
)
SCHOOLS = Standard("3", "Schools only", (question("3.1", applies_to=AppliesTo(kinds=frozenset({"school"}))),))
SET = Questionnaire("set", "1", "A set", RAG, (FIRST, SECOND, SCHOOLS))
POLICE = Respondent("police")


def progress(answers: dict[str, AnswerContent], evidence: dict[str, int] | None = None) -> ReturnProgress:
    return progress_of_return(SET, POLICE, answers, evidence or {})


def test_a_return_that_nobody_has_touched() -> None:
    whole = progress({})
    assert [s.standard.code for s in whole.standards] == ["1", "2"]
    assert [s.status for s in whole.standards] == [NOT_STARTED, NOT_STARTED]
    # The optional question counts as done; nothing else is.
    assert (whole.done, whole.asked) == (1, 3)
    assert [p.question.code for p in whole.missing] == ["1.1", "2.1"]
    assert not whole.is_complete


@pytest.mark.parametrize(
    ("answers", "evidence"),
    [
        ({"1.2": AnswerContent(grade="amber")}, {}),
        ({"1.2": AnswerContent(narrative="More to come")}, {}),
        ({"1.1": AnswerContent(grade="red")}, {}),
        ({}, {"1.1": 1}),
    ],
)
def test_a_standard_is_started_by_anything_said_in_it(
    answers: dict[str, AnswerContent], evidence: dict[str, int]
) -> None:
    assert [s.status for s in progress(answers, evidence).standards] == [INCOMPLETE, NOT_STARTED]


def test_a_condition_asks_more_and_its_withdrawal_asks_less() -> None:
    done = {"1.1": AnswerContent(grade="amber"), "2.1": AnswerContent(value="no")}
    assert progress(done).is_complete
    assert [s.status for s in progress(done).standards] == [COMPLETE, COMPLETE]
    more = progress(done | {"2.1": AnswerContent(value="yes")})
    assert (more.done, more.asked, more.is_complete) == (3, 4, False)
    assert more.by_code["2.2"].status is NOT_STARTED
    assert [s.status for s in more.standards] == [COMPLETE, INCOMPLETE]
    # What hung on a condition that no longer holds is kept, but is not asked and not judged.
    assert "2.2" not in progress(done | {"2.2": AnswerContent(value="Old")}).by_code


def test_a_standard_without_questions_lacks_nothing() -> None:
    assert StandardProgress(FIRST, ()).status is COMPLETE


CONTENT = st.builds(
    AnswerContent,
    grade=st.sampled_from([None, "red", "amber", "green"]),
    value=st.sampled_from([None, "yes", "no", "Some text"]),
    narrative=st.sampled_from(["", "Because"]),
    not_applicable=st.booleans(),
    na_reason=st.sampled_from(["", "We have none."]),
)


@given(
    st.dictionaries(st.sampled_from(sorted(SET.questions)), CONTENT),
    st.dictionaries(st.sampled_from(sorted(SET.questions)), st.integers(0, 2)),
)
def test_counts_agree_with_each_other(answers: dict[str, AnswerContent], evidence: dict[str, int]) -> None:
    whole = progress(answers, evidence)
    assert 0 <= whole.done <= whole.asked == len(whole.by_code)
    assert whole.asked - whole.done == len(whole.missing)
    assert whole.is_complete == all(s.status is COMPLETE for s in whole.standards)
    for each in whole.by_code.values():
        assert (each.status is COMPLETE) == (not each.missing)


@pytest.mark.parametrize(
    ("key", "actions", "missing"),
    [
        ("red", None, ()),
        ("red", 0, ("Add an action for Red",)),
        ("red", 1, ()),
        ("amber", 0, ()),
        (None, 0, ("Choose a grade",)),
    ],
)
def test_an_answer_below_the_minimum_needs_an_action_where_the_round_asks_for_one(
    key: str | None, actions: int | None, missing: tuple[str, ...]
) -> None:
    content = AnswerContent(grade=key, narrative="It is not in place.")
    assert progress_of(question(), RAG, content, 0, actions).missing == missing


def test_what_does_not_apply_and_what_is_not_graded_need_no_action() -> None:
    away = AnswerContent(grade="red", not_applicable=True, na_reason="We have none")
    assert progress_of(question(), RAG, away, 0, 0).missing == ()
    no = AnswerContent(grade="red", value="no", narrative="No.")
    assert progress_of(question(kind=Kind.YES_NO), RAG, no, 0, 0).missing == ()


def test_a_whole_return_is_judged_with_its_actions() -> None:
    asked = Standard("1", "One", questions=(question("1.1"), question("1.2")))
    whole = Questionnaire(code="q", edition="1", title="", duty="other", scale=RAG, standards=(asked,))
    answers = {code: AnswerContent(grade="red", narrative="No.") for code in ("1.1", "1.2")}
    without = progress_of_return(whole, Respondent("council"), answers, {})
    assert without.is_complete
    judged = progress_of_return(whole, Respondent("council"), answers, {}, {"1.1": 2})
    assert [(p.question.code, p.missing) for p in judged.missing] == [("1.2", ("Add an action for Red",))]
