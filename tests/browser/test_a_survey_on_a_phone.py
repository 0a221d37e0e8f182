"""A board opens a survey, staff answer it on their phones with and without script, the board reads what they say."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.support.surveys import Surveyed
from tests.support.world import World


@pytest.fixture
def surveyed(world: World) -> Surveyed:
    return Surveyed(world)


def _answer(phone: Page, *answers: str) -> None:
    for group, answer in zip(phone.get_by_role("group").all(), answers, strict=False):
        group.get_by_text(answer, exact=True).click()  # the words, as a thumb does


def test_from_the_poster_to_the_results(people: People, surveyed: Surveyed) -> None:
    board = people.signed_in(surveyed.admin_person)
    board.goto(f"{surveyed.page}/open")
    check(board)
    board.get_by_role("button", name="Open the survey and send the links").click()
    expect(board.get_by_role("alert")).to_contain_text("2 letters were written.")
    check(board)

    lead = people.signed_in(surveyed.green.lead_person)
    lead.goto("/")
    lead.get_by_role("link", name="Staff survey 2026: link and poster for your staff").click()
    check(lead)
    code = lead.locator(".app-survey__code").inner_text()
    lead.get_by_role("button", name="Poster to print").click()
    expect(lead.get_by_text(code)).to_be_visible()
    check(lead)

    phone = people.somebody(width=375, is_mobile=True, has_touch=True)
    phone.goto(people.link_in_letter(surveyed.green.lead_person.email))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Staff survey 2026")
    check(phone)
    target = phone.get_by_text("Neither agree nor disagree", exact=True).first.bounding_box()
    assert target
    assert target["height"] >= 44
    people.expect(phone, 422)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("Answer at least one question")
    check(phone)
    _answer(phone, "Agree", "I do not know", "Disagree", "Front line")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    check(phone)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert surveyed.waiting() == 1
    late = people.somebody(width=375, is_mobile=True)
    late.goto(people.link_in_letter(surveyed.green.lead_person.email))

    plain = people.somebody(script=False, width=375, is_mobile=True)
    late.goto("/survey")
    check(late)
    late.goto(people.link_in_letter(surveyed.green.lead_person.email))
    plain.goto("/survey")
    plain.get_by_label("Code").fill(code.upper())
    plain.get_by_role("button", name="Continue").click()
    _answer(plain, "Strongly agree", "Agree", "Agree")
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert surveyed.waiting() == 2
    surveyed.everybody(surveyed.green, 2, 2)

    board.reload()
    expect(board.get_by_role("row", name="Green council")).to_contain_text("At least 5")
    board.get_by_role("button", name="Close the survey").click()
    check(board)
    board.get_by_role("button", name="Close and add up").click()
    board.get_by_role("button", name="See the results").click()
    expect(board.get_by_role("row", name=re.compile("A Knowing"))).to_contain_text("4 of 6")
    check(board)
    board.get_by_role("link", name="Beside the grades").click()
    line = board.get_by_role("row", name=re.compile("Green council 1 Standard number 1"))
    expect(line).to_contain_text("All green here; 67 % of 6 staff agree")
    check(board)
    people.expect(late, 410)
    _answer(late, "Agree")
    late.get_by_role("button", name="Send").click()
    expect(late.get_by_role("heading", level=1)).to_have_text("This survey has closed")
    check(late)
    lead.goto(f"/organisations/{surveyed.green.organisation.id}/surveys/{surveyed.survey.id}")
    expect(lead.get_by_text("6 staff are counted.")).to_be_visible()
    check(lead)
    lead.goto(f"/returns/{surveyed.green_return.reference}/copies/1")
    expect(lead.get_by_role("heading", name="What staff say")).to_be_visible()
    check(lead)
