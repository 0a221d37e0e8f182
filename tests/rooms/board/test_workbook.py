"""The workbook of a round, read back cell by cell, and the command that writes the same one."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from sqlalchemy import insert, select, update

from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.assessments.models import Answer
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return
from audit.rooms.trail.models import TrailEntry
from tests.support import operator as console
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.question_sets import shipped_set
from tests.support.rounds import make_round, staffordshire_grade
from tests.support.world import World, question_set

SHEETS = [
    "Summary", "By standard", "By organisation", "By question", "Returns", "Priorities", "Answers", "Notes",
]  # fmt: skip
HOSTILE = {0: "=1+1", 1: "+cmd|' /C calc'!A0", 2: "@x", 3: "-2", 4: "bad\x0bcharacter", 5: "z" * 40_000}


def run(*words: str | Path) -> Result:
    return console.run("board", *words)


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def build_staffordshire(world: World) -> Any:
    board = world.board()
    make_round(
        world.unit_of_work, world.clock, board, world.edition(shipped_set("staffordshire-2010")), asked=28, returned=25,
        code="staffordshire-2010", state=RoundState.CLOSED, grade_of=staffordshire_grade(), evidence_every=5,
        narrative=lambda r, q: HOSTILE.get(q, f"Narrative {r}/{q}"), notes="Why the published percentages differ.",
    )  # fmt: skip
    return board


@pytest.fixture
def staffordshire(keep: Keeper, world: World) -> Any:
    return keep(build_staffordshire, world)


@pytest.fixture
def book(app: Any, world: Any, staffordshire: Any) -> openpyxl.Workbook:
    browser = PageClient(app).sign_in(
        world.person(Role.BOARD_ADMINISTRATOR, board=staffordshire, name="Ada").id
    )
    answer = browser.post("/rounds/staffordshire-2010/workbook", follow=False)
    return openpyxl.load_workbook(io.BytesIO(answer.response.data))


def test_sheets_and_headers(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    head = [cell.value for cell in book["Answers"][1]]
    assert head == [
        "Organisation", "Sector", "Standard", "Question code", "Question", "Grade", "Answer", "Narrative",
        "Not applicable", "Reason", "Evidence", "Answered by", "Answered on", "From paper",
    ]  # fmt: skip
    for name in SHEETS[1:-1]:
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref is not None


def test_answers_hold_one_row_an_answer_with_word_and_colour(book: openpyxl.Workbook) -> None:
    rows = table(book, "Answers")
    assert len(rows) == 1125
    grade_of, grades = staffordshire_grade(), {"grey": "Grey", "red": "Red", "blue": "Blue", "amber": "Amber"}
    for number, row in enumerate(rows):
        r, q = divmod(number, 45)
        assert row["Organisation"] == f"Organisation {r + 1:03}"
        assert row["Grade"] == grades.get(str(grade_of(r, q)), "Green")
        if q not in HOSTILE:
            assert row["Narrative"] == f"Narrative {r}/{q}"
        assert row["Evidence"] == ("policy.pdf" if number % 5 == 0 else None)
        assert row["Answered by"] == f"Lead {r + 1}"
    assert Counter(row["Grade"] for row in rows)["Red"] == 15
    grounds = {cell.value: cell.fill.fgColor.rgb for cell in book["Answers"]["F"][1:]}
    assert len(set(grounds.values())) == len(grounds) == 5


def test_what_was_written_stays_text(book: openpyxl.Workbook) -> None:
    cells = book["Answers"]["H"]
    assert [cells[n + 1].value for n in range(5)] == [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@x",
        "-2",
        "badcharacter",
    ]
    assert all(cell.data_type == "s" for cell in cells)
    assert len(cells[6].value) == 32_767
    notes = {row["About"]: row["Note"] for row in table(book, "Notes")}
    assert notes["Answers, cell H7"] == "40,000 characters"


def test_figures_carry_their_denominators(book: openpyxl.Workbook) -> None:
    summary = {row["What"]: row for row in table(book, "Summary") if row["What"]}
    assert (summary["Red"]["Count"], summary["Red"]["Of"], round(summary["Red"]["Share"], 4)) == (
        15,
        1125,
        0.0133,
    )
    assert (summary["Grey"]["Count"], summary["Grey"]["Of"]) == (91, 1125)
    assert (summary["Returned"]["Count"], summary["Returned"]["Of"]) == (25, 28)
    assert (summary["No response"]["Count"], summary["Not answered"]["Count"]) == (3, 0)
    standards, questions = table(book, "By standard"), table(book, "By question")
    assert (len(standards), len(questions), len(table(book, "By organisation"))) == (11, 45, 28)
    for rows in (
        standards,
        questions,
        [r for r in table(book, "By organisation") if r["Return"] == "Submitted"],
    ):
        assert sum(row["Graded answers"] for row in rows) == 1125
        assert sum(row["Red"] for row in rows) == 15
    assert Counter(row["Return"] for row in table(book, "Returns")) == {"Submitted": 25, "No response": 3}
    assert Counter(row["Grade"] for row in table(book, "Priorities")) == {"Grey": 91, "Red": 15}


def test_notes_say_what_the_figures_mean(book: openpyxl.Workbook) -> None:
    notes = {row["About"]: row["Note"] for row in table(book, "Notes")}
    assert notes["The board's notes on this round"] == "Why the published percentages differ."
    assert notes["Red"].startswith("Inadequate.")
    assert notes["Taken from the service"] == "14 September 2026 at 10:30am by Ada"
    assert "25 of 28 (89.3 %)" in notes["Which returns count"]
    assert len(notes["Fingerprint of the edition"]) == 64


def test_other_kinds_of_answer_and_not_applicable_are_there(
    operator: None, world: Any, unit_of_work: Any, clock: Any, tmp_path: Path
) -> None:
    data = question_set(1, 2) | {
        "header": [
            {"code": "H1", "kind": "person", "text": "Lead?", "required": True},
            {"code": "H2", "kind": "number", "text": "Staff?", "required": False, "unit": "staff"},
            {"code": "H3", "kind": "choice", "text": "Groups?", "required": False, "multiple": True,
             "choices": [{"key": "a", "label": "Under fives"}, {"key": "b", "label": "Teenagers"}]},
            {"code": "H4", "kind": "yes-no", "text": "Lettings?", "required": False},
            {"code": "H5", "kind": "text", "text": "Left empty?", "required": False},
        ]
    }  # fmt: skip
    edition = world.edition(data)
    row = make_round(
        unit_of_work, clock, world.board(), edition, asked=1, returned=1,
        grade_of=lambda r, q: ("green", "n/a")[q],
    )  # fmt: skip
    said = {
        "H1": {"name": "Pat Example", "role": "Head", "trained_on": "2026-01-05"},
        "H2": "61605", "H3": ["a", "b"], "H4": "yes", "H5": None,
    }  # fmt: skip
    with unit_of_work.begin() as session:
        return_id = session.scalar(select(Return.id).where(Return.round_id == row.id))
        ids = dict(session.execute(select(EditionQuestion.code, EditionQuestion.id)).all())
        session.execute(
            insert(Answer),
            [{"return_id": return_id, "question_id": ids[code], "value": value, "updated_by_name": "Lead",
              "updated_at": clock()} for code, value in said.items()],
        )  # fmt: skip
    result = run("export", "--round", row.code, "--out", tmp_path / "book.xlsx")
    assert result.exit_code == 0, result.output
    rows = {
        each["Question code"]: each
        for each in table(openpyxl.load_workbook(tmp_path / "book.xlsx"), "Answers")
    }
    assert {code: each["Answer"] for code, each in rows.items() if each["Answer"] is not None} == {
        "H1": "Pat Example, Head, trained 5 January 2026", "H2": 61605, "H3": "Under fives; Teenagers", "H4": "Yes",
    }  # fmt: skip
    assert (rows["1.2"]["Not applicable"], rows["1.2"]["Reason"], rows["1.2"]["Grade"]) == (
        "Yes", "It is not done here.", None,
    )  # fmt: skip
    assert "H5" not in rows


def test_figures_as_json(operator: None, staffordshire: Any) -> None:
    result = run("figures", "--round", "staffordshire-2010")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert list(data)[:4] == ["returns", "grades", "not_answered", "not_applicable"]
    assert data["returns"] == {"asked": 28, "returned": 25}
    assert data["grades"] == [
        {"grade": "grey", "count": 91, "of": 1125}, {"grade": "red", "count": 15, "of": 1125},
        {"grade": "blue", "count": 102, "of": 1125}, {"grade": "amber", "count": 263, "of": 1125},
        {"grade": "green", "count": 654, "of": 1125},
    ]  # fmt: skip
    assert (data["not_answered"], data["not_applicable"], data["not_started"], data["no_response"]) == (
        0,
        0,
        0,
        3,
    )


def test_export_writes_the_same_workbook_and_notes_it(
    operator: None, book: openpyxl.Workbook, unit_of_work: Any, tmp_path: Path
) -> None:
    result = run("export", "--round", "staffordshire-2010", "--out", tmp_path / "book.xlsx")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "25 of 28 (89.3 %)" in result.stderr
    exported = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert exported.sheetnames == SHEETS
    for name in SHEETS[:-1]:
        assert table(exported, name) == table(book, name), name
    with unit_of_work.read() as session:
        names = session.scalars(
            select(TrailEntry.actor_name)
            .where(TrailEntry.event == "workbook.exported")
            .order_by(TrailEntry.id)
        ).all()
    assert names == ["Ada", "Operator at the command line"]


@pytest.mark.parametrize("command", [["figures"], ["export", "--out", "x.xlsx"]])
def test_a_round_that_is_not_there_is_said_plainly(
    operator: None, unit_of_work: Any, command: list[str]
) -> None:
    result = run(*command, "--round", "nowhere")
    assert result.exit_code == 1
    assert "There is no round nowhere." in result.output


def test_a_folder_that_is_not_there_is_said_plainly(
    operator: None, staffordshire: Any, tmp_path: Path
) -> None:
    result = run("export", "--round", "staffordshire-2010", "--out", tmp_path / "no" / "book.xlsx")
    assert result.exit_code == 1
    assert "There is no folder" in result.output


def test_answers_that_stayed_behind_are_left_out(
    operator: None, staffordshire: Any, unit_of_work: Any, tmp_path: Path
) -> None:
    with unit_of_work.begin() as session:
        session.execute(update(Answer).where(Answer.grade == "red").values(is_asked=False))
    run("export", "--round", "staffordshire-2010", "--out", tmp_path / "book.xlsx")
    rows = table(openpyxl.load_workbook(tmp_path / "book.xlsx"), "Answers")
    assert len(rows) == 1125 - 15
