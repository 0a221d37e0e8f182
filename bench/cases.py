"""What is measured, each against the least that could do it."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask, g, render_template, request, template_rendered
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from audit.app import create_app
from audit.domain.actor import OPERATOR
from audit.domain.permissions import Permission
from audit.infra.database import WRITING
from audit.rooms.assessments.models import Answer
from audit.rooms.board.exports import write_workbook
from audit.rooms.board.queries import board_round, round_figures
from bench.measure import Measured, compare
from bench.place import NOW, Place, save
from tests.support.pages import PageClient

RUNS_FAST, RUNS_SLOW = 200, 7


def save_answer(place: Place) -> Measured:
    """Saving an answer through HTTP, against the same upsert in a bare Flask route."""
    numbers, version = count(), 1

    def ours() -> None:
        nonlocal version
        version = save(place, "1.1", f"Version {next(numbers)} of what is in place.", version)

    client = _bare_upsert(place).test_client()

    def floor() -> None:
        answer = client.post("/save", data={"narrative": f"Version {next(numbers)} of it.", "grade": "green"})
        assert answer.status_code == 200

    return compare(f"{place.kind}.save_answer", ours, floor, aim=2.0, runs=RUNS_FAST)


def _bare_upsert(place: Place) -> Flask:
    app = Flask("bare")
    engine = place.unit_of_work.engine.execution_options(**WRITING)
    insert = postgresql.insert if place.kind == "postgresql" else sqlite.insert
    other = place.world.asked(place.round, place.world.organisation(name="The floor"))
    with place.unit_of_work.read() as session:
        question_id = session.scalar(select(func.min(Answer.question_id)))

    @app.post("/save")
    def write() -> dict[str, str]:
        row = {
            "return_id": other.id,
            "question_id": question_id,
            "grade": request.form["grade"],
            "narrative": request.form["narrative"],
            "na_reason": "",
            "not_applicable": False,
            "updated_by_name": "Nobody",
            "updated_at": NOW,
            "version": 1,
        }
        statement = insert(Answer).values(row)
        changed = {name: statement.excluded[name] for name in ("grade", "narrative", "updated_at")}
        with engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["return_id", "question_id"], set_=changed)
            )
        return {"saved": "now"}

    return app


def page(
    place: Place, name: str, path: str, *, client: PageClient | None = None, runs: int = RUNS_FAST // 2
) -> Measured:
    """A page, against a bare Flask route that renders the same template from the same values."""
    browser = (client or place.lead).raw
    caught: list[tuple[Any, dict[str, Any], Any]] = []

    def note(_sender: Flask, template: Any, context: dict[str, Any], **_more: Any) -> None:
        caught.append((template.name, dict(context), g.get("identity")))
        g.db.expunge_all()  # the values stay as they were loaded, for the bare route to render again

    with template_rendered.connected_to(note, place.app):
        answer = browser.get(path)
        assert answer.status_code == 200
    template, context, identity = caught[0]
    for given in ("request", "session", "g", "current_user"):
        context.pop(given, None)

    bare = create_app(place.settings, clock=lambda: NOW)
    bare.before_request_funcs.clear()
    bare.after_request_funcs.clear()
    endpoint = bare.url_map.bind("localhost").match(path)[0]

    def draw(**_arguments: Any) -> str:
        g.identity = identity
        return render_template(template, **context)

    bare.view_functions[endpoint] = draw
    bare_client = bare.test_client()

    def ours() -> None:
        assert browser.get(path).status_code == 200

    def floor() -> None:
        assert bare_client.get(path).status_code == 200

    measured = compare(f"{place.kind}.{name}", ours, floor, aim=1.5, runs=runs)
    bare.extensions["audit.unit_of_work"].engine.dispose()
    return measured


def summary(place: Place) -> Measured:
    """The figures of the board's summary of the whole round, against their bare SQL."""

    def ours() -> None:
        with place.unit_of_work.read() as session:
            scope = board_round(session, OPERATOR, place.round.code, Permission.SUMMARY_VIEW)
            figures = round_figures(session, scope, NOW.date())
            assert figures.sectors

    statements = [
        "SELECT r.id, r.state, o.name, o.kind FROM return r JOIN organisation o ON o.id = r.organisation_id "
        "WHERE r.round_id = :round",
        "SELECT a.question_id, a.grade, a.not_applicable, count(*) FROM answer a JOIN return r ON r.id = a.return_id "
        "WHERE r.round_id = :round AND r.state = 'submitted' GROUP BY 1, 2, 3",
        "SELECT a.return_id, a.grade, a.not_applicable, count(*) FROM answer a JOIN return r ON r.id = a.return_id "
        "WHERE r.round_id = :round AND r.state = 'submitted' GROUP BY 1, 2, 3",
    ]

    def floor() -> None:
        with place.unit_of_work.engine.connect() as connection:
            for statement in statements:
                assert connection.execute(text(_quoted(statement)), {"round": place.round.id}).all()

    return compare(f"{place.kind}.summary", ours, floor, aim=1.3, runs=RUNS_SLOW * 3)


