"""How far apart partners are: lowest, highest and the one in the middle, never a mean."""

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.levels import spread_of, widest_first
from audit.domain.moderation import nothing_to_moderate
from audit.domain.questionnaire import questionnaire_from_data
from audit.domain.scales import scale_from_data
from tests.support.number_sets import matrix_set, number_set
from tests.support.question_sets import RAG
from tests.support.world import question_set

SCALE = scale_from_data(RAG)
KEYS = [grade.key for grade in SCALE.grades]


def test_the_spread_names_who_said_what() -> None:
    said = [
        ("A", "green", False),
        ("B", "red", False),
        ("C", "purple", False),
        ("D", None, True),
        ("E", "red", False),
    ]
    spread = spread_of(SCALE, said)
    assert spread.named == {"green": ("A",), "red": ("B", "E")}
    assert (spread.not_applicable, spread.not_answered) == (("D",), ("C",))
    assert [grade.key for grade in (spread.lowest, spread.median, spread.highest) if grade] == [
        "red",
        "red",
        "green",
    ]
    assert spread.width == 2
    assert (spread.distribution.of, spread.distribution.not_answered, spread.distribution.not_applicable) == (
        3,
        1,
        1,
    )


def test_nothing_said_has_no_spread() -> None:
    spread = spread_of(SCALE, [])
    assert (spread.lowest, spread.median, spread.highest, spread.width) == (None, None, None, 0)


@given(st.lists(st.sampled_from(KEYS), min_size=1))
def test_the_middle_lies_between_and_is_the_lower_of_two(keys: list[str]) -> None:
    spread = spread_of(SCALE, [(str(place), key, False) for place, key in enumerate(keys)])
    places = sorted(KEYS.index(key) for key in keys)
    assert spread.median is not None
    assert KEYS.index(spread.median.key) == places[(len(places) - 1) // 2]
    assert spread.width == places[-1] - places[0]


def test_the_widest_spread_comes_first() -> None:
    wide = spread_of(SCALE, [("A", "red", False), ("B", "green", False)])
    narrow = spread_of(SCALE, [("A", "red", False), ("B", "red", False), ("C", "red", False)])
    one = spread_of(SCALE, [("A", "red", False)])
    assert sorted([one, narrow, wide], key=widest_first) == [wide, narrow, one]


def test_what_is_not_moderated() -> None:
    assert "no graded question" in nothing_to_moderate(questionnaire_from_data(number_set()))
    assert "spread of levels" in nothing_to_moderate(questionnaire_from_data(matrix_set()))
    assert nothing_to_moderate(questionnaire_from_data(question_set())) == ""
