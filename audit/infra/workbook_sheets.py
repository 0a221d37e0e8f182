"""Reading all sheets of a workbook that somebody made or changed: what stands where, and nothing worked out.

For a workbook whose table is known by its headings there is ``workbook_in``; this reads any.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from audit.infra.workbook_in import (
    MERGE,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    ReadCell,
    WorkbookRefused,
    heading_key,
    look_into,
)

log = logging.getLogger("audit")

MOST_SHEETS = 40
MOST_CELLS = 400_000
"""Cells that say something, over all sheets. The largest set that there can be has a quarter of it."""


@dataclass(frozen=True)
class SheetRow:
    """One row that says something. ``cells`` are openpyxl's; ask ``cell`` for one."""

    number: int
    """As Excel numbers it, from 1."""
    cells: Sequence[Any]

    def cell(self, place: int) -> ReadCell:
        """The cell in a column, counted from 0."""
        name = f"{get_column_letter(place + 1)}{self.number}"
        if place >= len(self.cells):
            return ReadCell(name)
        cell = self.cells[place]
        value = cell.value
        if value is None:
            return ReadCell(name)
        kind = cell.data_type
        is_percent = kind == "n" and isinstance(value, (int, float)) and _is_percent(cell)
        return ReadCell(name, value, kind == "f", kind == "e", is_percent)

    def typed(self, place: int) -> str | None:
        """The text of a cell as it was typed, or nothing for an empty one; None for what is not simply a text."""
        if place >= len(self.cells):
            return ""
        cell = self.cells[place]
        value = cell.value
        if value is None:
            return ""
        return value if isinstance(value, str) and cell.data_type not in ("f", "e") else None

    def words(self, place: int) -> str:
        """What a cell says, trimmed; nothing for a formula or an error."""
        cell = self.cell(place)
        return "" if cell.is_formula or cell.is_error else cell.text()


@dataclass(frozen=True)
class ReadSheet:
    """One sheet: its rows that say something, in order, and which of its cells are merged."""

    title: str
    rows: Sequence[SheetRow]
    merges: Sequence[str] = ()
    """Such as ``C5:C7``."""
    is_hidden: bool = False

    @cached_property
    def merged_rows(self) -> Mapping[int, str]:
        """The rows in which cells are merged with those of other rows or columns, with the cells."""
        found: dict[int, str] = {}
        for merge in self.merges:
            _, top, _, bottom = (edge or 1 for edge in range_boundaries(merge))
            for row in range(top, min(bottom, MOST_ROWS) + 1):
                found.setdefault(row, merge)
        return found

    @property
    def width(self) -> int:
        """How many columns its widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Table:
    """A sheet read by the headings in one of its rows."""

    sheet: ReadSheet
    heading_row: int
    places: Mapping[str, int]
    """The column of each heading that was found, from 0."""
    rows: Sequence[SheetRow] = field(default_factory=tuple)


def read_sheets(path: Path, file_name: str) -> list[ReadSheet]:
    """Every sheet of a workbook. Raises WorkbookRefused with a sentence for a file that cannot be read as one."""
    look_into(path, file_name, MOST_UNPACKED)
    try:
        with path.open("rb") as file, closing(load_workbook(file, read_only=True, keep_links=False)) as book:
            if len(book.worksheets) > MOST_SHEETS:
                raise WorkbookRefused(
                    f"{file_name} has {len(book.worksheets)} sheets; at most {MOST_SHEETS} are read. "
                    "Delete those that are not needed."
                )
            left = MOST_CELLS
            found = []
            for sheet in book.worksheets:
                rows = _rows(sheet, file_name, left)
                left -= sum(len(row.cells) for row in rows)
                found.append(ReadSheet(sheet.title, rows, _merges(sheet), sheet.sheet_state != "visible"))
            return found
    except WorkbookRefused:
        raise
    except Exception as error:
        # A damaged archive fails in as many ways as it has parts.
        log.info("a workbook could not be read", exc_info=True)
        raise WorkbookRefused(
            f"{file_name} is damaged, perhaps because it did not arrive whole. Save it again in Excel and upload it."
        ) from error


def table_of(
    sheet: ReadSheet,
    headings: Sequence[str],
    needed: Sequence[str],
    *,
    key: Callable[[str], str] = heading_key,
    within: int = 15,
) -> Table | None:
    """The table of a sheet, whose headings stand in one of its first rows; None where ``needed`` are not there.

    ``key`` makes alike what counts as the same heading. Raises WorkbookRefused when one of them stands there twice.
    """
    known = {key(heading): heading for heading in headings}
    for at, row in enumerate(sheet.rows):
        if row.number > within:
            return None
        places: dict[str, int] = {}
        twice: tuple[str, int, int] | None = None
        for place, cell in enumerate(row.cells):
            heading = known.get(key(cell.value)) if isinstance(cell.value, str) else None
            if heading is not None and heading in places:
                twice = twice or (heading, places[heading], place)
            elif heading is not None:
                places[heading] = place
        if all(heading in places for heading in needed):
            if twice:
                heading, one, other = twice
                raise WorkbookRefused(
                    f"The sheet “{sheet.title}” has two columns with the heading “{heading}”: "
                    f"{get_column_letter(one + 1)} and {get_column_letter(other + 1)}. Delete or rename one of them."
                )
            return Table(sheet, row.number, places, sheet.rows[at + 1 :])
    return None


def _rows(sheet: Any, file_name: str, left: int) -> list[SheetRow]:
    found: list[SheetRow] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        last = len(cells)
        while last and cells[last - 1].value in (None, ""):
            last -= 1
        if not last:
            continue
        left -= last
        if number > MOST_ROWS or left < 0:
            raise WorkbookRefused(
                f"{file_name} is larger than a question set can be: "
                + (f"a sheet has more than {MOST_ROWS:,} rows." if left >= 0 else "it has too many cells.")
            )
        found.append(SheetRow(number, cells[:last]))
    return found


def _is_percent(cell: Any) -> bool:
    try:
        return "%" in (cell.number_format or "")
    except (TypeError, LookupError, AttributeError):
        # Some programs write cells that name no style, or one that the workbook does not have.
        return False


def _merges(sheet: Any) -> list[str]:
    """The merged cells of a sheet. openpyxl does not tell of a sheet it streams."""
    found: list[str] = []
    kept = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        while piece := part.read(1024 * 1024):
            window = kept + piece
            end = 0
            for match in MERGE.finditer(window):
                end = match.end()
                found.append(match[1].decode())
                if len(found) > 5_000:
                    raise WorkbookRefused("The workbook has far too many merged cells.")
            kept = window[max(end, len(window) - 200) :]
    return found
