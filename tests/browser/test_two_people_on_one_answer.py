"""Two colleagues write the same answer: the later one sees both texts and chooses; nothing is overwritten."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

THEIRS, MINE = "What Robin wrote first.", "What Sam wrote over it."


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_the_later_sees_both_and_writes_a_combination(people: People, scene: Scene, script: bool) -> None:
    first = people.signed_in(scene.contributor_person, script=script)
    later = people.signed_in(scene.colleague_person, script=script)
    where = f"/returns/{scene.reference}/questions/1.1"
    first.goto(where)
    later.goto(where)
    write(first, "Amber", THEIRS)
    first.get_by_role("button", name="Save and continue").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("1.2")

    people.expect(later, 409)
    write(later, "Green", MINE)
    if script:
        expect(later.get_by_role("alert")).to_contain_text("Robin Writer")
        expect(later.get_by_label("Narrative")).to_have_value(MINE)
        check(later)
        later.get_by_role("button", name="Compare the two answers").click()
    else:
        later.get_by_role("button", name="Save and continue").click()
    expect(later.get_by_role("heading", level=1)).to_contain_text("Robin Writer changed this answer")
    expect(later.get_by_role("main")).to_contain_text(THEIRS)
    expect(later.get_by_role("main")).to_contain_text(MINE)
    if script:
        check(later)
    later.get_by_label("Write a combination").check()
    expect(later.get_by_label("The combined text")).to_have_value(f"{THEIRS}\n\n{MINE}")
    later.get_by_label("The combined text").fill("What both of them meant.")
    later.get_by_role("button", name="Save", exact=True).click()
    expect(later.get_by_label("Narrative")).to_have_value("What both of them meant.")
    expect(later.get_by_role("radio", name="Green")).to_be_checked()
    later.get_by_role("link", name="Who changed this answer").click()
    for text in (THEIRS, "What both of them meant."):
        expect(later.get_by_role("main")).to_contain_text(text)


def test_the_later_keeps_what_is_there(people: People, scene: Scene) -> None:
    first = people.signed_in(scene.contributor_person, script=False)
    later = people.signed_in(scene.colleague_person, script=False)
    where = f"/returns/{scene.reference}/questions/1.1"
    first.goto(where)
    later.goto(where)
    write(first, "Amber", THEIRS)
    first.get_by_role("button", name="Save and continue").click()
    people.expect(later, 409)
    write(later, "Green", MINE)
    later.get_by_role("button", name="Save and continue").click()
    later.get_by_label("Keep what Robin Writer wrote").check()
    later.get_by_role("button", name="Save", exact=True).click()
    expect(later.get_by_label("Narrative")).to_have_value(THEIRS)
    expect(later.get_by_role("radio", name="Amber")).to_be_checked()


def write(page: Page, grade: str, text: str) -> None:
    """Give a grade and write a narrative, and leave the field."""
    page.get_by_role("radio", name=grade).check()
    page.get_by_label("Narrative").fill(text)
    page.get_by_label("Narrative").blur()
