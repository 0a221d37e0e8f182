"""Feedback on an audit: what may be shown of it, so that nobody can tell who said what.

Those who answered are asked for five minutes at the end. The board learns what its audit is like for the people who
do it, and they speak freely only as long as nothing leads back to them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 3
"""Figures rest on at least so many people, overall and in every group that is shown."""

OTHER_SECTORS = "Other sectors together"


@dataclass(frozen=True)
class FeedbackGiven:
    """What one person said: their sector, the grade by question, and the words by question."""

    sector: str
    grades: Mapping[str, str]
    words: Mapping[str, str]
    organisation: str = ""
    """Its name, where the person said that the board may know it; else empty."""


def enough(given: Sequence[FeedbackGiven]) -> bool:
    """Whether so many have given feedback that figures can be shown."""
    return len(given) >= FEWEST


def sectors_to_show(given: Iterable[FeedbackGiven]) -> dict[str, str]:
    """Under what name the replies of each sector are shown, by sector.

    A sector with fewer than ``FEWEST`` people goes together with others. So does the smallest of the rest, as long
    as those together would still be too few: else they could be worked out from the whole and the sectors shown.
    """
    counts = Counter(each.sector for each in given)
    small = [sector for sector, count in counts.items() if count < FEWEST]
    large = sorted(
        (sector for sector in counts if sector not in small), key=lambda sector: (counts[sector], sector)
    )
    while small and large and sum(counts[sector] for sector in small) < FEWEST:
        small.append(large.pop(0))
    return {sector: OTHER_SECTORS if sector in small else sector for sector in counts}


def count_grades(given: Iterable[FeedbackGiven], code: str) -> Counter[str]:
    """How many gave each grade to one question."""
    return Counter(each.grades[code] for each in given if code in each.grades)


def comments_on(given: Iterable[FeedbackGiven], code: str) -> list[tuple[str, str]]:
    """What people wrote to one question, with the organisation where it may be known.

    In the order of the alphabet: the order in which they came would tell who wrote them.
    """
    return sorted((each.words[code], each.organisation) for each in given if each.words.get(code))
