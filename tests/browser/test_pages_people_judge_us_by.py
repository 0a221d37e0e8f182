"""The pages that decide whether people like it, with a real question set; their pictures are kept."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.area import Area
from tests.browser.checks import check
from tests.browser.people import People

pytestmark = pytest.mark.skipif(
    not os.environ.get("AUDIT_PICTURES"),
    reason="taken by make pictures; otherwise the pages are checked by following every link",
)


@pytest.mark.parametrize(
    ("name", "who", "path", "heading"),
    [
        ("home", "lead", "/", "What needs you next"),
        ("", "board-administrator", "/", "What needs you next"),
        ("task-list", "lead", "/returns/W26-COUNCIL", "Section 11 audit 2026"),
        ("question", "contributor", "/returns/W26-COUNCIL/questions/2.1", ""),
        ("standard", "contributor", "/returns/W26-COUNCIL/standards/2", "2. Senior leadership"),
        ("check-answers", "lead", "/returns/W26-COUNCIL/check", "Check your answers"),
        ("", "approver", "/returns/W26-HEALTH/sign-off", "Sign off: Section 11 audit 2026"),
        ("round", "board-administrator", "/rounds/section-11-2026", "Section 11 audit 2026 Open"),
        ("summary", "board-administrator", "/rounds/section-11-2026/summary", "Summary"),
        ("heat-map", "board-viewer", "/rounds/section-11-2026/heat-map", "Heat map"),
        ("moderate", "moderator", "/moderations/{open}/questions/{judged}", ""),
        ("outcome", "submitter", "/returns/W26-POLICE/outcome", "Written outcome"),
        ("challenge-day", "panel-member", "/challenge/lines/{line}/day", ""),
        ("action-plan", "lead", "/organisations/{council}/actions", "Action plan"),
        ("review-before-after", "board-viewer", "/rounds/{review}/review", "Before and after"),
    ],
)
def test_the_page(people: People, area: Area, name: str, who: str, path: str, heading: str) -> None:
    page = people.signed_in(area.person(who))
    page.goto(path.format_map(area.places))
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    check(page, name)
