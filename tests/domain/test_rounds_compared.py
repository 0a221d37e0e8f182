"""Two rounds beside each other: standards that compare, grades that count now, and changes in words."""

from datetime import date
from typing import Any

from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.domain.rollup import Distribution, Share
from audit.domain.rounds_compared import as_now, besides, change_words, pair_standards
from audit.domain.scale_mapping import ScaleMapping
from audit.domain.scales import scale_from_data
from tests.support.question_sets import PERCENT, RAG, shipped_set

RAG_SCALE, PERCENT_SCALE = scale_from_data(RAG), scale_from_data(PERCENT)


def made(code: str, standards: list[dict[str, Any]]) -> Questionnaire:
    """A set whose standards have a graded question each, unless they say otherwise."""
    return questionnaire_from_data(
        {
            "questionnaire": code,
            "edition": "2026.1",
            "title": code,
            "duty": "other",
            "scale": RAG,
            "standards": [
                {
                    "title": f"Standard {standard['code']}",
                    "questions": [{"code": f"{standard['code']}.1", "kind": "graded", "text": "Is it so?"}],
                    **standard,
                }
                for standard in standards
            ],
        }
    )


def codes(now: Questionnaire, before: Questionnaire) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    paired = pair_standards(now, before)
    return (
        [(one.code, other.code) for one, other in paired.pairs],
        [each.code for each in paired.only_now],
        [each.code for each in paired.only_before],
    )


def test_standards_of_one_set_compare_by_code_and_ungraded_ones_not_at_all() -> None:
    text = {"code": "3", "questions": [{"code": "3.1", "kind": "text", "text": "What is said?"}]}
    now, before = (
        made("a", [{"code": "1"}, {"code": "4"}, text]),
        made("a", [{"code": "2"}, {"code": "1"}, text]),
    )
    assert codes(now, before) == ([("1", "1")], ["4"], ["2"])


def test_standards_of_different_sets_compare_by_what_they_map_to_or_continue() -> None:
    full, short = (
        made("full", [{"code": "1"}, {"code": "2"}]),
        made("short", [{"code": "A", "maps_to": "full#2"}]),
    )
    assert codes(short, full) == ([("A", "2")], [], ["1"])
    assert codes(full, short) == ([("2", "A")], ["1"], [])
    other = made("other", [{"code": "x", "maps_to": "full#2"}, {"code": "y", "maps_to": "full#2"}])
    assert codes(other, short) == ([("x", "A")], ["y"], [])
    question = {"code": "1.1", "kind": "graded", "text": "Is it so?", "continues": "full/2026.1#2.1"}
    copied = made("copied", [{"code": "1", "questions": [question]}])
    assert codes(copied, full) == ([("1", "2")], [], ["1"])
    assert codes(made("one", [{"code": "1"}]), made("two", [{"code": "1"}])) == ([], ["1"], ["1"])


def test_the_shipped_short_set_compares_with_the_full_one() -> None:
    full, short = (questionnaire_from_data(shipped_set(code)) for code in ("section-11", "section-11-short"))
    found = codes(short, full)
    assert len(found[0]) == 14
    assert codes(full, short)[0] == [(there, here) for here, there in found[0]]


def mapping(grades: dict[str, str | None]) -> ScaleMapping:
    return ScaleMapping(1, RAG_SCALE, PERCENT_SCALE, grades, "Kit", date(2026, 3, 1))


def test_earlier_answers_count_through_what_was_declared() -> None:
    then = Distribution(RAG_SCALE, {"red": 2, "amber": 3, "green": 5}, not_applicable=1)
    found = as_now(then, PERCENT_SCALE, mapping({"red": "p0", "amber": "p0", "green": None}))
    assert (dict(found.distribution.counts), found.left_out) == ({"p0": 5}, 5)
    assert found.distribution.not_applicable == 1
    same = as_now(then, RAG_SCALE, None)
    assert (same.distribution.counts, same.left_out) == (then.counts, 0)


def test_all_standards_that_compare_are_added_up_with_what_was_left_out() -> None:
    paired = pair_standards(
        made("a", [{"code": "1"}, {"code": "2"}]), made("a", [{"code": "1"}, {"code": "2"}])
    )
    now = {code: Distribution(RAG_SCALE, {"green": 3, "red": 1}) for code in ("1", "2")}
    then = {code: Distribution(RAG_SCALE, {"green": 1, "red": 1}) for code in ("1", "2")}
    whole, rows = besides(RAG_SCALE, paired.pairs, now, then, None)
    assert (whole.then.meets_minimum.words, whole.now.meets_minimum.words) == (
        "2 of 4 (50.0 %)",
        "6 of 8 (75.0 %)",
    )
    assert [(row.code, row.change) for row in rows] == [("1", "Up 25.0 points"), ("2", "Up 25.0 points")]
    assert whole.left_out == 0


def test_changes_in_words() -> None:
    assert change_words(Share(1, 2), Share(1, 4)) == "Down 25.0 points"
    assert change_words(Share(1, 2), Share(2, 4)) == "No change"
    assert change_words(Share(0, 100), Share(1, 100)) == "Up 1.0 point"
    assert change_words(Share(0, 0), Share(1, 2)) == ""
    assert change_words(Share(1, 2), Share(0, 0)) == ""
