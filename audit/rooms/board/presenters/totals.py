"""Totals and rates of a round as its page and its workbook show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.domain.figures import Rate, Ratio, Total, say_number
from audit.domain.figures_over import Counted
from audit.domain.rollup import Share
from audit.rooms.board.presenters.summary import status_words
from audit.rooms.board.queries import AskedReturn, RoundNumbers

NOT_ASKED, NO_NUMBER = "Not asked", "No number"


@dataclass(frozen=True)
class FigureLine:
    """A total or a rate over organisations, with those who are missing from it by name."""

    code: str
    title: str
    words: str
    percent: str
    unit: str
    share: Share
    left_out: tuple[str, ...]
    not_asked: int


@dataclass(frozen=True)
class OrganisationLine:
    """One organisation's totals and rates, in the order of the question set."""

    asked: AskedReturn
    totals: tuple[str, ...]
    rates: tuple[str, ...]


@dataclass(frozen=True)
class SectorLine:
    """One sector's totals and rates."""

    sector: str
    organisations: int
    totals: tuple[str, ...]
    rates: tuple[str, ...]


def total_lines(numbers: RoundNumbers) -> list[FigureLine]:
    """Every total of the round."""
    return [
        _line(numbers, each.total, say_number(each.value), "", each.who) for each in numbers.overall.totals
    ]


def rate_lines(numbers: RoundNumbers) -> list[FigureLine]:
    """Every rate of the round, of sums."""
    return [
        _line(numbers, each.rate, *_counts_and_percent(each.value), each.who)
        for each in numbers.overall.rates
    ]


def _line(numbers: RoundNumbers, of: Total | Rate, words: str, percent: str, who: Counted) -> FigureLine:
    return FigureLine(
        of.code,
        of.title,
        words if who.counted else "Nothing yet",
        percent if who.counted else "",
        of.unit,
        who.share,
        tuple(numbers.by_id[id].name for id in who.left_out),
        len(who.not_asked),
    )


def _counts_and_percent(ratio: Ratio) -> tuple[str, str]:
    counts = f"{say_number(ratio.numerator)} of {say_number(ratio.denominator)}"
    return counts, "" if ratio.percent is None else f"{ratio.percent} %"


def sector_lines(numbers: RoundNumbers) -> list[SectorLine]:
    """The sectors that have returned something."""
    counted: dict[str, int] = {}
    for each in numbers.returned:
        counted[each.sector] = counted.get(each.sector, 0) + 1
    return [
        SectorLine(
            sector,
            counted[sector],
            tuple(say_number(each.value) if each.who.counted else "" for each in added.totals),
            tuple(each.value.words if each.who.counted else "" for each in added.rates),
        )
        for sector, added in numbers.by_sector.items()
    ]


def sorts(numbers: RoundNumbers) -> dict[str, str]:
    """The orders in which organisations may stand."""
    figures = numbers.scope.questionnaire.figures
    return {
        "name": "Name",
        "sector": "Sector",
        **{f"total-{each.code}": f"Most: {each.title}" for each in figures.totals},
        **{f"rate-{each.code}": f"Lowest share: {each.title}" for each in figures.rates},
    }


def organisation_lines(numbers: RoundNumbers, sort: str) -> list[OrganisationLine]:
    """The organisations that have returned. One without the figure that they are sorted by goes last."""
    return [
        OrganisationLine(
            each,
            tuple(_one(numbers, each, total) for total in numbers.scope.questionnaire.figures.totals),
            tuple(_one(numbers, each, rate) for rate in numbers.scope.questionnaire.figures.rates),
        )
        for each in _in_order(numbers, sort)
    ]


def _in_order(numbers: RoundNumbers, sort: str) -> Sequence[AskedReturn]:
    figures = numbers.scope.questionnaire.figures
    kind, _, code = sort.partition("-")
    total = next((each for each in figures.totals if kind == "total" and each.code == code), None)
    rate = next((each for each in figures.rates if kind == "rate" and each.code == code), None)
    if sort == "sector":
        places = {sector: place for place, sector in enumerate(numbers.by_sector)}
        return sorted(numbers.returned, key=lambda each: places[each.sector])

    def key(each: AskedReturn) -> tuple[bool, Decimal]:
        said = numbers.given[each.id].numbers
        value: Decimal | None = None
        if total is not None:
            amount = total.of.value(said)
            value = None if amount is None else -amount
        elif rate is not None:
            ratio = rate.value(said)
            value = ratio.percent if ratio else None
        return (value is None, value or Decimal(0))

    return sorted(numbers.returned, key=key) if total or rate else numbers.returned


def _one(numbers: RoundNumbers, each: AskedReturn, figure: Total | Rate) -> str:
    given = numbers.given[each.id]
    if not given.asked.issuperset(figure.codes):
        return NOT_ASKED
    if isinstance(figure, Total):
        value = figure.of.value(given.numbers)
        return NO_NUMBER if value is None else say_number(value)
    ratio = figure.value(given.numbers)
    return NO_NUMBER if ratio is None else ratio.words


def not_returned(numbers: RoundNumbers) -> list[tuple[str, str]]:
    """The organisations whose numbers are not there because their return is not, each with where it stands."""
    return [(each.name, status_words(each)) for each in numbers.missing]


def left_out(numbers: RoundNumbers) -> Mapping[str, list[str]]:
    """By organisation that has returned: the titles of the figures in which it is missing for want of a number."""
    found: dict[str, list[str]] = {}
    for line in (*total_lines(numbers), *rate_lines(numbers)):
        for name in line.left_out:
            titles = found.setdefault(name, [])
            if line.title not in titles:
                titles.append(line.title)
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))
