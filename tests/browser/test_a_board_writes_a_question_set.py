"""A board's administrator copies a starter and makes it their own: typing, moving by keyboard, undoing, checking."""

import re

import pytest
from playwright.sync_api import Page, expect

from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Board
from tests.browser.checks import check
from tests.browser.people import People
from tests.support.world import World

SAVED = re.compile(r"Saved at \d+:\d\d\s?am")


@pytest.fixture
def board(world: World) -> Board:
    return world.board()


@pytest.fixture
def administrator(world: World, board: Board) -> Person:
    return world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ada Writer")


def test_from_a_starter_with_script(people: People, administrator: Person) -> None:
    page = people.signed_in(administrator)
    page.goto("/boards/testshire/drafts")
    check(page)
    page.get_by_role("button", name="Start a draft").click()
    check(page)
    page.get_by_label("A copy of Section 11 self-assessment for small groups").check()
    page.get_by_role("button", name="Start from this set").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody is asked anything until you publish it")
    check(page)
    outline = page.url.split("#")[0]

    page.get_by_role("link", name=re.compile(r"^1\. ")).click()
    heading = page.get_by_role("heading", level=1).inner_text()
    check(page)
    first = page.locator(".app-arrange__link").first.inner_text()
    change_as_one_types(page)
    page.get_by_role("link", name=f"Back to {heading}").click()
    move_by_keyboard(page, first)
    drag_to_the_end(page)
    page.get_by_label("The question").fill("Does somebody look at this every year?")
    page.get_by_label("How it is answered").select_option("Yes or no")
    page.get_by_role("button", name="Add question").click()
    expect(page.get_by_role("main")).to_contain_text("Fill in what else it needs")
    check(page)

    page.goto(outline)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("main")).to_contain_text("Taken back: Added question")
    page.get_by_role("link", name="Find and replace").click()
    page.get_by_label("Find", exact=True).fill("children")
    page.get_by_label("Replace with").fill("young people")
    page.get_by_role("button", name="Show every place").click()
    check(page)
    page.get_by_role("button", name="Replace in the ticked places").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Replaced in \d+ places"))
    for link in (
        "What still hinders publishing",
        "Preview",
        "Try it as a return",
        "Changes",
        "Settings of the set",
    ):
        page.goto(outline)
        page.get_by_role("link", name=link, exact=True).click()
        check(page)
    page.goto(outline)
    page.get_by_role("link", name="What still hinders publishing").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing. This draft can be published.")


def change_as_one_types(page: Page) -> None:
    """Write into the first question of the standard, and find it saved without a button."""
    page.locator(".app-arrange__link").first.click()
    page.get_by_label("Hint", exact=True).fill("Think of the last twelve months.")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.get_by_text("What an answer must bring").click()
    check(page)
    page.reload()
    expect(page.get_by_label("Hint", exact=True)).to_have_value("Think of the last twelve months.")


def move_by_keyboard(page: Page, first: str) -> None:
    """Move the first question down and up again without looking for the buttons anew."""
    page.get_by_role("button", name=re.compile("^Down")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".app-arrange__link").nth(1)).to_have_text(first)
    expect(page.locator("button:focus")).to_have_text(re.compile("^Down"))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".app-arrange__link").first).to_have_text(first)
    expect(page.locator("button:focus")).to_have_text(re.compile("^Up"))


def drag_to_the_end(page: Page) -> None:
    """Drag the first question below the last; it is still there when the page is loaded again."""
    links = page.locator(".app-arrange__link")
    first, grips = links.first.inner_text(), page.locator(".app-arrange__grip")
    grips.first.hover()
    page.mouse.down()
    last = page.locator(".app-arrange__item").last.bounding_box()
    assert last is not None
    with page.expect_response(re.compile(r"/move$")):
        page.mouse.move(last["x"] + 5, last["y"] + last["height"] - 2, steps=8)
        page.mouse.up()
    page.reload()
    expect(links.last).to_have_text(first)


def test_from_nothing_with_script_off(people: People, administrator: Person) -> None:
    page = people.signed_in(administrator, script=False, width=320)
    page.goto("/boards/testshire/drafts/new")
    page.get_by_label("Title of the new set").fill("Our look at sport")
    page.get_by_label("The grades to answer with").select_option(index=1)
    page.get_by_role("button", name="Start from nothing").click()
    page.get_by_role("link", name="1. First standard").click()
    for text in ("Is somebody named who leads?", "Do all coaches know who that is?"):
        page.get_by_label("The question").fill(text)
        page.get_by_role("button", name="Add question").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("is saved")
        page.get_by_role("link", name="Back to 1. First standard").click()
    page.get_by_role("button", name="Up question 1.2").click()
    expect(page.get_by_role("main")).to_contain_text("Question 1.2 is now 1 of 2")
    page.get_by_role("link", name="Back to the outline").click()
    page.get_by_role("link", name="What still hinders publishing").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing. This draft can be published.")
