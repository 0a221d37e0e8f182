"""Moves keep every id, rise strictly, and change no number that need not change."""

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.arranging import arranged, moved, put_before


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_new_numbers_give_the_new_order(numbers: list[int], chance: object) -> None:
    positions = dict(enumerate(numbers))
    order = list(positions)
    chance.shuffle(order)  # type: ignore[attr-defined]
    after = {**positions, **arranged(order, positions)}
    assert sorted(order, key=lambda id: after[id]) == order
    assert len(set(after.values())) == len(order)


def test_what_stays_keeps_its_number() -> None:
    assert arranged([1, 3, 2, 4], {1: 10, 2: 20, 3: 30, 4: 40}) == {3: 20, 2: 30}
    assert arranged([1, 2], {1: 5, 2: 6}) == {}
    assert arranged([1, 2], {1: 5, 2: 5}) == {2: 6}


def test_moves_end_at_the_ends_of_the_list() -> None:
    assert moved([1, 2, 3], 2, -1) == [2, 1, 3]
    assert moved([1, 2, 3], 1, -1) == [1, 2, 3]
    assert moved([1, 2, 3], 3, 1) == [1, 2, 3]
    assert put_before([1, 2, 3], 3, 1) == [3, 1, 2]
    assert put_before([1, 2], 9, None) == [1, 2, 9]
    assert put_before([1, 2], 9, 7) == [1, 2, 9]
