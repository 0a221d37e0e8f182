"""Counting where moderators move grades."""

from audit.domain.calibration import MovedCounts, most_moved
from audit.domain.scales import scale_from_data
from tests.support.world import RAG

SCALE = scale_from_data(RAG)


def counted(*rows: tuple[tuple[str | None, bool], tuple[str | None, bool], str, int]) -> MovedCounts:
    found = MovedCounts()
    for row in rows:
        found.add(SCALE, *row)
    return found


def test_moved_up_down_and_kept_add_up() -> None:
    counts = counted(
        (("green", False), ("green", False), "same", 4),
        (("green", False), ("amber", False), "accepted", 2),
        (("green", False), ("red", False), "settled", 1),
        (("amber", False), ("green", False), "", 3),
        (("amber", False), (None, True), "gave-way", 1),
        ((None, False), ("red", False), "same", 1),
        ((None, True), (None, True), "same", 2),
        (("green", False), (None, False), "", 9),
    )
    assert counts.judged == 14
    assert counts.up.words == "3 of 14 (21.4 %)"
    assert counts.down.words == "3 of 14 (21.4 %)"
    assert counts.moved.words == "8 of 14 (57.1 %)"
    assert counts.kept.words == "6 of 14 (42.9 %)"
    assert counts.step_words == "2 down by 1, 1 down by 2, 3 up by 1, 2 to or from no grade"
    assert dict(counts.how) == {"accepted": 2, "settled": 1, "": 4, "gave-way": 1}


def test_most_moved_first_and_nothing_judged_last() -> None:
    one = counted((("green", False), ("red", False), "", 1))
    half = counted((("green", False), ("red", False), "", 1), (("red", False), ("red", False), "same", 1))
    none = MovedCounts()
    assert sorted([none, half, one], key=most_moved) == [one, half, none]
    assert none.step_words == ""
