"""What a hearing came to: outcomes counted, themes found, and the first words of an organisation's feedback."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.domain.challenge import OUTCOME_WORDS, EnquiryOutcome
from audit.domain.rollup import Share

MOST_THEMES = 5
"""Standards that are named as themes."""


@dataclass(frozen=True)
class Tally:
    """Lines counted by outcome. The denominator of a share is the lines that have an outcome."""

    counts: Mapping[EnquiryOutcome, int]
    without: int
    """Lines without an outcome; they are in no denominator."""

    @property
    def heard(self) -> int:
        """Lines that have an outcome."""
        return sum(self.counts.values())

    @property
    def lines(self) -> int:
        """All lines."""
        return self.heard + self.without

    def share(self, outcome: EnquiryOutcome) -> Share:
        """How many of the lines with an outcome have this one."""
        return Share(self.counts[outcome], self.heard)


def tally(outcomes: Iterable[EnquiryOutcome | None]) -> Tally:
    """Count outcomes; None is a line that has none."""
    listed = list(outcomes)
    return Tally({outcome: listed.count(outcome) for outcome in EnquiryOutcome}, listed.count(None))


@dataclass(frozen=True)
class HeardLine:
    """A line as themes are found in it."""

    standard_title: str
    organisation: str
    outcome: EnquiryOutcome | None


@dataclass(frozen=True)
class Theme:
    """A standard on which panels were not assured."""

    standard_title: str
    not_assured: Share
    """Lines about this standard on which the panel was not assured, of those that have an outcome."""
    organisations: Sequence[str]
    """Whose lines they are, by name."""


def themes_in(lines: Iterable[HeardLine]) -> list[Theme]:
    """The standards with most lines on which the panel was not assured, the most first, at most five.

    Lines about no standard make no theme.
    """
    by_standard: dict[str, list[HeardLine]] = {}
    for line in lines:
        if line.standard_title and line.outcome is not None:
            by_standard.setdefault(line.standard_title, []).append(line)
    found = []
    for title, heard in by_standard.items():
        not_assured = [line for line in heard if line.outcome is EnquiryOutcome.NOT_ASSURED]
        if not_assured:
            names = sorted({line.organisation for line in not_assured}, key=str.casefold)
            found.append(Theme(title, Share(len(not_assured), len(heard)), names))
    return sorted(found, key=_gravest)[:MOST_THEMES]


def _gravest(theme: Theme) -> tuple[int, int, str]:
    return (-theme.not_assured.numerator, theme.not_assured.denominator, theme.standard_title.casefold())


@dataclass(frozen=True)
class ToldLine:
    """A line that an organisation was shown, for its feedback."""

    text: str
    outcome: EnquiryOutcome | None
    follow_up: str


def feedback_words(
    organisation: str, event: str, day: str, lines: Sequence[ToldLine], actions: Sequence[str]
) -> str:
    """The first words of a feedback letter, for somebody to go on with. ``day`` is said in words already.

    Only lines that the organisation was shown may be given: what only the panel read is no part of a letter.
    """
    parts = [f"Thank you for coming to {event} on {day} and for answering for {organisation}."]
    strengths = [line for line in lines if line.outcome is EnquiryOutcome.ASSURED]
    others = [
        (line, OUTCOME_WORDS[line.outcome])
        for line in lines
        if line.outcome is not None and line.outcome is not EnquiryOutcome.ASSURED
    ]
    if strengths:
        parts.append(_listed("Strengths. The panel was assured about:", [line.text for line in strengths]))
    if others:
        said = [
            f"{line.text} {words}.{' ' + line.follow_up if line.follow_up else ''}" for line, words in others
        ]
        parts.append(_listed("What the panel would like to hear more about:", said))
    told = [line for line, _ in others]
    further = [line.follow_up for line in lines if line.follow_up and line not in told]
    if further:
        parts.append(_listed("What follows:", further))
    if actions:
        parts.append(_listed("Actions agreed:", actions))
    return "\n\n".join(parts)


def _listed(title: str, items: Iterable[str]) -> str:
    return "\n".join((title, *(f"- {' '.join(item.split())}" for item in items)))
