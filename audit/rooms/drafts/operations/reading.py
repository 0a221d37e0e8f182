"""A question set's workbook that comes back: what it says now. Nothing is changed by reading.

The workbook keeps, out of sight, the set that it was made from. A cell that still says what it said then leaves that
part of the set exactly as it was; only what was typed is understood anew.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.infra.questionnaire_files import content_problems
from audit.infra.workbook_in import CellProblem, WorkbookRefused
from audit.infra.workbook_sheets import ReadSheet, Table, read_sheets, table_of
from audit.rooms.drafts.exports.fields import (
    CODE,
    HEADER_FIELDS,
    KIND,
    SETTING_FIELDS,
    STANDARD,
    STANDARD_FIELDS,
    TEXT,
    TITLE,
    Field,
    heading_of,
    put,
    question_fields,
    words_for,
)
from audit.rooms.drafts.exports.identity import KEPT, Source, read_kept
from audit.rooms.drafts.exports.words import NotUnderstood, plain, slug
from audit.rooms.drafts.exports.workbook import (
    HEADER,
    QUESTIONS,
    SCALE,
    SCALES_CHANGE,
    SET,
    SETTING,
    STANDARDS,
    VALUE,
    scale_rows,
)
from audit.rooms.drafts.operations.reading_rows import Line, RowReader, Slip

_LONGEST_CODE, _LONGEST_TITLE = 60, 200


@dataclass(frozen=True)
class SetRead:
    """What a workbook says: the set, what it was made from, and what cannot be understood."""

    content: dict[str, Any]
    base: dict[str, Any]
    source: Source
    slips: Sequence[Slip]
    """Cells that are not understood. Nothing can be applied until they are mended."""
    notes: Sequence[str]
    """What was done or passed over on the way, a sentence each."""
    header: Sequence[Line]
    standards: Sequence[Line]
    questions: Sequence[Sequence[Line]]
    """The questions of each standard."""
    settings: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """The row of each setting."""

    @property
    def is_untouched(self) -> bool:
        """Whether it says what it said when it was downloaded."""
        return not self.slips and self.content == self.base

    def problems(self) -> list[Slip]:
        """What is wrong in the set as it now is, by cell. It hinders publishing, not a draft."""
        return [Slip(*self._place(p.path), p.sentence) for p in content_problems(self.content)]

    def _place(self, path: tuple[str | int, ...]) -> tuple[str, str]:
        match path:
            case ("header", int(number), *rest):
                return self.header[number].place(rest)
            case ("standards", int(number), "questions", int(place), *rest):
                return self.questions[number][place].place(rest)
            case ("standards", int(number), *rest):
                return self.standards[number].place(rest)
            case ("scale", *_):
                return SCALE, "A2"
        for length in range(len(path), 0, -1):
            row = next((at for known, at in self.settings.items() if known[:length] == path[:length]), None)
            if row is not None:
                return SET, f"B{row}"
        return SET, "B2"


def read_set(path: Path, file_name: str) -> SetRead:
    """What the workbook of a question set says. Raises WorkbookRefused for any other file."""
    sheets = {heading_of(sheet.title): sheet for sheet in read_sheets(path, file_name)}
    kept = sheets.get(heading_of(KEPT))
    found = read_kept((row.words(0), row.words(1)) for row in kept.rows) if kept else None
    if found is None:
        raise WorkbookRefused(
            f"{file_name} has no hidden sheet “{KEPT}” that is whole, by which this page knows what was changed. "
            "Download the workbook again and copy your changes into it, or bring the file in as a spreadsheet of "
            "your own."
        )
    return _Reading(sheets, file_name, *found).read()


class _Reading:
    """One reading of one workbook."""

    def __init__(
        self, sheets: Mapping[str, ReadSheet], file_name: str, base: dict[str, Any], source: Source
    ) -> None:
        self.sheets, self.file_name, self.base, self.source = sheets, file_name, base, source
        self.words = words_for(base)
        self.slips: list[Slip] = []
        self.notes: list[str] = []
        self.setting_rows: dict[tuple[str, ...], int] = {}

    def read(self) -> SetRead:
        reader = RowReader(self.words, self.slips, self.notes)
        settings = self._settings()
        self._scale()
        was_header = self.base.get("header") or []
        header_table = self._table(HEADER, HEADER_FIELDS, (CODE, TEXT), may_be_gone=True)
        header = reader.rows(header_table, HEADER_FIELDS, was_header, "h")
        was_standards = self.base.get("standards") or []
        standards = reader.rows(
            self._table(STANDARDS, STANDARD_FIELDS, (CODE, TITLE)), STANDARD_FIELDS, was_standards, "s"
        )
        fields = question_fields(self.base)
        was = [
            (str(standard.get("code", "")), question)
            for standard in was_standards
            for question in standard.get("questions") or ()
        ]
        questions = reader.rows(
            self._table(QUESTIONS, fields, (STANDARD, CODE, KIND, TEXT)), fields, [row for _, row in was], "q",
            [code for code, _ in was],
        )  # fmt: skip
        grouped = reader.in_standards(standards, questions)
        reader.finish(header, grouped)
        content = {**settings, "scale": self.base["scale"]}
        if header or was_header:
            content["header"] = [line.row for line in header]
        content["standards"] = [
            {**line.row, "questions": [question.row for question in asked]} if asked or "questions" in line.row
            else line.row
            for line, asked in zip(standards, grouped, strict=True)
        ]  # fmt: skip
        return SetRead(
            content,
            self.base,
            self.source,
            self.slips,
            self.notes,
            header,
            standards,
            grouped,
            self.setting_rows,
        )

    def _table(
        self, title: str, fields: Sequence[Field], needed: Sequence[str], *, may_be_gone: bool = False
    ) -> Table | None:
        sheet = self.sheets.get(heading_of(title))
        if sheet is None and may_be_gone:
            return None
        table = table_of(sheet, _headings(fields), needed, key=heading_of) if sheet else None
        if table is None:
            wanted = ", ".join(f"“{one}”" for one in needed)
            raise WorkbookRefused(
                f"{self.file_name} has no sheet “{title}” with the headings {wanted}. Upload the workbook that you "
                "downloaded here, with its sheets and headings as they were."
            )
        return table

    def _settings(self) -> dict[str, Any]:
        content = {
            key: deepcopy(value) for key, value in self.base.items() if key not in ("scale", "standards")
        }
        if content.get("header"):
            del content["header"]
        sheet = self.sheets.get(heading_of(SET))
        table = table_of(sheet, (SETTING, VALUE), (SETTING, VALUE), key=heading_of) if sheet else None
        known = {heading_of(one.heading): one for one in SETTING_FIELDS}
        if table is None:
            return content
        for row in table.rows:
            found = known.get(heading_of(row.words(table.places[SETTING])))
            if found is None:
                continue
            if found.path in self.setting_rows:
                raise WorkbookRefused(
                    f"The sheet “{SET}” says “{found.heading}” twice, in rows {self.setting_rows[found.path]} and "
                    f"{row.number}. Delete one of them."
                )
            self.setting_rows[found.path] = row.number
            cell = row.cell(table.places[VALUE])
            try:
                text = plain(cell.text())
                if text == found.compared(self.base, self.words):
                    continue
                value = found.read(text, content, self.words) if text else None
                put(content, found.path, _checked(found.path, value))
            except CellProblem as problem:
                self.slips.append(Slip(SET, cell.name, problem.sentence))
            except NotUnderstood as problem:
                self.slips.append(Slip(SET, cell.name, f"Cell {cell.name}: {problem}"))
        return content

    def _scale(self) -> None:
        sheet = self.sheets.get(heading_of(SCALE))
        if sheet is None:
            return
        was = [plain(text) for row in scale_rows(self.base["scale"]) for text in row if plain(text)]
        now = [row.words(place) for row in sheet.rows[1:] for place in range(5) if row.words(place)]
        if was != now:
            self.notes.append(f"What was changed on the sheet “{SCALE}” is not taken over. {SCALES_CHANGE}")


def _headings(fields: Sequence[Field]) -> list[str]:
    return ["Row", STANDARD, *(one.heading for one in fields)]


def _checked(path: tuple[str, ...], value: Any) -> Any:
    """A setting that every draft must have, kept to what can be stored."""
    if path == ("questionnaire",) and (value is None or slug(value, _LONGEST_CODE) != value):
        raise NotUnderstood(
            f"the code of the set is small letters, figures and hyphens, at most {_LONGEST_CODE}, "
            "for example section-11."
        )
    if path == ("title",) and (value is None or len(value) > _LONGEST_TITLE):
        raise NotUnderstood(f"a set needs a title of at most {_LONGEST_TITLE} characters.")
    return value
