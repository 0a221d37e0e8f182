"""The sheets of a round's workbook that hold its totals and rates."""

from collections.abc import Iterator
from decimal import Decimal

from audit.domain.figures import Ratio
from audit.infra.workbook import Bold, CellValue, Column, Percent, Workbook
from audit.rooms.board.presenters.totals import left_out, not_returned
from audit.rooms.board.queries import Added, RoundNumbers


def add_totals(book: Workbook, numbers: RoundNumbers) -> None:
    """Add the sheets Totals and rates, Numbers by sector and Numbers by organisation."""
    book.sheet(
        "Totals and rates",
        (
            Column("What", 56, True),
            Column("Count", 12),
            Column("Of", 12),
            Column("Share", 10),
            Column("Unit", 12),
            Column("Organisations", 14),
            Column("Of organisations", 16),
            Column("Remark", 60, True),
        ),
        _overall(numbers),
        filters=False,
    )
    columns = tuple(_columns(numbers))
    book.sheet(
        "Numbers by sector",
        (Column("Sector", 30), *columns),
        ((sector, *_values(added)) for sector, added in numbers.by_sector.items()),
    )
    book.sheet(
        "Numbers by organisation",
        (Column("Organisation", 38), Column("Sector", 22), *columns),
        ((each.name, each.sector, *_values(numbers.over([each]))) for each in numbers.returned),
    )


def _overall(numbers: RoundNumbers) -> Iterator[tuple[CellValue, ...]]:
    names = {id: each.name for id, each in numbers.by_id.items()}

    def remark(ids: tuple[int, ...]) -> str:
        return f"Without {', '.join(names[id] for id in ids)}" if ids else ""

    yield (Bold("Totals"),)
    for total in numbers.overall.totals:
        share = total.who.share
        yield (
            total.total.title, plain(total.value), None, None, total.total.unit,
            share.numerator, share.denominator, remark(total.who.left_out),
        )  # fmt: skip
    yield (None,)
    yield (Bold("Rates: sums out of sums, never a mean of rates"),)
    for rate in numbers.overall.rates:
        share = rate.who.share
        yield (
            rate.rate.title, *_ratio(rate.value), rate.rate.unit,
            share.numerator, share.denominator, remark(rate.who.left_out),
        )  # fmt: skip
    yield (None,)
    yield (Bold("Who is missing"),)
    for name, words in not_returned(numbers):
        yield (name, None, None, None, None, None, None, words)
    for name, titles in left_out(numbers).items():
        yield (name, None, None, None, None, None, None, f"Left a number out: {'; '.join(titles)}")
    for each, sentences in numbers.unfit:
        yield (each.name, None, None, None, None, None, None, " ".join(sentences))


def _columns(numbers: RoundNumbers) -> Iterator[Column]:
    figures = numbers.scope.questionnaire.figures
    for total in figures.totals:
        yield Column(total.title, 16, True)
    for rate in figures.rates:
        yield Column(f"{rate.title}: count", 16, True)
        yield Column(f"{rate.title}: of", 16, True)
        yield Column(f"{rate.title}: share", 12, True)


def _values(added: Added) -> Iterator[CellValue]:
    for total in added.totals:
        yield plain(total.value) if total.who.counted else None
    for rate in added.rates:
        yield from _ratio(rate.value) if rate.who.counted else (None, None, None)


def _ratio(ratio: Ratio) -> tuple[CellValue, CellValue, CellValue]:
    share = Percent(float(ratio.numerator / ratio.denominator)) if ratio.percent is not None else None
    return plain(ratio.numerator), plain(ratio.denominator), share


def plain(number: Decimal) -> int | float:
    """A number as a sheet takes it, so that it can be added up there."""
    return int(number) if number == number.to_integral_value() else float(number)
