"""Counts, and the percentages that never go without them."""

from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.rollup import (
    BLANK_LETTERS,
    BLANK_WORDS,
    Blank,
    Cell,
    Distribution,
    ResponseRate,
    Share,
    blank_cell,
    blank_return,
    cell_of,
    combine,
    worst_first,
)
from audit.domain.scales import Grade, NotApplicable, Order, Scale
from audit.domain.workflows import ReturnState, RoundState


def grade(key: str, points: int, meets_minimum: bool, priority: bool = False) -> Grade:
    return Grade(
        key, key.title(), key[0].upper(), f"About {key}.", key, Decimal(points), meets_minimum, priority
    )


FIVE = Scale(
    code="five",
    title="Five grades",
    about="",
    grades=(
        grade("grey", 0, False, priority=True),
        grade("red", 1, False, priority=True),
        grade("blue", 2, True),
        grade("amber", 3, True),
        grade("green", 4, True),
    ),
)
BEST_FIRST = Scale(
    "best", "Best first", "", FIVE.grades, Order.BEST_FIRST, NotApplicable(letter="0", label="None")
)
STAFFORDSHIRE = Distribution(FIVE, {"grey": 91, "red": 15, "blue": 102, "amber": 263, "green": 654})

COUNTS = st.dictionaries(st.sampled_from([g.key for g in FIVE.grades]), st.integers(0, 5000))
DISTRIBUTIONS = st.builds(Distribution, st.just(FIVE), COUNTS, st.integers(0, 500), st.integers(0, 500))


def same(one: Distribution, other: Distribution) -> bool:
    return (
        all(one.count(g.key) == other.count(g.key) for g in FIVE.grades)
        and (one.not_answered, one.not_applicable) == (other.not_answered, other.not_applicable)
        and one.of == other.of
    )


# --- shares


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(25, 28), "25 of 28 (89.3 %)"),
        (Share(15, 1125), "15 of 1,125 (1.3 %)"),
        (Share(91, 1125), "91 of 1,125 (8.1 %)"),
        (Share(28, 28), "28 of 28 (100.0 %)"),
        (Share(0, 28), "0 of 28 (0.0 %)"),
        (Share(1, 800), "1 of 800 (0.1 %)"),  # 0.125
        (Share(1, 2000), "1 of 2,000 (0.1 %)"),  # 0.05 goes up
        (Share(0, 0), "0 of 0"),
    ],
)
def test_a_share_in_words(share: Share, words: str) -> None:
    assert share.words == words


