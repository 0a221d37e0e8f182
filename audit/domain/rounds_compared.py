"""Two rounds beside each other: which standards compare, and how grades of an earlier scale count now.

Standards of one set compare by their code, those of different sets where one maps to the other, both map to the same
third one, or the questions of one continue those of the other. Grades of two scales compare only through what the
board has declared; nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.domain.questionnaire import Kind, Questionnaire, Standard
from audit.domain.rollup import Distribution, Share, combine
from audit.domain.scale_mapping import ScaleMapping
from audit.domain.scales import Scale


@dataclass(frozen=True)
class Paired:
    """The standards of two sets: those that compare, now with then, and those that only one has."""

    pairs: tuple[tuple[Standard, Standard], ...]
    only_now: tuple[Standard, ...]
    only_before: tuple[Standard, ...]


def pair_standards(now: Questionnaire, before: Questionnaire) -> Paired:
    """Which graded standards of two sets compare, in the order of the set now; each at most once."""
    left = {standard.code: standard for standard in _graded(before)}
    pairs, only_now = [], []
    for standard in _graded(now):
        found = next((each for each in left.values() if _compares(now, standard, before, each)), None)
        if found is None:
            only_now.append(standard)
        else:
            pairs.append((standard, left.pop(found.code)))
    return Paired(tuple(pairs), tuple(only_now), tuple(left.values()))


def _graded(questionnaire: Questionnaire) -> list[Standard]:
    return [s for s in questionnaire.standards if any(q.kind is Kind.GRADED for q in s.questions)]


def _compares(now: Questionnaire, one: Standard, before: Questionnaire, other: Standard) -> bool:
    if now.code == before.code:
        return one.code == other.code
    names = {f"{now.code}#{one.code}", one.maps_to}
    if names & ({f"{before.code}#{other.code}", other.maps_to} - {None}):
        return True
    origin = f"{before.code}/{before.edition}#"
    continued = {f"{origin}{question.code}" for question in other.questions}
    return any(question.continues in continued for question in one.questions)


@dataclass(frozen=True)
class AsNow:
    """Earlier answers as they count on the scale now, and how many have a grade without an equal there."""

    distribution: Distribution
    left_out: int = 0


def as_now(before: Distribution, scale: Scale, mapping: ScaleMapping | None) -> AsNow:
    """Earlier answers on the scale now: through what was declared, or as they are on the same scale."""
    counts: dict[str, int] = {}
    left_out = 0
    for key, number in before.counts.items():
        equal = key if mapping is None else mapping.grade(key)
        if equal is None:
            left_out += number
        else:
            counts[equal] = counts.get(equal, 0) + number
    return AsNow(Distribution(scale, counts, before.not_answered, before.not_applicable), left_out)


@dataclass(frozen=True)
class Beside:
    """One thing then and now, on the scale now. ``code_before`` is the earlier code of a standard."""

    code: str
    title: str
    now: Distribution
    then: Distribution
    left_out: int = 0
    code_before: str = ""

    @property
    def change(self) -> str:
        """How the share that meets the minimum has changed, in percentage points."""
        return change_words(self.then.meets_minimum, self.now.meets_minimum)


def change_words(then: Share, now: Share) -> str:
    """``Up 4.2 points``; empty when there is no percentage on one side."""
    if then.percent is None or now.percent is None:
        return ""
    points = now.percent - then.percent
    if points == Decimal(0):
        return "No change"
    words = "point" if abs(points) == 1 else "points"
    return f"{'Up' if points > 0 else 'Down'} {abs(points)} {words}"


def besides(
    scale: Scale,
    pairs: Sequence[tuple[Standard, Standard]],
    now: Mapping[str, Distribution],
    before: Mapping[str, Distribution],
    mapping: ScaleMapping | None,
) -> tuple[Beside, tuple[Beside, ...]]:
    """All standards that compare together, and each of them; the distributions are by the standards' codes."""
    rows = []
    for standard, earlier in pairs:
        then = as_now(before[earlier.code], scale, mapping)
        rows.append(
            Beside(
                standard.code,
                standard.title,
                now[standard.code],
                then.distribution,
                then.left_out,
                earlier.code,
            )
        )
    whole = Beside(
        "",
        "All standards that compare",
        combine(scale, (row.now for row in rows)),
        combine(scale, (row.then for row in rows)),
        sum(row.left_out for row in rows),
    )
    return whole, tuple(rows)
