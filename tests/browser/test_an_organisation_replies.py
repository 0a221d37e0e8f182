"""The lead reads the moderated grades beside their own, accepts one and replies to another; the moderator answers."""

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.settings import Settings
from tests.browser.checks import check
from tests.browser.people import People
from tests.browser.saving import arrives
from tests.rooms.moderation.moderating_scene import MOVED, ModeratingScene
from tests.support.world import World

REPLY = "A new policy was agreed in June; it is attached."
ANSWER = "It is still a draft, and no manager has it."


@pytest.fixture
def moved(world: World, settings: Settings) -> ModeratingScene:
    """A moderation that its moderator has finalised with two grades moved."""
    return ModeratingScene(world, settings).with_organisation()


def test_accepts_one_and_replies_to_another(people: People, moved: ModeratingScene) -> None:
    lead = people.signed_in(moved.lead_person)
    lead.goto("/")
    lead.get_by_role("button", name="Read and reply").click()
    main = lead.get_by_role("main")
    expect(lead.get_by_role("heading", level=1)).to_contain_text("Moderation")
    expect(main).to_contain_text("2 grades differ from your own")
    expect(part_of(lead, "1.1").get_by_text(MOVED.comment)).to_be_visible()
    check(lead)
    reply_as_typed(lead)

    people.expect(lead, 422)
    part_of(lead, "1.2").get_by_label("Your reply").fill("")
    lead.get_by_role("button", name="Send to the moderator").click()
    expect(lead.get_by_role("alert").first).to_contain_text("1.2: Say why")
    check(lead)
    part_of(lead, "1.2").get_by_label("Your reply").fill(REPLY)
    lead.get_by_role("button", name="Send to the moderator").click()
    expect(main).to_contain_text("The moderator has been asked to read your replies.")
    expect(lead.get_by_role("button", name="Send to the moderator")).to_have_count(0)
    check(lead)

    the_moderator_keeps_it(people, moved)
    lead.reload()
    expect(main).to_contain_text("The board settles what is left.")
    expect(lead.get_by_role("row").filter(has_text="1.2 Question")).to_contain_text(ANSWER)
    check(lead)


def reply_as_typed(lead: Page) -> None:
    """What is chosen and typed is there after a reload, and nobody else reads it yet."""
    part_of(lead, "1.1").get_by_role("radio", name="Yes, we accept it").check()
    expect(part_of(lead, "1.1").locator("[data-saved]")).to_have_text("Saved")
    part_of(lead, "1.2").get_by_role("radio", name="No, we do not").check()
    with arrives(lead, REPLY):
        part_of(lead, "1.2").get_by_label("Your reply").fill(REPLY)
        part_of(lead, "1.2").get_by_label("Your reply").blur()
    expect(part_of(lead, "1.2").locator("[data-saved]")).to_have_text("Saved")
    lead.reload()
    expect(part_of(lead, "1.1").get_by_role("radio", name="Yes, we accept it")).to_be_checked()
    expect(part_of(lead, "1.2").get_by_role("radio", name="No, we do not")).to_be_checked()
    expect(part_of(lead, "1.2").get_by_label("Your reply")).to_have_value(REPLY)


def the_moderator_keeps_it(people: People, moved: ModeratingScene) -> None:
    """The moderator reads the one reply and says why the grade stands."""
    page = people.signed_in(moved.moderator_person)
    page.goto("/")
    page.get_by_role("button", name="Answer the reply").click()
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replies of")
    expect(part_of(page, "1.2")).to_contain_text(REPLY)
    expect(part_of(page, "1.1")).to_have_count(0)
    check(page)
    part_of(page, "1.2").get_by_role("radio", name="No, my grade stands").check()
    people.expect(page, 422)
    page.get_by_role("button", name="Send your answers").click()
    expect(page.get_by_role("alert").first).to_contain_text("1.2: Say why")
    check(page)
    part_of(page, "1.2").get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Send your answers").click()
    expect(main).to_contain_text("The board has been asked to settle what is left.")
    check(page)


def part_of(page: Page, code: str) -> Locator:
    """What is said of one question, with the fields for it."""
    return page.get_by_role("region", name=f"{code} Question {code}: is this in place?", exact=True)
