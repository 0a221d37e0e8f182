"""The history of a return's answers as an Excel file, for people."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from audit.domain.answers import AnswerContent
from audit.domain.dates import say_moment
from audit.infra.workbook import CellValue, Column, Shaded, Workbook
from audit.rooms.assessments.presenters import say
from audit.rooms.assessments.queries import Changed, ReturnView

_COLUMNS = (
    Column("Question", 10),
    Column("Question text", 50, True),
    Column("Change", 8),
    Column("When", 24),
    Column("Who", 22),
    Column("How", 18),
    Column("Grade", 18),
    Column("Answer", 30, True),
    Column("Narrative", 70, True),
    Column("Why not applicable", 40, True),
)


def write_history(
    place: Path, view: ReturnView, codes: Mapping[int, str], changes: Iterable[Changed]
) -> None:
    """A row a change: who, when, and what the answer then said. ``codes`` are question codes by id."""
    book = Workbook(f"History of {view.row.reference}")
    book.sheet("History", _COLUMNS, _rows(view, codes, changes))
    book.save(place)


def _rows(
    view: ReturnView, codes: Mapping[int, str], changes: Iterable[Changed]
) -> Iterator[list[CellValue]]:
    scale = view.questionnaire.scale
    for change in changes:
        question = view.questionnaire.questions[codes[change.question_id]]
        said = say(
            question,
            scale,
            AnswerContent(
                change.grade, change.value, change.narrative, change.not_applicable, change.na_reason
            ),
        )
        grade: CellValue = Shaded(said.grade.label, said.grade.colour) if said.grade else said.grade_word
        yield [
            question.code,
            question.text,
            change.version,
            say_moment(change.at),
            change.by_name,
            change.via,
            scale.not_applicable.label if said.not_applicable else grade,
            "\n".join(said.lines),
            said.narrative,
            said.reason,
        ]
