"""A moderator looks in on a school with a telephone in hand; what the school and its approver say of the audit."""

import re

import pytest
from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.visits.operations.feedback import give_feedback
from tests.browser.checks import check
from tests.browser.people import People
from tests.support.visits import Visited
from tests.support.world import World

PHONE = 390
"""Pixels: the width of a telephone."""


@pytest.fixture
def visited(world: World) -> Visited:
    """A school that has submitted, all green."""
    return Visited(world)


def test_from_the_letter_to_the_reply(people: People, visited: Visited) -> None:
    board = people.signed_in(visited.admin_person)
    ask(board)

    phone = people.signed_in(visited.visitor_person, width=PHONE)
    phone.goto(people.link_in_letter(visited.visitor_person.email))
    phone.get_by_role("link", name="Elm school", exact=True).click()
    check(phone)
    note_as_one_walks(phone)
    phone.reload()
    expect(phone.get_by_role("group", name="What you saw").first.get_by_label("Amber")).to_be_checked()
    send(people, phone)

    board.goto(people.link_in_letter(visited.admin_person.email))
    expect(board.get_by_role("main")).to_contain_text("Two of three knew.")
    expect(board.locator("#different + dl")).to_contain_text("Not as they said")
    check(board)
    board.get_by_label("A note to the organisation").fill("Thank you for your welcome.")
    board.get_by_role("button", name="Share by letter").click()
    board.goto("/rounds/audit/visits")
    expect(board.get_by_role("row").filter(has_text="Do staff know?").first).to_contain_text("Elm school")
    check(board)

    lead = people.signed_in(visited.elm.lead_person, script=False, width=PHONE)
    lead.goto(people.link_in_letter(visited.elm.lead_person.email))
    lead.get_by_label("Your reply").fill("Everybody has been told again.")
    lead.get_by_role("button", name="Send your reply").click()
    expect(lead.get_by_role("main")).to_contain_text("Everybody has been told again.")

    lead = people.signed_in(visited.elm.lead_person)
    lead.goto(lead_page(visited))
    check(lead)


def lead_page(visited: Visited) -> str:
    """The page of the return, from which the shared visit is reached."""
    return f"/returns/{visited.elm_return.reference}"


def ask(page: Page) -> None:
    """From the round's page to the letter."""
    page.goto("/rounds/audit")
    page.get_by_role("main").get_by_role("link", name="Visits").click()
    page.get_by_role("button", name="Ask for visits").click()
    page.get_by_label("How many").fill("1")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("checkbox", name=re.compile("Elm school"))).to_be_checked()
    check(page)
    page.get_by_label("Who visits").select_option("Kit Visitor")
    page.get_by_role("button", name="Ask by letter").click()
    expect(page.get_by_role("row").filter(has_text="Elm school")).to_contain_text("Asked for")


def note_as_one_walks(page: Page) -> None:
    """What is typed is saved without a button."""
    first = page.locator("section", has=page.get_by_role("heading", name="1.1 Do staff know?"))
    expect(first).to_contain_text("They said: Green")
    first.get_by_label("Amber").check()
    first.get_by_label("Note").fill("Two of three knew.")
    first.get_by_label("Note").blur()
    expect(first.locator("[data-saved]")).to_contain_text("Saved at")
    expect(first.locator("[data-version]")).not_to_have_value("0")
    page.get_by_label("Time at which you came").fill("9:15am")
    page.get_by_label("Whom did you meet?").fill("The office manager and six pupils")
    page.get_by_label("Whom did you meet?").blur()
    details = page.locator("section", has=page.get_by_role("heading", name="The visit"))
    expect(details.locator("[data-saved]")).to_contain_text("Saved at")


def send(people: People, page: Page) -> None:
    """First with something missing, then whole."""
    people.expect(page, 422)
    page.get_by_role("button", name="Send to the board").click()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text("Enter the day of the visit")
    check(page)
    summary.get_by_role("link", name="Enter the day of the visit").click()
    page.get_by_label("Day", exact=True).fill("14")
    page.get_by_label("Month", exact=True).fill("9")
    page.get_by_label("Year", exact=True).fill("2026")
    second = page.locator("section", has=page.get_by_role("heading", name="1.2 Was it shown?"))
    second.get_by_label("Yes").check()
    page.get_by_role("button", name="Send to the board").click()
    expect(page.get_by_role("main")).to_contain_text("You sent this form on")


def test_feedback_without_a_name(people: People, visited: Visited) -> None:
    board = people.signed_in(visited.admin_person)
    board.goto("/rounds/audit")
    board.get_by_role("main").get_by_role("link", name="Feedback on this audit").click()
    board.get_by_role("button", name="Ask for feedback").click()
    phone = people.signed_in(visited.elm.lead_person, width=PHONE)
    phone.goto(lead_page(visited))
    phone.get_by_role("link", name="Give feedback").click()
    check(phone)
    phone.get_by_role("radiogroup", name="It was clear").get_by_label("Amber").check()
    phone.get_by_label("In your words").fill("Too long.")
    phone.get_by_role("button", name="Give feedback").click()
    expect(phone.get_by_role("link", name="Change your feedback")).to_be_visible()
    more = visited.world.person(Role.LEAD, organisation=visited.elm.organisation)
    for actor in (visited.elm.approver, visited.world.actor(more)):
        with visited.world.session() as session:
            give_feedback(
                session, actor, visited.world.clock, visited.elm_return.reference,
                {"1.1": AnswerContent(grade="amber")},
            )  # fmt: skip
    board.reload()
    expect(board.get_by_role("row", name="Amber 3 of 3 (100.0 %)")).to_be_visible()
    expect(board.get_by_role("main")).to_contain_text("Too long.")
    expect(board.get_by_role("main")).not_to_contain_text("Elm school")
    check(board)
