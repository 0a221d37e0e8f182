"""A return goes out as a workbook, is filled in away from the network, comes back with a conflict, and is undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Sheet

ONLINE, OFFLINE = "Written online meanwhile.", "Written on the train."


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_out_in_with_a_conflict_and_undone(
    people: People, scene: Scene, tmp_path: Path, script: bool
) -> None:
    page = people.signed_in(scene.contributor_person, script=script, accept_downloads=True)
    page.goto(f"/returns/{scene.reference}")
    page.get_by_role("link", name="Answer in Excel").click()
    filled = fill(page, tmp_path)
    scene.save("1.1", AnswerContent(narrative=ONLINE), actor=scene.colleague)
    page.get_by_label("The filled workbook").set_input_files(filled)
    if script:
        check(page)
    page.get_by_role("button", name="Look at what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the workbook would change")
    for text in (ONLINE, OFFLINE, "Changed online by Sam Colleague"):
        expect(page.get_by_role("main")).to_contain_text(text)
    if script:
        check(page)
    page.get_by_label("Take the workbook’s").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("main")).to_contain_text("2 answers were changed")
    assert scene.view().content("1.1").narrative == OFFLINE
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main")).to_contain_text("2 answers were put back as before")
    if script:
        check(page)
    assert scene.view().content("1.1").narrative == ONLINE
    assert scene.view().content("1.2").is_empty


def fill(page: Page, folder: Path) -> Path:
    """Download the workbook, answer two questions in it, and save it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook").click()
    path = folder / "answers.xlsx"
    download.value.save_as(path)
    book = Sheet(path.read_bytes()).fill("1.1", narrative=OFFLINE).fill("1.2", grade="Green")
    path.write_bytes(book.content())
    return path
