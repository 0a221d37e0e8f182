"""Two of the panel take notes on one line at once, on tablets; then the feedback and the report."""

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from audit.rooms.challenge.operations import mark_line, share_lines
from tests.browser.checks import check
from tests.browser.clock import RunningClock
from tests.browser.people import People
from tests.browser.saving import arrives
from tests.conftest import NOW
from tests.rooms.challenge.day_scene import THE_DAY
from tests.rooms.challenge.scene import Scene
from tests.support.world import World

TABLET = 768
ASKED = "When did the governors last read the policy?"
ANSWERED = "In July; minutes to follow."
FOLLOW_UP = "Send the minutes of July to the panel."


@pytest.fixture
def event(world: World, app: Flask, clock: RunningClock) -> Scene:
    """An event that has been announced, with lines of enquiry, on the morning it is held."""
    scene = Scene(world, app)
    planned, slots = scene.announced()
    scene.propose(planned)
    slot_id = slots["Testshire Council"]
    first = scene.lines(slot_id)[0]
    with world.session() as session:
        mark_line(session, scene.admin, world.clock, first.id, is_shared=True)
        share_lines(session, scene.admin, world.clock, slot_id, public_url="https://audit.example")
    clock.put_forward(THE_DAY - NOW)
    return scene


def test_two_take_notes_at_once(people: People, event: Scene) -> None:
    admin = people.signed_in(event.admin_person)
    to_the_day(admin)
    expect(admin.get_by_role("main")).to_contain_text("Who of the panel came")
    check(admin)
    admin.get_by_role("button", name="Begin the event").click()
    expect(admin.get_by_role("main")).to_contain_text("The event is under way.")
    check(admin)
    admin.get_by_role("group", name="Kit Chair").get_by_role("radio", name="Came", exact=True).check()
    admin.get_by_role("button", name="Save who came").click()
    expect(admin.get_by_role("main")).to_contain_text("Saved.")

    chair = people.signed_in(event.chair, width=TABLET)
    member = people.signed_in(event.member, width=TABLET)
    for page in (chair, member):
        to_the_line(page)
    check(chair)
    type_note(chair, "Asked", "Kit Chair", ASKED)
    type_note(member, "Answered", "Lee Council", ANSWERED)
    for page, words, whose in ((chair, ANSWERED, "Mo Member"), (member, ASKED, "Kit Chair")):
        come_back_to(page)
        expect(page.get_by_role("listitem").filter(has_text=words)).to_contain_text(f"noted by {whose}")
        check(page)
    chair.get_by_role("button", name="Save and next note").click()
    expect(chair.get_by_label("What was said").last).to_be_focused()
    expect(notes(chair)).to_contain_text(ASKED)
    expect(notes(chair)).to_contain_text(ANSWERED)
    the_chair_concludes(people, chair, member)
    after_the_day(people, event, admin)


