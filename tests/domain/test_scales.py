"""Scales are stored worst to best, and shown as their order says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.scales import Need, Order, Scale, scale_from_data
from tests.support import question_sets


@pytest.fixture
def rag() -> Scale:
    return scale_from_data(question_sets.RAG)


def test_a_scale_is_built_from_its_data(rag: Scale) -> None:
    assert [grade.key for grade in rag.grades] == ["red", "amber", "green"]
    assert rag.grade("red").needs == {Need.NARRATIVE, Need.ACTION}
    assert rag.grade("amber").needs == frozenset()
    assert rag.grade("green").points == Decimal(2)
    assert rag.below_minimum == {"red", "amber"}
    assert rag.priorities == {"red"}
    assert [rag.rank(key) for key in ("red", "amber", "green")] == [0, 1, 2]
    assert rag.percent_step is None
    assert rag.not_applicable.offered
    assert rag.not_applicable.reason_required


def test_an_unknown_grade_is_an_error(rag: Scale) -> None:
    with pytest.raises(KeyError):
        rag.grade("blue")


def test_points_are_exact() -> None:
    data = question_sets.rag()
    data["grades"][1]["points"] = 0.1
    assert scale_from_data(data).grade("amber").points == Decimal("0.1")


@pytest.mark.parametrize(
    ("order", "first"), [("worst-first", "red"), ("best-first", "green")], ids=["worst", "best"]
)
def test_grades_are_shown_in_the_order_of_the_scale(order: str, first: str) -> None:
    scale = scale_from_data({**question_sets.rag(), "order": order})
    assert scale.order is Order(order)
    assert scale.shown[0].key == first
    assert scale.grades[0].key == "red"


def test_not_applicable_can_be_withheld_or_renamed() -> None:
    words = {"offered": False, "label": "0", "letter": "0", "reason_required": False}
    found = scale_from_data({**question_sets.rag(), "not_applicable": words}).not_applicable
    assert (found.offered, found.label, found.letter, found.reason_required) == (False, "0", "0", False)


def test_percentages_in_steps_are_grades() -> None:
    scale = scale_from_data(question_sets.PERCENT)
    assert [grade.key for grade in scale.grades] == ["p0", "p25", "p50", "p75", "p100"]
    assert [grade.colour for grade in scale.grades] == ["red", "red", "yellow", "green", "green"]
    assert scale.priorities == {"p0", "p25"}
    assert scale.below_minimum == {"p0", "p25", "p50"}
    assert scale.grade("p50").needs == {Need.NARRATIVE}
    assert scale.grade("p75").needs == frozenset()
    assert scale.percent_step == 25


@given(st.sampled_from([5, 10, 20, 25, 50]), st.integers(1, 100), st.data())
def test_every_percent_scale_ends_at_a_hundred_and_is_never_both_good_and_urgent(
    step: int, minimum: int, data: st.DataObject
) -> None:
    urgent = data.draw(st.integers(0, minimum))
    percent = {"step": step, "meets_minimum_from": minimum, "priority_below": urgent}
    scale = scale_from_data({**question_sets.PERCENT, "percent": percent})
    assert scale.grades[0].key == "p0"
    assert scale.grades[-1].key == "p100"
    assert scale.priorities <= scale.below_minimum
    points = [grade.points for grade in scale.grades]
    assert points == sorted(set(points))
