"""Bringing a board's own spreadsheet: its sheets as rows, the set that comes of them, and what is remembered."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.bringing import Brought, BroughtRow, Layout, Standards, bring
from audit.domain.errors import RuleBroken
from audit.infra.clock import Clock
from audit.infra.questionnaire_files import content_problems
from audit.infra.workbook_in import CellProblem, WorkbookRefused
from audit.infra.workbook_sheets import SheetRow, read_sheets
from audit.rooms.drafts.exports.words import plain, slug
from audit.rooms.drafts.models import BroughtLayout, Draft
from audit.rooms.drafts.operations.starting import start_draft


@dataclass(frozen=True)
class BroughtSheet:
    """A sheet of the spreadsheet, with the texts of its rows."""

    title: str
    rows: Sequence[BroughtRow]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((len(row.texts) for row in self.rows), default=0)

    def headings(self, row: int) -> list[str]:
        """The texts of one row, by its number; nothing for 0."""
        texts = next((one.texts for one in self.rows if one.number == row), ())
        return [*texts, *[""] * (self.width - len(texts))]


@dataclass(frozen=True)
class Wanted:
    """What a person wants to come of the spreadsheet."""

    title: str
    duty: str
    scale: Mapping[str, Any]
    layout: Layout


@dataclass(frozen=True)
class Result:
    """The set that comes of a spreadsheet, and what is not right in it, by sheet and row."""

    content: dict[str, Any]
    brought: Brought
    problems: Sequence[tuple[str, str]]
    """Where, and the sentence."""


def read_spreadsheet(path: Path, file_name: str) -> list[BroughtSheet]:
    """The sheets of any workbook that say something. Raises WorkbookRefused."""
    found = []
    for sheet in read_sheets(path, file_name):
        rows = [BroughtRow(sheet.title, row.number, _texts(row)) for row in sheet.rows]
        rows = [row for row in rows if any(row.texts)]
        if rows and not sheet.is_hidden:
            found.append(BroughtSheet(sheet.title, rows))
    if not found:
        raise WorkbookRefused(f"{file_name} has nothing written in it that can be seen.")
    return found


def result_of(sheets: Sequence[BroughtSheet], chosen: BroughtSheet, wanted: Wanted, today: date) -> Result:
    """The set that comes of a spreadsheet as a person says that it is to be read."""
    used = sheets if wanted.layout.standards is Standards.SHEETS else [chosen]
    brought = bring([row for sheet in used for row in sheet.rows], wanted.layout, wanted.title)
    content = {
        "questionnaire": slug(wanted.title, 60) or "our-set",
        "edition": f"{today.year}.1",
        "title": wanted.title,
        "duty": wanted.duty,
        "scale": dict(wanted.scale),
        "standards": brought.standards,
    }
    problems = (
        [(_where(brought, p.path), p.sentence) for p in content_problems(content)]
        if brought.standards
        else []
    )
    return Result(content, brought, problems)


def import_result(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    result: Result,
    headings: Sequence[str],
    wanted: Wanted,
) -> Draft:
    """Make a draft of it, and remember what was said of these headings. Raises RuleBroken for an empty set."""
    if not result.brought.standards:
        raise RuleBroken("No question was found. Go back and choose the column that holds the questions.")
    draft = start_draft(session, actor, clock, board_id, result.content)
    key, choices = headings_key(headings), _choices(wanted)
    row = _remembered(session, board_id, key)
    if row is None:
        session.add(BroughtLayout(board_id=board_id, headings=key, choices=choices, at=clock()))
    else:
        row.choices, row.at = choices, clock()
    return draft


def remembered(session: Session, board_id: int, headings: Sequence[str]) -> Mapping[str, Any] | None:
    """What the board, which the caller has in scope, said of a spreadsheet with these headings before."""
    row = _remembered(session, board_id, headings_key(headings))
    return row.choices if row is not None and any(headings) else None


def headings_key(headings: Sequence[str]) -> str:
    """The same for headings that differ only in capitals and in what stands between letters and figures."""
    said = "\n".join(re.sub(r"[\W_]", "", heading.casefold()) for heading in headings)
    return hashlib.sha256(said.encode()).hexdigest()


def _remembered(session: Session, board_id: int, key: str) -> BroughtLayout | None:
    return session.scalar(
        select(BroughtLayout).where(BroughtLayout.board_id == board_id, BroughtLayout.headings == key)
    )


def _choices(wanted: Wanted) -> dict[str, Any]:
    return {
        "columns": {str(place): meaning for place, meaning in wanted.layout.columns.items()},
        "standards": wanted.layout.standards.value,
        "scale": wanted.scale["scale"],
    }


def _texts(row: SheetRow) -> list[str]:
    texts = []
    for place in range(len(row.cells)):
        try:
            texts.append(plain(row.cell(place).text()))
        except CellProblem:
            # A formula or an error says nothing of its own.
            texts.append("")
    return texts


def _where(brought: Brought, path: tuple[str | int, ...]) -> str:
    match path:
        case ("standards", int(number), "questions", int(place), *_):
            row = brought.rows[number][place]
            return f"{row.sheet}, row {row.number}"
        case ("standards", int(number), *_):
            return f"Standard {brought.standards[number]['code']}"
    return "The set"
