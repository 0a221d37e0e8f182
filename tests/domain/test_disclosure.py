"""No difference of two views reveals a reply: tried with every view that the product shows, and with mixtures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.disclosure import FEWEST, TOGETHER, Sheet, Sum, add_up, combined, say_progress

UNGRADED = "n/a"
ROLES = ("front", "boss", "other", TOGETHER)


def sheets(*roles: str, start: int = 0) -> list[Sheet]:
    """Replies whose grade is their own number, so that a count says whose reply it is made of."""
    return [Sheet(role, {"q": f"reply {start + number}"}) for number, role in enumerate(roles)]


def members(sums: Iterable[Sum], code: str = "q") -> Counter[str]:
    """Whose replies a view is made of."""
    return +combined(sums).get(code, Counter())


def test_fewer_than_five_are_not_added_up() -> None:
    assert add_up(sheets("front", "front", "front", "front"), ["q"], UNGRADED) == []
    assert [one.replies for one in add_up(sheets(*["front"] * 5), ["q"], UNGRADED)] == [5]


def test_a_rare_role_is_counted_with_others_and_no_rest_of_one_remains() -> None:
    kept = add_up(sheets(*["front"] * 9, *["boss"] * 5, "other"), ["q"], UNGRADED)
    # One of another kind is no group; the smaller of the two others joins it, so that it is not what is left.
    assert [(one.role, one.replies) for one in kept] == [(TOGETHER, 6), ("front", 9)]
    apart = add_up(sheets(*["front"] * 5, *["boss"] * 5), ["q"], UNGRADED)
    assert [(one.role, one.replies) for one in apart] == [("boss", 5), ("front", 5)]
    all_rare = add_up(sheets("front", "front", "boss", "boss", "other"), ["q"], UNGRADED)
    assert [(one.role, one.replies) for one in all_rare] == [(TOGETHER, 5)]


def test_a_question_that_few_graded_is_in_no_sum() -> None:
    some = [Sheet(chosen={"p": "agree", "q": UNGRADED if number > 3 else "agree"}) for number in range(7)]
    (one,) = add_up(some, ["p", "q", "r"], UNGRADED)
    assert one.counts == {"p": {"agree": 7}}
    (more,) = add_up([*some, Sheet(chosen={"q": "disagree"})], ["p", "q"], UNGRADED)
    assert more.counts["q"] == {"agree": 4, "disagree": 1, UNGRADED: 3}


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        (0, "Fewer than five"),
        (4, "Fewer than five"),
        (5, "At least 5"),
        (9, "At least 5"),
        (1234, "At least 1,230"),
    ],
)
def test_progress_goes_in_steps(replies: int, words: str) -> None:
    assert say_progress(replies) == words


_alike = st.tuples(
    st.sampled_from(ROLES), st.sampled_from(["graded", UNGRADED, "left out"]), st.integers(1, 7)
)
_closing = st.lists(_alike, max_size=4).map(
    lambda few: [(role, kind) for role, kind, times in few for _ in range(times)]
)
_survey = st.lists(st.lists(_closing, min_size=1, max_size=3), min_size=1, max_size=4)
"""Organisations, each with what came before each closing of the survey."""


def shown_views(survey: Sequence[Sequence[Sequence[tuple[str, str]]]]) -> list[Counter[str]]:
    """Whose replies every view is made of: each organisation, role and all, after each closing."""
    number = 0
    released: dict[int, list[Sum]] = {place: [] for place in range(len(survey))}
    waiting: dict[int, list[Sheet]] = {place: [] for place in range(len(survey))}
    views = []
    for closing in range(max(len(place) for place in survey)):
        for place, closings in enumerate(survey):
            for role, kind in closings[closing] if closing < len(closings) else ():
                chosen = (
                    {} if kind == "left out" else {"q": UNGRADED if kind == UNGRADED else f"reply {number}"}
                )
                waiting[place].append(Sheet(role, chosen))
                number += 1
            new = add_up(waiting[place], ["q"], UNGRADED)
            assert all(one.replies >= FEWEST for one in new)
            if new:
                released[place] += new
                waiting[place] = []
        every = [one for found in released.values() for one in found]
        views += [members(found) for found in released.values()]
        views += [members(one for one in every if one.role == role) for role in ROLES]
        views.append(members(every))
    return [Counter({key: n for key, n in view.items() if key != UNGRADED}) for view in views]


@settings(max_examples=150, deadline=None)
@given(_survey)
def test_no_difference_of_two_views_reveals_one(survey: list[list[list[tuple[str, str]]]]) -> None:
    views = shown_views(survey)
    for one in views:
        assert not 0 < one.total() < FEWEST
    for one, other in combinations(views, 2):
        assert not 0 < (one - other).total() < FEWEST
        assert not 0 < (other - one).total() < FEWEST


@settings(max_examples=100, deadline=None)
@given(_survey, st.lists(st.integers(-3, 3), min_size=60, max_size=60))
def test_no_mixture_of_views_reveals_fewer_than_five(
    survey: list[list[list[tuple[str, str]]]], weights: list[int]
) -> None:
    found: Counter[str] = Counter()
    for view, weight in zip(shown_views(survey), weights, strict=False):
        for key, number in view.items():
            found[key] += weight * number
    left = [key for key, number in found.items() if number]
    assert not 0 < len(left) < FEWEST
