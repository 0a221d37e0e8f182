"""A question set that is not sound is refused with sentences that say what is wrong and how to mend it."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.domain.organisations import OrganisationKind
from audit.domain.problem import Problem
from audit.domain.questionnaire_check import AUDIENCE, check_links, check_questionnaire
from audit.domain.scales import scale_from_data
from tests.support import question_sets

Change = Callable[[dict[str, Any]], Any]
Path = tuple[str | int, ...]

LED: Path = ("standards", 0, "questions", 0)
BETTER: Path = ("standards", 0, "questions", 1)
MANY: Path = ("standards", 1, "questions", 0)
WHICH: Path = ("standards", 1, "questions", 1)
TRAINED: Path = ("standards", 1, "questions", 2)


def at(data: dict[str, Any], path: Path) -> Any:
    """What stands at a path of the data."""
    found: Any = data
    for step in path:
        found = found[step]
    return found


def put(path: Path, **parts: Any) -> Change:
    """A change that puts parts into what stands at a path."""
    return lambda data: at(data, path).update(parts)


def problems(change: Change) -> list[Problem]:
    data = question_sets.small()
    change(data)
    return check_questionnaire(data, question_sets.scales())


def test_a_sound_set_has_no_problem() -> None:
    assert check_questionnaire(question_sets.small(), question_sets.scales()) == []


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        # The set and its standards.
        (put((), scale="rga"), ("scale",), "There is no scale 'rga'. Did you mean 'rag'? Use one of: percent, rag."),
        (put((), continues="2026.1"), ("continues",), "cannot continue itself"),
        (put(("standards", 1), code="ABOUT"), ("standards", 1, "code"), "kept for the header"),
        (put(("standards", 1), code="1"), ("standards", 1, "code"), "that of standard 1 in the list"),
        (put(("standards", 1), maps_to="small#1"), ("standards", 1, "maps_to"), "this same set"),
        # Codes.
        (put(MANY, code="h1"), (*MANY, "code"), "'h1' stands twice; the first is in the header"),
        (put(WHICH, code="2.1"), (*WHICH, "code"), "the first is in standard 2"),
        (put(TRAINED, continues="small/2026.1#1.1"), (*TRAINED, "continues"), "this same edition"),
        (put(TRAINED, equivalent_to=["other#1.1", "small#1.1"]), (*TRAINED, "equivalent_to", 1), "of this same set"),
        (put(TRAINED, equivalent_to=["small/2025.1#1.1"]), (*TRAINED, "equivalent_to", 0), "of another set"),
        # Conditions.
        (put(BETTER, condition={"question": "9.9", "is": ["green"]}), (*BETTER, "condition", "question"),
         "Question 1.2 depends on question 9.9, which this set does not have. Use one of: H2, 1.1."),
        (put(LED, condition={"question": "2.3", "is": ["green"]}), (*LED, "condition", "question"), "comes later"),
        (put(LED, condition={"question": "1.1", "is": ["green"]}), (*LED, "condition", "question"), "is itself"),
        (put(LED, condition={"question": "1.2", "is": ["green"]}), (*LED, "condition", "question"), "in a circle"),
        (put(BETTER, condition={"question": "1.1", "is": ["red", "gren"]}), (*BETTER, "condition", "is", 1),
         "Did you mean 'green'? Use one of: red, amber, green."),
        (put(TRAINED, condition={"question": "H2", "is": ["ja"]}), (*TRAINED, "condition", "is", 0), "yes, no."),
        (put(TRAINED, condition={"question": "2.2", "is": ["c"]}), (*TRAINED, "condition", "is", 0), "one of: a, b."),
        (put(TRAINED, condition={"question": "2.1", "is": ["5"]}), (*TRAINED, "condition", "question"),
         "is of kind number. Name a question of kind graded, yes-no or choice."),
        # Who is asked.
        (put(LED, applies_to={"kinds": ["shcool"]}), (*LED, "applies_to", "kinds", 0), "Did you mean 'school'?"),
        (put(LED, applies_to={"phases": ["infant"]}), (*LED, "applies_to", "phases", 0), "phases 'infant'"),
        (put(LED, applies_to={"types": ["grammar"]}), (*LED, "applies_to", "types", 0), "types 'grammar'"),
        (put(LED, applies_to={"profiles": ["long"]}), (*LED, "applies_to", "profiles", 0), "profiles 'long'"),
        (put(MANY, applies_to={"kinds": ["police"], "phases": ["primary"]}), (*MANY, "applies_to"), "is ever asked"),
        (put(MANY, applies_to={"kinds": ["police"], "types": ["academy"]}), (*MANY, "applies_to"), "is ever asked"),
        # Kinds.
        (put(("header", 0), kind="graded"), ("header", 0, "kind"), "nothing is graded"),
        (put(MANY, choices=[{"key": "a", "label": "A"}]), (*MANY, "choices"), "only for choice"),
        (put(LED, multiple=True), (*LED, "multiple"), "only for choice"),
        (put(LED, unit="people"), (*LED, "unit"), "only for number and percentage"),
        (put(LED, minimum=0), (*LED, "minimum"), "only for number and percentage"),
        (put(LED, maximum=0), (*LED, "maximum"), "only for number and percentage"),
        (put(MANY, descriptors={"red": "No."}), (*MANY, "descriptors"), "only for graded"),
        (lambda d: at(d, WHICH).pop("choices"), WHICH, "nothing to choose from"),
        (put(WHICH, choices=[{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]), (*WHICH, "choices", 1, "key"),
         "two choices with the key 'a'"),
        (put(WHICH, choices=[{"key": "a", "label": "A"}, {"key": "b", "label": "a"}]), (*WHICH, "choices", 1, "label"),
         "two choices with the label 'a'"),
        (put(WHICH, choices=[{"key": "a", "label": "A"}, {"key": "always", "label": "B"}]),
         (*WHICH, "choices", 1, "key"), "means every answer"),
        (put(MANY, minimum=11), (*MANY, "minimum"), "minimum 11 above its maximum 10"),
        (put(MANY, kind="percentage", minimum=-1), (*MANY, "minimum"), "not between 0 and 100"),
        (put(MANY, kind="percentage", maximum=101), (*MANY, "maximum"), "not between 0 and 100"),
        # Grades.
        (put(LED, requires={"narrative": ["red", "ambr"]}), (*LED, "requires", "narrative", 1),
         "Question 1.1 asks for grade 'ambr', which the scale rag does not have. Did you mean 'amber'? "
         "Use one of: red, amber, green."),
        (put(("header", 1), requires={"evidence": ["maybe"]}), ("header", 1, "requires", "evidence", 0),
         "Question H2 cannot be answered with 'maybe'. Use one of: yes, no."),
        (put(MANY, requires={"evidence": ["5"]}), (*MANY, "requires", "evidence", 0), "can only say always"),
        (put(LED, descriptors={"red": "No.", "green": "Yes."}), (*LED, "descriptors"), "no descriptor for amber"),
        (put(LED, descriptors={"green": "Yes."}), (*LED, "descriptors"), "no descriptor for red and amber"),
        (put(LED, descriptors={"red": "", "amber": "", "green": "", "blue": ""}), (*LED, "descriptors", "blue"),
         "describes grade 'blue', which the scale rag does not have"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(change: Change, path: Path, words: str) -> None:
    found = {problem.path: problem.sentence for problem in problems(change)}
    assert words in found[path]
    assert len(found) == 1, found


def test_a_grade_cannot_be_not_applicable_where_the_scale_does_not_offer_it() -> None:
    scale = {**question_sets.rag(), "not_applicable": {"offered": False}}
    data = question_sets.small()
    at(data, LED)["allow_not_applicable"] = True
    (problem,) = check_questionnaire(data, {"rag": scale_from_data(scale)})
    assert problem.path == (*LED, "allow_not_applicable")


def test_a_question_under_one_for_others_is_asked_of_nobody() -> None:
    def change(data: dict[str, Any]) -> None:
        at(data, LED)["applies_to"] = {"kinds": ["police"]}
        at(data, BETTER)["applies_to"] = {"kinds": ["school"]}

    (problem,) = problems(change)
    assert problem.path == (*BETTER, "applies_to")
    assert "and question 1.1, on which it depends" in problem.sentence


def test_the_audience_narrows_from_condition_to_condition() -> None:
    def change(data: dict[str, Any]) -> None:
        at(data, LED)["applies_to"] = {"kinds": ["police"]}
        at(data, BETTER).pop("applies_to", None)
        at(data, TRAINED).update(
            condition={"question": "1.2", "is": ["red"]}, applies_to={"kinds": ["school"]}
        )

    (problem,) = problems(change)
    assert problem.path == (*TRAINED, "applies_to")


def test_one_nobody_is_asked_is_named_once_and_not_again_for_what_hangs_on_it() -> None:
    change = put(LED, applies_to={"kinds": ["police"], "phases": ["primary"]})
    assert [problem.path for problem in problems(change)] == [(*LED, "applies_to")]


def test_an_agency_is_asked_what_is_also_for_those_without_a_phase() -> None:
    assert problems(put(LED, applies_to={"kinds": ["police"], "phases": ["primary", "not-applicable"]})) == []


def test_with_an_unknown_scale_only_the_scale_is_named() -> None:
    def change(data: dict[str, Any]) -> None:
        data["scale"] = "unheard-of"
        at(data, BETTER)["condition"] = {"question": "1.1", "is": ["violet"]}

    assert [problem.path for problem in problems(change)] == [("scale",)]


def test_a_long_circle_of_conditions_is_found() -> None:
    def change(data: dict[str, Any]) -> None:
        at(data, LED)["condition"] = {"question": "2.3", "is": ["red"]}
        at(data, TRAINED)["condition"] = {"question": "1.2", "is": ["red"]}

    (problem,) = problems(change)
    assert problem.path == (*LED, "condition", "question")
    assert "in a circle" in problem.sentence


def test_a_condition_that_leads_into_a_circle_is_not_itself_one() -> None:
    def change(data: dict[str, Any]) -> None:
        at(data, ("header", 1))["condition"] = {"question": "1.1", "is": ["red"]}
        at(data, LED)["condition"] = {"question": "1.2", "is": ["red"]}

    found = {problem.path: problem.sentence for problem in problems(change)}
    assert "comes later" in found["header", 1, "condition", "question"]
    assert "in a circle" in found[(*LED, "condition", "question")]


def test_links_to_sets_at_hand_are_followed() -> None:
    data = question_sets.small()
    other = {**question_sets.small(), "questionnaire": "other"}
    earlier = {**question_sets.small(), "edition": "2024.1"}
    assert check_links(data, [other, earlier]) == []
    other["standards"] = other["standards"][:1]
    earlier["standards"] = earlier["standards"][:1]
    paths = [problem.path for problem in check_links(data, [other, earlier])]
    assert paths == [("standards", 1, "maps_to"), (*TRAINED, "continues")]


def test_questions_declared_equivalent_are_there() -> None:
    other = {**question_sets.small(), "questionnaire": "other"}
    data = question_sets.small()
    named = ["other#1.1", "other/2026.1#1.1", "unheard-of#9", "other#9.9", "other/2026.1#8.8"]
    at(data, TRAINED)["equivalent_to"] = named
    found = [problem for problem in check_links(data, [other]) if "equivalent_to" in problem.path]
    assert [problem.path[-1] for problem in found] == [3, 4]
    assert "9.9, which other does not have" in found[0].sentence


def test_links_to_sets_not_at_hand_are_left_alone() -> None:
    assert check_links(question_sets.small(), []) == []


def test_the_audience_has_the_words_of_organisations() -> None:
    assert set(AUDIENCE["kinds"]) == {kind.value for kind in OrganisationKind}
