"""The pages of question sets in Excel and of a board's own spreadsheet, as a board administrator meets them."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import Engine

from audit.domain.bringing import Layout, Meaning, Standards, bring, guess_heading_row
from audit.domain.permissions import Role
from audit.infra.workbook_in import WorkbookRefused
from audit.rooms.drafts.models import BroughtLayout, Draft
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.operations.bringing import read_spreadsheet
from audit.rooms.drafts.queries import whole_draft
from tests.rooms.drafts.books import Book
from tests.support import question_sets
from tests.support.files import ole, zip_bomb, zip_of
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.world import World, question_set

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "spreadsheets"
HOME = "/boards/testshire/drafts/excel"
BRING = "/boards/testshire/drafts/bring"


@pytest.fixture
def client(world: World, app: Flask) -> PageClient:
    admin = world.person(Role.BOARD_ADMINISTRATOR, board=world.board())
    return PageClient(app).sign_in(admin.id)


def upload(client: PageClient, path: str, content: bytes, status: int = 200, name: str = "set.xlsx") -> Page:
    return client.post(
        path, {"file": (io.BytesIO(content), name)}, status, content_type="multipart/form-data"
    )


def drafts(world: World) -> list[Draft]:
    with world.session() as session:
        return session.query(Draft).order_by(Draft.id).all()


def test_an_edition_goes_out_comes_back_and_becomes_a_draft(client: PageClient, world: World) -> None:
    edition = world.edition(question_sets.content())
    home = client.get(HOME)
    links = [
        a["href"] for a in home.select("main a") if "workbook" in a["href"] and str(edition.id) in a["href"]
    ]
    book = Book(client.raw.get(links[0]).data)
    untouched = upload(client, HOME, book.content())
    assert "There is nothing to apply" in untouched.text_words
    book.put("Questions", "1.1", "Question", "Is it led well?").put(
        "Questions", "1.2", "Asked only after question", "8"
    )
    shown = upload(client, HOME, book.content())
    assert [i.get_text() for i in shown.select("ins")] == ["led well?", "8"]
    assert "Question 1.2 depends on question 8, which this set does not have" in shown.text_words
    assert client.submit(shown).path.startswith("/boards/testshire")
    (draft,) = drafts(world)
    assert (draft.based_on_id, draft.code) == (edition.id, "small-testshire")
    for form, kind in (("workbook", "xlsx"), ("files", "zip")):
        sent = client.raw.get(f"/boards/testshire/drafts/{draft.id}/{form}")
        assert (sent.status_code, kind in sent.headers["Content-Disposition"]) == (200, True)
    starter = client.raw.get("/boards/testshire/questionnaires/starters/section-11/2026.1/files")
    assert starter.data[:2] == b"PK"
    client.get("/boards/testshire/questionnaires/starters/section-12/2026.1/files", 404)


def test_a_draft_is_changed_in_place_or_left_when_it_was_changed_meanwhile(
    client: PageClient, world: World
) -> None:
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=world.board("othershire")))
    with world.session() as session:
        other = start_draft(
            session, admin, world.clock, admin.memberships[0].board_id or 0, question_sets.content()
        )
    client.get(f"/boards/testshire/drafts/{other.id}/workbook", 404)
    mine = upload(client, HOME, Book(question_sets.content()).setting("Title", "Ours").content())
    client.submit(mine)
    draft = drafts(world)[-1]
    book = Book(client.raw.get(f"/boards/testshire/drafts/{draft.id}/workbook").data)
    book.put("Questions", "2.1", "Hint", "Count heads")
    first = upload(client, HOME, book.content())
    second = upload(client, HOME, book.setting("Notice", "Late").content())
    client.submit(first)
    assert len(drafts(world)) == 2
    again = client.submit(second, {"onto": "draft"}, status=409)
    assert "The draft was changed meanwhile" in again.text_words
    assert len(drafts(world)) == 2
    with world.session() as session:
        content = whole_draft(session, session.get(Draft, draft.id)).content  # type: ignore[arg-type]
    assert content["standards"][1]["questions"][0]["hint"] == "Count heads"
    assert "notice" not in content


def test_pages_are_as_quick_and_as_small_for_a_set_of_500_questions(
    client: PageClient, world: World, engine: Engine
) -> None:
    counts, sizes = set(), []
    for standards, questions in ((2, 2), (40, 13)):
        content = question_set(standards, questions, questionnaire=f"set-of-{standards}")
        book = Book(content)
        sheet = book.sheet("Questions")
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, book.column("Questions", "Guidance")).value = f"Guidance {row}. " * 60
            sheet.cell(row, book.column("Questions", "Strength")).value = "local"
        with count_queries(engine) as uploading:
            preview = upload(client, HOME, book.content())
        with count_queries(engine) as applying:
            client.submit(preview)
        with count_queries(engine) as looking:
            home = client.get(HOME)
        counts.add((len(uploading), len(applying), len(looking)))
        sizes += [len(str(preview)), len(str(home))]
    assert len(counts) == 1, counts
    assert max(sizes) < 300_000, sizes
    assert "more changes" in preview.text_words


def test_other_files_get_their_sentence(client: PageClient) -> None:
    wrong = {
        "has no hidden sheet": spreadsheet([["Question"], ["Is it?"]]),
        "old Excel format": ole("Workbook"),
        "is not an Excel workbook": zip_of({"a.txt": "a"}),
        "is empty": b"",
        "protected by a password": ole("EncryptedPackage"),
        "unpacks to far more": zip_bomb(),
    }
    for sentence, content in wrong.items():
        (said,) = upload(client, HOME, content, 422).errors()
        assert sentence in said, said
        if sentence != "has no hidden sheet":
            assert sentence in upload(client, BRING, content, 422).errors()[0]
    assert "Choose the workbook" in client.post(HOME, {}, 422, content_type="multipart/form-data").errors()[0]
    assert "nothing written in it" in upload(client, BRING, spreadsheet([]), 422).errors()[0]
    gone = client.get(f"{HOME}/{'0' * 64}")
    assert "no longer here" in gone.get_text()
    assert "no longer here" in client.get(f"{BRING}/{'0' * 64}").get_text()
    assert "no longer here" in client.get(f"{BRING}/{'0' * 64}/result").get_text()


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real spreadsheets are not here: {REAL.name}")
def test_real_spreadsheets_are_read_or_refused_in_a_sentence() -> None:
    refused: list[str] = []
    for path in sorted(REAL.glob("*.xlsx")):
        try:
            sheets = read_spreadsheet(path, path.name)
        except WorkbookRefused as refusal:
            refused.append(refusal.sentence)
        else:
            rows = sheets[0].rows
            layout = Layout({0: Meaning.QUESTION}, Standards.NONE, guess_heading_row(rows))
            assert len(bring(rows, layout, "All").standards) <= 1
    assert refused
    assert all(sentence.endswith("Nothing was changed.") for sentence in refused)


def spreadsheet(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Audit"
    for title, lines in {"Audit": rows, **sheets}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ROWS: list[list[Any]] = [
    ["Testshire safeguarding audit"],
    [],
    ["Ref", "Question", "Evidence", "Red", "Amber", "Green", "Your comments"],
    ["Section 1: Leadership"],
    [1.1, "Is there a named lead?", "Minutes\nA job description", "No", "Partly", "Yes", None],
    [1.2, "=A1", None, None, None, None, None],
    ["1.1", "Is the lead trained?", None, None, None, None, "in their own words"],
    *[[None] * 7] * 2000,
    ["Section 2: People"],
    ["2.1", "Are checks made?", None, "No", None, None, None],
    ["Section 3: Nothing yet"],
]


def test_a_board_brings_its_own_spreadsheet_and_the_next_time_is_remembered(
    client: PageClient, world: World, tmp_path: Path
) -> None:
    columns = upload(client, BRING, spreadsheet(ROWS))
    chosen = columns.values(1)
    assert [chosen[f"c{n}"] for n in range(6)] == [
        "code",
        "question",
        "evidence",
        "grade:red",
        "grade:amber",
        "grade:green",
    ]
    assert (chosen["row"], chosen["standards"], chosen["c6"]) == ("3", "rows", "")
    address = columns.form(1)["action"]
    assert "what the set is called" in client.get(f"{address}?row=3&c1=question").errors()[0]
    query = urlencode({**chosen, "title": "Our audit", "c6": "guidance"})
    assert (
        "Two columns"
        in client.get(f"{address}?{query}&c5=guidance".replace("c5=grade%3Agreen", "")).errors()[0]
    )
    result = client.get(f"{address}?{query}")
    assert "2 standards and 3 questions" in result.text_words
    for said in (
        "Audit, row 6",
        "the code 1.1 is there already",
        "“Nothing yet” has no question",
        "has no descriptor for",
    ):
        assert said in result.text_words
    back = client.get(next(a["href"] for a in result.select("main a")))
    assert back.values(1)["title"] == "Our audit"
    client.submit(result)
    (draft,) = drafts(world)
    with world.session() as session:
        content = whole_draft(session, session.get(Draft, draft.id)).content  # type: ignore[arg-type]
        assert session.query(BroughtLayout).count() == 1
    assert (content["questionnaire"], content["edition"], content["scale"]["scale"]) == (
        "our-audit",
        "2026.1",
        "rag-compliance",
    )
    first, second = content["standards"]
    assert (first["code"], first["title"], second["code"]) == ("1", "Leadership", "2")
    assert first["questions"][0] == {
        "code": "1.1",
        "kind": "graded",
        "text": "Is there a named lead?",
        "expected_evidence": ["Minutes", "A job description"],
        "descriptors": {"red": "No", "amber": "Partly", "green": "Yes"},
    }
    assert first["questions"][1]["guidance"] == "in their own words"
    assert "no longer here" in client.get(f"{address}?{query}").get_text()
    again = upload(client, BRING, spreadsheet(ROWS[2:]))
    assert "as last time" in again.text_words
    assert again.values(1)["c6"] == "guidance"
    query = urlencode({**again.values(1), "title": "Our audit"})
    client.submit(client.get(f"{again.form(1)['action']}?{query}"))
    with world.session() as session:
        assert session.query(BroughtLayout).count() == 1


def test_sheets_are_standards_and_a_spreadsheet_without_questions_says_so(
    client: PageClient, world: World
) -> None:
    page = upload(
        client, BRING, spreadsheet([["Statement"], ["One?"]], Training=[["Statement"], ["Two?"], ["Three?"]])
    )
    values = {**page.values(1), "title": "By sheet", "standards": "sheets"}
    address = page.form(1)["action"]
    result = client.get(f"{address}?{urlencode(values)}")
    assert "2 standards and 3 questions" in result.text_words
    nothing = client.get(f"{address}?{urlencode({**values, 'row': '99'})}")
    assert "No question was found" in nothing.text_words
    missing = client.get(f"{address}?{urlencode({**values, 'standards': 'column'})}")
    assert "holds the standard" in missing.errors()[0]
    assert "holds the question" in client.get(f"{address}?title=x&c0=hint").errors()[0]
