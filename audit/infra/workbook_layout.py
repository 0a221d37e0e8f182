"""What the sheets of a workbook are made of: their columns, the values of their cells, and the lists they offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation


@dataclass(frozen=True)
class Column:
    """One column of a sheet. ``width`` is in characters; ``wrap`` lets long text run over several lines."""

    title: str
    width: float = 12
    wrap: bool = False
    hidden: bool = False
    fill_in: bool = False
    """Whether people type into it: its cells are pale blue, filled or not."""
    choices: Sequence[str] = ()
    """What its cells offer to choose from; together no more than 250 characters, none with a comma."""
    as_text: bool = False
    """Whether Excel keeps what is typed into it as it was typed, and never makes a number or a date of it."""


@dataclass(frozen=True)
class Shaded:
    """A word on the ground of its grade's colour (a name of ``audit.domain.scales.PALETTE``)."""

    text: str
    colour: str


@dataclass(frozen=True)
class Percent:
    """A share as a number that Excel shows as a percentage: 0.893 is 89.3 %."""

    value: float


@dataclass(frozen=True)
class Bold:
    """A text in bold: the heading of a block."""

    text: str


@dataclass(frozen=True)
class Barred:
    """A cell of a column to fill in into which nothing belongs: grey, and closed when the sheet is protected."""


@dataclass(frozen=True)
class Offer:
    """Some cells of a column offer a list to choose from, which stands in cells of another sheet."""

    column: str
    """The column's title."""
    rows: Sequence[int]
    """The rows as Excel numbers them; the header is row 1."""
    source: str
    """The cells that hold the list, for example ``Lists!$A$1:$A$4``."""
    problem: str
    """What Excel says when something else is typed."""


CellValue = str | int | float | date | datetime | Shaded | Percent | Bold | Barred | None


def height_of(columns: Sequence[Column], row: Sequence[CellValue]) -> int:
    """The height of a row in points, by how many lines its longest text takes; a row can be 409 points high."""
    lines = 1
    for column, value in zip(columns, row, strict=False):
        text = value.text if isinstance(value, (Bold, Shaded)) else value
        if column.wrap and isinstance(text, str):
            lines = max(lines, sum(1 + int(len(line) / column.width) for line in text.split("\n")))
    return min(409, 15 * lines)


def validations_of(columns: Sequence[Column], offers: Sequence[Offer]) -> Iterator[DataValidation]:
    """The lists that cells offer, as openpyxl writes them."""
    letters = {column.title: get_column_letter(number) for number, column in enumerate(columns, 1)}
    for offer in offers:
        validation = DataValidation("list", formula1=offer.source, allow_blank=True, showErrorMessage=True)
        validation.errorTitle, validation.error = "Choose from the list", offer.problem[:225]
        letter = letters[offer.column]
        for top, bottom in _runs(offer.rows):
            validation.add(f"{letter}{top}:{letter}{bottom}")
        yield validation


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows that follow each other, as the first and the last of each run."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
