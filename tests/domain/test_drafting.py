"""Taking a question set apart and putting it together; codes for what is new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.drafting import apart, free_code, next_code, together
from tests.support import question_sets

SHIPPED = [loaded.data for loaded in question_sets.shipped_library().sets]


@pytest.mark.parametrize("content", SHIPPED, ids=lambda content: content["questionnaire"])
def test_a_set_taken_apart_and_put_together_is_the_same(content: dict[str, object]) -> None:
    parts = apart(content)
    assert parts.standards
    assert together(parts) == content


def test_an_unfinished_set_can_be_taken_apart() -> None:
    begun = {"questionnaire": "new", "title": "New", "scale": {"scale": "rag"}, "standards": [{"code": "1"}]}
    assert together(apart(begun)) == {**begun, "standards": [{"code": "1", "questions": []}]}
    assert together(apart({"scale": {}}))["standards"] == []


def test_a_code_that_is_taken_gets_a_number() -> None:
    assert free_code("1.1", ["1.2"]) == "1.1"
    assert free_code("a", ["A"]) == "a-2"
    assert free_code("1.1", ["1.1", "1.1-2"]) == "1.1-3"


def test_a_new_question_follows_the_highest_of_its_standard() -> None:
    assert next_code("2", []) == "2.1"
    assert next_code("2", ["2.1", "2.9", "2.x", "20.11", "12.40"]) == "2.10"


@given(st.text("ab", min_size=1, max_size=4), st.lists(st.text("ab-2", min_size=1, max_size=6)))
def test_a_free_code_is_free_and_short_enough(wanted: str, taken: list[str]) -> None:
    code = free_code(wanted, taken, longest=6)
    assert code.casefold() not in {each.casefold() for each in taken}
    assert len(code) <= 6
