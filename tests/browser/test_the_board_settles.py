"""The board settles a grade with its reason, and the summary counts what was agreed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.settings import Settings
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.moderation.moderating_scene import ModeratingScene
from tests.support.world import World

REASON = "The policy of June is agreed by nobody yet: we read both."
SHARE = re.compile(r"(\d+) of (\d+)")


@pytest.fixture
def disputed(world: World, settings: Settings) -> ModeratingScene:
    """Four greens, of which 1.1 was moved to amber and accepted, and 1.2 is disputed before the board."""
    return ModeratingScene(world, settings).with_board()


def test_with_a_reason_and_the_summary_counts_it(people: People, disputed: ModeratingScene) -> None:
    page = people.signed_in(disputed.admin_person)
    assert counted(page, disputed) == {"Red": 0, "Amber": 0, "Green": 4}
    page.goto("/")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grades to settle")
    check(page)
    page.get_by_role("main").get_by_role("link", name=disputed.organisation.name).click()
    settle(people, page, disputed)

    assert counted(page, disputed) == {"Red": 1, "Amber": 1, "Green": 2}
    main = page.get_by_role("main")
    expect(main).to_contain_text("Agreed grades are counted: 1 of 1")
    check(page)
    page.get_by_role("link", name="Count the organisations’ own grades instead").click()
    expect(main).to_contain_text("The organisations’ own grades are counted")
    assert grades_of(page) == {"Red": 0, "Amber": 0, "Green": 4}
    check(page)

    lead = people.signed_in(disputed.lead_person)
    lead.goto(f"/returns/{disputed.reference}/moderation")
    expect(row_of(lead, "1.2")).to_contain_text(REASON)
    expect(row_of(lead, "1.2").get_by_role("cell").last).to_contain_text("Red")
    expect(row_of(lead, "1.1").get_by_role("cell").last).to_contain_text("Amber")
    check(lead)


def settle(people: People, page: Page, disputed: ModeratingScene) -> None:
    """Read the three texts, forget the reason, give it."""
    part = page.get_by_role("region", name="1.2 Question 1.2: is this in place?", exact=True)
    expect(part).to_contain_text("A new policy is attached.")
    expect(part).to_contain_text("It is still a draft.")
    check(page)
    part.get_by_role("radio", name="Red").check()
    people.expect(page, 422)
    page.get_by_role("button", name="Settle these grades").click()
    expect(page.get_by_role("alert").first).to_contain_text("1.2: Give the reason")
    expect(part.get_by_role("radio", name="Red")).to_be_checked()
    check(page)
    part.get_by_label("The reason").fill(REASON)
    page.get_by_role("button", name="Settle these grades").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Settled. The grades of {disputed.organisation.name} are agreed.")
    expect(page.get_by_role("button", name="Settle these grades")).to_have_count(0)
    check(page)


def counted(page: Page, disputed: ModeratingScene) -> dict[str, int]:
    """How many answers the summary counts of each grade."""
    page.goto(f"/rounds/{disputed.round.code}/summary")
    return grades_of(page)


def grades_of(page: Page) -> dict[str, int]:
    """The numbers of the table of grades, as they are read on the page."""
    table = page.get_by_role("region", name="Grades overall").get_by_role("table")
    found = {}
    for label in ("Red", "Amber", "Green"):
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(label)))
        share = SHARE.search(row.get_by_role("cell").inner_text())
        assert share, f"no figure for {label}"
        found[label] = int(share[1])
    return found


def row_of(page: Page, code: str) -> Locator:
    """The row of a question in the grades side by side."""
    return page.get_by_role("row").filter(has_text=f"{code} Question")