@pytest.mark.parametrize("numbers", [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_what_is_no_share_is_refused(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a share"):
        Share(*numbers)


@given(st.integers(1, 10**9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_percentages_lie_between_0_and_100_and_round_half_up(numbers: tuple[int, int]) -> None:
    percent = Share(*numbers).percent
    assert percent is not None
    assert 0 <= percent <= 100
    exact = Decimal(100 * numbers[0]) / Decimal(numbers[1])
    assert percent == exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert percent.as_tuple().exponent == -1


def test_a_share_of_nothing_has_no_percentage() -> None:
    assert Share(0, 0).percent is None


def test_response_rate() -> None:
    rate = ResponseRate(asked=28, returned=25)
    assert (rate.words, rate.outstanding, rate.share) == ("25 of 28 (89.3 %)", 3, Share(25, 28))


# --- distributions


def test_the_shares_of_staffordshire() -> None:
    assert STAFFORDSHIRE.of == 1125
    assert [(row.grade.key, row.count, row.share.words) for row in STAFFORDSHIRE.shares()][:2] == [
        ("grey", 91, "91 of 1,125 (8.1 %)"),
        ("red", 15, "15 of 1,125 (1.3 %)"),
    ]
    assert STAFFORDSHIRE.meets_minimum == Share(1019, 1125)
    assert STAFFORDSHIRE.below_minimum == Share(106, 1125)
    assert STAFFORDSHIRE.priorities == 106


def test_shares_stand_in_the_order_in_which_the_scale_is_shown() -> None:
    shown = [row.grade.key for row in Distribution(BEST_FIRST, {"green": 1}).shares()]
    assert shown == ["green", "amber", "blue", "red", "grey"]


def test_unanswered_and_not_applicable_are_in_no_denominator() -> None:
    some = Distribution(FIVE, {"green": 3, "red": 1}, not_answered=5, not_applicable=2)
    assert (some.of, some.asked) == (4, 11)
    assert some.share(["green"]) == Share(3, 4)
    assert some.share(["green", "green", "blue"]) == Share(3, 4)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="no grade mauve"):
        Distribution(FIVE, {"mauve": 1})
    for bad in (
        {"counts": {"red": -1}},
        {"counts": {}, "not_answered": -1},
        {"counts": {}, "not_applicable": -1},
    ):
        with pytest.raises(ValueError, match="0 or more"):
            Distribution(FIVE, **bad)


@given(DISTRIBUTIONS)
def test_the_parts_make_the_whole(distribution: Distribution) -> None:
    rows = distribution.shares()
    assert sum(row.count for row in rows) == distribution.of
    assert {row.share.denominator for row in rows} == {distribution.of}
    assert distribution.below_minimum.numerator + distribution.meets_minimum.numerator == distribution.of
    assert distribution.priorities <= distribution.below_minimum.numerator
    assert distribution.of + distribution.not_answered + distribution.not_applicable == distribution.asked


@given(DISTRIBUTIONS, DISTRIBUTIONS, DISTRIBUTIONS)
def test_adding_up_depends_on_no_order_and_no_grouping(
    a: Distribution, b: Distribution, c: Distribution
) -> None:
    whole = combine(FIVE, [a, b, c])
    assert same(whole, combine(FIVE, [c, a, b]))
    assert same(whole, combine(FIVE, [combine(FIVE, [a, b]), c]))
    assert same(whole, combine(FIVE, [a, combine(FIVE, [b, c])]))
    assert same(combine(FIVE, [a, combine(FIVE, [])]), a)
    assert whole.of == a.of + b.of + c.of


@given(st.lists(DISTRIBUTIONS, max_size=8))
def test_adding_one_by_one_is_adding_all_at_once(parts: list[Distribution]) -> None:
    one_by_one = reduce(lambda so_far, part: combine(FIVE, [so_far, part]), parts, combine(FIVE, []))
    assert same(one_by_one, combine(FIVE, parts))


def test_two_scales_are_never_added_up() -> None:
    with pytest.raises(ValueError, match="Answers on best cannot be added to answers on five"):
        combine(FIVE, [Distribution(BEST_FIRST, {"green": 1})])
    # The same scale read twice is the same scale.
    again = Scale("five", "Five grades", "", FIVE.grades)
    assert combine(FIVE, [Distribution(again, {"green": 1})]).of == 1


# --- blanks


def test_every_blank_has_a_word_and_a_sign_of_its_own() -> None:
    assert set(BLANK_WORDS) == set(BLANK_LETTERS) == set(Blank)
    assert len(set(BLANK_WORDS.values())) == len(set(BLANK_LETTERS.values())) == len(Blank)


@pytest.mark.parametrize(
    ("state", "round_state", "blank"),
    [
        (ReturnState.SUBMITTED, RoundState.OPEN, None),
        (ReturnState.SUBMITTED, RoundState.CLOSED, None),
        (ReturnState.NOT_STARTED, RoundState.OPEN, Blank.NOT_STARTED),
        (ReturnState.NOT_STARTED, RoundState.DRAFT, Blank.NOT_STARTED),
        (ReturnState.IN_PROGRESS, RoundState.OPEN, None),
        (ReturnState.AWAITING_SIGN_OFF, RoundState.OPEN, None),
        (ReturnState.NOT_STARTED, RoundState.CLOSED, Blank.NO_RESPONSE),
        (ReturnState.IN_PROGRESS, RoundState.CLOSED, Blank.NO_RESPONSE),
        (ReturnState.AWAITING_SIGN_OFF, RoundState.CLOSED, Blank.NO_RESPONSE),
    ],
)
def test_a_return_that_is_not_there(state: ReturnState, round_state: RoundState, blank: Blank | None) -> None:
    assert blank_return(state, round_state) is blank


# --- cells


@pytest.mark.parametrize(
    ("distribution", "cell"),
    [
        (Distribution(FIVE, {"green": 3, "amber": 2}), Cell("G", "Green: 3 of 5", FIVE.grade("green"))),
        # Of two given equally often, the worse.
        (Distribution(FIVE, {"green": 2, "amber": 2}), Cell("A", "Amber: 2 of 4", FIVE.grade("amber"))),
        (
            Distribution(FIVE, {"green": 4, "red": 1, "grey": 2}),
            Cell("G", "Green: 4 of 7, with 2 Grey, 1 Red", FIVE.grade("green"), hidden_priorities=3),
        ),
        # A priority grade that is itself shown hides nothing.
        (Distribution(FIVE, {"red": 3, "green": 2}), Cell("R", "Red: 3 of 5", FIVE.grade("red"))),
        (Distribution(FIVE, {}, not_answered=1, not_applicable=4), Cell("–", "Not answered")),
        (Distribution(FIVE, {}, not_applicable=4), Cell("N/A", "Not applicable")),
        (Distribution(BEST_FIRST, {}, not_applicable=4), Cell("0", "None")),
        (Distribution(FIVE, {}), Cell("", "Not asked")),
    ],
)
def test_a_cell_of_the_heat_map(distribution: Distribution, cell: Cell) -> None:
    assert cell_of(distribution) == cell


def test_a_cell_for_a_return_that_is_not_there() -> None:
    assert blank_cell(FIVE, Blank.NO_RESPONSE) == Cell("NR", "No response")
    assert blank_cell(FIVE, Blank.NOT_STARTED) == Cell("NS", "Not started")


@given(DISTRIBUTIONS)
def test_a_cell_hides_no_priority_silently(distribution: Distribution) -> None:
    cell = cell_of(distribution)
    assert (cell.grade is None) == (distribution.of == 0)
    if cell.grade is not None:
        assert distribution.count(cell.grade.key) == max(distribution.count(g.key) for g in FIVE.grades)
        assert cell.hidden_priorities or cell.grade.priority or not distribution.priorities


def test_worst_first() -> None:
    organisations = {
        "All green": Distribution(FIVE, {"green": 5}),
        "Nothing yet": Distribution(FIVE, {}, not_answered=5),
        "Mostly red": Distribution(FIVE, {"red": 3, "green": 2}),
        "zebra": Distribution(FIVE, {"red": 1, "green": 4}),
        "Aardvark": Distribution(FIVE, {"red": 1, "green": 4}),
        "More of the same": Distribution(FIVE, {"red": 2, "green": 8}),
    }
    order = sorted(organisations, key=lambda name: worst_first(organisations[name], name))
    assert order == ["Mostly red", "More of the same", "Aardvark", "zebra", "All green", "Nothing yet"]
