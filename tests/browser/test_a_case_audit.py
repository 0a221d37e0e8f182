"""A case audit: a lead fills a case in and sends it, a moderator grades it beside, the board reads what stands."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.support.case_audits import Cases
from tests.support.world import World


@pytest.fixture
def cases(world: World) -> Cases:
    """An open audit of one case each; the first organisation's is given to the moderator."""
    scene = Cases(world, cases_each=1).open()
    scene.give(0)
    return scene


def test_from_the_first_case_to_the_results(people: People, cases: Cases) -> None:
    lead = people.signed_in(cases.lead_people[0])
    lead.goto("/")
    lead.get_by_role("button", name="Fill in cases").click()
    expect(lead.get_by_role("main")).to_contain_text("A case has a running number and nothing else.")
    lead.get_by_role("radio", name="Under 5").check()
    check(lead)
    lead.get_by_role("button", name="Add case 1").click()
    fill_in(people, lead)
    lead.get_by_role("button", name="Send 1 case").click()
    expect(lead.get_by_role("main")).to_contain_text("Your cases are sent.")
    check(lead)

    moderator = people.signed_in(cases.moderator_person)
    moderator.goto("/")
    moderator.get_by_role("button", name="Moderate").click()
    moderator.get_by_role("main").get_by_role("link", name="Case 1: Under 5").click()
    judge(people, moderator)
    moderator.get_by_role("button", name="Finish the moderation").click()
    expect(moderator.get_by_role("main")).to_contain_text("can read what you said about its cases")
    check(moderator)

    lead.get_by_role("link", name="Case 1: Under 5").click()
    expect(region(lead, "1.1")).to_contain_text("The plan has no dates.")
    check(lead)

    board = people.signed_in(cases.admin_person)
    board.goto("/boards/testshire/case-audits")
    check(board)
    board.get_by_role("link", name=cases.audit.title).click()
    check(board)
    board.get_by_role("button", name="See the results").click()
    expect(board.get_by_role("region", name="By question")).to_contain_text(
        "The moderator graded otherwise in 1 of 1"
    )
    check(board)
    board.get_by_role("button", name="One page to print").click()
    expect(board.get_by_role("main")).to_contain_text("1 of 2 (50.0 %) of the graded answers")
    check(board)
    board.goto(f"/case-audits/{cases.audit.code}/moderators")
    check(board)
    board.goto("/boards/testshire/case-audits/new")
    check(board)


def fill_in(people: People, page: Page) -> None:
    """Type, see it saved, be told what is missing, mend it, finish."""
    first = region(page, "1.1")
    first.get_by_role("radio", name="Green").check()
    first.get_by_label("Narrative").fill("JS, aged 7, waited for five months.")
    expect(first.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    expect(first).to_contain_text("looks like a child’s initials and age")
    check(page)
    people.expect(page, 422)
    page.get_by_role("button", name="Finish this case").click()
    expect(page.get_by_role("alert").first).to_contain_text("1.2: Choose a grade")
    check(page)
    region(page, "1.1").get_by_label("Narrative").fill("The child waited for five months.")
    region(page, "1.2").get_by_role("radio", name="Green").check()
    region(page, "2.1").get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Finish this case").click()
    expect(page.get_by_role("main")).to_contain_text("Case 1 is finished.")


def judge(people: People, page: Page) -> None:
    """Grade otherwise, forget why, say why."""
    expect(region(page, "1.1")).to_contain_text("The child waited for five months.")
    region(page, "1.1").get_by_label("Your grade").select_option("amber")
    region(page, "1.2").get_by_label("Your grade").select_option(label="Green (the same as theirs)")
    expect(region(page, "1.2").get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    check(page)
    people.expect(page, 422)
    page.get_by_role("button", name="Finish this case").click()
    expect(page.get_by_role("alert").first).to_contain_text("1.1: Say why your grade differs")
    check(page)
    region(page, "1.1").get_by_label("Comment").fill("The plan has no dates.")
    page.get_by_role("button", name="Finish this case").click()
    expect(page.get_by_role("main")).to_contain_text("Case 1 is moderated.")


def region(page: Page, code: str) -> Locator:
    """The part of the page that holds one question."""
    return page.locator("section.app-answer").filter(has=page.get_by_role("heading", name=code))
