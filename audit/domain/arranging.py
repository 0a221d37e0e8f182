"""The order of standards and questions: numbers that rise, of which a move changes as few as it can."""

from collections.abc import Mapping, Sequence


def arranged(order: Sequence[int], positions: Mapping[int, int]) -> dict[int, int]:
    """New positions, by id, for those that need another one so that ``order`` holds.

    The numbers that these ids have already are dealt out anew, so that nothing else has to move; where two have the
    same number, the later one gets the next.
    """
    changed: dict[int, int] = {}
    last = None
    for id, number in zip(order, sorted(positions[id] for id in order), strict=True):
        last = number if last is None or number > last else last + 1
        if positions[id] != last:
            changed[id] = last
    return changed


def moved(order: Sequence[int], id: int, by: int) -> list[int]:
    """The order with one id moved so many places down (up if negative), as far as the list goes."""
    ids = list(order)
    place = ids.index(id)
    ids.pop(place)
    ids.insert(max(0, place + by), id)
    return ids


def put_before(order: Sequence[int], id: int, before: int | None) -> list[int]:
    """The order with one id, which may be new to it, before another; at the end when that is not there."""
    ids = [other for other in order if other != id]
    place = ids.index(before) if before in ids else len(ids)
    return [*ids[:place], id, *ids[place:]]
