"""Sums, checks, rates and totals over number questions: the parser, what it refuses, and what a gap does."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answers import AnswerContent, Status, numbers_said, progress_of_return
from audit.domain.figures import (
    NO_FIGURES,
    Check,
    Comparison,
    Rate,
    Ratio,
    Sum,
    Term,
    Total,
    Unreadable,
    about,
    figures_from_data,
    number_of,
    read_comparison,
    read_sum,
    say_number,
)
from audit.domain.figures_over import Given, rate_over, total_over
from audit.domain.questionnaire import Respondent, questionnaire_from_data
from audit.domain.questionnaire_check import check_questionnaire
from audit.domain.scales import scale_from_data
from tests.support.number_sets import number_set

codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,5}", fullmatch=True)
amounts = st.decimals(-10_000, 10_000, places=2)
sums = st.lists(st.builds(Term, codes, st.booleans()), min_size=1, max_size=5).map(
    lambda terms: Sum((Term(terms[0].code), *terms[1:]))
)


@given(sums, st.sampled_from(Comparison), sums)
def test_what_is_written_is_read_as_it_was_meant(left: Sum, comparison: Comparison, right: Sum) -> None:
    assert read_sum(str(left)) == left
    assert read_comparison(f" {left} {comparison} {right} ") == (left, comparison, right)


@given(sums, st.data())
def test_a_sum_is_what_adding_and_taking_away_gives(found: Sum, data: st.DataObject) -> None:
    numbers = {code: data.draw(amounts) for code in found.codes}
    expected = Decimal(0)
    for term in found.terms:
        expected += -numbers[term.code] if term.minus else numbers[term.code]
    assert found.value(numbers) == expected
    missing = data.draw(st.sampled_from(found.codes))
    assert found.value({code: number for code, number in numbers.items() if code != missing}) is None


@given(st.text(max_size=40))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    for read in (read_sum, read_comparison):
        with suppress(Unreadable):
            read(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "at the beginning"), ("+ 1.1", "at the beginning"), ("1.1 +", "after '+'"), ("1.1 + - 1.2", "after '+'"),
        ("1.1 1.2", "sign between '1.1' and '1.2'"), ("1.1 <= 1.2", "comparison in it"),
        ("1.1 * 2", r"cannot be read from '\* 2'"), ("__import__('os')", "cannot be read"),
        ("1.1 -1.2", "space on each side"),
    ],
)  # fmt: skip
def test_a_sum_that_cannot_be_read_says_where(text: str, why: str) -> None:
    with pytest.raises(
        Unreadable, match=why.replace("(", r"\(") if why.startswith("__") else why.replace("+", r"\+")
    ):
        read_sum(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [("1.1 + 1.2", "compares nothing"), ("1.1 <= 1.2 <= 1.3", "more than two"), ("1.1 <= ", "after '<='")],
)
def test_a_comparison_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_comparison(text)


@pytest.mark.parametrize(
    ("comparison", "fits", "not_fit"),
    [
        (Comparison.AT_MOST, (3, 3), (4, 3)),
        (Comparison.AT_LEAST, (3, 3), (2, 3)),
        (Comparison.EQUAL, (3, 3), (2, 3)),
    ],
)
def test_a_check_names_both_numbers(comparison: Comparison, fits: Any, not_fit: Any) -> None:
    check = Check("C", Sum((Term("a"), Term("b"))), comparison, Sum((Term("c"),)), "They do not fit.")
    say = lambda pair: {"a": Decimal(pair[0] - 1), "b": Decimal(1), "c": Decimal(pair[1])}  # noqa: E731
    assert check.broken_by(say(fits)) == ""
    sentence = check.broken_by(say(not_fit))
    assert sentence == f"They do not fit: a + b is {not_fit[0]}, and c is {not_fit[1]}."
    assert check.broken_by({"a": Decimal(9)}) == ""
    assert check.broken_by({"a": Decimal(9), "b": Decimal(1)}) == ""
    assert about([(check, sentence)], "b") == [sentence]
    assert about([(check, sentence)], "d") == []


def test_numbers_are_numbers_and_nothing_else() -> None:
    assert [number_of(value) for value in (None, "", "x", "NaN", "Infinity", True)] == [None] * 6
    assert number_of("12.50") == Decimal("12.50")
    assert [say_number(Decimal(text)) for text in ("61605", "12.50", "10", "-1200", "0.0", "1E+3")] == [
        "61,605", "12.5", "10", "-1,200", "0", "1,000",
    ]  # fmt: skip


def test_a_ratio_is_rounded_once_and_of_nothing_is_none() -> None:
    assert Ratio(Decimal(57293), Decimal(61605)).words == "57,293 of 61,605 (93.0 %)"
    assert Ratio(Decimal(0), Decimal(0)).words == "0 of 0"
    assert Ratio(Decimal(5), Decimal(4)).percent == Decimal("125.0")


POLICE = Respondent("police")
SET = questionnaire_from_data(number_set())


def test_a_set_without_figures_has_none() -> None:
    assert figures_from_data({}) == NO_FIGURES
    assert not NO_FIGURES.are_added_up
    assert SET.figures.are_added_up
    assert SET.figures.codes == {"1.1", "1.2", "1.3", "1.4"}


def test_a_check_that_must_be_kept_hinders_and_another_only_warns() -> None:
    def judge(**said: str) -> Any:
        answers = {"1." + key[1]: AnswerContent(value=value) for key, value in said.items()}
        return progress_of_return(SET, POLICE, answers, {})

    fine = judge(q1="10", q2="5", q3="6", q4="1")
    assert fine.is_complete
    broken = judge(q1="10", q2="50", q3="6", q4="1")
    assert [p.question.code for p in broken.missing] == ["1.2"]
    assert broken.by_code["1.2"].missing == (
        "More people need training than work here: 1.2 is 50, and 1.1 is 10",
    )
    assert broken.by_code["1.2"].status is Status.INCOMPLETE
    assert broken.by_code["1.3"].status is Status.COMPLETE


def test_what_is_not_asked_or_does_not_apply_is_no_number() -> None:
    answers = {
        "1.1": AnswerContent(value="3"), "1.3": AnswerContent(value="2", not_applicable=True),
        "1.4": AnswerContent(value="1"),
    }  # fmt: skip
    assert numbers_said(SET, {"1.1", "1.2", "1.3"}, answers) == {"1.1": Decimal(3)}


def test_a_figure_counts_whoever_gave_every_number_and_names_the_others() -> None:
    rate = Rate("R", "Trained", read_sum("b"), read_sum("a"))
    total = Total("T", "Not trained", read_sum("a - b"))
    asked = frozenset({"a", "b"})
    given_ = [
        Given(1, asked, {"a": Decimal(90), "b": Decimal(9)}), Given(2, asked, {"a": Decimal(10), "b": Decimal(10)}),
        Given(3, asked, {"a": Decimal(500)}), Given(4, frozenset({"a"}), {"a": Decimal(7)}),
    ]  # fmt: skip
    over = rate_over(rate, given_)
    assert over.value.words == "19 of 100 (19.0 %)"
    assert (over.who.counted, over.who.left_out, over.who.not_asked) == ((1, 2), (3,), (4,))
    assert over.who.share.words == "2 of 3 (66.7 %)"
    assert total_over(total, given_).value == 81
    assert rate_over(rate, []).value.words == "0 of 0"


def test_what_is_wrong_in_figures_is_said_by_its_place() -> None:
    data = number_set()
    scale = scale_from_data(data["scale"])
    data["scale"] = scale.code
    assert check_questionnaire(data, {scale.code: scale}) == []
    data["standards"][0]["questions"].append({"code": "1.5", "kind": "text", "text": "Why?"})
    data["checks"] = [
        {"code": "C1", "that": "1.1 1.2", "says": "x"},
        {"code": "c1", "that": "1.9 <= 1.5", "says": "x"},
    ]
    data["rates"][0]["out_of"] = "1.2 <= 1.1"
    data["totals"] = []
    found = {p.path: p.sentence for p in check_questionnaire(data, {scale.code: scale})}
    assert list(found) == [
        ("checks", 0, "that"),
        ("checks", 1, "code"),
        ("checks", 1, "that"),
        ("rates", 0, "out_of"),
    ]
    sentences = [p.sentence for p in check_questionnaire(data, {scale.code: scale})]
    assert any("names question 1.9, which this set does not have" in each for each in sentences)
    assert any("names question 1.5, which is of kind text" in each for each in sentences)
