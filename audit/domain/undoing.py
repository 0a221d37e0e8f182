"""Taking one change back, or doing it again, without touching what changed elsewhere since.

A row is read as a mapping. Its groups (the content of a question, the settings of a set) are compared key by key, so
that a later change of the hint does not stand in the way of taking back an earlier change of the text.
"""

from collections.abc import Mapping
from typing import Any

GROUPS = ("content", "settings", "scale")
"""The fields of a row that are mappings of their own."""

_ABSENT = object()
_AWAY: Mapping[str, Any] = {"retired": True}
_THERE: Mapping[str, Any] = {"retired": False}


def shifted(
    now: Mapping[str, Any], source: Mapping[str, Any] | None, target: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """``now`` with every difference between ``source`` and ``target`` made, as the fields to be written.

    None when something that differs is no longer as ``source`` has it. A row that is absent on one side is one that
    was added or taken out: it is put aside, never deleted.
    """
    if source is None or target is None:
        source, target = (_AWAY if source is None else _THERE), (_AWAY if target is None else _THERE)
    written: dict[str, Any] = {}
    for name in source.keys() | target.keys():
        if name in GROUPS:
            group = _group(now.get(name) or {}, source.get(name) or {}, target.get(name) or {})
            if group is None:
                return None
            if group != now.get(name):
                written[name] = group
        elif source.get(name) != target.get(name):
            if now.get(name) != source.get(name):
                return None
            written[name] = target.get(name)
    return written


def _group(
    now: Mapping[str, Any], source: Mapping[str, Any], target: Mapping[str, Any]
) -> dict[str, Any] | None:
    written = dict(now)
    for key in [*target, *(key for key in source if key not in target)]:
        start, end = source.get(key, _ABSENT), target.get(key, _ABSENT)
        if start == end:
            continue
        if now.get(key, _ABSENT) != start:
            return None
        if end is _ABSENT:
            del written[key]
        else:
            written[key] = end
    return written
