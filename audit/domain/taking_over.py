"""A board changed a shared set; the shared set has a new edition: both changes in one draft, question by question.

Three sides: what the board copied (``base``), the new edition of it (``theirs``), and what the board made (``ours``).
Where only one side changed a question, that change stands. Where both did, the board's words stand and the question is
named, so that a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_SETTINGS_OF_OURS = ("questionnaire", "edition", "title", "starter")
"""What stays the board's own of the set as a whole."""


class Conflict(StrEnum):
    """Why somebody has to decide."""

    BOTH_CHANGED = "both-changed"
    THEY_DROPPED = "they-dropped"
    WE_DROPPED = "we-dropped"
    SAME_CODE = "same-code"


CONFLICT_WORDS: Mapping[Conflict, str] = {
    Conflict.BOTH_CHANGED: "Your board and the new edition both changed it. Your words are in the draft.",
    Conflict.THEY_DROPPED: "Your board changed it, and the new edition dropped it. It is still in the draft.",
    Conflict.WE_DROPPED: "Your board dropped it, and the new edition changed it. It is not in the draft.",
    Conflict.SAME_CODE: "Your board and the new edition each added a question with this code. Yours is in the draft.",
}


@dataclass(frozen=True)
class Undecided:
    """A question on which the two sides do not agree."""

    code: str
    why: Conflict
    theirs: Mapping[str, Any] | None
    """What the new edition says of it; None where it dropped it."""


@dataclass(frozen=True)
class TakenOver:
    """The content with both changes, and what a person has to look at."""

    content: dict[str, Any]
    undecided: tuple[Undecided, ...]


_Row = Mapping[str, Any]


def take_over(base: _Row, theirs: _Row, ours: _Row) -> TakenOver:
    """Merge two changes of one set. Every question of ``ours`` that the board added stays in its standard."""
    undecided: list[Undecided] = []
    header = _merge(
        base.get("header") or (), theirs.get("header") or (), ours.get("header") or (), _all(ours), undecided
    )
    standards = []
    old, new, own = ({each["code"]: each for each in side["standards"]} for side in (base, theirs, ours))
    for code in dict.fromkeys([*new, *own]):
        sides = [old.get(code), new.get(code), own.get(code)]
        asked = [side["questions"] if side else () for side in sides]
        questions = _merge(asked[0], asked[1], asked[2], _all(ours), undecided)
        if questions:
            said = [{k: v for k, v in side.items() if k != "questions"} if side else None for side in sides]
            # A standard that the board dropped comes back with what the new edition adds to it.
            words = _one(*said) or said[1] or {}
            standards.append({**words, "questions": questions})
    content = {key: value for key, value in _settings(base, theirs, ours).items() if value is not None}
    if header:
        content["header"] = header
    return TakenOver({**content, "standards": standards}, tuple(undecided))


def _all(side: _Row) -> frozenset[str]:
    groups = [side.get("header") or (), *(each["questions"] for each in side["standards"])]
    return frozenset(question["code"] for group in groups for question in group)


def _settings(base: _Row, theirs: _Row, ours: _Row) -> dict[str, Any]:
    keys = [key for key in dict.fromkeys([*ours, *theirs]) if key not in ("header", "standards")]
    return {
        key: ours.get(key)
        if key in _SETTINGS_OF_OURS
        else _one(base.get(key), theirs.get(key), ours.get(key))
        for key in keys
    }


def _one(base: Any, theirs: Any, ours: Any) -> Any:
    """The side that changed; the board's where both did."""
    return theirs if ours == base else ours


def _merge(
    base: Sequence[_Row],
    theirs: Sequence[_Row],
    ours: Sequence[_Row],
    kept: frozenset[str],
    undecided: list[Undecided],
) -> list[dict[str, Any]]:
    """The questions of one standard, in the order of the new edition, the board's own additions last.

    ``kept`` are the codes that the board has anywhere: a question that it moved to another standard comes from there.
    """
    old, new, own = ({each["code"]: each for each in side} for side in (base, theirs, ours))
    found: list[dict[str, Any]] = []
    for code in dict.fromkeys([*new, *own]):
        before, their, our = old.get(code), new.get(code), own.get(code)
        if our is None:
            if before is None and code not in kept and their is not None:
                found.append(dict(their))  # new in theirs
            elif before is not None and code not in kept and their != before:
                undecided.append(Undecided(code, Conflict.WE_DROPPED, their))
            continue
        if their is None:
            if before is None:
                found.append(dict(our))  # the board's own addition
            elif our != before:
                undecided.append(Undecided(code, Conflict.THEY_DROPPED, None))
                found.append(dict(our))
            continue
        if their != our and before != our and before != their:
            why = Conflict.SAME_CODE if before is None else Conflict.BOTH_CHANGED
            undecided.append(Undecided(code, why, their))
        found.append(dict(_one(before, their, our)))
    return found
