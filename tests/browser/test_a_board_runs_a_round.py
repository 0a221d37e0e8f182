"""A board administrator signs in with a one-time code, opens a round, sees it fill, and takes the workbook away."""

from io import BytesIO

import pyotp
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Organisation
from tests.browser.checks import check
from tests.browser.people import People
from tests.support.world import World

TITLE = "Section 11 audit 2026"


def test_from_the_plan_to_the_workbook(people: People, world: World) -> None:
    board = world.board()
    world.edition()
    council = world.organisation(board, "Elm Bank Council")
    police = world.organisation(board, "Elm Bank Police", "police")
    lead = world.person(Role.LEAD, organisation=council, name="Jo Lead")
    approver = world.person(Role.APPROVER, organisation=council, name="Frankie Chief")
    other = world.person(Role.LEAD, organisation=police, name="Sandy Sergeant")
    administrator = world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ashley Quality")

    board_page = people.somebody()
    sign_in_with_code(people, board_page, administrator)
    board_page.get_by_role("link", name="Rounds", exact=True).click()
    check(board_page)
    plan_and_open(board_page)
    expect(tile(board_page, "Submitted")).to_contain_text("0 of 2")
    check(board_page)
    assert people.link_in_letter(other.email).startswith(people.served.address)

    lead_answers_and_sends(people, lead)
    board_page.reload()
    expect(tile(board_page, "Started")).to_contain_text("1 of 2")
    expect(tile(board_page, "Submitted")).to_contain_text("0 of 2")
    expect(row_of(board_page, council)).to_contain_text("Waiting for sign-off")
    approver_signs(people, approver)
    board_page.reload()
    expect(tile(board_page, "Submitted")).to_contain_text("1 of 2")
    expect(row_of(board_page, council)).to_contain_text("Submitted")
    expect(row_of(board_page, police)).to_contain_text("Not started")
    check(board_page)

    board_page.get_by_role("button", name="See the summary").click()
    expect(board_page.get_by_role("main")).to_contain_text("1 of 2")
    board_page.get_by_role("link", name="Excel workbook", exact=True).click()
    with board_page.expect_download() as coming:
        board_page.get_by_role("button", name="Download Excel").click()
    the_workbook(coming.value.path().read_bytes())


def sign_in_with_code(people: People, page: Page, person: Person) -> None:
    """Sign in for the first time, set the codes up and go home."""
    people.sign_in(page, person)
    secret = page.locator(".app-secret").inner_text().replace(" ", "").strip()
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).at(people.served.clock()))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you next")


def plan_and_open(page: Page) -> None:
    """Plan a round for every agency and open it."""
    page.get_by_role("button", name="Plan a new round").click()
    check(page)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("radio", name="A small audit").check()
    due = page.get_by_role("group", name="Due date")
    for part, value in (("Day", "30"), ("Month", "10"), ("Year", "2026")):
        due.get_by_label(part).fill(value)
    page.get_by_role("radio", name="All agencies").check()
    page.get_by_role("checkbox", name="An answer below the minimum needs an action").uncheck()
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you open")
    check(page)
    page.get_by_role("button", name="Open the round and send the letters").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open")


def lead_answers_and_sends(people: People, lead: Person) -> None:
    """The lead follows the letter, answers everything on two pages and sends it for sign-off."""
    page = people.somebody()
    page.goto(people.link_in_letter(lead.email))
    people.expect(page, 401)
    people.sign_in(page, lead)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    page.get_by_role("link", name="1. Standard number 1 on one page").click()
    for standard in (1, 2):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"Standard number {standard}")
        for question in (1, 2):
            section = page.get_by_role("region", name=f"Question {standard}.{question}")
            section.get_by_role("radio", name="Red" if question == 1 else "Green").check()
            section.get_by_label("Narrative").fill(f"=1+{question} is not a sum")
        page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("main")).to_contain_text("4 of 4")
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody can change an answer")


def approver_signs(people: People, approver: Person) -> None:
    """The approver signs what waits for them."""
    page = people.signed_in(approver)
    page.goto("/")
    page.get_by_role("button", name="Read and sign").click()
    page.get_by_label("Your job title or role").fill("Chief executive")
    page.get_by_label("I have read this return").check()
    page.get_by_role("button", name="Sign and submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Return submitted")


def the_workbook(content: bytes) -> None:
    """Every sheet is there, the answers are in it word for word, and none became a formula."""
    book = load_workbook(BytesIO(content))
    assert book.sheetnames[:1] == ["Summary"]
    assert {"Returns", "Priorities", "Answers", "Notes"} <= set(book.sheetnames)
    answers = list(book["Answers"].iter_rows())
    top = next(row for row in answers if "Narrative" in [cell.value for cell in row])
    column = {str(cell.value): place for place, cell in enumerate(top)}
    rows = answers[answers.index(top) + 1 :]
    assert [row[column["Grade"]].value for row in rows] == ["Red", "Green", "Red", "Green"]
    narratives = [row[column["Narrative"]] for row in rows]
    assert {cell.value for cell in narratives} == {"=1+1 is not a sum", "=1+2 is not a sum"}
    assert {cell.data_type for cell in narratives} == {"s"}


def tile(page: Page, label: str) -> Locator:
    """One of the figures at the top of the round."""
    return page.locator(".app-tile").filter(has_text=label).first


def row_of(page: Page, organisation: Organisation) -> Locator:
    """The row of an organisation."""
    return page.get_by_role("row").filter(has_text=organisation.name)
