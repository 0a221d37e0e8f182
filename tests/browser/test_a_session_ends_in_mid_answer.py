"""The session runs out while somebody writes: what they typed survives signing in again."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

TEXT = "Half an afternoon of careful writing."


def test_with_script_off_the_text_comes_back_after_signing_in(people: People, scene: Scene) -> None:
    page = people.somebody(script=False)
    people.sign_in(page, scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_role("radio", name="Amber").check()
    page.get_by_label("Narrative").fill(TEXT)
    people.served.clock.put_forward(timedelta(hours=13))
    people.expect(page, 401)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("main")).to_contain_text("What you typed is not lost")
    people.sign_in(page, scene.contributor_person)
    expect(page.get_by_role("main")).to_contain_text(TEXT)
    page.get_by_role("button", name="Send what I typed").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value(TEXT)
    expect(page.get_by_role("radio", name="Amber")).to_be_checked()


def test_with_script_the_page_says_so_and_saves_once_signed_in(people: People, scene: Scene) -> None:
    page = people.somebody()
    people.sign_in(page, scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    people.served.clock.put_forward(timedelta(hours=13))
    people.expect(page, 401)
    page.get_by_label("Narrative").fill(TEXT)
    page.get_by_label("Narrative").blur()
    problem = page.locator("[data-problem]")
    expect(problem).to_contain_text("You have been signed out")
    check(page)
    with page.context.expect_page() as opened:
        problem.get_by_role("link", name="Sign in").click()
    other = opened.value
    people.sign_in(other, scene.contributor_person)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    other.close()
    people.expect(page, 400)
    page.get_by_role("radio", name="Amber").check()
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.reload()
    expect(page.get_by_label("Narrative")).to_have_value(TEXT)
