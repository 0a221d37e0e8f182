"""What a grade of one scale counts as on another, as a board declares it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.scale_mapping import (
    ScaleMapping,
    mapping_faults,
    mapping_warnings,
    meaning_mark,
    same_scale,
)
from audit.domain.scales import Scale, scale_from_data
from tests.support.question_sets import percent, rag, shipped_library

RAG, PERCENT = scale_from_data(rag()), scale_from_data(percent())
ALIKE = {"red": "p0", "amber": "p50", "green": "p100"}
SCALES = [RAG, PERCENT, *(loaded.scale for loaded in shipped_library().scales)]


def test_a_grade_counts_as_what_was_declared_and_never_as_anything_else() -> None:
    mapping = ScaleMapping(1, RAG, PERCENT, {"red": "p0", "amber": None}, "Kit Board", date(2026, 9, 1))
    assert [mapping.grade(key) for key in ("red", "amber", "green", "purple", None)] == [
        "p0",
        None,
        None,
        None,
        None,
    ]


def test_every_grade_is_given_an_equal_or_said_to_have_none() -> None:
    assert mapping_faults(RAG, PERCENT, {**ALIKE, "red": None}) == {}
    assert mapping_faults(RAG, PERCENT, {"red": "p0", "amber": "blue"}) == {
        "amber": "Choose a grade of Per cent for Amber",
        "green": "Choose what Green counts as, or that it has no equal",
    }


def test_what_turns_over_or_crosses_the_minimum_is_pointed_out() -> None:
    assert mapping_warnings(RAG, PERCENT, ALIKE) == []
    assert mapping_warnings(RAG, PERCENT, {**ALIKE, "amber": "p75"}) == [
        "Amber is below the minimum, but 75 %, which it is to count as, meets the minimum."
    ]
    assert mapping_warnings(RAG, PERCENT, {"red": "p50", "amber": "p25", "green": None}) == [
        "Amber is better than Red, but is to count as 25 %, which is worse than 50 %."
    ]
    assert mapping_warnings(RAG, PERCENT, dict.fromkeys(ALIKE)) == [
        "No grade has an equal, so nothing can be compared or brought forward."
    ]
    assert (
        "which it is to count as, is below the minimum" in mapping_warnings(RAG, PERCENT, {"green": "p0"})[0]
    )


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.code)
def test_a_scale_mapped_onto_itself_has_neither_fault_nor_warning(scale: Scale) -> None:
    itself = {grade.key: grade.key for grade in scale.grades}
    assert mapping_faults(scale, scale, itself) == {}
    assert mapping_warnings(scale, scale, itself) == []


@given(st.sampled_from(SCALES), st.sampled_from(SCALES), st.data())
def test_a_mapping_without_faults_never_invents_a_grade(
    one: Scale, other: Scale, data: st.DataObject
) -> None:
    equals = st.sampled_from([None, "purple", *other.by_key])
    grades = data.draw(st.dictionaries(st.sampled_from(sorted(one.by_key)), equals))
    mapping = ScaleMapping(1, one, other, grades, "Kit", date(2026, 9, 1))
    if not mapping_faults(one, other, grades):
        assert {mapping.grade(key) for key in one.by_key} <= {None, *other.by_key}


@given(st.sampled_from(SCALES), st.sampled_from(SCALES))
def test_two_scales_have_one_mark_exactly_when_their_grades_mean_the_same(one: Scale, other: Scale) -> None:
    assert (meaning_mark(one) == meaning_mark(other)) is same_scale(one, other)
