"""Excel workbooks, written as a stream: one row is in memory at a time, whatever the size.

Text never becomes a formula, control characters are taken out, and text longer than a cell can hold is cut with
a note that says so. Nobody else touches openpyxl for writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook as _Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from audit.infra.workbook_layout import (
    Barred,
    Bold,
    CellValue,
    Column,
    Offer,
    Percent,
    Shaded,
    height_of,
    validations_of,
)

__all__ = [
    "CUT_NOTE",
    "GRADE_GROUNDS",
    "LONGEST",
    "Barred",
    "Bold",
    "CellValue",
    "Column",
    "Cut",
    "Offer",
    "Percent",
    "Shaded",
    "Workbook",
]

LONGEST = 32_767
"""Characters that a cell can hold."""
CUT_NOTE = " [cut here: this text is longer than a cell can hold]"

GRADE_GROUNDS = {
    "grey": "D9DBDD",
    "red": "F4C7C1",
    "orange": "FBD7B8",
    "yellow": "FFF3A8",
    "green": "B5DCC4",
    "light-green": "DCEBC5",
    "blue": "BBD4EA",
    "turquoise": "BFE6E2",
    "purple": "D5CCEA",
    "pink": "FADCE8",
    "brown": "E3CDB8",
}
"""The ground of a grade in documents, by the name of its colour: pale, so that its word stays readable in print."""
_LINE = Side(style="thin", color="B1B4B6")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = PatternFill("solid", fgColor="E8F1F8")
_BARRED = PatternFill("solid", fgColor="D9DBDD")
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Cut:
    """A text that did not fit into its cell: where it is, and how long it is."""

    sheet: str
    cell: str
    characters: int


class Workbook:
    """A workbook that is being written. ``cuts`` lists every text that was cut so far."""

    def __init__(self, title: str) -> None:
        self._book = _Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = ""
        self.cuts: list[Cut] = []

    def sheet(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[CellValue]],
        *,
        filters: bool = True,
        hidden: bool = False,
        protect: bool = False,
        tall: bool = False,
        offers: Sequence[Offer] = (),
        on_row: Callable[[int], None] | None = None,
    ) -> None:
        """Add a sheet with a header that stays in sight. ``rows`` is read once, a row at a time.

        ``filters`` offers a filter in each column. ``protect`` closes all but the columns to fill in, without a
        password: against slips, not against people. ``tall`` makes each row as high as its texts are long, for
        programs that do not look when they open a workbook. ``on_row`` is told each number of rows written.
        """
        sheet = self._book.create_sheet(title)
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
            sheet.column_dimensions[get_column_letter(number)].hidden = column.hidden
        sheet.sheet_state = "hidden" if hidden else "visible"
        sheet.freeze_panes = "B2" if filters else "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        if protect:
            # In this element ``False`` means that it stays possible.
            sheet.protection.sheet = True
            for possible in ("formatColumns", "formatRows", "formatCells", "autoFilter"):
                setattr(sheet.protection, possible, False)
        # Our cells are made up already: openpyxl need not look at each again and guess what it is.
        sheet._values_to_row = _placed
        writer = _Rows(sheet, columns, self.cuts)
        sheet.append(writer.header())
        count = 0
        for count, row in enumerate(rows, 1):
            if tall:
                # Without ``customHeight``, so that a row still grows with what is typed into it.
                sheet.row_dimensions[count + 1] = {"ht": str(height_of(columns, row))}
            sheet.append(writer.cells(row, count + 1))
            if on_row is not None:
                on_row(count)
        if filters:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
        for number, column in enumerate(columns, 1):
            if column.choices:
                letter = get_column_letter(number)
                offer = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
                offer.add(f"{letter}2:{letter}{max(count, 1) + 1}")
                sheet.data_validations.append(offer)
        for validation in validations_of(columns, offers):
            sheet.data_validations.append(validation)
        sheet.close()

    def save(self, path: Path | BinaryIO) -> None:
        """Write the file, to a path or into an open file."""
        self._book.save(path)


class _Look(Cell):
    """The cell that serves all cells which look alike; its style is numbered once, not once a cell."""

    __slots__ = ("style_id",)
    has_style = True

    def __init__(self, sheet: Any, style: Any) -> None:
        super().__init__(sheet, row=1, column=1)
        self._style = style
        # openpyxl would work this out anew for each cell.
        self.style_id = sheet.parent._cell_styles.add(style)  # type: ignore[misc]


def _placed(cells: Iterable[Any], row: int) -> Iterator[Any]:
    """Cells with their places; an empty one is left out of the file."""
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            cell.row, cell.column = row, column
            yield cell


class _Rows:
    """Turns values into cells. Each way of looking is made once and shared by all its cells."""

    def __init__(self, sheet: Any, columns: Sequence[Column], cuts: list[Cut]) -> None:
        self._sheet, self._columns, self._cuts = sheet, columns, cuts
        self._styles: dict[object, Any] = {}
        self._cells: dict[int, Any] = {}
        self._looks = [
            self._style(
                ("text", column.wrap, column.fill_in, column.as_text),
                wrap=column.wrap,
                fill=_OPEN if column.fill_in else None,
                format="@" if column.as_text else "General",
                open=column.fill_in,
            )
            for column in columns
        ]

    def header(self) -> Iterator[Any]:
        style = self._style(
            "header",
            font=Font(bold=True, color="FFFFFF"),
            fill=PatternFill("solid", fgColor="0B0C0C"),
            border=_BORDER,
            wrap=True,
        )
        for column in self._columns:
            yield self._cell(column.title, style, "s")

    def cells(self, row: Sequence[CellValue], number: int) -> Iterator[Any]:
        for place, value in enumerate(row):
            if value is None or value == "":
                yield self._cell(None, self._looks[place], "n") if self._columns[place].fill_in else None
            elif isinstance(value, str):
                text = self._text(value, place, number)
                style = self._looks[place]
                if text[0] in "=+-@\t\n":
                    # Excel would read such a text as a formula if somebody typed it again: mark it as text.
                    style = self._quoted(place)
                yield self._cell(text, style, "s")
            elif isinstance(value, (int, float)):
                yield self._cell(value, self._looks[place], "n")
            elif isinstance(value, datetime):
                yield self._cell(
                    value.replace(tzinfo=None), self._style("moment", format="d mmmm yyyy h:mm"), "d"
                )
            elif isinstance(value, date):
                yield self._cell(value, self._style("date", format="d mmmm yyyy"), "d")
            else:
                yield self._special(value, place, number)

    def _quoted(self, place: int) -> Any:
        column = self._columns[place]
        return self._style(
            ("quoted", place),
            wrap=column.wrap,
            quoted=True,
            fill=_OPEN if column.fill_in else None,
            format="@" if column.as_text else "General",
            open=column.fill_in,
        )

    def _special(self, value: Shaded | Percent | Bold | Barred, place: int, number: int) -> Any:
        if isinstance(value, Barred):
            return self._cell(None, self._style("barred", fill=_BARRED), "n")
        if isinstance(value, Percent):
            return self._cell(value.value, self._style("percent", format="0.0 %"), "n")
        if isinstance(value, Bold):
            style = self._style("bold", font=Font(bold=True), wrap=True)
        else:
            fill = PatternFill("solid", fgColor=GRADE_GROUNDS.get(value.colour, "FFFFFF"))
            style = self._style(value.colour, fill=fill, border=_BORDER, font=Font(color="0B0C0C"))
        return self._cell(self._text(value.text, place, number), style, "s")

    def _text(self, text: str, place: int, number: int) -> str:
        if not text.isprintable():
            text = ILLEGAL_CHARACTERS_RE.sub("", text).replace("\r\n", "\n")
        if len(text) > LONGEST:
            cell = f"{get_column_letter(place + 1)}{number}"
            self._cuts.append(Cut(self._sheet.title, cell, len(text)))
            text = text[: LONGEST - len(CUT_NOTE)] + CUT_NOTE
        return text or " "

    def _cell(self, value: Any, style: Any, kind: str) -> Any:
        # One cell object a look serves all its cells: each is written before the next is asked for.
        cell: Any = self._cells.get(id(style))
        if cell is None:
            cell = self._cells[id(style)] = _Look(self._sheet, style)
        # Not through ``cell.value``: that guesses, and takes a text that begins with "=" for a formula.
        cell._value = value
        cell.data_type = kind
        return cell

    def _style(
        self,
        name: object,
        *,
        font: Font | None = None,
        fill: PatternFill | None = None,
        border: Border | None = None,
        format: str = "General",
        wrap: bool = False,
        quoted: bool = False,
        open: bool = False,
    ) -> Any:
        if name not in self._styles:
            cell: Any = WriteOnlyCell(self._sheet)
            cell.alignment = _WRAPPED if wrap else _TOP
            cell.number_format = format
            cell.quotePrefix = int(quoted)
            if open:
                cell.protection = Protection(locked=False)
            if font is not None:
                cell.font = font
            if fill is not None:
                cell.fill = fill
            if border is not None:
                cell.border = border
            self._styles[name] = cell._style
        return self._styles[name]
