"""A scale while it is being written: grades added, moved and taken out, and when it becomes another scale.

The data is that of a scale's file. It may be unfinished; ``check_scale`` says what is wrong with it.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any

from audit.domain.drafting import free_code
from audit.domain.scale_check import RESERVED
from audit.domain.scales import PALETTE, Scale, scale_from_data

MOST_GRADES = 11
FEWEST_GRADES = 2


def key_for(label: str, taken: Sequence[str]) -> str:
    """The key that a new grade gets from its word. It stays whatever the grade is called later."""
    wanted = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:30].strip("-") or "grade"
    return free_code(wanted, [*taken, RESERVED], 30)


def keyed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The scale with a key for each grade that has none, and points that rise with the order."""
    made = deepcopy(dict(data))
    if made.get("kind") == "percent":
        return made
    grades: list[dict[str, Any]] = made.get("grades") or []
    taken = [grade["key"] for grade in grades if grade.get("key")]
    points = [grade.get("points") for grade in grades]
    rises = all(
        isinstance(low, int | float) and isinstance(high, int | float) and low < high
        for low, high in pairwise(points)
    )
    for place, grade in enumerate(grades):
        if not grade.get("key"):
            grade["key"] = key_for(str(grade.get("label") or ""), taken)
            taken.append(grade["key"])
        if not rises or points[place] is None:
            grade["points"] = place
    return made


def with_grade(data: Mapping[str, Any]) -> dict[str, Any]:
    """The scale with one more grade, at the best end, in a colour that is still free."""
    made = deepcopy(dict(data))
    grades = made.setdefault("grades", [])
    used = {grade.get("colour") for grade in grades}
    colour = next((each for each in PALETTE if each not in used), PALETTE[0])
    grades.append({"key": "", "label": "", "letter": "", "meaning": "", "colour": colour, "points": None,
                   "meets_minimum": bool(grades and grades[-1].get("meets_minimum")), "needs": []})  # fmt: skip
    return made


def without_grade(data: Mapping[str, Any], place: int) -> dict[str, Any]:
    """The scale without one of its grades."""
    made = deepcopy(dict(data))
    made["grades"] = [grade for number, grade in enumerate(made.get("grades") or []) if number != place]
    return made


def with_grade_moved(data: Mapping[str, Any], place: int, step: int) -> dict[str, Any]:
    """The scale with one grade one place better (1) or worse (-1). Points stay where they are: they are the order's."""
    made = deepcopy(dict(data))
    grades: list[dict[str, Any]] = made.get("grades") or []
    other = place + step
    if 0 <= place < len(grades) and 0 <= other < len(grades):
        points = [grade.get("points") for grade in grades]
        grades[place], grades[other] = grades[other], grades[place]
        for grade, number in zip(grades, points, strict=True):
            grade["points"] = number
    return made


def keys_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the grades that a scale in work has, worst first; those that have one."""
    if data.get("kind") == "percent":
        step = (data.get("percent") or {}).get("step")
        return tuple(
            f"p{value}" for value in range(0, 101, step if isinstance(step, int) and step > 0 else 5)
        )
    return tuple(grade["key"] for grade in data.get("grades") or () if grade.get("key"))


def other_meaning(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What makes ``now`` another scale than ``before``, a sentence each: its grades, their order, the minimum."""
    one, other = scale_from_data(before), scale_from_data(now)
    found = [f"{grade.label} is no longer there." for grade in one.grades if grade.key not in other.by_key]
    found += [f"{grade.label} is new." for grade in other.grades if grade.key not in one.by_key]
    kept = [grade for grade in one.grades if grade.key in other.by_key]
    ranks = [other.rank(grade.key) for grade in kept]
    if ranks != sorted(ranks):
        found.append("The grades stand in another order.")
    for grade in kept:
        if grade.meets_minimum != other.grade(grade.key).meets_minimum:
            found.append(
                f"{grade.label} {'no longer meets' if grade.meets_minimum else 'now meets'} the minimum."
            )
    return found


def other_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Which words and meanings differ between two scales, a sentence each: a correction, or another meaning."""
    one, other = scale_from_data(before), scale_from_data(now)
    return [
        sentence
        for grade in one.grades
        if (there := other.by_key.get(grade.key)) is not None
        for sentence in _different(grade.label, there.label, grade.meaning, there.meaning)
    ]


def _different(label: str, new_label: str, meaning: str, new_meaning: str) -> list[str]:
    found = []
    if label != new_label:
        found.append(f"{label} would be called {new_label}.")
    if meaning.split() != new_meaning.split():
        found.append(f"{new_label} would mean “{new_meaning}” instead of “{meaning}”.")
    return found


def free_scale_code(wanted: str, taken: Sequence[str]) -> str:
    """A code that no scale has yet, made from a title or from another code."""
    made = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:60].strip("-") or "scale"
    return free_code(made, taken, 60)


def looked_at(data: Mapping[str, Any]) -> Scale | None:
    """The scale as far as it can be shown while it is being written; None where too much is missing."""
    try:
        return scale_from_data(data)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
