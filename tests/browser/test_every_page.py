"""Every page that links lead to, for every kind of person, is opened and checked: none escapes."""

import os
from collections import deque
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Error, Page, Response
from werkzeug.exceptions import HTTPException

from tests.browser.area import Area
from tests.browser.checks import axe, check
from tests.browser.people import People

LEAST_PAGES = {
    "board-administrator": 82, "moderator": 15, "panel-member": 17, "board-viewer": 18, "lead": 28, "contributor": 26,
    "approver": 21, "submitter": 36, "organisation-viewer": 19, "site-administrator": 10, "in-two-places": 38,
}  # fmt: skip
"""How many different pages each finds at the least: a crawl that ends at once has checked nothing."""

ALSO = {
    "board-administrator": (
        "/rounds/{review}", "/rounds/{review}/review", "/rounds/{review}/review/ask-anew", "/rounds/{review}/summary",
        "/moderations/{agreed}/settle", "/returns/W26-VALE/outcome/write", "/returns/W26-POLICE/outcome",
        "/challenge/{sent}/report", "/challenge/{sent}/day", "/challenge/{begun}/report/send",
    ),
    "moderator": ("/moderations/{agreed}", "/moderations/{open}/questions/{judged}"),
    "panel-member": ("/challenge/{sent}", "/challenge/{sent}/report"),
    "submitter": ("/returns/W26-POLICE", "/returns/W26-POLICE/moderation", "/returns/W26-POLICE/outcome"),
    "in-two-places": ("/returns/W26-VALE", "/returns/W26-VALE/moderation"),
}  # fmt: skip
"""Pages that look different in another state than that of the first example which the links lead to."""

_BONES = """() => {
  const bones = (all) => [...new Set([...all].map((e) =>
    [e.parentElement, e].map((one) => [one.tagName, one.getAttribute("class"), one.getAttribute("role")]).join("/")
  ))].sort().join("|");
  const main = document.querySelector("main"), isAround = (e) => !main?.contains(e);
  const around = [...document.querySelectorAll("body *")].filter(isAround);
  const links = [...document.querySelectorAll("a[href]")]
    .filter((a) => a.origin === location.origin && !a.getAttribute("href").startsWith("#"))
    .map((a) => a.pathname + a.search);
  return ["around " + bones(around), bones(main?.querySelectorAll("*") ?? []), [...new Set(links)]];
}"""
"""What stands around the page's own content, which is the same on many pages; the content; and the paths that links
lead to within the product."""


class Sound:
    """The kinds of bones of pages found sound, by any worker: the same page for another person is not checked again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, bones: set[str]) -> bool:
        """Whether pages with such bones have been checked."""
        return all(self._note(one).exists() for one in bones)

    def add(self, bones: set[str]) -> None:
        """Note that a page with such bones is sound."""
        for one in bones:
            self._note(one).touch()

    def _note(self, bone: str) -> Path:
        return self.folder / sha256(bone.encode()).hexdigest()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """What the workers of this run know together."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "sound"
    folder.mkdir(exist_ok=True)
    return Sound(folder)


@pytest.mark.parametrize("who", LEAST_PAGES)
def test_every_page_of(who: str, people: People, area: Area, sound: Sound) -> None:
    page = people.signed_in(area.person(who))
    page.context.add_init_script(axe())  # nearly every page will need it: sent once, not once a page
    also = [path.format_map(area.places) for path in ALSO.get(who, ())]
    faults, seen = crawl(people, page, also, sound)
    assert not faults, "\n\n".join(faults)
    assert len(seen) >= LEAST_PAGES[who], f"{who} found only {sorted(seen)}"


def crawl(people: People, page: Page, also: list[str], sound: Sound) -> tuple[list[str], set[str]]:
    """Follow links from home, breadth first, to one example of each page; gives the faults and what was seen.

    What is in ``also`` is opened in any case.
    """
    urls = people.served.app.url_map.bind("")
    seen: set[str] = set()
    faults: list[str] = []
    asked_for = set(also)
    waiting = deque(["/", *also])
    while waiting:
        path = waiting.popleft()
        try:
            endpoint, _ = urls.match(urlsplit(path).path, method="GET")
        except HTTPException:
            faults.append(f"A link leads to {path}, which is no page.")
            continue
        if (endpoint in seen and path not in asked_for) or endpoint == "static":
            continue
        asked_for.discard(path)
        seen.add(endpoint)
        answer = open_or_fetch(page, path)
        if answer.status >= 400:
            faults.append(f"A link leads to {path}, which is answered with {answer.status}.")
            continue
        if not isinstance(answer, Response) or "html" not in answer.headers.get("content-type", ""):
            continue  # a file
        if answer.request.redirected_from is not None:
            continue  # a page that leads on to another that is linked as well
        around, content, links = page.evaluate(_BONES)
        bones = {around, f"{endpoint} {content}"}
        if not sound.has(bones):
            try:
                check(page)
                sound.add(bones)
            except AssertionError as fault:
                faults.append(f"{endpoint}: {fault}")
        waiting.extend(links)
    return faults, seen


def open_or_fetch(page: Page, path: str) -> Response | APIResponse:
    """Open the page; what Chromium would rather save than show is fetched instead."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return page.context.request.get(path, max_redirects=0)
    assert answer is not None, f"{path} leads only to another place of the page that is open"
    return answer
