"""A board's officer brings the spreadsheet of last year's audit, mends it in Excel, and has a draft of it."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from audit.domain.permissions import Role
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.queries import whole_draft
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.drafts.books import Book
from tests.support.world import World

ROWS = (
    ("Testshire safeguarding audit", None, None, None, None, None),
    ("Ref", "Question", "Red", "Amber", "Green", "Evidence"),
    ("1. Leadership", None, None, None, None, None),
    ("1.1", "Is there a named lead?", "Nobody", "Somebody", "Everybody knows", "Job description"),
    ("1.2", "Does the lead report to the board?", None, None, None, None),
    ("2. People", None, None, None, None, None),
    ("2.1", "Are checks made before people start?", "Never", None, "Always", None),
)


@pytest.mark.parametrize(
    ("script", "width"), [(True, 1280), (True, 320), (False, 1280)], ids=["wide", "phone", "script off"]
)
def test_brought_mended_and_applied(
    people: People, world: World, tmp_path: Path, script: bool, width: int
) -> None:
    board = world.board()
    page = people.signed_in(
        world.person(Role.BOARD_ADMINISTRATOR, board=board), script=script, width=width, accept_downloads=True
    )
    page.goto(f"/boards/{board.code}/drafts/excel")
    look(page, script)
    page.get_by_role("link", name="Bring your own spreadsheet").click()
    page.get_by_label("Your spreadsheet").set_input_files(spreadsheet(tmp_path))
    look(page, script)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Question", exact=True)).to_have_value("question")
    look(page, script)
    page.get_by_role("button", name="See the set").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the set is called")
    page.get_by_label("What the set is called").fill("Testshire audit")
    page.get_by_role("button", name="See the set").click()
    expect(page.get_by_role("main")).to_contain_text("2 standards and 3 questions")
    expect(page.get_by_role("main")).to_contain_text("Audit, row 7")
    look(page, script)
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_role("main")).to_contain_text("Testshire audit")
    page.goto(f"/boards/{board.code}/drafts/excel")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook of Testshire audit").click()
    path = tmp_path / "set.xlsx"
    download.value.save_as(path)
    book = Book(path.read_bytes()).put("Questions", "2.1", "“Amber” looks like", "Sometimes")
    path.write_bytes(
        book.put("Questions", "1.2", "Question", "Does the lead report to the executive?").content()
    )
    page.get_by_label("The changed workbook").set_input_files(path)
    page.get_by_role("button", name="Look at what would change").click()
    expect(page.locator("ins").first).to_have_text("executive?")
    look(page, script)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("main")).to_contain_text("Testshire audit")
    with world.session() as session:
        (draft,) = session.query(Draft).all()
        content = whole_draft(session, draft).content
    assert content["standards"][1]["questions"][0]["descriptors"]["amber"] == "Sometimes"


def look(page: Page, script: bool) -> None:
    if script:
        check(page)


def spreadsheet(folder: Path) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Audit"
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A3:F3")
    path = folder / "our audit.xlsx"
    book.save(path)
    return path
