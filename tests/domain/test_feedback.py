"""Feedback: figures that never lead back to a person."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.feedback import (
    FEWEST,
    OTHER_SECTORS,
    FeedbackGiven,
    comments_on,
    count_grades,
    enough,
    sectors_to_show,
)


def from_sectors(**counts: int) -> list[FeedbackGiven]:
    return [
        FeedbackGiven(sector, {"1": "five"}, {}) for sector, count in counts.items() for _ in range(count)
    ]


def test_results_need_enough_people() -> None:
    assert not enough(from_sectors(Health=FEWEST - 1))
    assert enough(from_sectors(Health=FEWEST))


def test_small_sectors_are_shown_together() -> None:
    given = from_sectors(Health=5, Police=2, Faith=1)
    assert sectors_to_show(given) == {"Health": "Health", "Police": OTHER_SECTORS, "Faith": OTHER_SECTORS}


def test_a_lone_small_sector_takes_the_smallest_of_the_others_along() -> None:
    given = from_sectors(Health=5, Councils=4, Faith=1)
    shown = sectors_to_show(given)
    assert shown == {"Health": "Health", "Councils": OTHER_SECTORS, "Faith": OTHER_SECTORS}
    assert set(sectors_to_show(from_sectors(Health=5, Faith=1)).values()) == {OTHER_SECTORS}


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=FEWEST, max_size=40))
def test_no_group_that_is_shown_or_left_over_is_too_small(sectors: list[str]) -> None:
    people = [FeedbackGiven(sector, {}, {}) for sector in sectors]
    shown = sectors_to_show(people)
    assert all(count >= FEWEST for count in Counter(shown[each.sector] for each in people).values())


def test_counts_and_comments() -> None:
    given = [
        FeedbackGiven("Health", {"1": "five"}, {"2": "Too long."}),
        FeedbackGiven("Health", {"1": "four"}, {"2": "Clear."}, "The Trust"),
        FeedbackGiven("Police", {}, {"2": ""}),
    ]
    assert count_grades(given, "1") == Counter(five=1, four=1)
    assert comments_on(given, "2") == [("Clear.", "The Trust"), ("Too long.", "")], "by the alphabet"
