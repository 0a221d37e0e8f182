"""A contributor answers: with script, by keyboard alone, and with script off."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

SAVED = re.compile(r"Saved at 10:3\d\s?am")
"""The clock of these tests begins at 10:30am in London."""


def test_with_script_it_saves_as_they_type(people: People, scene: Scene) -> None:
    page = people.somebody()
    people.sign_in(page, scene.contributor_person)
    page.get_by_role("main").get_by_role("button", name="Start answering").click()
    page.get_by_role("link", name="1. Standard number 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1.1: is this in place?")
    page.get_by_role("radio", name="Amber").check()
    page.get_by_label("Narrative").fill("Half of the teams have done it.")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.get_by_role("link", name="Back to the task list").click()
    page.get_by_role("link", name="1. Standard number 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1.")
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value("Half of the teams have done it.")
    expect(page.get_by_role("radio", name="Amber")).to_be_checked()
    check(page)
    page.get_by_role("link", name="Who changed this answer").click()
    expect(page.get_by_role("main")).to_contain_text("Robin Writer")
    check(page)


def test_leaving_at_once_loses_nothing(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_label("Narrative").fill("Typed a moment before leaving.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.round.title)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value("Typed a moment before leaving.")


def test_by_keyboard_alone(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Start answering")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.round.title)
    tab_to(page, "1. Standard number 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1.1: is this in place?")
    tab_to(page, "red")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Amber")).to_be_checked()
    tab_to(page, "narrative")
    page.keyboard.type("Typed without a mouse.")
    tab_to(page, "Save and continue", most=12)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1.2: is this in place?")
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value("Typed without a mouse.")
    expect(page.get_by_role("radio", name="Amber")).to_be_checked()


def test_with_script_off(people: People, scene: Scene) -> None:
    page = people.somebody(script=False)
    people.sign_in(page, scene.contributor_person)
    page.get_by_role("main").get_by_role("button", name="Start answering").click()
    page.get_by_role("link", name="1. Standard number 1", exact=True).click()
    page.get_by_label("Green").check()
    page.get_by_label("Narrative").fill("Typed without any script.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1.2: is this in place?")
    page.get_by_label("Not applicable").check()
    page.get_by_label("Why does this not apply?").fill("We have no such service.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("main")).to_contain_text("2 of 4")
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value("Typed without any script.")
    expect(page.get_by_label("Green")).to_be_checked()


def test_a_whole_standard_on_one_page(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/standards/1")
    check(page)
    for name in ("Question 1.1", "Question 1.2"):
        section = page.get_by_role("region", name=name)
        section.get_by_role("radio", name="Amber").check()
        section.get_by_label("Narrative").fill(f"All of {name}.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Standard number 2")
    page.goto(f"/returns/{scene.reference}/questions/1.2")
    expect(page.get_by_label("Narrative")).to_have_value("All of Question 1.2.")


def tab_to(page: Page, what: str, most: int = 60) -> None:
    """Press Tab until what has the focus has this text, value or id; fails when it is not reached."""
    seen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => { const e = document.activeElement; return [e.id, e.value || '', e.textContent.trim()] }"
            )
        )
        if what in seen[-1]:
            return
    raise AssertionError(f"Tab never came to {what!r}; it came to {seen}")