def _quoted(statement: str) -> str:
    return statement.replace(" return r ", ' "return" r ')


def workbook(place: Place, folder: Path) -> Measured:
    """The workbook of the whole round, against openpyxl writing the same cells with the same fills."""
    ours_path, floor_path = folder / "ours.xlsx", folder / "floor.xlsx"

    def ours() -> None:
        with place.unit_of_work.read() as session:
            scope = board_round(session, OPERATOR, place.round.code, Permission.SUMMARY_VIEW)
            write_workbook(
                session, round_figures(session, scope, NOW.date()), ours_path, by="The bench", at=NOW
            )

    ours()
    sheets = list(book_cells(ours_path))

    def floor() -> None:
        book = openpyxl.Workbook(write_only=True)
        fills: dict[str, PatternFill] = {}
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([fill_cell(sheet, value, colour, fills) for value, colour in row])
        book.save(floor_path)

    return compare(f"{place.kind}.workbook", ours, floor, aim=1.4, runs=3, warm=0)


def fill_cell(sheet: Any, value: Any, colour: str | None, fills: dict[str, PatternFill]) -> Any:
    """A value as openpyxl writes it, on its ground."""
    if colour is None:
        return value
    if colour not in fills:
        fills[colour] = PatternFill("solid", start_color=colour)
    cell = WriteOnlyCell(sheet, value)
    cell.fill = fills[colour]
    return cell


def book_cells(path: Path) -> Iterator[tuple[str, list[list[tuple[Any, str | None]]]]]:
    """Every cell of a workbook, sheet by sheet and row by row, with its ground."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
    for sheet in book.worksheets:
        yield (
            sheet.title,
            [
                [
                    (
                        cell.value,
                        cell.fill.start_color.rgb if cell.value is not None and cell.fill.fill_type else None,
                    )
                    for cell in row
                ]
                for row in sheet.iter_rows()
            ],
        )


def growth(alone: Place, many: Place) -> Measured:
    """Saving an answer with 600 returns in the database, against saving it with one."""
    numbers = count()
    versions = {"alone": 1, "many": 1}

    def work(name: str, place: Place) -> None:
        versions[name] = save(place, "1.2", f"Version {next(numbers)}.", versions[name])

    return compare(
        f"{many.kind}.save_answer_among_600",
        lambda: work("many", many),
        lambda: work("alone", alone),
        aim=1.1,
        runs=RUNS_FAST,
    )


def sizes(place: Place) -> dict[str, int]:
    """Bytes of the pages that have a limit."""
    reference = place.open_return.reference
    found = {
        "question_page_bytes": f"/returns/{reference}/questions/1.1",
        "whole_return_bytes": f"/returns/{reference}/whole",
    }
    return {name: len(place.lead.raw.get(path).data) for name, path in found.items()}
