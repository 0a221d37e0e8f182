"""The workbook of a return: instructions, a row a question with its open cells, and the marks by which it is known."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from audit.domain.dates import say_date, say_moment
from audit.domain.questionnaire import Question
from audit.infra.workbook import Barred, Bold, CellValue, Column, Offer, Workbook
from audit.rooms.assessments.queries import ReturnView
from audit.rooms.offline.exports.cells import (
    ANSWER,
    CODE,
    EDITION_MARK,
    EVIDENCE,
    EVIDENCE_MARK,
    EXPECTED,
    GRADE,
    MEANINGS,
    NARRATIVE,
    QUESTION,
    REASON,
    RETURN_MARK,
    STANDARD,
    VERSION_MARK,
    WHOSE_MARK,
    choices_of,
    expected_of,
    main_column,
    meanings_of,
    texts_of,
)

SHEET, LISTS = "Answers", "Lists"
_COLUMNS = (
    Column(CODE, 8),
    Column(STANDARD, 22, True),
    Column(QUESTION, 44, True),
    Column(MEANINGS, 44, True),
    Column(EXPECTED, 30, True),
    Column(GRADE, 18, True, fill_in=True, as_text=True),
    Column(ANSWER, 28, True, fill_in=True, as_text=True),
    Column(REASON, 26, True, fill_in=True, as_text=True),
    Column(NARRATIVE, 60, True, fill_in=True, as_text=True),
    Column(EVIDENCE, 36, True, fill_in=True, as_text=True),
)


def write_return(out: Path | BinaryIO, view: ReturnView, *, by: str, at: datetime) -> None:
    """Write the workbook of a return, with what it says now. ``by`` and ``at`` say who took it away and when."""
    questions = questions_of(view)
    lists = _lists(view, questions)
    book = Workbook(f"Answers of {view.row.organisation.name}: {view.row.round.title}")
    book.sheet(
        "Instructions",
        (Column("About", 24, True), Column("This workbook", 100, True)),
        _instructions(view, by, at),
        filters=False,
        protect=True,
        tall=True,
    )
    book.sheet(
        SHEET,
        _COLUMNS,
        _rows(view, questions),
        protect=True,
        tall=True,
        offers=list(_offers(view, questions, lists)),
    )
    longest = max((len(choices) for choices in lists), default=0)
    book.sheet(
        LISTS,
        [Column(f"List {number}", 20) for number, _ in enumerate(lists, 1)] or [Column("List 1")],
        ([choices[row] if row < len(choices) else None for choices in lists] for row in range(longest)),
        filters=False,
        hidden=True,
        protect=True,
    )
    book.sheet(
        "About",
        (Column("Mark", 24), Column("Value", 70)),
        _marks(view, questions),
        filters=False,
        hidden=True,
        protect=True,
    )
    book.save(out)


def questions_of(view: ReturnView) -> Sequence[Question]:
    """The questions of the workbook: all that this organisation can be asked, whatever it answers to others."""
    return view.questionnaire.meant_for(view.respondent)


def _rows(view: ReturnView, questions: Sequence[Question]) -> Iterator[tuple[CellValue, ...]]:
    questionnaire, scale = view.questionnaire, view.questionnaire.scale
    for question in questions:
        standard = questionnaire.standard_of[question.code]
        texts = texts_of(question, scale, view.content(question.code))
        is_graded = main_column(question) == GRADE
        yield (
            question.code,
            standard.title if standard.is_header else f"{standard.code}. {standard.title}",
            question.text,
            meanings_of(question, scale),
            expected_of(questionnaire, question),
            texts.grade if is_graded else Barred(),
            Barred() if is_graded else texts.answer,
            texts.reason if question.allow_not_applicable else Barred(),
            texts.narrative,
            _evidence(view, question),
        )


def _evidence(view: ReturnView, question: Question) -> str:
    """The names of the files that an answer cites, one a line."""
    return "\n".join(one.evidence.file_name for one in view.cited.get(question.code, ()))


def _lists(view: ReturnView, questions: Sequence[Question]) -> list[tuple[str, ...]]:
    """Every list that a cell offers, once."""
    found = dict.fromkeys(choices_of(question, view.questionnaire.scale) for question in questions)
    return [choices for choices in found if choices]


def _offers(
    view: ReturnView, questions: Sequence[Question], lists: Sequence[tuple[str, ...]]
) -> Iterator[Offer]:
    rows: dict[tuple[str, int], list[int]] = {}
    for number, question in enumerate(questions, 2):
        choices = choices_of(question, view.questionnaire.scale)
        if choices:
            rows.setdefault((main_column(question), lists.index(choices)), []).append(number)
    for (column, place), numbers in rows.items():
        letter = _letters(place)
        source = f"{LISTS}!${letter}$2:${letter}${len(lists[place]) + 1}"
        yield Offer(column, numbers, source, "Choose one of the words in the list of this cell.")


def _letters(place: int) -> str:
    """The letters of a column, from 0: A … Z, AA …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _marks(view: ReturnView, questions: Sequence[Question]) -> Iterator[tuple[CellValue, ...]]:
    row = view.row
    yield (RETURN_MARK, row.reference)
    yield (EDITION_MARK, row.round.edition.fingerprint)
    yield (WHOSE_MARK, f"{row.organisation.name}, {row.round.title}")
    for question in questions:
        answer = view.answers.get(question.code)
        yield (f"{VERSION_MARK}{question.code}", str(answer.version if answer else 0))
        yield (f"{EVIDENCE_MARK}{question.code}", _evidence(view, question))


def _instructions(view: ReturnView, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    row = view.row
    yield (Bold("Return"), f"{row.organisation.name}, {row.round.title}, for {row.round.board.name}")
    yield (Bold("Reference"), row.reference)
    yield (Bold("Due"), say_date(row.due))
    yield (Bold("Downloaded"), f"{say_moment(at)}, by {by}")
    yield (
        Bold("To answer"),
        f"Go to the sheet “{SHEET}” and fill in the pale blue cells. Save the file, then upload it on the page where "
        "you downloaded it. You see what it would change before anything is changed.",
    )
    yield (
        Bold(GRADE),
        "Choose it from the list of the cell. What each grade means stands beside the question.",
    )
    yield (
        Bold(ANSWER),
        f"For questions without a grade. “{EXPECTED}” says what belongs there. Grey cells stay empty.",
    )
    yield (Bold(NARRATIVE), "What you do, how you know that it works, and what is still to be done.")
    yield (
        Bold(EVIDENCE),
        "The names of files, one a line. A file of that name in your evidence library is attached when you upload "
        "the workbook. For a new name you are told to add the file to the library. A name that you take out is no "
        "longer attached.",
    )
    yield (
        Bold("Take care"),
        f"Leave the columns “{CODE}” and “{QUESTION}” as they are, and keep each row whole. Rows may be moved or "
        "deleted: a question that is missing stays as it is online. A cell that you empty is emptied online too.",
    )
    yield (
        Bold("Meanwhile online"),
        "If a colleague changes the same answer online, you are shown both when you upload, and choose.",
    )
    yield (Bold("Children"), "No names or details of children, anywhere.")
    if view.questionnaire.notice:
        yield (Bold("Question set"), view.questionnaire.notice)
