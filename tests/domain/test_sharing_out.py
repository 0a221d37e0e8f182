"""Sharing out: chains of hand-overs, exchanges, and what mutual pairs forbid, on small cases drawn by hand."""

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.sharing_out import Piece, share_out

A, B, C, D = 0, 1, 2, 3
NOBODY_AT_HOME: frozenset[int] = frozenset()


def share(*pieces: dict[int, int], people: int = 3, loads: tuple[int, ...] = ()) -> list[int | None]:
    """Share pieces (person → cost), each of an owner of its own, among people without homes."""
    who = [(loads[at] if loads else 0, NOBODY_AT_HOME) for at in range(people)]
    return share_out([Piece(1000 + at, costs) for at, costs in enumerate(pieces)], who, already=None)


def test_a_piece_is_handed_on_to_even_the_loads() -> None:
    ab, ac = {A: 0, B: 0}, {A: 0, C: 0}
    shared = share(ab, ab, ac, ac, ac, ac)
    assert sorted(Counter(shared).values()) == [2, 2, 2]


def test_a_piece_is_handed_on_along_a_chain() -> None:
    ab, ac, bd = {A: 0, B: 0}, {A: 0, C: 0}, {B: 0, D: 0}
    shared = share(bd, bd, ab, ab, ac, ac, ac, ac, people=4)
    assert sorted(Counter(shared).values()) == [2, 2, 2, 2]


def test_a_better_fit_is_found_by_an_exchange() -> None:
    # The first takes the only fitting person of the second; an exchange mends it.
    shared = share({A: 1, B: 2}, {A: 0, B: 2}, people=2)
    assert (
        sum(cost[to] for cost, to in zip(({A: 1, B: 2}, {A: 0, B: 2}), shared, strict=True) if to is not None)
        == 2
    )


def test_a_better_fit_is_found_by_a_move() -> None:
    # Even loads are kept: B ends with fewer, and the piece that fits B better goes there.
    shared = share({A: 0}, {A: 1, B: 0, C: 1}, {A: 0, B: 1, C: 2}, people=3)
    assert shared[1] == B
    assert share({A: 1, B: 0}, people=2, loads=(0, 1)) == [A]


def test_the_costs_are_as_low_as_even_loads_let_them_be() -> None:
    worst = {A: 0, B: 2}
    assert Counter(share(worst, worst, worst, worst, people=2)) == {A: 2, B: 2}


def test_nobody_at_all() -> None:
    assert share({}, {}, people=0) == [None, None]
    assert share() == []


def homes(*owners: int) -> tuple[int, frozenset[int]]:
    return 0, frozenset(owners)


def test_a_pair_that_stands_cannot_be_moved_out_of_the_way() -> None:
    pieces = [Piece(1, {A: 0})]
    assert share_out(pieces, [homes(2)], already=[(1, 2)]) == [None]
    assert share_out(pieces, [homes(2)], already=[]) == [A]


def test_what_could_not_be_placed_elsewhere_goes_back() -> None:
    # 1 and 2 have one moderator each and nobody else: one of the two stays without.
    pieces = [Piece(1, {B: 0}), Piece(2, {A: 0})]
    assert share_out(pieces, [homes(1), homes(2)], already=[]) == [B, None]


def test_a_chain_that_would_make_a_mutual_pair_is_not_followed() -> None:
    for seen in product(range(3), repeat=4):
        pieces = [
            Piece(1, {B: 0, C: seen[0]}), Piece(2, {A: 0, C: seen[1]}), Piece(3, {A: seen[2], B: 0}),
            Piece(4, {A: 0, B: seen[3]}), Piece(5, {A: 0}), Piece(6, {A: 0, B: 0}),
        ]  # fmt: skip
        shared = share_out(pieces, [homes(1), homes(2), homes(3)], already=[])
        pairs = {(to + 1, piece.owner) for piece, to in zip(pieces, shared, strict=True) if to is not None}
        assert not {(one, other) for one, other in pairs if (other, one) in pairs}


def shared_at_home(*work: tuple[int, dict[int, int]], people: int) -> list[int | None]:
    """Share pieces (owner, costs) among people who each belong to the owner of their own number."""
    pieces = [Piece(owner, costs) for owner, costs in work]
    return share_out(pieces, [homes(at) for at in range(people)], already=[])


def test_one_makes_way_so_that_all_are_placed() -> None:
    # A is owed to B or C; B has C's, so that C cannot have B's: A takes it over.
    shared = shared_at_home(
        (1, {A: 2, C: 1}), (2, {A: 0, B: 0}), (0, {B: 1, C: 2}), (2, {B: 2}), people=3
    )  # fmt: skip
    assert None not in shared


def test_a_chain_is_given_up_when_its_own_links_would_make_a_mutual_pair() -> None:
    shared = shared_at_home(
        (0, {B: 1, D: 1, 4: 2}), (4, {B: 2}), (3, {A: 2, C: 1}), (2, {D: 0, 4: 0}), (1, {D: 0}), (1, {C: 2, D: 1}),
        (2, {D: 1, 4: 1}), people=5,
    )  # fmt: skip
    assert None not in shared


cases = st.lists(
    st.dictionaries(st.integers(0, 3), st.integers(0, 2), min_size=1, max_size=4), min_size=1, max_size=6
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(cases)
def test_loads_are_as_even_as_they_can_be(pieces: list[dict[int, int]]) -> None:
    shared = share(*pieces, people=4)
    assert all(to in piece for piece, to in zip(pieces, shared, strict=True))

    def unevenness(held: tuple[int | None, ...]) -> int:
        return sum(number * number for number in Counter(held).values())

    assert unevenness(tuple(shared)) == min(unevenness(every) for every in product(*pieces))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.integers(0, 2), max_size=5)),
        max_size=9,
    ),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=3),
)
def test_mutual_pairs_never_arise(
    work: list[tuple[int, dict[int, int]]], already: list[tuple[int, int]]
) -> None:
    pieces = [Piece(owner, {to: cost for to, cost in costs.items() if to != owner}) for owner, costs in work]
    shared = share_out(pieces, [homes(at) for at in range(5)], already=already)
    made = {(to, piece.owner) for piece, to in zip(pieces, shared, strict=True) if to is not None}
    assert not {(one, other) for one, other in made if (other, one) in made | set(already)}
