"""A question set as a workbook, in which it can be changed and uploaded again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from audit.domain.dates import say_moment
from audit.infra.workbook import Bold, CellValue, Column, Offer, Shaded, Workbook
from audit.rooms.drafts.exports.fields import (
    CODE,
    HEADER_FIELDS,
    ROW,
    SETTING_FIELDS,
    STANDARD,
    STANDARD_FIELDS,
    TITLE,
    Field,
    grades_of,
    question_fields,
    questions_of,
    words_for,
)
from audit.rooms.drafts.exports.identity import KEPT, Source, kept_rows
from audit.rooms.drafts.exports.words import ALWAYS, Row, Words, as_written

INSTRUCTIONS, SET, SCALE, HEADER, STANDARDS, QUESTIONS = (
    "Instructions",
    "Set",
    "Scale",
    "Header",
    "Standards",
    "Questions",
)
SETTING, VALUE = "Setting", "Value"
SCALES_CHANGE = (
    "This sheet is only for reading. A scale whose meanings change is a new scale: choose or make it on the page "
    "of the draft, then download the workbook again."
)
_MORE_ROWS = 200
"""Rows below the last in which the lists to choose from are offered too."""


def write_set(out: Path | BinaryIO, content: Row, source: Source, *, by: str, at: datetime) -> None:
    """Write the workbook of a question set. ``by`` and ``at`` say who took it away and when."""
    words = words_for(content)
    book = Workbook(as_written(f"Question set: {content.get('title', '')}"))
    book.sheet(
        INSTRUCTIONS,
        (Column("About", 24, True), Column("This workbook", 100, True)),
        _instructions(content, by, at),
        filters=False,
        protect=True,
        tall=True,
    )
    book.sheet(
        SET,
        (
            Column(SETTING, 32),
            Column(VALUE, 70, wrap=True, fill_in=True, as_text=True),
            Column("What it means", 60, True),
        ),
        ((Bold(field.heading), field.said(content, words), field.about) for field in SETTING_FIELDS),
        filters=False,
        protect=True,
        tall=True,
    )
    book.sheet(
        SCALE,
        (
            Column("Grade", 24),
            Column("Letter", 8),
            Column("Meaning", 70, True),
            Column("Meets the minimum", 12),
            Column("Needs", 24, True),
        ),
        _scale(content["scale"]),
        filters=False,
        protect=True,
        tall=True,
    )
    header = list(content.get("header") or ())
    _table(book, HEADER, HEADER_FIELDS, [(f"h{n}", row) for n, row in enumerate(header, 1)], words)
    standards = list(content.get("standards") or ())
    _table(book, STANDARDS, STANDARD_FIELDS, [(f"s{n}", row) for n, row in enumerate(standards, 1)], words)
    asked = [(standard, question) for standard, question in questions_of(content) if standard is not None]
    _table(
        book,
        QUESTIONS,
        question_fields(content),
        [(f"q{n}", row) for n, (_, row) in enumerate(asked, 1)],
        words,
        [as_written(str(standard.get("code", ""))) for standard, _ in asked],
    )
    book.sheet(
        KEPT,
        (Column("What", 14), Column("Value", 40)),
        kept_rows(content, source),
        filters=False,
        hidden=True,
        protect=True,
    )
    book.save(out)


def _table(
    book: Workbook,
    title: str,
    fields: Sequence[Field],
    rows: Sequence[tuple[str, Row]],
    words: Words,
    standards: Sequence[str] | None = None,
) -> None:
    first = [Column(ROW, 6, hidden=True, as_text=True)]
    if standards is not None:
        first.append(Column(STANDARD, 10, fill_in=True, as_text=True))
    columns = [
        *first,
        *(Column(field.heading, field.width, field.wrap, fill_in=True, as_text=True) for field in fields),
    ]
    book.sheet(
        title,
        columns,
        (
            (
                id,
                *(() if standards is None else (standards[n],)),
                *(field.said(row, words) for field in fields),
            )
            for n, (id, row) in enumerate(rows)
        ),
        tall=True,
        offers=[
            Offer(
                field.heading,
                range(2, len(rows) + 2 + _MORE_ROWS),
                f'"{",".join(field.choices)}"',
                "Choose one of the words in the list of this cell.",
            )
            for field in fields
            if field.choices
        ],
    )


def _scale(scale: Row) -> Iterator[tuple[CellValue, ...]]:
    yield (Bold(as_written(str(scale.get("title") or scale.get("scale") or "Scale"))), None, SCALES_CHANGE)
    if scale.get("kind") == "percent":
        percent = scale.get("percent") or {}
        steps, minimum = percent.get("step"), percent.get("meets_minimum_from")
        yield ("0 % to 100 %", "", f"In steps of {steps} %", f"From {minimum} %")
    else:
        for grade, (_, label) in zip(scale.get("grades") or (), grades_of(scale), strict=True):
            yield (
                Shaded(as_written(label), str(grade.get("colour"))),
                as_written(str(grade.get("letter", ""))),
                as_written(str(grade.get("meaning", ""))),
                "Yes" if grade.get("meets_minimum") else "No",
                ", ".join(str(need) for need in grade.get("needs") or ()),
            )
    not_applicable: Mapping[str, Any] = scale.get("not_applicable") or {}
    if not_applicable.get("offered", True):
        yield (
            as_written(str(not_applicable.get("label", "Not applicable"))),
            None,
            "Left out of every percentage.",
        )


def _instructions(content: Row, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    yield (
        Bold("Question set"),
        as_written(f"{content.get('title', '')}, edition {content.get('edition', '')}"),
    )
    yield (Bold("Downloaded"), f"{say_moment(at)}, by {by}")
    yield (
        Bold("To change it"),
        "Change the pale blue cells, save the file, and upload it on the page where you downloaded it. You see what "
        "it would change, and what is not right cell by cell, before anything is changed. A published edition never "
        "changes: what you upload becomes a draft.",
    )
    yield (
        Bold(QUESTIONS),
        f"One row a question, in the order in which they are asked. “{STANDARD}” is the code of a standard on the "
        f"sheet “{STANDARDS}”. For a new question add a row; leave “{CODE}” empty to be given the next. "
        "To take a question out, delete its row. To move it, move its row or change its standard.",
    )
    yield (Bold(STANDARDS), f"One row a standard, in order, with its “{CODE}” and “{TITLE}”.")
    yield (Bold(HEADER), "The return’s own details, which are never graded.")
    yield (Bold(SET), "What is said of the set as a whole.")
    yield (Bold(SCALE), SCALES_CHANGE)
    yield (
        Bold("Several in one cell"),
        "Expected evidence, grades, answers and kinds of organisation stand one a line: press Alt and Enter between "
        "them. An empty cell means all, or none. A choice is written “key = words”; a new one needs only its words.",
    )
    yield (
        Bold("Needed for"),
        f"The grades or answers for which a narrative or evidence must be given, one a line, or “{ALWAYS}”.",
    )
    yield (
        Bold("Take care"),
        "Leave the headings and the sheets’ names as they are, and merge no cells. Columns may be hidden; a column "
        "that you delete leaves everything in it as it was. The hidden sheet is how a changed code is known as a "
        "change, and not as a new question.",
    )


def scale_rows(scale: Row) -> Iterator[list[str]]:
    """The words on the sheet of the scale, row by row."""
    for row in _scale(scale):
        yield [value.text if isinstance(value, (Bold, Shaded)) else str(value or "") for value in row]
