"""From the cells of one row to the answer that they ask for. What was not touched stays exactly as it was."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Kind, Question
from audit.domain.scales import Scale
from audit.infra.workbook_in import CellProblem, ReadCell, ReadRow
from audit.rooms.assessments.operations import checked_content
from audit.rooms.offline.exports.cells import (
    ANSWER,
    GRADE,
    NARRATIVE,
    REASON,
    YES_NO,
    main_column,
    texts_of,
)

_FIELDS = {"narrative": NARRATIVE, "na_reason": REASON}


class RowProblem(RuleBroken):
    """A row that cannot be taken: the cell at fault, and why in a sentence."""

    def __init__(self, cell: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cell = cell


def answer_in(
    row: ReadRow, question: Question, scale: Scale, before: AnswerContent, headings: frozenset[str]
) -> AnswerContent:
    """The answer that a row asks for. ``before`` is what the row said when the workbook was downloaded.

    A cell that still says what it said then stands for the answer as it was, and so does one whose column was
    deleted. Raises RowProblem.
    """
    main = main_column(question)
    was = texts_of(question, scale, before)
    touched = {
        heading: text
        for heading, said in (
            (main, was.grade or was.answer),
            (REASON, was.reason),
            (NARRATIVE, was.narrative),
        )
        if heading in headings and (text := text_in(row.cells[heading])) != _plain(said)
    }
    other = ANSWER if main == GRADE else GRADE
    if other in headings and text_in(row.cells[other]):
        raise RowProblem(
            row.cells[other].name,
            f"Cell {row.cells[other].name}: this question is answered in the column “{main}”. Empty this cell.",
        )
    if not touched:
        return before
    answer = before
    if main in touched:
        cell = row.cells[main]
        try:
            answer = replace(_main(question, scale, cell, touched[main]), narrative=before.narrative)
        except CellProblem as problem:
            raise RowProblem(cell.name, problem.sentence) from None
        if answer.not_applicable:
            answer = replace(answer, na_reason=before.na_reason)
    if REASON in touched:
        if touched[REASON] and not answer.not_applicable:
            cell = row.cells[REASON]
            raise RowProblem(
                cell.name,
                f"Cell {cell.name} says why the question does not apply, but the answer is not "
                f"“{scale.not_applicable.label}”. Choose that in {row.cells[main].name}, or empty this cell.",
            )
        answer = replace(answer, na_reason=touched[REASON] if answer.not_applicable else "")
    if NARRATIVE in touched:
        answer = replace(answer, narrative=touched[NARRATIVE])
    try:
        return checked_content(question, scale, answer)
    except RuleBroken as broken:
        cell = row.cells[_FIELDS.get(broken.field or "", main)]
        raise RowProblem(cell.name, f"Cell {cell.name}: {broken.sentence.rstrip('.')}.") from None


def text_in(cell: ReadCell) -> str:
    """What a cell says, as it is compared. Raises RowProblem."""
    try:
        return _plain(cell.text())
    except CellProblem as problem:
        raise RowProblem(cell.name, problem.sentence) from None


def _plain(text: str) -> str:
    """A text as it is compared: programs add and drop blanks at the ends of lines when they save."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _main(question: Question, scale: Scale, cell: ReadCell, text: str) -> AnswerContent:
    """The answer itself, without narrative and reason."""
    if not text:
        return AnswerContent()
    if question.allow_not_applicable and _same(text) in (
        _same(scale.not_applicable.label),
        _same(scale.not_applicable.letter),
    ):
        return AnswerContent(not_applicable=True)
    if question.kind is Kind.GRADED:
        labels = {_same(grade.letter): grade.key for grade in scale.grades}
        labels |= {_same(grade.label): grade.key for grade in scale.grades}
        if scale.percent_step:
            labels |= {_same(f"{grade.letter} %"): grade.key for grade in scale.grades}
        key = labels.get(_same(text))
        if key is None:
            offered = [grade.label for grade in scale.shown]
            if scale.percent_step:
                offered = [offered[0], offered[1], "…", offered[-1]]
            raise _unknown(cell, text, offered)
        return AnswerContent(grade=key)
    reader = _READERS.get(question.kind)
    return AnswerContent(value=text if reader is None else reader(question, cell, text))


def _unknown(cell: ReadCell, text: str, offered: list[str]) -> CellProblem:
    words = ", ".join(f"“{word}”" for word in offered)
    return CellProblem(f"Cell {cell.name}: “{text[:40]}” is not one of {words}.")


def _yes_no(_question: Question, cell: ReadCell, text: str) -> str:
    keys = {_same(label): key for key, label in YES_NO.items()}
    if _same(text) not in keys:
        raise _unknown(cell, text, list(YES_NO.values()))
    return keys[_same(text)]


def _choice(question: Question, cell: ReadCell, text: str) -> str | list[str]:
    keys = {_same(label): key for key, label in question.choices}
    if _same(text) in keys:
        key = keys[_same(text)]
        return [key] if question.multiple else key
    parts = [part.strip(" –") for line in text.split("\n") for part in line.split(";") if part.strip(" –")]
    unknown = [part for part in parts if _same(part) not in keys]
    if unknown or not question.multiple:
        raise _unknown(cell, unknown[0] if unknown else text, [label for _, label in question.choices])
    return [keys[_same(part)] for part in parts]


def _date(_question: Question, cell: ReadCell, _text: str) -> str:
    day = cell.day("the date")
    return day.isoformat() if day else ""


def _person(_question: Question, cell: ReadCell, text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.replace("\n", ";").split(";")]
    if len(parts) > 3:
        raise CellProblem(
            f"Cell {cell.name}: give a name, a role and a date, with a semicolon between, and nothing more."
        )
    name, role, trained = (*parts, "", "")[:3]
    day = ReadCell(cell.name, trained).day("the training date")
    return {"name": name, "role": role, "trained_on": day.isoformat() if day else ""}


_READERS: dict[Kind, Callable[[Question, ReadCell, str], Any]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.PERSON: _person,
}


def _same(text: str) -> str:
    """Words are compared without their case and their spaces."""
    return "".join(text.split()).casefold()
