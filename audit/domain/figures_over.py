"""Totals and rates over organisations: added up first, divided afterwards, and nobody left out in silence.

An organisation counts in a figure when it was asked every question that the figure is made of and gave a number to
each. It is left out when it was asked and gave none; of one that was not asked, nothing is expected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from audit.domain.figures import Rate, Ratio, Total
from audit.domain.rollup import Share


@dataclass(frozen=True)
class Given:
    """What one organisation was asked, and the numbers that it gave, by question code."""

    id: int
    asked: frozenset[str]
    numbers: Mapping[str, Decimal]


@dataclass(frozen=True)
class Counted:
    """Whose numbers a figure holds, and whose it does not. Ids as they were given, in that order."""

    counted: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    not_asked: tuple[int, ...] = ()

    @property
    def share(self) -> Share:
        """How many count, of those who were asked and have returned."""
        return Share(len(self.counted), len(self.counted) + len(self.left_out))


@dataclass(frozen=True)
class TotalOver:
    """A total over organisations."""

    total: Total
    value: Decimal
    who: Counted


@dataclass(frozen=True)
class RateOver:
    """A rate over organisations: the sums of both its numbers. It is no mean of the organisations' rates."""

    rate: Rate
    value: Ratio
    who: Counted


def total_over(total: Total, given: Iterable[Given]) -> TotalOver:
    """Add a total up."""
    who, numbers = _counted(total, given)
    values = (total.of.value(each) for each in numbers)
    return TotalOver(total, sum((value for value in values if value is not None), Decimal(0)), who)


def rate_over(rate: Rate, given: Iterable[Given]) -> RateOver:
    """Add both numbers of a rate up."""
    who, numbers = _counted(rate, given)
    ratios = [ratio for each in numbers if (ratio := rate.value(each)) is not None]
    value = Ratio(
        sum((ratio.numerator for ratio in ratios), Decimal(0)),
        sum((ratio.denominator for ratio in ratios), Decimal(0)),
    )
    return RateOver(rate, value, who)


def _counted(figure: Rate | Total, given: Iterable[Given]) -> tuple[Counted, list[Mapping[str, Decimal]]]:
    codes = frozenset(figure.codes)
    counted: list[int] = []
    left_out: list[int] = []
    not_asked: list[int] = []
    numbers: list[Mapping[str, Decimal]] = []
    for each in given:
        if not codes <= each.asked:
            not_asked.append(each.id)
        elif not codes <= each.numbers.keys():
            left_out.append(each.id)
        else:
            counted.append(each.id)
            numbers.append(each.numbers)
    return Counted(tuple(counted), tuple(left_out), tuple(not_asked)), numbers
