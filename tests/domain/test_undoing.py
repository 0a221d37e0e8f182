"""A change is taken back and done again, and what changed elsewhere since stays."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.undoing import shifted

VALUES = st.tuples(*(st.integers(0, 2) for _key in "abc"), st.integers(0, 2))


def row(values: tuple[int, ...]) -> dict[str, Any]:
    """A row whose content has the keys a, b and c, each left out where its value is 0."""
    *content, position = values
    return {"content": {k: v for k, v in zip("abc", content, strict=True) if v}, "position": position}


ROWS = VALUES.map(row)


@given(ROWS, ROWS)
def test_a_change_taken_back_and_done_again_is_as_it_was(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    back = shifted(after, after, before)
    assert back is not None
    there = {**after, **back}
    assert there == before
    again = shifted(there, before, after)
    assert again is not None
    assert {**there, **again} == after


@given(ROWS, ROWS, ROWS)
def test_only_what_the_change_changed_is_touched(
    now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> None:
    written = shifted(now, after, before)
    same = [key for key in "abc" if before["content"].get(key) == after["content"].get(key)]
    clash = any(
        key not in same and now["content"].get(key) != after["content"].get(key) for key in "abc"
    ) or (before["position"] != after["position"] != now["position"])
    assert (written is None) == clash
    if written is not None:
        then = {**now, **written}["content"]
        assert {key: then.get(key) for key in same} == {key: now["content"].get(key) for key in same}


def test_a_row_that_was_added_is_put_aside_and_comes_back() -> None:
    added = {"content": {"text": "New"}, "position": 3, "retired": False}
    changed = {**added, "content": {"text": "Newer"}}
    assert shifted(changed, added, None) == {"retired": True}
    assert shifted({**changed, "retired": True}, None, added) == {"retired": False}
    assert shifted({**changed, "retired": True}, added, None) is None
    assert shifted({"settings": {}}, {"settings": {}}, {"settings": {}, "scale": {}}) == {"scale": {}}
