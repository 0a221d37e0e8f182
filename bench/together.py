"""Answering offline and bringing forward: a workbook of 70 questions out and in, and 120 answers of last year."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import insert
from sqlalchemy.orm import Session

from audit.domain.answers import AnswerContent
from audit.infra.database import make_engine
from audit.infra.migrate import upgrade
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.assessments.models import Answer, AnswerRevision, CarriedAnswer, CitedEvidence
from audit.rooms.assessments.operations import carry_forward, save_answer
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.evidence.models import Evidence
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import preview_upload, read_upload
from audit.rooms.rounds.models import Return
from bench.cases import RUNS_SLOW, book_cells, fill_cell
from bench.measure import Measured, compare
from bench.place import NOW
from tests.rooms.assessments.carrying_scene import CarryingScene
from tests.support.world import World, question_set

_TEXT = "What is in place, who leads it, when it was last looked at, and what changed because of it. " * 3
_SAID = AnswerContent(grade="green", narrative=_TEXT)
_RUNS = RUNS_SLOW * 3


@dataclass
class _Desk:
    """An organisation with a return of 70 answered questions, and one of 120 that it answered last year."""

    kind: str
    unit_of_work: UnitOfWork
    scene: CarryingScene
    seventy: Return
    copy_id: int
    evidence: Evidence

    @contextmanager
    def undone(self) -> Iterator[Session]:
        """A unit of work of which nothing is kept, so that each run begins alike."""
        session = self.unit_of_work.writing()
        try:
            yield session
        finally:
            session.rollback()
            session.close()


def measure(kind: str, url: str, folder: Path) -> list[Measured]:
    """All of it on one kind of database."""
    engine = make_engine(url)
    upgrade(engine)
    desk = _seat(kind, UnitOfWork(engine))
    path = folder / f"{kind}-70.xlsx"
    found = [workbook_out(desk, path), workbook_in(desk, path), carrying(desk)]
    engine.dispose()
    return found


def _seat(kind: str, unit_of_work: UnitOfWork) -> _Desk:
    world = World(unit_of_work, lambda: NOW)
    scene = CarryingScene(world, question_set(12, 10), question_set(12, 10, edition="2025.1"))
    evidence = scene.file()
    codes = [f"{s}.{q}" for s in range(1, 13) for q in range(1, 11)]
    copy = scene.submit_then(dict.fromkeys(codes, _SAID), evidence)
    edition = world.edition(question_set(10, 7, questionnaire="seventy"))
    row = world.asked(world.round(scene.board, edition), scene.organisation)
    for code in [f"{s}.{q}" for s in range(1, 11) for q in range(1, 8)]:
        with world.session() as session:
            save_answer(session, scene.contributor, world.clock, row.reference, code, _SAID, seen_version=0)
    return _Desk(kind, unit_of_work, scene, row, copy.id, evidence)


def workbook_out(desk: _Desk, path: Path) -> Measured:
    """The workbook of a return, against openpyxl writing the same cells with the same fills."""

    def ours() -> None:
        with desk.unit_of_work.read() as session:
            view = return_of_organisation(
                session, desk.scene.contributor, desk.seventy.reference, with_actions=False
            )
            write_return(path, view, by="The bench", at=NOW)

    ours()
    sheets = list(book_cells(path))

    def floor() -> None:
        book = openpyxl.Workbook(write_only=True)
        fills: dict[str, Any] = {}
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([fill_cell(sheet, value, colour, fills) for value, colour in row])
        book.save(io.BytesIO())

    return compare(f"{desk.kind}.offline_workbook_out", ours, floor, aim=1.5, runs=_RUNS)


def workbook_in(desk: _Desk, path: Path) -> Measured:
    """Reading it back and comparing it with what is online, against openpyxl reading every cell of it."""
    content = path.read_bytes()

    def ours() -> None:
        with desk.unit_of_work.read() as session:
            table = read_upload(path, path.name)
            _, preview = preview_upload(session, desk.scene.contributor, desk.seventy.reference, table)
            assert len(preview.lines) == 70

    def floor() -> None:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert len(cells) > 700

    return compare(f"{desk.kind}.offline_preview_in", ours, floor, aim=1.5, runs=_RUNS)


def carrying(desk: _Desk) -> Measured:
    """Bringing 120 answers forward, with a file each, against bare inserts of the same rows."""
    scene, codes = desk.scene, [f"{s}.{q}" for s in range(1, 13) for q in range(1, 11)]

    def ours() -> None:
        with desk.undone() as session:
            done = carry_forward(
                session, scene.contributor, scene.world.clock, scene.reference, codes, seen_copy=desk.copy_id
            )
            session.flush()
            assert len(done.saved) == 120

    with desk.unit_of_work.read() as session:
        view = return_of_organisation(session, scene.contributor, scene.reference)
        question_ids = [view.question_ids[code] for code in codes]
    said = {"grade": "green", "narrative": _TEXT, "na_reason": "", "not_applicable": False, "version": 1}

    def floor() -> None:
        with desk.undone() as session:
            answers = [
                {**said, "return_id": scene.row.id, "question_id": id, "updated_by_name": "Nobody", "updated_at": NOW}
                for id in question_ids
            ]  # fmt: skip
            ids = session.scalars(insert(Answer).returning(Answer.id, sort_by_parameter_order=True), answers)
            given = list(ids)
            session.execute(
                insert(AnswerRevision),
                [{**said, "answer_id": id, "at": NOW, "by_name": "Nobody", "via": "carried"} for id in given],
            )
            session.execute(
                insert(CarriedAnswer),
                [
                    {"answer_id": id, "version": 1, "submission_id": desk.copy_id, "question_code": code}
                    for id, code in zip(given, codes, strict=True)
                ],
            )
            session.execute(
                insert(CitedEvidence),
                [
                    {
                        "return_id": scene.row.id, "question_id": id, "evidence_id": desk.evidence.id,
                        "added_by_name": "Nobody", "added_at": NOW,
                    }
                    for id in question_ids
                ],
            )  # fmt: skip

    return compare(f"{desk.kind}.carry_120_answers", ours, floor, aim=2.5, runs=_RUNS)
