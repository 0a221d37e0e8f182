"""Sharing pieces of work among people evenly, where some people may not have some pieces.

Nobody has an upper limit, so every piece that anybody may have is given away; what is sought is even loads first,
then a good fit. A first sharing by greed is mended along chains of hand-overs, then by exchanges.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_DEEPEST = 3
"""How many others may have to change hands so that one piece finds a taker."""


@dataclass(frozen=True)
class Piece:
    """A piece of work: whose it is, and what it costs with each person who may have it (by place in the list)."""

    owner: int
    costs: Mapping[int, int]


def share_out(
    pieces: Sequence[Piece],
    people: Sequence[tuple[int, frozenset[int]]],
    *,
    already: Collection[tuple[int, int]] | None,
) -> list[int | None]:
    """For each piece the place of the person who has it; None where nobody may.

    ``people`` are loads that stand already with the homes of each. ``already`` are pairs (home, owner) that stand
    and may not be answered by their reverse; None allows such mutual pairs. Earlier pieces and people come first
    among equals, so the outcome depends on the order given and on nothing else.
    """
    table = _Table(pieces, people, already)
    # Those with fewest takers choose first.
    for at in sorted(range(len(pieces)), key=lambda at: (len(pieces[at].costs), at)):
        table.place(at)
    # Loads only grow more even, and at the same loads the fit only better: this ends.
    while table.even_out() | table.exchange():
        pass
    return table.holder


class _Table:
    def __init__(
        self,
        pieces: Sequence[Piece],
        people: Sequence[tuple[int, frozenset[int]]],
        already: Collection[tuple[int, int]] | None,
    ) -> None:
        self.pieces = pieces
        self.homes = [sorted(homes) for _, homes in people]
        self.load = [load for load, _ in people]
        self.holder: list[int | None] = [None] * len(pieces)
        self.held: list[list[int]] = [[] for _ in people]
        self.pairs: Counter[tuple[int, int]] | None = None if already is None else Counter(already)

    # One piece changes hands.

    def give(self, at: int, to: int | None) -> None:
        was = self.holder[at]
        owner = self.pieces[at].owner
        if was is not None:
            self.load[was] -= 1
            self.held[was].remove(at)
            if self.pairs is not None:
                self.pairs.subtract((home, owner) for home in self.homes[was])
        self.holder[at] = to
        if to is not None:
            self.load[to] += 1
            self.held[to].append(at)
            if self.pairs is not None:
                self.pairs.update((home, owner) for home in self.homes[to])

    def is_mutual(self, at: int, to: int) -> bool:
        """Whether somebody of the piece's owner has something of this person's homes."""
        pairs, owner = self.pairs, self.pieces[at].owner
        return pairs is not None and any(pairs[(owner, home)] > 0 for home in self.homes[to])

    def may(self, at: int, to: int) -> bool:
        return to in self.pieces[at].costs and not self.is_mutual(at, to)

    # The first sharing.

    def place(self, at: int, depth: int = _DEEPEST) -> bool:
        """Give a piece to the least laden who may have it, moving others out of the way if nobody may."""
        costs = self.pieces[at].costs
        free = [to for to in costs if not self.is_mutual(at, to)]
        if free:
            self.give(at, min(free, key=lambda to: (self.load[to], costs[to], to)))
            return True
        if depth == 0:
            return False
        return any(self._make_way(at, to, depth) for to in sorted(costs, key=lambda to: (costs[to], to)))

    def _make_way(self, at: int, to: int, depth: int) -> bool:
        """Find others for what stands against this person having this piece; undo it all if one stays."""
        owner, homes = self.pieces[at].owner, set(self.homes[to])
        against = [
            other
            for other, holder in enumerate(self.holder)
            if holder is not None and self.pieces[other].owner in homes and owner in self.homes[holder]
        ]
        before = list(self.holder)
        for other in against:
            self.give(other, None)
        if not self.is_mutual(at, to):  # else a pair that stood before is in the way
            self.give(at, to)
            if all(self.place(other, depth - 1) for other in against):
                return True
        for other, holder in enumerate(before):
            if self.holder[other] != holder:
                self.give(other, None)
        for other, holder in enumerate(before):
            if self.holder[other] != holder:
                self.give(other, holder)
        return False

    # Even loads, along chains of hand-overs.

    def even_out(self) -> bool:
        """Hand over until no chain leads from somebody to anybody with two fewer."""
        changed = True
        better = False
        while changed:
            changed = False
            lowest = min(self.load, default=0)
            for start in sorted(range(len(self.load)), key=lambda place: (-self.load[place], place)):
                if self.load[start] < lowest + 2:
                    break
                if self._hand_over(start):
                    changed = better = True
                    break
        return better

    def _hand_over(self, start: int) -> bool:
        """Find a chain from this person to one with at least two fewer, and move one piece along each link."""
        came: dict[int, tuple[int, int]] = {}
        seen, queue = {start}, [start]
        for giver in queue:
            for at in list(self.held[giver]):
                costs = self.pieces[at].costs
                for taker in sorted(costs.keys() - seen, key=lambda to: (costs[to], self.load[to], to)):
                    if self.is_mutual(at, taker):
                        continue
                    seen.add(taker)
                    came[taker] = (giver, at)
                    queue.append(taker)
                    if self.load[taker] <= self.load[start] - 2 and self._follow(start, taker, came):
                        return True
        return False

    def _follow(self, start: int, end: int, came: Mapping[int, tuple[int, int]]) -> bool:
        """Move along a chain, from its end back; undo it when one link makes a mutual pair with another."""
        done: list[tuple[int, int]] = []
        taker = end
        while taker != start:
            giver, at = came[taker]
            self.give(at, None)
            if self.is_mutual(at, taker):
                self.give(at, giver)
                for moved, back in reversed(done):
                    self.give(moved, back)
                return False
            self.give(at, taker)
            done.append((at, giver))
            taker = giver
        return True

    # A better fit at the same loads.

    def exchange(self) -> bool:
        """Move or exchange pieces while that fits better and no load grows more uneven."""
        better = False
        for at, piece in enumerate(self.pieces):
            here = self.holder[at]
            if here is None or piece.costs[here] == min(piece.costs.values()):
                continue
            fitter = [to for to in piece.costs if piece.costs[to] < piece.costs[here]]
            for to in sorted(fitter, key=lambda to: (piece.costs[to], to)):
                if self._move(at, here, to) or self._swap(at, here, to):
                    better = True
                    break
        return better

    def _move(self, at: int, here: int, to: int) -> bool:
        if self.load[to] >= self.load[here]:
            return False
        self.give(at, None)
        fits = self.may(at, to)
        self.give(at, to if fits else here)
        return fits

    def _swap(self, at: int, here: int, to: int) -> bool:
        mine = self.pieces[at].costs
        for other in list(self.held[to]):
            theirs = self.pieces[other].costs
            if here not in theirs or mine[to] + theirs[here] >= mine[here] + theirs[to]:
                continue
            self.give(at, None)
            self.give(other, None)
            if self.may(at, to):
                self.give(at, to)
                if self.may(other, here):
                    self.give(other, here)
                    return True
                self.give(at, None)
            self.give(at, here)
            self.give(other, to)
        return False
