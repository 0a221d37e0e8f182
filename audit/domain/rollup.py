"""Rolling answers up: counts first, and a percentage only beside the counts that it comes from.

What is counted, and over what:

* A distribution counts the *graded* answers by grade. Its denominator ``of`` is the number of graded answers.
* *Not answered* (asked in a return that counts, and left blank) and *not applicable* (said, with a reason) are
  counted apart and are in no denominator.
* *Not started* and *no response* are about a whole return that is not there: the return has not been begun, or
  the round has closed without it. Such a return adds nothing to a distribution; it shows in the response rate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from audit.domain.scales import Grade, Scale
from audit.domain.workflows import ReturnState, RoundState


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for example 25 returns of 28. Raises ValueError unless 0 ≤ part ≤ whole."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is not a share.")

    @property
    def percent(self) -> Decimal | None:
        """Percentage, rounded half up to one place; None when there is nothing to take a share of."""
        if not self.denominator:
            return None
        # In whole tenths of a per cent, so that no fraction is rounded twice.
        tenths = (2000 * self.numerator + self.denominator) // (2 * self.denominator)
        return Decimal(tenths).scaleb(-1)

    @property
    def words(self) -> str:
        """``25 of 28 (89.3 %)``, ``15 of 1,125 (1.3 %)``, ``0 of 0``."""
        counts = f"{self.numerator:,} of {self.denominator:,}"
        return counts if self.percent is None else f"{counts} ({self.percent} %)"


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many of the graded answers have one grade."""

    grade: Grade
    share: Share

    @property
    def count(self) -> int:
        """The number of answers with this grade."""
        return self.share.numerator


@dataclass(frozen=True, slots=True)
class Distribution:
    """Answers counted by grade on one scale, with the unanswered and the not applicable beside them.

    ``counts`` is keyed by grade key; a grade that is not there counts 0. Raises ValueError for a grade that
    the scale does not have and for a negative count.
    """

    scale: Scale
    counts: Mapping[str, int]
    not_answered: int = 0
    not_applicable: int = 0

    def __post_init__(self) -> None:
        if not self.counts.keys() <= self.scale.by_key.keys():
            unknown = self.counts.keys() - self.scale.by_key.keys()
            raise ValueError(f"The scale {self.scale.code} has no grade {', '.join(sorted(unknown))}.")
        if min(self.not_answered, self.not_applicable, *self.counts.values()) < 0:
            raise ValueError("A count is 0 or more.")

    @property
    def of(self) -> int:
        """The number of graded answers: the denominator of every share."""
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        """Graded, unanswered and not applicable together."""
        return self.of + self.not_answered + self.not_applicable

    def count(self, key: str) -> int:
        """How many answers have the grade with this key."""
        return self.counts.get(key, 0)

    def share(self, keys: Iterable[str]) -> Share:
        """The part of the graded answers that has one of these grades."""
        return Share(sum(self.count(key) for key in set(keys)), self.of)

    def shares(self) -> tuple[GradeCount, ...]:
        """Every grade of the scale with its share, in the order in which the scale is shown."""
        of = self.of
        return tuple(GradeCount(grade, Share(self.count(grade.key), of)) for grade in self.scale.shown)

    @property
    def below_minimum(self) -> Share:
        """The graded answers that do not meet the minimum."""
        return self.share(self.scale.below_minimum)

    @property
    def meets_minimum(self) -> Share:
        """The graded answers that meet the minimum or exceed it."""
        return self.share(self.scale.by_key.keys() - self.scale.below_minimum)

    @property
    def priorities(self) -> int:
        """How many answers have a grade that the board lists by name."""
        return sum(self.count(key) for key in self.scale.priorities)


def combine(scale: Scale, parts: Iterable[Distribution]) -> Distribution:
    """Add distributions up. None at all gives the empty distribution.

    Raises ValueError when one is on another scale: the same colour has meant different things in different
    years, so two scales are never added up.
    """
    counts = {grade.key: 0 for grade in scale.grades}
    not_answered = not_applicable = 0
    for part in parts:
        if part.scale is not scale and part.scale != scale:
            raise ValueError(f"Answers on {part.scale.code} cannot be added to answers on {scale.code}.")
        for key, count in part.counts.items():
            counts[key] += count
        not_answered += part.not_answered
        not_applicable += part.not_applicable
    return Distribution(scale, counts, not_answered, not_applicable)


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """How many returns were asked for and how many came. A return counts when it has been submitted."""

    asked: int
    returned: int

    @property
    def share(self) -> Share:
        """Returned of asked."""
        return Share(self.returned, self.asked)

    @property
    def outstanding(self) -> int:
        """How many have not come."""
        return self.asked - self.returned

    @property
    def words(self) -> str:
        """``25 of 28 (89.3 %)``."""
        return self.share.words


