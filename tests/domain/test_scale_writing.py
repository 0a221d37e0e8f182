"""Writing scales: grades, codes, other meanings; what questions keep; colours that can be told apart."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.colour_sight import CHART_HUES, alike, distance, proposed
from audit.domain.contrast import contrast_with_white
from audit.domain.rescaling import carry
from audit.domain.scale_check import check_scale
from audit.domain.scale_writing import (
    free_scale_code,
    key_for,
    keyed,
    keys_of,
    looked_at,
    other_meaning,
    other_words,
    with_grade,
    with_grade_moved,
    without_grade,
)
from audit.domain.scales import PALETTE
from tests.support.question_sets import PERCENT, RAG


def changed(place: int, **parts: Any) -> dict[str, Any]:
    data = deepcopy(RAG)
    data["grades"][place].update(parts)
    return data


def test_a_key_is_made_from_the_word_and_stays_free() -> None:
    assert key_for("Fully met!", ()) == "fully-met"
    assert key_for("Red", ("red",)) == "red-2"
    assert key_for("Always", ()) == "always-2"
    assert key_for("…", ()) == "grade"
    assert free_scale_code("Our scale", ["our-scale"]) == "our-scale-2"
    assert free_scale_code("—", []) == "scale"


@given(st.lists(st.sampled_from(["better", "worse", "add", "remove"]), max_size=12), st.integers(0, 9))
def test_whatever_is_moved_the_keyed_scale_keeps_its_order_of_points(verbs: list[str], place: int) -> None:
    data: dict[str, Any] = deepcopy(RAG)
    for verb in verbs:
        if verb == "add":
            data = with_grade(data)
        elif verb == "remove":
            data = without_grade(data, place)
        else:
            data = with_grade_moved(data, place, 1 if verb == "better" else -1)
    made = keyed(data)
    keys, points = keys_of(made), [grade["points"] for grade in made["grades"]]
    assert len(set(keys)) == len(keys) == len(made["grades"])
    assert all(keys)
    assert points == sorted(set(points))


def test_points_are_kept_while_they_rise_and_a_percent_scale_has_none() -> None:
    odd = deepcopy(RAG)
    for grade, points in zip(odd["grades"], (-5, 0, 7.5), strict=True):
        grade["points"] = points
    assert keyed(odd) == odd
    assert [g["points"] for g in with_grade_moved(odd, 0, 1)["grades"]] == [-5, 0, 7.5]
    assert keyed(PERCENT) == PERCENT
    assert len(keys_of({"kind": "percent", "percent": {"step": "none yet"}})) == 21
    assert keys_of(PERCENT) == ("p0", "p25", "p50", "p75", "p100")
    full = {**RAG, "grades": [{"colour": colour, "key": colour} for colour in PALETTE]}
    assert with_grade(full)["grades"][-1]["colour"] == PALETTE[0]
    assert with_grade({"kind": "grades"})["grades"][0]["meets_minimum"] is False
    assert looked_at({"kind": "grades"}) is None
    assert looked_at(RAG) is not None


@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        (changed(1, meets_minimum=True), ["Amber now meets the minimum."]),
        (changed(2, meets_minimum=False), ["Green no longer meets the minimum."]),
        (without_grade(RAG, 0), ["Red is no longer there."]),
        (keyed(changed(0, key="scarlet", label="Scarlet")), ["Red is no longer there.", "Scarlet is new."]),
        (with_grade_moved(RAG, 0, 1), ["The grades stand in another order."]),
        (changed(0, colour="pink", label="Ruby"), []),
    ],
)
def test_what_makes_it_another_scale(now: dict[str, Any], sentences: list[str]) -> None:
    assert other_meaning(RAG, now) == sentences


def test_words_that_differ_are_named_and_spaces_do_not_count() -> None:
    assert other_words(RAG, changed(0, label="Ruby", meaning="Bad.")) == [
        "Red would be called Ruby.",
        "Ruby would mean “Bad.” instead of “What red means.”.",
    ]
    assert other_words(RAG, changed(0, meaning="What  red\nmeans.")) == []
    assert other_words(RAG, without_grade(RAG, 0)) == []


QUESTION: dict[str, Any] = {
    "code": "1.2",
    "kind": "graded",
    "descriptors": {"red": "No.", "amber": "Partly.", "green": "Yes."},
    "requires": {"narrative": ["red", "amber"], "evidence": "always", "action": ["red"]},
    "condition": {"question": "1.1", "is": ["red", "amber"]},
}
LABELS = {"red": "Red", "amber": "Amber", "green": "Green"}


def test_what_a_question_says_of_grades_goes_along() -> None:
    joined = carry(QUESTION, {"red": "low", "amber": "low", "green": "high"}, LABELS, {"1.1"})
    assert joined.losses == ()
    assert joined.content["descriptors"] == {"low": "No. Partly.", "high": "Yes."}
    assert joined.content["requires"] == {"narrative": ["low"], "evidence": "always", "action": ["low"]}
    assert joined.content["condition"] == {"question": "1.1", "is": ["low"]}
    same = {**QUESTION, "descriptors": {"red": "The same.", "amber": "The same."}}
    assert carry(same, {"amber": "red"}, LABELS, ()).content["descriptors"] == {"red": "The same."}


def test_what_a_question_loses_is_said_in_words() -> None:
    without = carry(QUESTION, {"red": None}, LABELS, {"1.1"})
    assert without.losses == (
        "what Red looks like", "that Red needs a narrative", "that Red needs an action",
        "that it is asked when 1.1 is Red",
    )  # fmt: skip
    assert without.content["requires"] == {"narrative": ["amber"], "evidence": "always"}
    nothing = carry(QUESTION, dict.fromkeys(LABELS), LABELS, {"1.1"})
    assert (
        "its condition, so that it is always asked (it was asked when 1.1 is Red or Amber)" in nothing.losses
    )
    assert set(nothing.content) == {"code", "kind", "requires"}
    only = carry({"kind": "graded", "requires": {"narrative": ["red"]}}, {"red": None}, {}, ())
    assert (only.content, only.losses) == ({"kind": "graded"}, ("that red needs a narrative",))
    short = carry({"kind": "graded", "descriptors": {"red": "No."}}, {"red": "low"}, {}, ())
    assert short.content["descriptors"] == {"low": "No."}
    plain = {"kind": "text", "descriptors": {"red": "Stays."}, "condition": {"question": "H1", "is": ["red"]}}
    assert carry(plain, {"red": None}, LABELS, {"1.1"}).content == plain
    empty: dict[str, Any] = {"kind": "yes-no", "condition": {"question": "1.1", "is": []}}
    assert carry(empty, {}, LABELS, {"1.1"}).losses == ()


def test_chart_hues_are_those_of_the_style_sheet_and_can_be_read() -> None:
    sheet = Path("assets/parts/_charts.scss").read_text(encoding="utf-8")
    found = re.findall(r'^  "([a-z-]+)": \((#[0-9a-f]{6}), (\$ink|#fff)\)', sheet, re.M)
    hues = {name: (ground, "#0b0c0c" if text == "$ink" else "#ffffff") for name, ground, text in found}
    assert hues == dict(CHART_HUES)
    assert set(hues) == set(PALETTE)
    for ground, text in hues.values():
        light, dark = sorted((contrast_with_white(ground), contrast_with_white(text)))
        assert dark / light >= 4.5


def test_colours_that_look_alike_are_named_with_those_for_whom() -> None:
    assert [pair.sentence for pair in alike(["red", "yellow", "light-green"])] == [
        "Red and light green look nearly the same to people who do not see green."
    ]
    assert alike(["red", "yellow", "green", "none such"]) == []
    assert "do not see red or do not see green" in alike(["orange", "light-green"])[0].sentence
    assert distance("red", "red", "do not see red") == 0


@given(st.lists(st.sampled_from(PALETTE), min_size=1, max_size=11, unique=True))
def test_proposed_colours_can_be_told_apart_wherever_the_palette_has_such_a_set(colours: list[str]) -> None:
    made = proposed(colours)
    assert len(set(made)) == len(made) == len(colours)
    if not alike(colours):
        assert made == tuple(colours)
    if len(colours) <= 9:
        assert alike(made) == []


def test_a_colour_chosen_twice_is_replaced_once() -> None:
    made = proposed(["red", "red", "no-colour"])
    assert made[0] == "red"
    assert len(set(made)) == 3
    # Of four inspection-like grades the worst stays red and the best green.
    four = proposed(["red", "yellow", "light-green", "green"])
    assert (four[0], four[1], four[3]) == ("red", "yellow", "green")


def test_a_scale_of_eleven_grades_can_be_written() -> None:
    data: dict[str, Any] = deepcopy(RAG)
    while len(data["grades"]) < 11:
        data = with_grade(data)
        data["grades"][-1].update(
            label=f"Level {len(data['grades'])}", letter=str(len(data["grades"])), meaning="So."
        )
    made = keyed(data)
    assert check_scale({**made, "grades": [{**g, "points": n} for n, g in enumerate(made["grades"])]}) == []
    assert made["grades"][-1]["key"] == "level-11"
