"""Last year’s return, an edition later: what is still true is kept, what has changed is compared and asked again."""

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from audit.domain.answers import AnswerContent
from audit.rooms.assessments.models import Submission
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.carrying_scene import CarryingScene, now
from tests.support.world import World

SAID = "Every team has a named lead, and we look at the list each March."
GREEN = AnswerContent(grade="green", narrative=SAID)


@pytest.fixture
def carrying(world: World) -> CarryingScene:
    """1.1 and 1.2 are unchanged, 2.1 was reworded, 2.2 dropped, 2.3 is new."""
    data: dict[str, Any] = deepcopy(now())
    return CarryingScene(world, data)


@pytest.fixture
def copy(carrying: CarryingScene) -> Submission:
    """What was submitted then, each answer with a policy whose review is long past."""
    answers = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), GREEN)
    return carrying.submit_then(answers, carrying.file("policy.pdf", review_on=date(2026, 1, 31)))


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_a_standard_at_a_time_after_the_edition_changed(
    people: People, carrying: CarryingScene, copy: Submission, script: bool
) -> None:
    page = people.signed_in(carrying.contributor_person, script=script)
    page.goto(f"/returns/{carrying.reference}")
    page.get_by_role("link", name="Bring forward last time’s answers").click()
    main = page.get_by_role("main")
    for words in ("2 questions have not changed", "policy.pdf, review was due", "2.3 Do children say so?"):
        expect(main).to_contain_text(words)
    expect(page.get_by_role("heading", name="No longer asked")).to_be_visible()
    expect(page.locator("ins")).to_have_text("firmly")
    if script:
        check(page)

    page.get_by_role("button", name="All 2 are still true").click()
    expect(main).to_contain_text("2 answers were brought forward")
    expect(page.get_by_role("button", name=re.compile("still true", re.IGNORECASE))).to_have_count(0)
    assert {code: carrying.view().content(code) for code in ("1.1", "1.2")} == {"1.1": GREEN, "1.2": GREEN}
    assert carrying.view().content("2.1").is_empty, "a changed question is asked again"
    if script:
        check(page)

    page.get_by_role("link", name="Answer 2.1").click()
    page.get_by_text("Your answer in Audit 2025").click()
    expect(main).to_contain_text(SAID)
    if script:
        check(page)
    page.get_by_role("radio", name="Amber").check()
    page.get_by_label("Narrative").fill("Nearly everywhere by now.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Do children say so?")

    page.goto(f"/returns/{carrying.reference}/questions/1.1")
    expect(page.get_by_label("Narrative")).to_have_value(SAID)
    expect(main).to_contain_text("policy.pdf")
    page.get_by_label("Narrative").fill(f"{SAID} The two new teams have one too.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1.2")
    page.goto(f"/returns/{carrying.reference}/questions/1.1/history")
    expect(main).to_contain_text("still true, carried from Audit 2025")
    expect(main).to_contain_text("The two new teams have one too.")
    if script:
        check(page)
