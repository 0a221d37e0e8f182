"""A progress review: which answers are asked for again, and what has become of them.

The grade that counts before is the agreed grade where moderation made one, else the organisation's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.rollup import Share
from audit.domain.scales import Scale


class Change(StrEnum):
    """What has become of an answer since the round that is reviewed."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_COMPARED = "not-compared"
    """One of the two has no grade: it was not answered, or it does not apply."""
    NOT_REPORTED = "not-reported"
    """The organisation has not submitted its review."""


CHANGE_WORDS: Mapping[Change, str] = {
    Change.BETTER: "Better",
    Change.SAME: "The same",
    Change.WORSE: "Worse",
    Change.NOT_COMPARED: "Not compared",
    Change.NOT_REPORTED: "Not reported yet",
}


@dataclass(frozen=True)
class Standing:
    """What one answer says that figures count: its grade, or that it does not apply, or neither."""

    grade: str | None = None
    not_applicable: bool = False


NOTHING = Standing()


def counts_before(own: Standing, agreed: Standing | None) -> Standing:
    """What stood before: what moderation agreed, else what the organisation said."""
    return own if agreed is None else agreed


def is_asked_again(scale: Scale, before: Standing) -> bool:
    """Whether an answer was below the minimum. Not answered and not applicable are not."""
    return not before.not_applicable and before.grade in scale.below_minimum


def compare(scale: Scale, before: Standing, after: Standing | None) -> Change:
    """What has become of an answer; ``after`` is None while the review has not been submitted."""
    if after is None:
        return Change.NOT_REPORTED
    ranks = [_rank(scale, each) for each in (before, after)]
    if ranks[0] is None or ranks[1] is None:
        return Change.NOT_COMPARED
    if ranks[1] == ranks[0]:
        return Change.SAME
    return Change.BETTER if ranks[1] > ranks[0] else Change.WORSE


def _rank(scale: Scale, standing: Standing) -> int | None:
    if standing.not_applicable or standing.grade is None or standing.grade not in scale.by_key:
        return None
    return scale.rank(standing.grade)


@dataclass(frozen=True)
class Movement:
    """How many answers became better, stayed and became worse, of those that can be compared."""

    better: int = 0
    same: int = 0
    worse: int = 0
    not_compared: int = 0
    not_reported: int = 0

    @property
    def compared(self) -> int:
        """The denominator of the three shares."""
        return self.better + self.same + self.worse

    def share(self, change: Change) -> Share:
        """Better, the same or worse, of the answers that can be compared."""
        counts = {Change.BETTER: self.better, Change.SAME: self.same, Change.WORSE: self.worse}
        return Share(counts[change], self.compared)


def count_changes(changes: Iterable[Change]) -> Movement:
    """Count what has become of answers."""
    counts = dict.fromkeys(Change, 0)
    for change in changes:
        counts[change] += 1
    return Movement(
        counts[Change.BETTER],
        counts[Change.SAME],
        counts[Change.WORSE],
        counts[Change.NOT_COMPARED],
        counts[Change.NOT_REPORTED],
    )
