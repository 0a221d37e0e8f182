"""A scale that is not sound is refused with a sentence that says how to mend it."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.domain.problem import Problem, dotted, use_one_of
from audit.domain.scale_check import check_scale
from tests.support import question_sets

Change = Callable[[dict[str, Any]], Any]


def problems(data: dict[str, Any], change: Change) -> list[Problem]:
    change(data)
    return check_scale(data)


def test_sound_scales_have_no_problem() -> None:
    assert check_scale(question_sets.rag()) == []
    assert check_scale(question_sets.percent()) == []


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda d: d["grades"][2].update(key="red"), ("grades", 2, "key"), "grade 1"),
        (lambda d: d["grades"][2].update(label="RED"), ("grades", 2, "label"), "label 'RED'"),
        (lambda d: d["grades"][2].update(letter="r"), ("grades", 2, "letter"), "letter 'r'"),
        (lambda d: d["grades"][2].update(colour="red"), ("grades", 2, "colour"), "colour 'red'"),
        (lambda d: d["grades"][2].update(points=1), ("grades", 2, "points"), "no more than the 1"),
        (lambda d: d["grades"][1].update(points=5), ("grades", 2, "points"), "Put the grades in order"),
        (lambda d: d["grades"][0].update(meets_minimum=True), ("grades", 1, "meets_minimum"), "better grade 'amber'"),
        (lambda d: d["grades"][0].update(key="always"), ("grades", 0, "key"), "another key"),
        (lambda d: d.update(not_applicable={"letter": "g"}), ("not_applicable", "letter"), "'g'"),
        (lambda d: d["grades"][0].update(letter="N/A"), ("not_applicable",), "letter of its own"),
        (lambda d: d.update(percent={}), ("percent",), "kind: percent"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_list_of_grades(change: Change, path: tuple[Any, ...], words: str) -> None:
    (problem,) = problems(question_sets.rag(), change)
    assert problem.path == path
    assert words in problem.sentence


def test_a_letter_may_be_that_of_a_not_applicable_that_is_not_offered() -> None:
    data = question_sets.rag()
    data["not_applicable"] = {"offered": False, "letter": "R"}
    assert check_scale(data) == []


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda d: d.update(grades=[]), ("grades",), "makes its own grades"),
        (lambda d: d["percent"].update(priority_below=80), ("percent", "priority_below"), "at most 75"),
    ],
)
def test_what_is_wrong_in_percentages(change: Change, path: tuple[Any, ...], words: str) -> None:
    (problem,) = problems(question_sets.percent(), change)
    assert problem.path == path
    assert words in problem.sentence


def test_a_path_is_written_as_people_read_it() -> None:
    assert dotted(("standards", 2, "questions", 3, "descriptors")) == "standards[2].questions[3].descriptors"
    assert dotted(()) == ""


def test_the_nearest_word_is_guessed_and_a_long_list_is_cut() -> None:
    assert use_one_of(["red", "amber"], "ambr") == "Did you mean 'amber'? Use one of: red, amber."
    assert use_one_of(["red", "amber"]) == "Use one of: red, amber."
    assert use_one_of([f"q{number}" for number in range(40)]).endswith("q18, q19, ….")
