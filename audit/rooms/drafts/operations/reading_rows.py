"""The rows of a question set's workbook, each known again by its hidden number or its code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from audit.domain.drafting import free_code, next_code
from audit.infra.workbook_in import CellProblem
from audit.infra.workbook_sheets import SheetRow, Table
from audit.rooms.drafts.exports.fields import CODE, CONDITION_VALUES, ROW, STANDARD, Field, put
from audit.rooms.drafts.exports.words import NotUnderstood, Words, plain


@dataclass(frozen=True)
class Slip:
    """A cell that is not right: its sheet, its name, and a sentence that says how to mend it."""

    sheet: str
    cell: str
    why: str

    @property
    def name(self) -> str:
        """The cell with its sheet, as Excel writes it."""
        return f"{self.sheet}!{self.cell}"


@dataclass
class Line:
    """One row of a sheet: what it says now, and which row of the downloaded set it was."""

    sheet: str
    number: int
    row: dict[str, Any]
    was: int | None
    """Its place among the rows when the workbook was made, from 0; None for a new one."""
    before: Mapping[str, Any]
    """What it said then; empty for a new one."""
    columns: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    standard: str = ""
    """What stands in the column of its standard."""
    texts: Mapping[str, str] = field(default_factory=dict)
    standard_place: int = 0

    def place(self, path: Sequence[str | int]) -> tuple[str, str]:
        """The sheet and the cell of a part of this row; the cell of its code for what has no column."""
        for length in range(len(path), 0, -1):
            for known, place in self.columns.items():
                if known[:length] == tuple(path[:length]):
                    return self.sheet, self.cell(place)
        return self.sheet, self.cell(self.columns.get(("code",), 0))

    def cell(self, place: int) -> str:
        """The name of the cell in a column of this row."""
        return f"{get_column_letter(place + 1)}{self.number}"


class RowReader:
    """Reads the rows of one workbook; what is not understood goes to ``slips``."""

    def __init__(self, words: Words, slips: list[Slip], notes: list[str]) -> None:
        self.words, self.slips, self.notes = words, slips, notes
        self.merged: set[tuple[str, str]] = set()

    def rows(
        self,
        table: Table | None,
        fields: Sequence[Field],
        was: Sequence[Mapping[str, Any]],
        letter: str,
        standards: Sequence[str] = (),
    ) -> list[Line]:
        """The rows of a table; without it those that were there stay. ``standards`` are the codes they stood under."""
        if table is None:
            return [Line("", 0, dict(row), n, row) for n, row in enumerate(was)]
        known = [one for one in fields if one.heading in table.places]
        columns = {one.path: table.places[one.heading] for one in known}
        at = table.places.get(STANDARD, 0) if standards or letter == "q" else -1
        found: list[tuple[SheetRow, dict[str, str], str]] = []
        for row in table.rows:
            texts = {one.heading: self._text(table, row, table.places[one.heading]) for one in known}
            standard = self._text(table, row, at) if at >= 0 else ""
            if any(texts.values()) or standard:
                self._merges(table, row)
                found.append((row, texts, standard))
        own = self._known_again(table, found, was, letter)
        # What a question needs is said in the words of its answers, so its kind and choices come first.
        in_turn = sorted(
            (one for one in known if one is not CONDITION_VALUES), key=lambda one: one.path[0] == "requires"
        )
        lines = []
        for (row, texts, standard), place in zip(found, own, strict=True):
            before = was[place] if place is not None else {}
            line = Line(
                table.sheet.title, row.number, dict(before), place, before, columns, standard, texts,
                max(at, 0),
            )  # fmt: skip
            for one in in_turn:
                self._take(line, one, self.words)
            lines.append(line)
        return lines

    def in_standards(self, standards: Sequence[Line], questions: Sequence[Line]) -> list[list[Line]]:
        """The questions of each standard, in the order of their rows; codes are made up where none is given."""
        codes: dict[str, int] = {}
        for place, line in enumerate(standards):
            if not line.row.get("code"):
                line.row["code"] = _next_standard(standards)
            codes.setdefault(_plain_code(line.row), place)
        for place, line in enumerate(standards):
            codes.setdefault(_plain_code(line.before), place)
        grouped: list[list[Line]] = [[] for _ in standards]
        taken = [str(line.row.get("code", "")) for line in questions]
        for line in questions:
            wanted = codes.get(line.standard.casefold()) if line.standard else None
            if wanted is None:
                said = (
                    f"there is no standard “{line.standard}”" if line.standard else "the standard is missing"
                )
                self._slip(
                    line, line.standard_place,
                    f"{said}. Type the code of a standard on the sheet “Standards”, or add it there.",
                )  # fmt: skip
                continue
            if not line.row.get("code"):
                line.row["code"] = next_code(str(standards[wanted].row["code"]), taken)
                taken.append(line.row["code"])
            grouped[wanted].append(line)
        return grouped

    def finish(self, header: Sequence[Line], grouped: Sequence[Sequence[Line]]) -> None:
        """What hangs on other rows: answers on which a question hangs, and questions whose code has changed."""
        lines = [*header, *(line for group in grouped for line in group)]
        for line in header:
            if not line.row.get("code"):
                line.row["code"] = free_code("H1", [str(other.row.get("code", "")) for other in lines])
        now = {str(line.row.get("code", "")): line.row for line in lines}
        renamed = {
            was: str(line.row["code"])
            for line in lines
            if line.was is not None and (was := str(line.before.get("code") or "")) and was not in now
        }
        words = Words(self.words.grades, now)
        for line in lines:
            condition = line.row.get("condition") or {}
            target = renamed.get(str(condition.get("question", "")))
            if target:
                self.notes.append(
                    f"Question {line.row['code']} is asked only after question {condition['question']}, whose code "
                    f"is now {target}: it follows."
                )
                line.row["condition"] = {**condition, "question": target}
            if CONDITION_VALUES.heading in line.texts:
                self._take(line, CONDITION_VALUES, words)

    def _take(self, line: Line, one: Field, words: Words) -> None:
        """Take over what a cell says, unless it still says what it said."""
        text = line.texts[one.heading]
        if text == one.compared(line.before, self.words):
            return
        try:
            value = one.read(text, line.row, words) if text else "" if one.keeps_empty else None
            if one.path == ("kind",) and not value:
                raise NotUnderstood(f"choose what kind of answer is asked for: {', '.join(one.choices)}.")
        except NotUnderstood as problem:
            self._slip(line, line.columns[one.path], str(problem))
        else:
            put(line.row, one.path, value)

    def _text(self, table: Table, row: SheetRow, place: int) -> str:
        typed = row.typed(place)
        if typed is not None:
            return plain(typed) if typed else ""
        cell = row.cell(place)
        try:
            return plain(cell.text())
        except CellProblem as problem:
            self.slips.append(Slip(table.sheet.title, cell.name, problem.sentence))
            return ""

    def _merges(self, table: Table, row: SheetRow) -> None:
        merge = table.sheet.merged_rows.get(row.number)
        if merge and (table.sheet.title, merge) not in self.merged:
            self.merged.add((table.sheet.title, merge))
            first = merge.partition(":")[0]
            why = f"Cells {merge} are merged, so that it cannot be known to which rows they belong. Unmerge them."
            self.slips.append(Slip(table.sheet.title, first, why))

    def _slip(self, line: Line, place: int, why: str) -> None:
        cell = line.cell(place)
        self.slips.append(Slip(line.sheet, cell, f"Cell {cell}: {why}"))

    def _known_again(
        self,
        table: Table,
        found: Sequence[tuple[SheetRow, Mapping[str, str], str]],
        was: Sequence[Mapping[str, Any]],
        letter: str,
    ) -> list[int | None]:
        """Which row of the downloaded set each row is: by its hidden number, else by its code.

        A row that was copied carries the number of the other: it is the other's only with the other's code, else
        the first of them is, and the copies are new rows.
        """
        column = table.places.get(ROW)
        ids = {f"{letter}{number}": number - 1 for number in range(1, len(was) + 1)}
        codes: dict[str, int] = {}
        for place, row in enumerate(was):
            codes.setdefault(_plain_code(row), place)
        said = [ids.get(row.words(column)) if column is not None else None for row, _, _ in found]
        typed = [texts.get(CODE, "").casefold() for _, texts, _ in found]
        own: list[int | None] = [None] * len(found)
        taken: set[int] = set()

        def claim(number: int, place: int | None) -> None:
            if place is not None and place not in taken and own[number] is None:
                own[number] = place
                taken.add(place)

        for number, at in enumerate(said):
            if at is not None and typed[number] == _plain_code(was[at]):
                claim(number, at)
        for number, at in enumerate(said):
            claim(number, at)
        for number, code in enumerate(typed):
            if said[number] is None:
                claim(number, codes.get(code))
        return own


def _plain_code(row: Mapping[str, Any]) -> str:
    return plain(str(row.get("code", ""))).casefold()


def _next_standard(standards: Sequence[Line]) -> str:
    codes = [str(line.row.get("code", "")) for line in standards]
    return free_code(str(max((int(code) for code in codes if code.isdecimal()), default=0) + 1), codes)
