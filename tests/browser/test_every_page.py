"""Every page that links lead to, for every kind of person, is opened and checked: none escapes."""

from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from tests.browser.area import Area
from tests.browser.checks import check
from tests.browser.people import People

LEAST_PAGES = {
    "board-administrator": 12, "moderator": 6, "panel-member": 6, "board-viewer": 6, "lead": 10, "contributor": 10,
    "approver": 6, "submitter": 8, "organisation-viewer": 7, "site-administrator": 3, "in-two-places": 8,
}  # fmt: skip
"""How many different pages each finds at the least: a crawl that ends at once has checked nothing."""

SOUND: set[str] = set()
"""The kinds of bones of pages found sound in this run: the same page for another person is not checked again."""

_BONES = """() => [...new Set([...document.querySelectorAll("body *")].map((e) =>
  [e.parentElement, e].map((one) => [one.tagName, one.getAttribute("class"), one.getAttribute("role")]).join("/")
))].sort().join("|")"""


@pytest.mark.parametrize("who", LEAST_PAGES)
def test_every_page_of(who: str, people: People, area: Area) -> None:
    page = people.signed_in(area.person(who))
    faults, seen = crawl(people, page)
    assert not faults, "\n\n".join(faults)
    assert len(seen) >= LEAST_PAGES[who], f"{who} found only {sorted(seen)}"


def crawl(people: People, page: Page) -> tuple[list[str], set[str]]:
    """Follow links from home, breadth first, to one example of each page; gives the faults and what was seen."""
    urls = people.served.app.url_map.bind("")
    seen: set[str] = set()
    faults: list[str] = []
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        try:
            endpoint, _ = urls.match(urlsplit(path).path, method="GET")
        except HTTPException:
            faults.append(f"A link leads to {path}, which is no page.")
            continue
        if endpoint in seen or endpoint == "static":
            continue
        seen.add(endpoint)
        answer = page.context.request.get(path, max_redirects=0)
        if answer.status >= 400:
            faults.append(f"A link leads to {path}, which is answered with {answer.status}.")
        if answer.status >= 300 or "html" not in answer.headers.get("content-type", ""):
            continue  # a file, or a page that leads on to another that is linked as well
        page.goto(path)
        bones = f"{endpoint} {page.evaluate(_BONES)}"
        if bones not in SOUND:
            try:
                check(page)
                SOUND.add(bones)
            except AssertionError as fault:
                faults.append(f"{endpoint}: {fault}")
        waiting.extend(links_of(page))
    return faults, seen


def links_of(page: Page) -> list[str]:
    """The paths that links of this page lead to, within the product."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a[href]")]
            .filter((a) => a.origin === location.origin && !a.getAttribute("href").startsWith("#"))
            .map((a) => a.pathname + a.search)"""
    )
    return list(dict.fromkeys(found))
