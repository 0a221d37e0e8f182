"""A return's workbook that comes back: what each row would change. Nothing is changed by reading."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Question
from audit.infra.workbook_in import ReadRow, ReadTable, WorkbookRefused, read_table
from audit.rooms.assessments.queries import GivenAnswer, ReturnView
from audit.rooms.offline.exports import questions_of
from audit.rooms.offline.exports.cells import (
    CODE,
    EDITION_MARK,
    EVIDENCE,
    EVIDENCE_MARK,
    HEADINGS,
    NEEDED,
    OPEN_COLUMNS,
    QUESTION,
    RETURN_MARK,
    VERSION_MARK,
    WHOSE_MARK,
)
from audit.rooms.offline.exports.workbook import SHEET
from audit.rooms.offline.operations.cells import RowProblem, answer_in, text_in
from audit.rooms.offline.operations.evidence import (
    LONGEST_NAME,
    NOTHING,
    EvidenceChange,
    Named,
    evidence_change,
    names_in,
)
from audit.rooms.offline.queries import contents_seen
from audit.rooms.questionnaires.queries import fingerprints_of

MOST_UNPACKED = 8 * 1024 * 1024
"""Bytes that a return's workbook may unpack to: far more than its answers, and little enough to be read in a moment."""
NOT_OURS = (
    "This workbook does not say which return it is for: its hidden sheet “About” is missing or was changed. "
    "Download the workbook again and copy your answers into it."
)


class LineKind(StrEnum):
    """What a row of the workbook comes to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    INVALID = "invalid"


@dataclass(frozen=True)
class Line:
    """One row of the workbook, with what it would do."""

    row: int
    kind: LineKind
    question: Question | None = None
    before: AnswerContent | None = None
    """What the row said when the workbook was downloaded."""
    mine: AnswerContent | None = None
    """What it says now."""
    online: GivenAnswer | None = None
    """The answer as it is online now, if there is one."""
    evidence: EvidenceChange = NOTHING
    """What its names of evidence come to."""
    cell: str = ""
    problem: str = ""
    """The cell at fault, and why, in a sentence."""

    @property
    def code(self) -> str:
        """The question's code; nothing for a row that is about none."""
        return self.question.code if self.question else ""


