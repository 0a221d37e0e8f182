"""Reading an Excel workbook that came back: one table in it, found by its headings, cell by cell.

The file may be anything. It is looked into before it is opened, nothing in it is ever worked out, and what cannot be
read is said in a sentence. Rows may have been moved, sorted or deleted, and columns and sheets added.
"""

import logging
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from audit.domain.dates import DateProblem, parse_typed_date
from audit.domain.errors import RuleBroken
from audit.infra.file_names import say_size
from audit.infra.office_files import Harmful, look_into_ole, look_into_zip

log = logging.getLogger("audit")

LARGEST = 10 * 1024 * 1024
"""Bytes of a workbook that is taken."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_MOST_SHEETS = 20
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a workbook may unpack to: more is never typed by hand, and would be held in memory."""
_MOST_MARKS = 2_000
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""Control characters but for line breaks and tabs."""
_HEADER_WITHIN = 15
"""Rows from the top within which the headings stand."""
_MARKS = "About"
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
KEPT = "Nothing was changed."


class WorkbookRefused(RuleBroken):
    """The file cannot be read as the workbook that was asked for. Nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence} {KEPT}", "file")


class CellProblem(RuleBroken):
    """One cell that cannot be read; the sentence begins with its name, for example ``Cell G5``."""


@dataclass(frozen=True)
class ReadCell:
    """One cell: where it is, and what it holds."""

    name: str
    """As Excel names it, for example ``G5``."""
    value: Any = None
    is_formula: bool = False
    is_error: bool = False
    is_percent: bool = False
    """Whether it is a number that Excel shows as a percentage."""

    def text(self) -> str:
        """What it says, trimmed; raises CellProblem for a formula and for one of Excel's errors."""
        if self.is_formula:
            raise CellProblem(f"Cell {self.name} holds a formula. Type the words themselves.")
        if self.is_error:
            raise CellProblem(f"Cell {self.name} shows an error of Excel’s. Type the words themselves.")
        value = self.value
        if value is None:
            return ""
        if self.is_percent and isinstance(value, (int, float)):
            return f"{round(value * 100, 6):g} %"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, (datetime, date)):
            value = value.strftime("%d/%m/%Y")
        text = str(value).replace("\r\n", "\n").replace("_x000D_", "")
        return _UNSEEN.sub("", text).strip()

    def day(self, name: str) -> date | None:
        """The date it says, ``None`` when it is empty; ``name`` is what the date is called inside a sentence.

        Takes Excel's own dates, ``4 March 2027``, ``4/3/2027`` (the day first) and ``2027-03-04``.
        """
        if isinstance(self.value, datetime):
            return self.value.date()
        if isinstance(self.value, date):
            return self.value
        text = self.text()
        if not text:
            return None
        parts = [part for part in re.split(r"[\s/.,-]+", text) if part]
        if len(parts) == 3:
            year_first = len(parts[0]) == 4 and parts[0].isdecimal()
            day, month, year = reversed(parts) if year_first else parts
            try:
                return parse_typed_date(day, month, year, name)
            except DateProblem as problem:
                raise CellProblem(f"Cell {self.name}: {problem.sentence}.") from None
        raise CellProblem(f"Cell {self.name}: {name} must be a date, for example 4 March 2027.")

    def number(self) -> int | None:
        """The whole number that it says; ``None`` for anything else."""
        if isinstance(self.value, bool) or self.is_formula or self.is_error:
            return None
        text = (
            str(int(self.value))
            if isinstance(self.value, float) and self.value.is_integer()
            else str(self.value)
        )
        return (
            int(text)
            if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 10
            else None
        )


@dataclass(frozen=True)
class ReadRow:
    """One row of the table. ``cells`` holds every heading that was asked for."""

    number: int
    """As Excel numbers it, from 1."""
    cells: Mapping[str, ReadCell]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is written in it."""
        return all(cell.value in (None, "") for cell in self.cells.values())


@dataclass(frozen=True)
class ReadTable:
    """The table of a workbook, and what the workbook says of itself."""

    rows: Sequence[ReadRow]
    marks: Mapping[str, str]
    """From the sheet ``About``: what stands in its first column, with what stands beside it."""
    headings: frozenset[str] = frozenset()
    """The headings that were found; the others' columns have been deleted."""
    merged: Mapping[int, str] = field(default_factory=dict)
    """Rows in which cells of these columns are merged with others, with the cells, for example ``G5:G7``."""


def read_table(
    path: Path,
    file_name: str,
    headings: Sequence[str],
    needed: Sequence[str],
    *,
    first: str = "",
    most: int = MOST_UNPACKED,
) -> ReadTable:
    """The table with these headings, in whichever sheet it is. Raises WorkbookRefused.

    ``needed`` are the headings without which it is not the table; the others may have been deleted, and their
    cells are then empty. ``first`` is the title of the sheet that is looked into before the others,
    ``most`` the bytes that the workbook may unpack to.
    """
    look_into(path, file_name, most)
    try:
        # As an open file: a kept upload has no ending, and openpyxl goes by it.
        with path.open("rb") as file, closing(load_workbook(file, read_only=True, keep_links=False)) as book:
            sheets = sorted(book.worksheets[:_MOST_SHEETS], key=lambda sheet: sheet.title != first)
            hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
            crowded = len(book.worksheets) > _MOST_SHEETS
            marks = next((_marks(sheet) for sheet in sheets if sheet.title == _MARKS), {})
            for sheet in sheets:
                if sheet.title == _MARKS:
                    continue
                found = _table(sheet, headings, needed)
                if found is not None:
                    rows, places = found
                    return ReadTable(rows, marks, frozenset(places), _merged(sheet, places))
    except WorkbookRefused:
        raise
    except Exception as error:
        # A damaged archive fails in as many ways as it has parts.
        log.info("a workbook could not be read", exc_info=True)
        raise WorkbookRefused(
            f"{file_name} is damaged, perhaps because it did not arrive whole. Save it again in Excel and upload it."
        ) from error
    wanted = ", ".join(f"“{one}”" for one in needed)
    raise WorkbookRefused(
        f"{file_name} has no sheet with the headings {wanted}. Upload the workbook that you downloaded here, "
        f"with its headings as they were.{_also(hidden, crowded)}"
    )


