"""A moderator accepts a return, opens its evidence, judges it question by question, and finalises."""

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.domain.moderation import ModerationState
from audit.settings import Settings
from tests.browser.checks import check
from tests.browser.people import People
from tests.browser.saving import arrives
from tests.rooms.moderation.moderating_scene import ModeratingScene
from tests.support.world import World

COMMENT = "The policy is two years old, and nobody could say who reads it."
IMPROVEMENT = "Have it read once a year."
COMMENT_NEEDED = "Not complete yet: Say why your grade differs."


@pytest.fixture
def peer(world: World, settings: Settings) -> ModeratingScene:
    """A submitted return that has been offered to a moderator of another organisation."""
    return ModeratingScene(world, settings, state=ModerationState.OFFERED)


def test_from_the_offer_to_the_end(people: People, peer: ModeratingScene) -> None:
    page = people.signed_in(peer.moderator_person)
    main = page.get_by_role("main")
    accept(page, peer)
    main.get_by_role("link", name="1.1 Question 1.1: is this in place?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1.1")
    expect(main).to_contain_text("Not opened yet")
    check(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="policy.pdf").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    page.reload()
    expect(main).to_contain_text("Opened by you on 14 September 2026")

    judge_as_typed(page)
    page.get_by_role("link", name="Back to all questions").click()
    expect(row_of(page, "1.1")).to_contain_text("Differs")
    check(page)
    page.get_by_role("button", name="Agree with the one that remains unchanged in Standard number 1").click()
    page.get_by_role("button", name="Agree with the 2 that remain unchanged in Standard number 2").click()
    expect(main).to_contain_text("4 of 4")
    page.get_by_role("button", name="Check and finalise").click()
    expect(main).to_contain_text(COMMENT)
    expect(main).to_contain_text("You cannot change your judgements after this.")
    check(page)
    page.get_by_role("button", name="Finalise").click()
    expect(main).to_contain_text(f"Finalised. {peer.organisation.name} has been asked")
    expect(page.get_by_role("heading", level=1)).to_contain_text("With the organisation")
    check(page)
    main.get_by_role("link", name="1.1 Question 1.1: is this in place?").click()
    expect(main).to_contain_text(COMMENT)
    expect(page.get_by_label("Comment")).to_have_count(0)
    check(page)


def accept(page: Page, peer: ModeratingScene) -> None:
    """From home to the list, and accept what was offered there."""
    page.goto("/")
    page.get_by_role("button", name="Accept or give back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Returns to moderate")
    check(page)
    page.get_by_role("button", name=f"Accept {peer.organisation.name}").click()
    page.get_by_role("main").get_by_role("link", name=peer.organisation.name, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("0 of 4")
    check(page)


def judge_as_typed(page: Page) -> None:
    """A grade that differs lacks a comment until one is typed; everything is there after a reload."""
    saved = page.locator("[data-saved]")
    grade = page.get_by_role("group", name="Your grade")
    grade.get_by_role("radio", name="Amber").check()
    expect(saved).to_contain_text(COMMENT_NEEDED)
    check(page)
    page.get_by_role("link", name="Back to all questions").click()
    page.get_by_role("button", name="Check and finalise").click()
    expect(page.get_by_role("button", name="Finalise")).to_have_count(0)
    check(page)
    page.get_by_role("list").filter(has_text="Say why your grade differs").get_by_role(
        "link", name="1.1"
    ).click()
    page.get_by_label("Comment").fill(COMMENT)
    page.get_by_role("group", name="The evidence is").get_by_role("radio", name="Weak").check()
    with arrives(page, IMPROVEMENT):
        page.get_by_label("An area to improve").fill(IMPROVEMENT)
        page.get_by_label("An area to improve").blur()
    expect(saved).to_contain_text("Saved at")
    expect(saved).not_to_contain_text("Not complete yet")
    page.reload()
    expect(grade.get_by_role("radio", name="Amber")).to_be_checked()
    expect(page.get_by_label("Comment")).to_have_value(COMMENT)
    expect(page.get_by_role("radio", name="Weak")).to_be_checked()
    expect(page.get_by_label("An area to improve")).to_have_value(IMPROVEMENT)


def test_with_script_off(people: People, world: World, settings: Settings) -> None:
    peer = ModeratingScene(world, settings)
    page = people.signed_in(peer.moderator_person, script=False)
    page.goto(f"/moderations/{peer.id}/questions/1.2")
    page.get_by_role("group", name="Your grade").get_by_role("radio", name="Red").check()
    page.get_by_role("button", name="Save and see all").click()
    expect(page.get_by_role("main")).to_contain_text("Your judgement of 1.2 is saved. Not complete yet")
    expect(row_of(page, "1.2")).to_contain_text("Red")


def row_of(page: Page, code: str) -> Locator:
    """The row of a question."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=f"{code} "))
