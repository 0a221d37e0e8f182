"""What an audit asks, of whom, and what makes an edition the same edition."""

import copy
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.organisations import OrganisationKind, Phase, SchoolType
from audit.domain.questionnaire import (
    HEADER_CODE,
    AppliesTo,
    Kind,
    Profile,
    Questionnaire,
    Reference,
    Respondent,
    SignOff,
    Strength,
    fingerprint,
    questionnaire_from_data,
)
from tests.support import question_sets

COUNCIL = Respondent("council")
SCHOOL = Respondent("school", "primary", "academy")


@pytest.fixture
def small() -> Questionnaire:
    return questionnaire_from_data(question_sets.content())


def codes(questionnaire: Questionnaire, respondent: Respondent, **values: str) -> list[str]:
    """The codes asked; answers by code, ``q1_1`` for 1.1."""
    said = {code.strip("q").replace("_", "."): frozenset({value}) for code, value in values.items()}
    return [question.code for question in questionnaire.asked_of(respondent, said)]


def test_the_header_is_a_standard_of_its_own(small: Questionnaire) -> None:
    assert [(s.code, s.is_header) for s in small.standards] == [
        (HEADER_CODE, True),
        ("1", False),
        ("2", False),
    ]
    assert list(small.questions) == ["H1", "H2", "1.1", "1.2", "2.1", "2.2", "2.3"]
    assert small.standard_of["H1"].code == HEADER_CODE
    assert small.standard_of["2.2"].title == "People"
    assert [question.code for question in small.graded()] == ["1.1", "1.2", "2.3"]


def test_a_set_without_header_has_only_its_standards() -> None:
    data = {**question_sets.content(), "header": None}
    data["standards"][1]["questions"][2].pop("condition")
    assert [s.code for s in questionnaire_from_data(data).standards] == ["1", "2"]


def test_what_is_left_out_has_its_usual_value(small: Questionnaire) -> None:
    assert small.sign_off == SignOff(("chief-officer",), governing_body_date=False)
    assert (small.profile, small.starter, small.guidance, small.continues) == (Profile.FULL, False, (), None)
    led, better, many, which, trained = (
        small.questions[code] for code in ("1.1", "1.2", "2.1", "2.2", "2.3")
    )
    assert led.required
    assert not better.required, "a board's own question may be left alone"
    assert led.strength is Strength.MUST
    assert (led.narrative_for, led.evidence_for) == ({"red"}, {"always"})
    assert better.narrative_for == frozenset()
    assert (many.minimum, many.maximum, many.unit) == (Decimal(0), Decimal(10), "people")
    assert led.minimum is None
    assert (which.choices, which.multiple) == ((("a", "A"), ("b", "B")), True)
    assert trained.applies_to == AppliesTo(kinds=frozenset({"school", "police"}))
    assert trained.continues == "small/2024.1#2.3"
    assert led.reference is None


def test_everything_that_is_said_is_kept() -> None:
    data = question_sets.content()
    data["sign_off"] = {"steps": ["head", "chair"], "governing_body_date": True}
    data["guidance"] = [{"title": "Guidance", "edition": "2026"}]
    data["standards"][0]["questions"][0] |= {
        "reference": {"title": "Guidance", "edition": "2026", "part": "2"},
        "required": False,
        "themes": ["online-safety"],
        "expected_evidence": ["Minutes"],
    }
    questionnaire = questionnaire_from_data(data)
    question = questionnaire.questions["1.1"]
    assert questionnaire.sign_off == SignOff(("head", "chair"), governing_body_date=True)
    assert questionnaire.guidance == (Reference("Guidance", "2026"),)
    assert question.reference == Reference("Guidance", "2026", "2")
    assert (question.required, question.themes, question.expected_evidence) == (
        False,
        ("online-safety",),
        ("Minutes",),
    )


