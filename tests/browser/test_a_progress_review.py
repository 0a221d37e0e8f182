"""A board opens a progress review; the lead grades anew and reports on an action; the board sees before and after."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.support.reviewing import Body, Reviewed
from tests.support.world import World

NOTE = "The policy went to every team in June."


@pytest.fixture
def reviewed(world: World) -> Reviewed:
    """An audit with one answer red and one amber, and an action about the red."""
    return Reviewed(world)


@pytest.fixture
def council(reviewed: Reviewed) -> Body:
    """The organisation that is asked again."""
    body = reviewed.body("Elm Bank Council")
    given = reviewed.returned(body, {"1.1": "red", "1.2": "amber", "2.1": "green", "2.2": "green"})
    reviewed.action(body, given)
    return body


def test_from_the_plan_to_before_and_after(people: People, reviewed: Reviewed, council: Body) -> None:
    board = people.signed_in(reviewed.admin_person)
    plan_and_open(board)
    board.get_by_role("button", name="See before and after").click()
    expect(board.get_by_role("main")).to_contain_text("Elm Bank Council not started")
    check(board)
    before_and_after = board.url

    lead = people.somebody()
    lead.goto(people.link_in_letter(council.lead_person.email))
    people.expect(lead, 401)
    people.sign_in(lead, council.lead_person)
    grade_anew(lead)
    report_on_the_action(people, lead)
    send_and_sign(people, lead, council)

    board.goto(before_and_after)
    expect(board.get_by_role("main")).to_contain_text("Everybody has reported.")
    row = board.get_by_role("row").filter(has_text="1.1 Question")
    expect(row.get_by_role("cell")).to_have_text(
        [re.compile("1.1"), re.compile("Red"), re.compile("Green"), re.compile("Better")]
    )
    expect(board.get_by_role("row").filter(has_text="1.2 Question")).to_contain_text("The same")
    check(board)
    with board.expect_download() as coming:
        board.get_by_role("button", name="Download Excel").click()
    assert coming.value.suggested_filename.endswith(".xlsx")


def plan_and_open(page: Page) -> None:
    """From the page of the audit to the open review."""
    page.goto("/rounds/audit")
    page.get_by_role("main").get_by_role("link", name="Progress review").click()
    expect(page.get_by_role("main")).to_contain_text(
        "1 organisation, 2 answers below the minimum, 1 open action."
    )
    check(page)
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you open")
    check(page)
    page.get_by_role("button", name="Open the round and send the letters").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open")
    check(page)


def grade_anew(page: Page) -> None:
    """What was said before stands beside each of the two questions."""
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Progress review")
    expect(main).to_contain_text("Questions asked again")
    check(page)
    page.get_by_role("link", name="1. Standard number 1", exact=True).click()
    for code, before, now in (("1.1", "Red", "Green"), ("1.2", "Amber", "Amber")):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {code}")
        expect(main).to_contain_text("Before: Section 11 audit 2026")
        expect(main).to_contain_text(f"Elm Bank Council says {before.lower()} to {code}.")
        check(page)
        page.get_by_role("radio", name=now).check()
        page.get_by_role("textbox").first.fill(f"Since then {code} has moved.")
        page.get_by_role("button", name="Save and continue").click()
    expect(main).to_contain_text("One action still needs a note of progress")


def report_on_the_action(people: People, page: Page) -> None:
    """An empty note is refused; a full one is kept."""
    main = page.get_by_role("main")
    page.get_by_role("link", name=re.compile("[Pp]rogress on actions|action")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Progress on actions")
    expect(main).to_contain_text("Note needed")
    check(page)
    people.expect(page, 422)
    page.get_by_role("button", name="Save this note").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
    page.get_by_label("What has been done: Mend 1.1").fill(NOTE)
    page.get_by_role("button", name="Save this note").click()
    expect(main).to_contain_text("Every action has a note.")
    expect(main).to_contain_text(NOTE)
    check(page)


def send_and_sign(people: People, lead: Page, council: Body) -> None:
    """Check, send, and the approver signs."""
    lead.get_by_role("link", name="Check your answers").click()
    check(lead)
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text("sent for sign-off")
    page = people.signed_in(council.approver_person)
    page.goto("/")
    page.get_by_role("button", name="Read and sign").click()
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    check(page)
    page.get_by_label("Your job title or role").fill("Chief executive")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Sign and submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("submitted")
    check(page)
