"""Declared mappings between two scales: what a grade of one counts as on the other.

The same colour has meant different things in different years, so nothing is ever compared or brought forward over
a change of scale unless a board has declared, grade by grade, what counts as what. Source: Staffordshire and North
Tyneside, where green meant *meets* the minimum one year and *exceeds* it the next.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from audit.domain.scales import Scale


@dataclass(frozen=True)
class ScaleMapping:
    """What each grade of ``before`` counts as on ``now``; None where it has no equal there."""

    id: int
    before: Scale
    now: Scale
    grades: Mapping[str, str | None]
    declared_by: str
    declared_on: date
    note: str = ""

    def grade(self, key: str | None) -> str | None:
        """The grade now that an earlier grade counts as; None where it has no equal, or is no grade of that scale."""
        return None if key is None else self.grades.get(key)


def meanings(scale: Scale) -> Mapping[str, tuple[str, str, bool]]:
    """What the grades of a scale mean, by key: label, meaning, and whether the minimum is met."""
    return {
        grade.key: (grade.label, " ".join(grade.meaning.split()), grade.meets_minimum)
        for grade in scale.grades
    }


def same_scale(one: Scale, other: Scale) -> bool:
    """Whether the grades of two scales are the same words with the same meanings."""
    return one.code == other.code and meanings(one) == meanings(other)


def meaning_mark(scale: Scale) -> str:
    """A fingerprint that two scales share exactly when they are ``same_scale``."""
    said = json.dumps([scale.code, sorted(meanings(scale).items())], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def mapping_faults(before: Scale, now: Scale, grades: Mapping[str, str | None]) -> dict[str, str]:
    """What keeps a mapping from being declared: a sentence for each grade of ``before``, by its key.

    Every grade must be given an equal or said to have none, and every equal must be a grade of ``now``.
    """
    faults = {}
    for grade in before.grades:
        if grade.key not in grades:
            faults[grade.key] = f"Choose what {grade.label} counts as, or that it has no equal"
        elif grades[grade.key] is not None and grades[grade.key] not in now.by_key:
            faults[grade.key] = f"Choose a grade of {now.title} for {grade.label}"
    return faults


def mapping_warnings(before: Scale, now: Scale, grades: Mapping[str, str | None]) -> list[str]:
    """What a board should look at twice before it declares a mapping without faults, a sentence each."""
    warnings = []
    pairs = [(grade, now.grade(key)) for grade in before.grades if (key := grades.get(grade.key)) is not None]
    for grade, equal in pairs:
        if grade.meets_minimum != equal.meets_minimum:
            then, there = (
                "meets the minimum" if each.meets_minimum else "is below the minimum"
                for each in (grade, equal)
            )
            warnings.append(f"{grade.label} {then}, but {equal.label}, which it is to count as, {there}.")
    for (worse, low), (better, high) in pairwise(pairs):
        if now.rank(low.key) > now.rank(high.key):
            warnings.append(
                f"{better.label} is better than {worse.label}, but is to count as {high.label}, "
                f"which is worse than {low.label}."
            )
    if not pairs:
        warnings.append("No grade has an equal, so nothing can be compared or brought forward.")
    return warnings
