"""A lead invites a colleague, who follows the letter, sets a password and answers."""

from playwright.sync_api import expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

EMAIL = "new.colleague@elmbank.example"


def test_the_letter_leads_to_the_first_answer(people: People, scene: Scene) -> None:
    lead = people.somebody()
    people.sign_in(lead, scene.colleague_person)
    lead.get_by_role("link", name="Colleagues").click()
    check(lead)
    lead.get_by_role("button", name="Invite a colleague").click()
    check(lead)
    lead.get_by_label("Name").fill("New Colleague")
    lead.get_by_label("Email address").or_(lead.get_by_label("E-mail address")).fill(EMAIL)
    lead.get_by_role("radio", name="Contributor").check()
    lead.get_by_role("button", name="Send the invitation").click()
    expect(lead.get_by_role("row", name="New Colleague")).to_contain_text("Not joined yet")

    new = people.somebody()
    new.goto(people.link_in_letter(EMAIL))
    expect(new.get_by_label("Your name")).to_have_value("New Colleague")
    check(new)
    people.expect(new, 422)
    new.get_by_label("Password", exact=True).fill("short")
    new.get_by_role("button", name="Save and sign in").click()
    expect(new.get_by_role("alert")).to_contain_text("at least 12 characters")
    new.get_by_label("Password", exact=True).fill("three quite unlikely words")
    new.get_by_role("button", name="Save and sign in").click()
    expect(new.get_by_role("heading", level=1)).to_have_text("What needs you next")
    new.get_by_role("button", name="Start answering").click()
    expect(new.get_by_role("heading", level=1)).to_have_text(scene.round.title)
    lead.reload()
    expect(lead.get_by_role("row", name="New Colleague")).to_contain_text("Joined")

    new.get_by_role("button", name="Sign out").click()
    expect(new.get_by_role("link", name="Sign in").first).to_be_visible()
    people.expect(new, 410)
    new.goto(people.link_in_letter(EMAIL))
    expect(new.get_by_role("heading", level=1)).to_have_text("This link has been used")
    check(new)