def _also(hidden: Sequence[str], crowded: bool) -> str:
    said = f" Only its first {_MOST_SHEETS} sheets were looked into." if crowded else ""
    if hidden:
        names = ", ".join(f"“{title[:40]}”" for title in hidden[:5])
        said += f" Some of its sheets are hidden: {names}."
    return said


def look_into(path: Path, file_name: str, most: int) -> None:
    """Raise WorkbookRefused for a file that is not a workbook, is protected, holds macros or is far too large."""
    size = path.stat().st_size
    if size > LARGEST:
        raise WorkbookRefused(
            f"{file_name} is larger than {say_size(LARGEST)}, which this workbook never is."
        )
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise WorkbookRefused(f"{file_name} is empty.")
    try:
        if head.startswith(b"PK"):
            endings = look_into_zip(path)
        elif head.startswith(b"\xd0\xcf\x11\xe0"):
            look_into_ole(path)
            raise WorkbookRefused(
                f"{file_name} is in the old Excel format. Save it as an Excel workbook (.xlsx) and upload that."
            )
        else:
            endings = frozenset()
    except Harmful as harmful:
        sentence = (
            str(harmful).replace("attach it again", "upload it again").replace("attach it", "upload it")
        )
        sentence = sentence.replace("Save it as a PDF and attach that", "Download the workbook again")
        raise WorkbookRefused(f"{file_name} {sentence.replace('attach that', 'upload that')}") from None
    if head.startswith(b"PK") and _unpacked(path) > most:
        raise WorkbookRefused(f"{file_name} holds far more than this workbook ever does.")
    if "xlsx" not in endings:
        raise WorkbookRefused(f"{file_name} is not an Excel workbook (.xlsx).")


def _unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        # Pictures are never opened, so they do not count.
        parts = (entry for entry in archive.infolist() if entry.filename.lower().endswith((".xml", ".rels")))
        return sum(entry.file_size for entry in parts)


def _marks(sheet: Any) -> dict[str, str]:
    rows = sheet.iter_rows(max_row=_MOST_MARKS, max_col=2, values_only=True)
    return {str(row[0]): str(row[1]) for row in rows if len(row) == 2 and row[0] is not None}


def _table(
    sheet: Any, headings: Sequence[str], needed: Sequence[str]
) -> tuple[list[ReadRow], dict[str, int]] | None:
    known = {heading_key(heading): heading for heading in headings}
    places: dict[str, int] = {}
    found: list[ReadRow] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        if places:
            row = ReadRow(number, dict(_cells(number, cells, headings, places)))
            if not row.is_empty:
                if number > MOST_ROWS:
                    raise WorkbookRefused(f"The workbook has more than {MOST_ROWS:,} rows.")
                found.append(row)
            continue
        if number > _HEADER_WITHIN:
            return None
        here: dict[str, int] = {}
        for place, cell in enumerate(cells):
            heading = known.get(heading_key(cell.value)) if isinstance(cell.value, str) else None
            if heading is not None:
                here.setdefault(heading, place)
        if all(heading in here for heading in needed):
            places = here
    return (found, places) if places else None


def _cells(
    number: int, cells: Sequence[Any], headings: Sequence[str], places: Mapping[str, int]
) -> Iterator[tuple[str, ReadCell]]:
    for heading in headings:
        place = places.get(heading)
        if place is None or place >= len(cells):
            yield heading, ReadCell(f"of “{heading}” in row {number}")
            continue
        cell = cells[place]
        kind = getattr(cell, "data_type", "n")
        yield (
            heading,
            ReadCell(
                f"{get_column_letter(place + 1)}{number}",
                cell.value,
                kind == "f",
                kind == "e",
                isinstance(cell.value, (int, float)) and "%" in (cell.number_format or ""),
            ),
        )


def _merged(sheet: Any, places: Mapping[str, int]) -> dict[int, str]:
    """The rows in which cells of the table's columns are merged. openpyxl does not tell of a sheet it streams."""
    columns = {place + 1 for place in places.values()}
    found: dict[int, str] = {}
    kept, looked_at = b"", 0
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        while piece := part.read(1024 * 1024):
            window = kept + piece
            end = 0
            for match in MERGE.finditer(window):
                end = match.end()
                left, top, right, bottom = (edge or 1 for edge in range_boundaries(match[1].decode()))
                if columns.isdisjoint(range(left, right + 1)):
                    continue
                rows = range(top, min(bottom, MOST_ROWS) + 1)
                looked_at += len(rows)
                if looked_at > 20 * MOST_ROWS:
                    raise WorkbookRefused("The workbook has far too many merged cells.")
                for row in rows:
                    found.setdefault(row, match[1].decode())
            kept = window[max(end, len(window) - 200) :]
    return found


def heading_key(heading: object) -> str:
    """Headings are compared by letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", str(heading).casefold())
