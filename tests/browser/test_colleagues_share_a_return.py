"""A lead shares out a return; a contributor answers, asks and marks; the lead settles it and sends the return."""

import re

from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

NOTE, ASKED, REPLIED = (
    "Human resources have the figures.",
    "Do we count agency staff?",
    "Yes, all who worked here.",
)
MARK = "Looked at, not finished"


def test_assign_discuss_finish(people: People, scene: Scene) -> None:
    lead = people.signed_in(scene.colleague_person)
    shares_out(lead, scene)

    writer = people.signed_in(scene.contributor_person)
    writer.goto("/my-questions")
    expect(writer.get_by_role("main")).to_contain_text(NOTE)
    expect(writer.get_by_role("main")).to_contain_text("Wanted by 30 October 2099")
    check(writer)
    answers_and_asks(writer)

    lead.goto("/my-questions")
    expect(lead.get_by_role("heading", name="Discussions that name you")).to_be_visible()
    check(lead)
    lead.get_by_role("link", name="Read and answer at question 1.2").click()
    lead.get_by_role("link", name="Reply to Robin Writer").click()
    lead.get_by_label("What you want to say").fill(REPLIED)
    lead.get_by_role("button", name="Reply").click()
    lead.get_by_role("button", name="Resolve what Robin Writer began").click()
    expect(lead.get_by_role("main")).to_contain_text("Resolved by Sam Colleague")
    expect(lead.get_by_role("main")).to_contain_text(REPLIED)
    check(lead)
    finishes(lead, scene)

    writer.goto("/my-questions")
    expect(writer.get_by_role("main")).not_to_contain_text("Discussions that name you")
    board = people.signed_in(scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.board))
    people.expect(board, 403)
    board.goto(f"/returns/{scene.reference}/questions/1.2/discussion")
    expect(board.get_by_role("main")).not_to_contain_text(ASKED)


def shares_out(lead: Page, scene: Scene) -> None:
    """Give a whole standard to the contributor, with a date and a note."""
    lead.goto(f"/returns/{scene.reference}")
    lead.get_by_role("link", name="Share out the questions").click()
    check(lead)
    lead.get_by_role("link", name=re.compile("Give to a colleague.*1. Standard number 1")).click()
    lead.get_by_label("Colleague").select_option(label="Robin Writer")
    for part, number in (("Day", "30"), ("Month", "10"), ("Year", "2099")):
        lead.get_by_label(part).fill(number)
    lead.get_by_label("Note (optional)").fill(NOTE)
    check(lead)
    lead.get_by_role("button", name="Save", exact=True).click()
    expect(lead.get_by_role("main")).to_contain_text("Robin Writer")
    expect(lead.get_by_role("main")).to_contain_text(NOTE)
    check(lead)


def answers_and_asks(writer: Page) -> None:
    """Finish the first question, ask the lead about the second, and mark it."""
    writer.get_by_role("link", name="1. Standard number 1").click()
    writer.get_by_role("radio", name="Green").check()
    writer.get_by_label("Narrative").fill("All of us, every March.")
    writer.get_by_role("button", name="Save and continue").click()
    expect(writer.get_by_role("heading", level=1)).to_contain_text("1.2")
    writer.get_by_role("radio", name="Amber").check()
    writer.get_by_role("button", name="Save answer and discuss it with colleagues").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text("Discuss with colleagues")
    writer.get_by_label("What you want to say").fill(ASKED)
    writer.get_by_label("Sam Colleague").check()
    writer.get_by_role("button", name="Say it").click()
    expect(writer.get_by_role("main")).to_contain_text(ASKED)
    expect(writer.get_by_role("main")).to_contain_text("Named: Sam Colleague")
    check(writer)
    writer.get_by_role("link", name="Back to the question").click()
    expect(writer.get_by_role("radio", name="Amber")).to_be_checked()
    writer.get_by_role("button", name="Save answer and mark it as looked at, not finished").click()
    expect(writer.get_by_role("main")).to_contain_text(MARK)
    check(writer)


def finishes(lead: Page, scene: Scene) -> None:
    """Take the mark away, see the rest answered, and send the return."""
    for code in ("2.1", "2.2"):
        scene.save(code, AnswerContent(grade="green", narrative=f"All is well with {code}."))
    lead.goto(f"/returns/{scene.reference}")
    lead.get_by_role("link", name="1.2 Question 1.2").first.click()
    lead.get_by_label("Narrative").fill("Agency staff are counted too.")
    lead.get_by_role("button", name="Save answer and take the mark away").click()
    expect(lead.get_by_label("Narrative")).to_have_value("Agency staff are counted too.")
    expect(lead.get_by_role("main")).not_to_contain_text(MARK)
    lead.goto(f"/returns/{scene.reference}")
    lead.get_by_role("button", name="Check your answers").click()
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text("Nobody can change an answer")
