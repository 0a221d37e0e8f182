"""Amending adds at the end and corrects words; it leaves everything that is asked already as it is."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.amending import (
    Addition,
    Changes,
    Correction,
    NewStandard,
    amended,
    changes_data,
    changes_from,
    free_question_code,
    questions_in,
)
from audit.domain.errors import RuleBroken

CONTENT: dict[str, Any] = {
    "questionnaire": "small",
    "header": [{"code": "H1", "kind": "text", "text": "Who is the lead?"}],
    "standards": [
        {"code": "1", "title": "One", "questions": [{"code": "1.1", "kind": "graded", "text": "Is it so?"}]},
        {"code": "2", "title": "Two", "questions": [{"code": "2.1", "kind": "text", "text": "Say more."}]},
    ],
}

codes = st.sampled_from(["1", "2", "3"])
additions = st.lists(st.tuples(codes, st.integers(2, 9)), max_size=5, unique=True).map(
    lambda pairs: tuple(Addition(s, {"code": f"{s}.{n}", "kind": "text", "text": "New?"}) for s, n in pairs)
)
corrections = st.lists(
    st.builds(
        Correction, st.sampled_from(["H1", "1.1", "2.1"]), st.sampled_from(["text", "hint"]), st.text()
    ),
    max_size=3,
).map(tuple)
changes = st.builds(Changes, additions, corrections, st.just((NewStandard("3", "Three"),)))


@given(changes)
def test_nothing_that_is_asked_moves_or_changes_but_its_words(made: Changes) -> None:
    before = deepcopy(CONTENT)
    after = amended(CONTENT, made)
    assert before == CONTENT
    old = {each["code"]: each for each in questions_in(CONTENT)}
    new = {each["code"]: each for each in questions_in(after)}
    assert set(new) - set(old) == set(made.added)
    words = {"text", "hint", "guidance"}
    for code, question in old.items():
        assert {k: v for k, v in new[code].items() if k not in words} == {
            k: v for k, v in question.items() if k not in words
        }
    for standard, now in zip(CONTENT["standards"], after["standards"], strict=False):
        assert [each["code"] for each in now["questions"]][:1] == [
            each["code"] for each in standard["questions"]
        ]
    assert len(after["standards"]) == 2 + any(each.standard == "3" for each in made.additions)
    for correction in {(each.code, each.part): each for each in made.corrections}.values():
        assert new[correction.code][correction.part] == correction.after
    assert changes_from(changes_data(made)) == made
    assert made.is_empty == (after == CONTENT and not made.corrections)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (Changes((Addition("1", {"code": "2.1"}),)), "code"),
        (Changes((Addition("9", {"code": "9.1"}),)), "standard"),
        (Changes((Addition("1", {"code": "1.2", "condition": {"question": "1.1", "is": ["red"]}}),)), "code"),
        (Changes((Addition("1", {"code": "1.2"}),), (), (NewStandard("1", "One again"),)), "standard"),
        (Changes((), (Correction("9.9", "text", "So?"),)), "code"),
        (Changes((), (Correction("1.1", "kind", "text"),)), "part"),
    ],
)
def test_what_cannot_be_done_is_said(made: Changes, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        amended(CONTENT, made)
    assert refused.value.field == field


def test_a_set_without_header_and_a_code_that_was_ever_taken() -> None:
    bare = {**CONTENT, "header": []}
    assert amended(bare, Changes())["header"] == []
    prepared = Changes((Addition("1", {"code": "1.2"}),))
    assert free_question_code(CONTENT, prepared, "1", ["1.3"]) == "1.4"
