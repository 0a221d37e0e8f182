"""An action from an answer to the board's verifying, and the plan as a workbook that is filled in and comes back."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene
from tests.support.world import World

WHAT = "Write the policy and have it agreed."
NOTE = "A draft was read by the team in October."
IMPACT = "Staff know whom to tell; a dip sample found it in eleven of twelve records."


@pytest.fixture
def administrator(world: World, scene: Scene) -> Person:
    """Somebody who oversees the plans for the board."""
    return world.person(Role.BOARD_ADMINISTRATOR, board=scene.board, name="Ashley Quality")


def test_from_an_answer_to_verified(people: People, scene: Scene, administrator: Person) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_role("radio", name="Red").check()
    page.get_by_label("Narrative").fill("There is no policy yet.")
    page.get_by_role("button", name="Save answer and add an action").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add an action for 1.1")
    check(page)
    add_action(people, page)
    expect(page.get_by_label("Narrative")).to_have_value("There is no policy yet.")
    expect(page.get_by_role("region", name="Actions")).to_contain_text(WHAT)
    check(page)

    page.get_by_role("link", name="Actions", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Action plan")
    check(page)
    page.get_by_role("main").get_by_role("link", name=WHAT).click()
    page.get_by_label("What has been done").fill(NOTE)
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("region", name="History")).to_contain_text(NOTE)
    check(page)
    mark_done(people, page)

    board = people.signed_in(administrator)
    board.goto("/")
    board.get_by_role("link", name="Actions", exact=True).first.click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Action plans")
    check(board)
    board.get_by_role("main").get_by_role("link", name=WHAT).click()
    board.get_by_text("Verify that it is done").click()
    board.get_by_label("What you saw").fill("The policy, dated and signed.")
    check(board)
    board.get_by_role("button", name="Verify", exact=True).click()
    expect(board.get_by_role("main")).to_contain_text("Verified")
    expect(board.get_by_role("main")).to_contain_text("by Ashley Quality")
    check(board)


def add_action(people: People, page: Page) -> None:
    """Forget what it is, say it, save it."""
    people.expect(page, 422)
    page.get_by_role("button", name="Save the action").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what will be done")
    check(page)
    page.get_by_label("What will be done").fill(WHAT)
    page.get_by_label("Owner", exact=True).select_option("Robin Writer")
    page.get_by_role("button", name="Save the action").click()


def mark_done(people: People, page: Page) -> None:
    """Done, once it is said what is better now."""
    page.get_by_text("Mark as done").first.click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what is better now")
    check(page)
    page.get_by_label("What is better now").fill(IMPACT)
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("main")).to_contain_text(IMPACT)
    expect(page.get_by_role("main").get_by_text("Done", exact=True).first).to_be_visible()
    check(page)


def test_the_workbook_goes_out_and_comes_back(people: People, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(grade="red", narrative="There is no policy yet."))
    page = people.signed_in(scene.colleague_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_role("button", name="Save answer and add an action").click()
    add_action(people, page)
    page.get_by_role("link", name="Actions", exact=True).first.click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download as Excel").click()
    filled = fill(coming.value.path().read_bytes())

    page.get_by_role("link", name="Upload a filled workbook").click()
    check(page)
    page.get_by_role("button", name="Look at what would change").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
    page.get_by_label("The workbook").set_input_files(
        {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": filled}
    )
    page.get_by_role("button", name="Look at what would change").click()
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the workbook would change")
    expect(main).to_contain_text(NOTE)
    expect(main).to_contain_text("Nothing has been changed yet.")
    check(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Action plan")
    expect(page.get_by_role("row").filter(has_text=WHAT)).to_contain_text("In progress")
    check(page)
    main.get_by_role("link", name=WHAT).click()
    expect(page.get_by_role("region", name="History")).to_contain_text(NOTE)
    expect(page.get_by_role("region", name="History")).to_contain_text("by workbook")


def fill(content: bytes) -> bytes:
    """Type a note and a new state into the row of the action."""
    book = load_workbook(BytesIO(content))
    sheet = book["Actions"]
    headings = [str(cell.value) for cell in sheet[1]]
    assert sheet.cell(2, headings.index("What") + 1).value == WHAT
    sheet.cell(2, headings.index("New progress note") + 1).value = NOTE
    sheet.cell(2, headings.index("New state") + 1).value = "In progress"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