@pytest.mark.parametrize(
    ("kind", "said", "offered", "may"),
    [
        (Kind.GRADED, None, True, True),
        (Kind.GRADED, False, True, False),
        (Kind.GRADED, None, False, False),
        (Kind.YES_NO, None, True, True),
        (Kind.YES_NO, False, True, False),
        (Kind.YES_NO, None, False, True),
        (Kind.TEXT, None, True, False),
        (Kind.TEXT, True, True, True),
    ],
)
def test_not_applicable_is_open_where_the_set_and_the_scale_allow_it(
    kind: Kind, said: bool | None, offered: bool, may: bool
) -> None:
    data = question_sets.content()
    data["scale"]["not_applicable"] = {"offered": offered}
    row = {"code": "2.1", "kind": kind.value, "text": "?"}
    data["standards"][1]["questions"][0] = row if said is None else {**row, "allow_not_applicable": said}
    assert questionnaire_from_data(data).questions["2.1"].allow_not_applicable is may


def test_only_those_whom_it_is_for_are_asked(small: Questionnaire) -> None:
    assert "2.3" not in codes(small, COUNCIL, qH2="yes")
    assert "2.3" in codes(small, SCHOOL, qH2="yes")


def test_a_condition_waits_for_its_value(small: Questionnaire) -> None:
    assert codes(small, COUNCIL) == ["H1", "H2", "1.1", "2.1", "2.2"]
    assert codes(small, COUNCIL, q1_1="amber") == ["H1", "H2", "1.1", "2.1", "2.2"]
    assert codes(small, COUNCIL, q1_1="green") == ["H1", "H2", "1.1", "1.2", "2.1", "2.2"]


def test_without_conditions_whoever_it_is_for_is_asked_everything() -> None:
    data = question_sets.content()
    for question in (
        q for part in (data, *data["standards"]) for q in part.get("header", part.get("questions"))
    ):
        question.pop("condition", None)
    questionnaire = questionnaire_from_data(data)
    assert questionnaire.deciding == frozenset()
    for respondent in (COUNCIL, SCHOOL, COUNCIL):
        assert codes(questionnaire, respondent) == [
            code for code, q in questionnaire.questions.items() if q.applies_to.includes(respondent)
        ]


def test_a_withdrawn_condition_withdraws_what_hangs_on_it() -> None:
    data = question_sets.content()
    data["standards"][1]["questions"][0]["condition"] = {"question": "1.2", "is": ["green"]}
    questionnaire = questionnaire_from_data(data)
    assert "2.1" in codes(questionnaire, COUNCIL, q1_1="green", q1_2="green")
    # 1.2 still has its old answer, but is not asked any more.
    assert "2.1" not in codes(questionnaire, COUNCIL, q1_1="red", q1_2="green")


def test_each_part_of_the_audience_counts() -> None:
    audience = AppliesTo(
        frozenset({"school"}), frozenset({"primary"}), frozenset({"academy"}), frozenset({"full"})
    )
    assert audience.includes(SCHOOL)
    for other in (
        Respondent("college", "primary", "academy"),
        Respondent("school", "secondary", "academy"),
        Respondent("school", "primary", "maintained"),
        Respondent("school", "primary", "academy", "short"),
    ):
        assert not audience.includes(other)
        assert AppliesTo().includes(other)


respondents = st.builds(
    Respondent,
    st.sampled_from(OrganisationKind),
    st.sampled_from(Phase),
    st.sampled_from(["", *SchoolType]),
    st.sampled_from(Profile),
)
answers = st.dictionaries(
    st.sampled_from(["H2", "1.1", "1.2", "2.2", "2.3"]),
    st.frozensets(st.sampled_from(["red", "amber", "green", "yes", "no", "a", "b"]), max_size=2),
)