def to_the_day(page: Page) -> None:
    """From the list of events to the day of the one there is."""
    page.goto("/")
    page.get_by_role("link", name="Challenge", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Challenge day").click()
    page.get_by_role("link", name="The day: ").click()


def to_the_line(page: Page) -> None:
    """To the first line of enquiry of the council."""
    to_the_day(page)
    page.get_by_role("main").get_by_role("link", name="Testshire Council").click()
    page.get_by_role("main").get_by_role("list").get_by_role("link").first.click()
    expect(notes(page)).to_contain_text("Nobody else has noted anything")


def type_note(page: Page, kind: str, by_whom: str, words: str) -> None:
    """A new note, saved as it is typed."""
    page.get_by_role("group", name="What it is").get_by_role("radio", name=kind).check()
    page.get_by_label("By whom").fill(by_whom)
    with arrives(page, words):
        page.get_by_label("What was said").fill(words)
        page.get_by_label("What was said").blur()
    expect(notes(page).locator("[data-saved]")).to_contain_text("Saved at")


def come_back_to(page: Page) -> None:
    """Look at the page again, as after a look at another; it looks by itself three times a minute."""
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def the_chair_concludes(people: People, chair: Page, member: Page) -> None:
    """The chair's outcome reaches the other, who had the line open."""
    outcome = chair.get_by_role("region", name="Outcome")
    outcome.get_by_role("radio", name="Not assured").check()
    with arrives(chair, FOLLOW_UP):
        outcome.get_by_label("What follows").fill(FOLLOW_UP)
        outcome.get_by_label("What follows").blur()
    come_back_to(member)
    theirs = member.get_by_role("region", name="Outcome")
    expect(theirs).to_contain_text("Somebody else changed this line. Now: Not assured")
    check(member)
    people.expect(member, 409)
    theirs.get_by_role("radio", name="Assured", exact=True).check()
    expect(theirs.get_by_role("alert")).to_contain_text("What you typed is kept on this page")
    check(member)
    theirs.get_by_role("button", name="Compare the two answers").click()
    expect(theirs.get_by_role("alert")).to_contain_text(FOLLOW_UP)
    expect(theirs.get_by_role("radio", name="Assured", exact=True)).to_be_checked()
    check(member)
    member.goto(member.url.replace("/outcome", "/day"))
    expect(theirs.get_by_role("radio", name="Not assured")).to_be_checked()
    expect(theirs.get_by_label("What follows")).to_have_value(FOLLOW_UP)
    outcome.get_by_role("button", name="Save and ").click()
    expect(chair.get_by_role("main")).to_contain_text("Not assured")
    check(chair)


def after_the_day(people: People, event: Scene, admin: Page) -> None:
    """The event ends; an action, the feedback and the report come of it; the lead reads the feedback."""
    admin.get_by_role("button", name="End the event").click()
    main = admin.get_by_role("main")
    expect(main).to_contain_text("The event has ended.")
    check(admin)
    admin.get_by_role("link", name="Actions and feedback for Testshire Council").click()
    check(admin)
    admin.get_by_role("link", name="Make an action from line 1").click()
    expect(admin.get_by_label("What will be done")).to_have_value(FOLLOW_UP)
    check(admin)
    admin.get_by_role("button", name="Put it into the plan").click()
    expect(main).to_contain_text("The action is in the plan of Testshire Council.")
    admin.get_by_role("button", name="Write the feedback").click()
    assert FOLLOW_UP in admin.get_by_label("Feedback", exact=True).input_value()
    check(admin)
    admin.get_by_role("button", name="Save and preview").click()
    expect(main).to_contain_text(FOLLOW_UP)
    check(admin)
    admin.get_by_role("button", name="Send the feedback").click()
    expect(main).to_contain_text("Sent. 1 letter is in the outbox.")
    check(admin)
    the_report(admin, event)

    lead = people.signed_in(event.council_lead)
    lead.goto(
        people.link_in_letter(event.council_lead.email).replace(
            "https://audit.example", people.served.address
        )
    )
    expect(lead.get_by_role("main")).to_contain_text(FOLLOW_UP)
    expect(lead.get_by_role("main")).not_to_contain_text(ANSWERED)
    check(lead)


def the_report(admin: Page, event: Scene) -> None:
    """Written, checked, sent."""
    to_the_day(admin)
    main = admin.get_by_role("main")
    admin.get_by_role("button", name="Write the report").click()
    expect(main).to_contain_text("No summary has been written yet.")
    check(admin)
    admin.get_by_role("link", name="Write the summary and themes").click()
    admin.get_by_label("Summary").fill("Policies are written, and seldom read.")
    check(admin)
    admin.get_by_role("button", name="Save").click()
    admin.get_by_role("link", name="Check and send the report").click()
    check(admin)
    admin.get_by_role("button", name="Send the report").click()
    expect(main).to_contain_text("are in the outbox.")
    expect(main).to_contain_text("Policies are written, and seldom read.")
    check(admin)


def notes(page: Page) -> Locator:
    """What was noted on the line, and the field for more."""
    return page.get_by_role("region", name="Notes")
