"""On paper nothing is lost: what can be opened is open, nothing is cut off at the edge, and buttons are left out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.area import NARRATIVE, Area
from tests.browser.people import People

PAPER = {"width": 718, "height": 1040}
"""Pixels of an A4 page within margins of one centimetre, at 96 to the inch."""

_CUT_OFF = """() => {
  const edge = document.documentElement.clientWidth + 1;
  const seen = (e) => e.checkVisibility() && !e.closest(".govuk-visually-hidden");
  return [...document.querySelectorAll("main *")]
    .filter((e) => seen(e) && e.getBoundingClientRect().right > edge && getComputedStyle(e).position !== "absolute")
    .map((e) => e.outerHTML.slice(0, 120)).slice(0, 3);
}"""


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [
        ("contributor", "/returns/W26-COUNCIL/questions/1.1", NARRATIVE),
        ("contributor", "/returns/W26-COUNCIL/whole", NARRATIVE),
        ("submitter", "/returns/W26-POLICE/copies/1", NARRATIVE),
        ("board-viewer", "/rounds/section-11-2026/summary", "How the figures are counted"),
        ("board-viewer", "/rounds/section-11-2026/heat-map", "Wealdshire Police"),
    ],
)
def test_paper_holds_it_all(people: People, area: Area, who: str, path: str, words: str) -> None:
    page = people.signed_in(area.person(who))
    page.goto(path)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    expect(page.get_by_role("main")).to_contain_text(words)
    assert not page.evaluate(_CUT_OFF), "this is cut off at the right edge of the paper"
    for hidden in ("Sign out", "Save and continue"):
        expect(page.get_by_role("button", name=hidden).locator("visible=true")).to_have_count(0)
    closed = page.locator("details > :not(summary)")
    for n in range(closed.count()):
        expect(closed.nth(n)).to_be_visible()
    assert pages_of(page) >= 1


def pages_of(page: Page) -> int:
    """How many sheets of A4 the page takes, as a PDF."""
    pdf = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 8_000, "the PDF is as good as empty"
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))
