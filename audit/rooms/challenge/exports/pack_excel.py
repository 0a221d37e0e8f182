"""The briefing pack of a whole panel as an Excel workbook."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from audit.domain.actions import ACTION_STATE_WORDS, PRIORITY_WORDS, is_overdue
from audit.domain.challenge import OUTCOME_WORDS
from audit.infra.workbook import CellValue, Column, Shaded, Workbook
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.policy.day import NOTE_KINDS
from audit.rooms.challenge.presenters.lines import REASON_TITLES, read_by
from audit.rooms.challenge.queries.pack import Pack, Said

_WHO = Column("Organisation", 30, wrap=True)


def pack_workbook(pack: Pack, day: date, file: BinaryIO) -> None:
    """Write the workbook into an open file: agenda, lines, grades, actions, notes."""
    book = Workbook(f"Briefing: {pack.event.title}")
    book.sheet(
        "Agenda",
        [
            Column("Time", 20),
            _WHO,
            Column("Lines", 8),
            Column("Will attend", 40, wrap=True),
            Column("Presentation", 40, wrap=True),
            Column("Takes no part", 40, wrap=True),
        ],
        _agenda(pack),
    )
    book.sheet(
        "Lines",
        [
            _WHO,
            Column("Number", 8),
            Column("Line of enquiry", 60, wrap=True),
            Column("Leading reason", 22),
            Column("Reasons", 60, wrap=True),
            Column("Standard", 30, wrap=True),
            Column("Question", 10),
            Column("Read by", 14),
            Column("Outcome", 16),
            Column("Follow-up", 50, wrap=True),
        ],
        _lines(pack),
    )
    book.sheet(
        "Grades",
        [
            _WHO,
            Column("Standard", 30, wrap=True),
            Column("Code", 8),
            Column("Question", 60, wrap=True),
            Column("Own grade", 16),
            Column("Moderated", 16),
            Column("Agreed", 16),
            Column("Why it moved", 50, wrap=True),
            Column("Files", 8),
            Column("Opened by the board", 12),
            Column("Evidence", 50, wrap=True),
        ],
        _grades(pack),
    )
    book.sheet(
        "Actions",
        [
            _WHO,
            Column("What", 60, wrap=True),
            Column("Owner", 24),
            Column("Due", 20),
            Column("Priority", 10),
            Column("State", 20),
            Column("Overdue", 10),
            Column("Question", 10),
        ],
        _actions(pack, day),
    )
    book.sheet(
        "Notes",
        [
            _WHO,
            Column("Line", 60, wrap=True),
            Column("Asked or answered", 14),
            Column("By whom", 26),
            Column("What was said", 70, wrap=True),
            Column("Noted by", 24),
            Column("At", 22),
        ],
        _notes(pack),
    )
    book.save(file)


def _agenda(pack: Pack) -> Iterator[list[CellValue]]:
    for each in pack.slots:
        yield [
            say_slot(each.slot),
            each.slot.organisation.name,
            len(each.lines),
            each.slot.attending,
            "\n".join(row.evidence.file_name for row in each.files),
            "\n".join(f"{name}: {why}" for name, why in each.out),
        ]
    for name in pack.left_out:
        yield ["", name, None, "", "", "Left out, because you take no part in this slot"]


def _lines(pack: Pack) -> Iterator[list[CellValue]]:
    for each in pack.slots:
        for number, line in enumerate(each.lines, 1):
            yield [
                each.slot.organisation.name,
                number,
                line.text,
                REASON_TITLES[line.reason],
                line.reason_words,
                line.standard_title,
                line.question_code,
                read_by(line)[0],
                OUTCOME_WORDS[line.outcome] if line.outcome else "",
                line.follow_up,
            ]


def _grades(pack: Pack) -> Iterator[list[CellValue]]:
    for each in pack.slots:
        for standard in each.standards:
            for answer in standard.answers:
                yield [
                    each.slot.organisation.name,
                    f"{standard.code} {standard.title}",
                    answer.code,
                    answer.text,
                    _cell(answer.own),
                    _cell(answer.moderated),
                    _cell(answer.agreed),
                    answer.why if answer.is_moved else "",
                    len(answer.files),
                    sum(file.is_opened for file in answer.files),
                    "\n".join(file.name for file in answer.files),
                ]


def _actions(pack: Pack, day: date) -> Iterator[list[CellValue]]:
    for each in pack.slots:
        for action in each.actions:
            yield [
                each.slot.organisation.name,
                action.what,
                action.owner_name,
                action.due_on,
                PRIORITY_WORDS[action.priority],
                ACTION_STATE_WORDS[action.state],
                "Overdue" if is_overdue(action.state, action.due_on, day) else "",
                action.question_code,
            ]


def _notes(pack: Pack) -> Iterator[list[CellValue]]:
    for each in pack.slots:
        for line in each.lines:
            for note in each.notes.get(line.id, ()):
                yield [
                    each.slot.organisation.name,
                    line.text,
                    NOTE_KINDS.get(note.kind, note.kind),
                    note.by_whom,
                    note.text,
                    note.taken_by_name,
                    note.created_at,
                ]


def _cell(said: Said | None) -> CellValue:
    if said is None:
        return None
    return Shaded(said.words, said.grade.colour) if said.grade else said.words
