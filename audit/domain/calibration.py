"""Calibration: where moderators move grades, by how many steps, and what became of it. Counts, never averages alone."""

from collections import Counter
from dataclasses import dataclass, field

from audit.domain.rollup import Share
from audit.domain.scales import Scale


@dataclass
class MovedCounts:
    """What moderators judged, of one question or by one moderator."""

    judged: int = 0
    steps: Counter[int] = field(default_factory=Counter)
    """How many grades were moved by how many steps; above 0 is up, towards the better grade."""
    other: int = 0
    """Moved to or from not applicable, or graded where the organisation had said nothing."""
    how: Counter[str] = field(default_factory=Counter)
    """What became of the moved ones: ``accepted``, ``gave-way``, ``settled``; empty while that is open."""

    def add(
        self, scale: Scale, own: tuple[str | None, bool], given: tuple[str | None, bool], how: str, count: int
    ) -> None:
        """Count judgements that are alike. ``own`` and ``given`` are a grade's key and whether it does not apply."""
        if not (given[1] or given[0] in scale.by_key):
            return
        self.judged += count
        if own == given or (own[1] and given[1]):
            return
        self.how[how if how != "same" else ""] += count
        if own[1] or given[1] or own[0] not in scale.by_key:
            self.other += count
        else:
            self.steps[scale.rank(str(given[0])) - scale.rank(str(own[0]))] += count

    @property
    def up(self) -> Share:
        """Moved to a better grade, of those judged."""
        return Share(sum(count for step, count in self.steps.items() if step > 0), self.judged)

    @property
    def down(self) -> Share:
        """Moved to a worse grade, of those judged."""
        return Share(sum(count for step, count in self.steps.items() if step < 0), self.judged)

    @property
    def moved(self) -> Share:
        """Moved at all, of those judged."""
        return Share(sum(self.how.values()), self.judged)

    @property
    def kept(self) -> Share:
        """Left as they were, of those judged."""
        return Share(self.judged - self.moved.numerator, self.judged)

    @property
    def step_words(self) -> str:
        """``2 down by 1, 1 down by 2, 3 up by 1``; nothing when nothing moved."""
        said = [
            f"{self.steps[step]:,} {'up' if step > 0 else 'down'} by {abs(step)}"
            for step in sorted(self.steps, key=lambda step: (step > 0, abs(step)))
        ]
        if self.other:
            said.append(f"{self.other:,} to or from no grade")
        return ", ".join(said)


def most_moved(counts: MovedCounts) -> tuple[float, int]:
    """Sort key: the largest share moved first, then the largest number."""
    moved = counts.moved
    share = moved.numerator / moved.denominator if moved.denominator else 0.0
    return (-share, -moved.numerator)
