"""What a workbook would change, told as people read it: added, changed with the words that differ, moved, removed."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audit.domain.carrying import Differences, word_differences
from audit.rooms.drafts.exports.fields import (
    HEADER_FIELDS,
    SETTING_FIELDS,
    STANDARD_FIELDS,
    Field,
    question_fields,
    value_at,
    words_for,
)
from audit.rooms.drafts.exports.words import Words
from audit.rooms.drafts.operations.reading import SetRead
from audit.rooms.drafts.operations.reading_rows import Line


class ChangeKind(StrEnum):
    """What happens to a part of a set."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True)
class FieldChange:
    """One cell that says something else than before."""

    heading: str
    before: str
    after: str

    @property
    def words(self) -> Differences:
        """Which words differ."""
        return word_differences(self.before, self.after)


@dataclass(frozen=True)
class Change:
    """One part of the set that is added, changed, moved or removed."""

    kind: ChangeKind
    part: str
    """settings, header, standard or question."""
    name: str
    """``Question 2.4``."""
    text: str = ""
    fields: Sequence[FieldChange] = ()
    moved: str = ""
    """Where it stood and where it stands now, when it was changed and moved."""


def changes_of(read: SetRead) -> list[Change]:
    """Everything that a workbook would change of the set that it was made from."""
    if read.is_untouched:
        return []
    old, new = words_for(read.base), words_for(read.content)
    settings = tuple(_fields(SETTING_FIELDS, read.base, old, read.content, new))
    found = [Change(ChangeKind.CHANGED, "settings", "The set as a whole", "", settings)] if settings else []
    was_header = read.base.get("header") or []
    where_header = "the return’s own details"
    where = dict.fromkeys(range(len(was_header)), where_header)
    found += _part(
        "header",
        HEADER_FIELDS,
        was_header,
        where,
        [(line, where_header) for line in read.header],
        old,
        new,
    )
    was_standards = read.base.get("standards") or []
    found += _part(
        "standard", STANDARD_FIELDS, was_standards, {}, [(line, "") for line in read.standards], old, new
    )
    was: list[Mapping[str, Any]] = []
    stood: dict[int, str] = {}
    for place, standard in enumerate(was_standards):
        # A standard whose code was changed is still the same place.
        now = next((line.row for line in read.standards if line.was == place), standard)
        for question in standard.get("questions") or ():
            stood[len(was)] = f"standard {now.get('code', '')}"
            was.append(question)
    lines = [
        (line, f"standard {standard.row.get('code', '')}")
        for standard, asked in zip(read.standards, read.questions, strict=True)
        for line in asked
    ]
    found += _part("question", question_fields(read.base), was, stood, lines, old, new)
    return found


def count_changes(changes: Sequence[Change]) -> dict[str, int]:
    """How many parts are added, changed and removed; what is moved counts as changed."""
    kinds = [ChangeKind.CHANGED if one.kind is ChangeKind.MOVED else one.kind for one in changes]
    return {
        kind.value: kinds.count(kind) for kind in (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED)
    }


def _part(
    part: str,
    fields: Sequence[Field],
    was: Sequence[Mapping[str, Any]],
    stood: Mapping[int, str],
    lines: Sequence[tuple[Line, str]],
    old: Words,
    new: Words,
) -> Iterator[Change]:
    kept = [(line, where) for line, where in lines if line.was is not None]
    out_of_order = moved_places([line.was or 0 for line, _ in kept])
    moved = {id(line) for place, (line, _) in enumerate(kept) if place in out_of_order}
    for line, where in lines:
        name, text = _name(part, line.row), str(line.row.get("title") or line.row.get("text") or "")
        if line.was is None:
            said = tuple(_fields(fields, {}, old, line.row, new))
            yield Change(ChangeKind.ADDED, part, f"{name}, in {where}" if where else name, text, said)
            continue
        before = was[line.was]
        changed = tuple(_fields(fields, before, old, line.row, new))
        from_where = stood.get(line.was, "")
        went = ""
        if from_where != where:
            went = f"From {from_where} to {where}."
        elif id(line) in moved:
            went = "To another place in the order."
        if changed:
            yield Change(ChangeKind.CHANGED, part, _name(part, before), text, changed, went)
        elif went:
            yield Change(ChangeKind.MOVED, part, name, text, (), went)
    there = {line.was for line, _ in lines}
    for place, row in enumerate(was):
        if place not in there:
            yield Change(
                ChangeKind.REMOVED, part, _name(part, row), str(row.get("title") or row.get("text") or "")
            )


def _fields(
    fields: Sequence[Field], before: Mapping[str, Any], old: Words, after: Mapping[str, Any], new: Words
) -> Iterator[FieldChange]:
    for one in fields:
        if value_at(before, one.path) == value_at(after, one.path):
            continue
        left, right = one.compared(before, old), one.compared(after, new)
        if left != right:
            yield FieldChange(one.heading, left, right)


def _name(part: str, row: Mapping[str, Any]) -> str:
    word = {"standard": "Standard", "header": "Detail"}.get(part, "Question")
    return f"{word} {row.get('code', '')}"


def moved_places(order: Sequence[int]) -> set[int]:
    """The fewest places whose things must have been moved, for the others to stand in rising order."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, value in enumerate(order):
        length = bisect_left(ends, value)
        if length == len(ends):
            ends.append(value)
            at.append(place)
        else:
            ends[length], at[length] = value, place
        before.append(at[length - 1] if length else -1)
    stays: set[int] = set()
    place = at[-1] if at else -1
    while place >= 0:
        stays.add(place)
        place = before[place]
    return set(range(len(order))) - stays
