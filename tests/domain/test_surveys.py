"""The rules of staff surveys."""

from datetime import date
from typing import Any

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Standard, questionnaire_from_data
from audit.domain.rollup import Distribution, Share
from audit.domain.scales import scale_from_data
from audit.domain.surveys import (
    SurveyState,
    SurveyVerb,
    Window,
    agree_words,
    check_survey_dates,
    compared_with,
    gap,
    next_survey_state,
    own_words,
    role_question,
    unfit,
    window_of,
)
from tests.support.question_sets import shipped_set
from tests.support.surveys import survey_set
from tests.support.world import RAG

RAG_SCALE = scale_from_data(RAG)
TODAY = date(2026, 9, 14)


def test_the_states_and_what_is_said_when_a_verb_is_not_open() -> None:
    assert next_survey_state(SurveyState.DRAFT, SurveyVerb.OPEN) is SurveyState.OPEN
    assert next_survey_state(SurveyState.OPEN, SurveyVerb.CLOSE) is SurveyState.CLOSED
    assert next_survey_state(SurveyState.CLOSED, SurveyVerb.REOPEN) is SurveyState.OPEN
    with pytest.raises(RuleBroken, match="is already open"):
        next_survey_state(SurveyState.OPEN, SurveyVerb.OPEN)


@pytest.mark.parametrize(
    ("state", "opens_on", "closes_on", "window"),
    [
        ("draft", None, "2026-10-01", Window.NOT_YET),
        ("open", "2026-09-15", "2026-10-01", Window.NOT_YET),
        ("open", "2026-09-14", "2026-09-14", Window.OPEN),
        ("open", None, "2026-09-13", Window.OVER),
        ("closed", None, "2026-10-01", Window.OVER),
    ],
)
def test_the_window(state: str, opens_on: str | None, closes_on: str, window: Window) -> None:
    begins = date.fromisoformat(opens_on) if opens_on else None
    assert window_of(SurveyState(state), begins, date.fromisoformat(closes_on), TODAY) is window


def test_the_days_of_a_survey() -> None:
    check_survey_dates(TODAY, TODAY, TODAY)
    check_survey_dates(None, date(2026, 9, 1), TODAY, date(2026, 9, 1))
    with pytest.raises(RuleBroken, match="has passed"):
        check_survey_dates(None, date(2026, 9, 13), TODAY)
    with pytest.raises(RuleBroken, match="must not be after") as broken:
        check_survey_dates(date(2026, 9, 20), date(2026, 9, 19), TODAY)
    assert broken.value.field == "opens_on"


def _with(question: dict[str, Any]) -> dict[str, Any]:
    data = survey_set()
    data["standards"][2]["questions"].append(
        {"code": "C.2", "text": "More?", "strength": "local", **question}
    )
    return data


CHOICES = [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (shipped_set("section-11"), "is not a staff survey"),
        (_with({"kind": "text"}), "Question C.2 of A small survey can tell who somebody is"),
        (_with({"kind": "choice", "choices": CHOICES}), "more than one choice"),
        (_with({"kind": "graded", "condition": {"question": "A.1", "is": ["agree"]}}), "hangs on another"),
        ({**survey_set(), "standards": survey_set()["standards"][2:]}, "has no statement to grade"),
    ],
)
def test_a_set_that_could_tell_who_somebody_is_is_not_asked(data: dict[str, Any], words: str) -> None:
    assert words in unfit(questionnaire_from_data(data))


def test_sets_that_fit() -> None:
    ours = questionnaire_from_data(shipped_set("staff-survey"))
    assert unfit(ours) == ""
    assert role_question(ours) is not None
    assert len(list(ours.graded())) == 14
    theirs = {**survey_set(), "standards": survey_set()["standards"][:2]}
    assert role_question(questionnaire_from_data(theirs)) is None


def test_standards_are_compared_through_what_they_map_to() -> None:
    said = Standard("4", "Speaking up", (), maps_to="section-11#4")
    assert compared_with("staff-survey", said) == {"staff-survey#4", "section-11#4"}
    assert compared_with("section-11", Standard("4", "Whistleblowing", ())) == {"section-11#4"}


def test_what_is_said_of_grades_and_of_staff() -> None:
    assert agree_words(Share(68, 112), 112, 1) == "61 % of 112 staff agree"
    assert agree_words(Share(205, 336), 112, 3) == "61 % of 336 answers by 112 staff agree"
    assert agree_words(Share(1, 200), 200, 1) == "1 % of 200 staff agree"  # half up
    assert agree_words(Share(0, 0), 7, 1) == "no answers of 0 staff agree"
    assert own_words(Distribution(RAG_SCALE, {"green": 4})) == "All green here"
    assert own_words(Distribution(RAG_SCALE, {"green": 3, "amber": 0, "red": 1})) == "3 green, 1 red here"
    assert own_words(Distribution(RAG_SCALE, {}, 2)) == "Not graded here"
    assert gap(Distribution(RAG_SCALE, {"green": 4}), Share(1, 4)) == 0.75
    assert gap(Distribution(RAG_SCALE, {}), Share(1, 4)) == -1.0