@given(respondents, answers)
def test_what_is_asked_keeps_the_order_and_every_rule(
    respondent: Respondent, values: dict[str, frozenset[str]]
) -> None:
    questionnaire = questionnaire_from_data(question_sets.content())
    asked = [question.code for question in questionnaire.asked_of(respondent, values)]
    assert asked == [code for code in questionnaire.questions if code in asked]
    for code, question in questionnaire.questions.items():
        condition = question.condition
        met = condition is None or (
            condition.question in asked and condition.values & values.get(condition.question, frozenset())
        )
        assert (code in asked) is bool(met and question.applies_to.includes(respondent))


@given(respondents, answers)
def test_an_answer_to_a_question_nothing_hangs_on_changes_nothing(
    respondent: Respondent, values: dict[str, frozenset[str]]
) -> None:
    questionnaire = questionnaire_from_data(question_sets.content())
    without = {code: value for code, value in values.items() if code not in ("1.2", "2.2", "2.3")}
    assert questionnaire.asked_of(respondent, values) == questionnaire.asked_of(respondent, without)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé", max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
mappings = st.dictionaries(st.text("abcé", max_size=5), plain, max_size=5)


def test_a_review_asks_only_what_it_names(small: Questionnaire) -> None:
    only = replace(SCHOOL, only=frozenset({"1.2", "2.3"}))
    assert codes(small, only) == ["1.2", "2.3"]  # their conditions were met when the return was submitted
    assert small.may_ask(only, "1.2")
    assert not small.may_ask(only, "1.1")
    assert not small.may_ask(only, "H1"), "a review does not ask for the return's own details"


def test_in_a_review_a_condition_on_what_it_asks_still_holds(small: Questionnaire) -> None:
    only = replace(COUNCIL, only=frozenset({"1.1", "1.2"}))
    assert codes(small, only) == ["1.1"]
    assert codes(small, only, q1_1="green") == ["1.1", "1.2"]


def test_a_review_that_names_nothing_asks_nothing(small: Questionnaire) -> None:
    assert codes(small, replace(COUNCIL, only=frozenset())) == []
    assert codes(small, replace(COUNCIL, only=frozenset({"unheard-of"}))) == []


def test_a_review_never_asks_what_is_not_meant_for_the_organisation(small: Questionnaire) -> None:
    every = frozenset(small.questions)
    for respondent in (COUNCIL, SCHOOL, Respondent("college")):
        of_all = [question.code for question in small.meant_for(respondent)]
        assert [q.code for q in small.meant_for(replace(respondent, only=every))] == of_all


@given(st.sets(st.sampled_from(["H1", "H2", "1.1", "1.2", "2.1", "2.2", "2.3"])))
def test_other_rounds_ask_what_they_asked(only: set[str]) -> None:
    small = questionnaire_from_data(question_sets.content())
    before = codes(small, COUNCIL, q1_1="green", H2="yes")
    asked = codes(small, replace(COUNCIL, only=frozenset(only)), q1_1="green", H2="yes")
    assert codes(small, COUNCIL, q1_1="green", H2="yes") == before
    assert set(asked) <= only


def _reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed_keys(value[key]) for key in reversed(list(value))}
    return [_reversed_keys(item) for item in value] if isinstance(value, list) else value


@given(mappings)
def test_a_fingerprint_outlives_storage_and_the_order_of_keys(data: dict[str, Any]) -> None:
    assert fingerprint(json.loads(json.dumps(data))) == fingerprint(data)
    assert fingerprint(_reversed_keys(data)) == fingerprint(data)


@given(mappings, st.text("abcé", max_size=5))
def test_a_fingerprint_changes_with_the_content(data: dict[str, Any], key: str) -> None:
    changed = copy.deepcopy(data)
    changed[key] = [data.get(key), "something else"]
    assert fingerprint(changed) != fingerprint(data)


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    """The value is pinned: were it to change, editions published before would be published again."""
    assert (
        fingerprint({"b": [1, 0.5, None, True], "a": "é"})
        == "433b7ac5470111479a970248a13d72872321471815ac18117140bd28071323b6"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, Decimal(1)])
def test_content_that_would_not_come_back_from_the_database_has_no_fingerprint(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        fingerprint({"a": value})