class Blank(StrEnum):
    """Why there is no grade. Four different things, and for some organisations the question is not asked."""

    NOT_STARTED = "not-started"
    NOT_ANSWERED = "not-answered"
    NOT_APPLICABLE = "not-applicable"
    NO_RESPONSE = "no-response"
    NOT_ASKED = "not-asked"


BLANK_WORDS: Mapping[Blank, str] = {
    Blank.NOT_STARTED: "Not started",
    Blank.NOT_ANSWERED: "Not answered",
    Blank.NOT_APPLICABLE: "Not applicable",
    Blank.NO_RESPONSE: "No response",
    Blank.NOT_ASKED: "Not asked",
}

BLANK_LETTERS: Mapping[Blank, str] = {
    Blank.NOT_STARTED: "NS",
    Blank.NOT_ANSWERED: "–",
    Blank.NOT_APPLICABLE: "N/A",
    Blank.NO_RESPONSE: "NR",
    Blank.NOT_ASKED: "",
}
"""What stands in a cell of a chart. A scale has its own letter for not applicable, which goes first."""


def blank_return(state: ReturnState, round_state: RoundState) -> Blank | None:
    """What a whole return is that adds nothing to the figures; None for one that is there.

    After the round has closed, whatever was not submitted is no response, however much had been typed.
    """
    if state is ReturnState.SUBMITTED:
        return None
    if round_state is RoundState.CLOSED:
        return Blank.NO_RESPONSE
    return Blank.NOT_STARTED if state is ReturnState.NOT_STARTED else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a heat map: a grade, or why there is none. ``letter`` is shown, ``words`` are read out.

    ``hidden_priorities`` is the number of answers in this cell with a priority grade when the letter shown is
    not one of those grades: the chart marks such a cell, so that a red is never lost behind a green.
    """

    letter: str
    words: str
    grade: Grade | None = None
    hidden_priorities: int = 0


def blank_cell(scale: Scale, blank: Blank) -> Cell:
    """The cell for an answer, or a return, that is not there."""
    if blank is Blank.NOT_APPLICABLE:
        return Cell(scale.not_applicable.letter, scale.not_applicable.label)
    return Cell(BLANK_LETTERS[blank], BLANK_WORDS[blank])


def cell_of(distribution: Distribution) -> Cell:
    """The cell for one organisation's answers to one standard.

    It shows the grade most often given; of two given equally often, the worse. The worst grade alone would
    paint almost every cell red in a long standard, and an average would invent a grade that nobody gave and
    treat the points as a measure. What the commonest grade hides is said by ``hidden_priorities``.
    """
    scale, of = distribution.scale, distribution.of
    if not of:
        if distribution.not_answered:
            return blank_cell(scale, Blank.NOT_ANSWERED)
        return blank_cell(scale, Blank.NOT_APPLICABLE if distribution.not_applicable else Blank.NOT_ASKED)
    # max() keeps the first of equals, and the grades stand worst first.
    grade = max(scale.grades, key=lambda each: distribution.count(each.key))
    hidden = 0 if grade.priority else distribution.priorities
    words = f"{grade.label}: {distribution.count(grade.key):,} of {of:,}"
    if hidden:
        words += ", with " + ", ".join(
            f"{distribution.count(each.key):,} {each.label}"
            for each in scale.grades
            if each.priority and distribution.count(each.key)
        )
    return Cell(grade.letter, words, grade, hidden)


def worst_first(distribution: Distribution, name: str) -> tuple[bool, float, int, str]:
    """Sort key: the largest share below the minimum first, then the most priority grades, then by name.

    Organisations without a graded answer go last: there is nothing to compare, and they are listed by name
    elsewhere.
    """
    below = distribution.below_minimum
    share = below.numerator / below.denominator if below.denominator else 0.0
    return (not below.denominator, -share, -distribution.priorities, name.casefold())