@dataclass(frozen=True)
class Preview:
    """What a workbook would change, row by row, and the questions that it leaves out."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]

    @property
    def stamp(self) -> str:
        """What was previewed: it differs once an answer that would be changed was changed online.

        What colleagues write meanwhile in answers that the workbook leaves alone does not matter.
        """
        told = [
            (line.row, line.kind.value, line.code, line.online.version if line.online else 0, line.evidence)
            for line in self.lines
            if line.kind is not LineKind.UNCHANGED
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def count(self, kind: LineKind) -> int:
        """How many rows come to this."""
        return sum(line.kind is kind for line in self.lines)


def read_upload(path: Path, file_name: str) -> ReadTable:
    """The table and the marks of an uploaded workbook. Raises WorkbookRefused."""
    table = read_table(path, file_name, HEADINGS, NEEDED, first=SHEET, most=MOST_UNPACKED)
    if not table.marks.get(RETURN_MARK) or not table.marks.get(EDITION_MARK):
        raise WorkbookRefused(NOT_OURS)
    return table


def return_named_in(table: ReadTable) -> str:
    """The reference of the return for which a workbook was downloaded."""
    return table.marks[RETURN_MARK]


def preview_of(session: Session, view: ReturnView, table: ReadTable, library: Named) -> Preview:
    """What each row would change in a return, which the caller has in scope. A constant number of queries.

    ``library`` are the files that names can mean.

    Raises WorkbookRefused for the workbook of another return or of another edition of the questions.
    """
    row, marks = view.row, table.marks
    if marks[RETURN_MARK] != row.reference:
        whose = marks.get(WHOSE_MARK, "")[:200]
        raise WorkbookRefused(
            f"This workbook is for another return, {marks[RETURN_MARK][:40]}{f' ({whose})' if whose else ''}. "
            "Upload it there."
        )
    # A workbook from before an amendment of the round asks everything that it asked: what it says still fits.
    if marks[EDITION_MARK] not in fingerprints_of(session, row.round.edition):
        raise WorkbookRefused(
            "This workbook was made for another edition of the questions. "
            "Download the workbook again and copy your answers into it."
        )
    questions = {question.code: question for question in questions_of(view)}
    versions = {code: _version(marks.get(f"{VERSION_MARK}{code}", "")) for code in questions}
    reader = _Reader(view, table, questions, contents_seen(session, view, versions), library)
    lines = tuple(line for found in table.rows if (line := reader.line(found)) is not None)
    there = {line.code for line in lines}
    return Preview(lines, tuple(code for code in questions if code not in there))


def _version(text: str) -> int:
    """The version noted; one that never was (-1) when the note is gone, so that nothing is overwritten unseen."""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class _Reader:
    """Reads the rows of one table, each beside the answer that it is about."""

    def __init__(
        self,
        view: ReturnView,
        table: ReadTable,
        questions: Mapping[str, Question],
        seen: Mapping[str, AnswerContent | None],
        library: Named,
    ) -> None:
        self._view, self._table, self._questions, self._seen = view, table, questions, seen
        self._library = library
        self._first: dict[str, int] = {}

    def line(self, row: ReadRow) -> Line | None:
        """What a row comes to; nothing for one in which nothing is said about a question."""
        cell = row.cells[CODE]
        try:
            question = self._question(row)
            if question is None:
                return None
            self._require_whole(row, question)
        except RowProblem as problem:
            return Line(
                row.number, LineKind.INVALID, cell=problem.cell or cell.name, problem=problem.sentence
            )
        online = self._view.answers.get(question.code)
        current = self._view.content(question.code)
        before = self._seen[question.code]
        try:
            self._require_unmerged(row)
            mine = answer_in(
                row, question, self._view.questionnaire.scale, before or AnswerContent(), self._table.headings
            )
            evidence = self._evidence(row, question)
        except RowProblem as problem:
            return Line(
                row.number,
                LineKind.INVALID,
                question,
                before,
                online=online,
                cell=problem.cell,
                problem=problem.sentence,
            )
        if mine in (before, current):
            kind = LineKind.UNCHANGED
        elif before is None or before != current:
            kind = LineKind.CONFLICT
        else:
            kind = LineKind.NEW if current.is_empty else LineKind.CHANGED
        if kind is LineKind.UNCHANGED:
            mine = current  # what is online stays, whatever becomes of the evidence
        if evidence.is_conflict or (before is None and evidence.is_change):
            kind = LineKind.CONFLICT
        elif evidence.is_change and kind is LineKind.UNCHANGED:
            kind = LineKind.CHANGED
        return Line(row.number, kind, question, before, mine, online, evidence)

    def _evidence(self, row: ReadRow, question: Question) -> EvidenceChange:
        """What the names of the row come to; nothing where the column or what it said at first is gone."""
        before = self._table.marks.get(f"{EVIDENCE_MARK}{question.code}")
        if before is None or EVIDENCE not in self._table.headings:
            return NOTHING
        now = text_in(row.cells[EVIDENCE])
        if any(len(name) > LONGEST_NAME for name in names_in(now)):
            cell = row.cells[EVIDENCE].name
            raise RowProblem(
                cell, f"Cell {cell} holds a name that is too long. Give one name of a file a line."
            )
        cited = self._view.cited.get(question.code, ())
        return evidence_change("" if before == "None" else before, now, cited, self._library)

    def _question(self, row: ReadRow) -> Question | None:
        cell = row.cells[CODE]
        if cell.is_formula or cell.is_error:
            raise RowProblem(cell.name, f"Cell {cell.name} does not say which question the row is about.")
        code = str(cell.value if cell.value is not None else "").strip()
        if not code:
            if all(row.cells[heading].value in (None, "") for heading in OPEN_COLUMNS):
                return None
            raise RowProblem(
                cell.name,
                f"Cell {cell.name} is empty, so it is not known which question row {row.number} answers.",
            )
        question = self._questions.get(code)
        if question is None:
            raise RowProblem(
                cell.name, f"Cell {cell.name}: there is no question “{code[:40]}” in this return."
            )
        if code in self._first:
            raise RowProblem(
                cell.name,
                f"Row {row.number} is about question {code}, as row {self._first[code]} is, which counts.",
            )
        return question

    def _require_unmerged(self, row: ReadRow) -> None:
        merged = self._table.merged.get(row.number)
        if merged is not None:
            raise RowProblem(
                merged.split(":")[0],
                f"Row {row.number}: the cells {merged} are merged, so it is not known what each of them says. "
                "Separate them again, and look at what they say.",
            )

    def _require_whole(self, row: ReadRow, question: Question) -> None:
        """Refuse a row whose code stands beside the words of another question: columns were sorted apart."""
        cell = row.cells[QUESTION]
        if _words(cell.value) != _words(question.text):
            raise RowProblem(
                cell.name,
                f"Cell {cell.name} does not hold the words of question {question.code}, so the row may have come "
                "apart when it was sorted or copied. Download the workbook again and copy your answer into it.",
            )
        self._first[question.code] = row.number


def _words(value: object) -> Sequence[str]:
    return str(value or "").split()
