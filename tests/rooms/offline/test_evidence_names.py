"""Names of evidence in the workbook: attached by name, never invented, never taken away unseen, and undone."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.domain.answers import AnswerContent
from audit.rooms.assessments.operations.citing import cite, uncite
from audit.rooms.offline.operations.evidence import evidence_change, names_in
from audit.settings import Settings
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Desk, counts, lines
from tests.support.evidence import add_item
from tests.support.pages import words

GREEN = AnswerContent(grade="green", narrative="In place.")


@pytest.fixture
def library(scene: Scene, settings: Settings) -> dict[str, int]:
    """Files of the organisation: two of one name; one of another organisation; and what 1.1 cites."""
    add = lambda name, **more: add_item(scene.world, settings, scene.organisation, name, **more).id  # noqa: E731
    found = {name: add(name) for name in ("Policy.pdf", "Training récord.pdf", "plan.pdf")}
    found["twice"] = add("minutes.pdf", content=b"%PDF-1.7\n1\n%%EOF\n")
    add("minutes.pdf", content=b"%PDF-1.7\n2\n%%EOF\n")
    add_item(scene.world, settings, scene.other, "theirs.pdf")
    change(scene, cite, "1.1", [found["Policy.pdf"], found["plan.pdf"]])
    return found


def change(scene: Scene, operation: Callable[..., Any], code: str, what: Any) -> None:
    """Attach or take off online."""
    with scene.world.session() as session:
        operation(session, scene.contributor, scene.world.clock, scene.reference, code, what)


def cited(scene: Scene) -> dict[str, list[str]]:
    """What the answers cite."""
    return {code: [link.evidence.file_name for link in links] for code, links in scene.view().cited.items()}


def test_names_are_attached_shown_and_undone(scene: Scene, desk: Desk, library: dict[str, int]) -> None:
    scene.save("1.1", GREEN)
    sheet = desk.download()
    assert sheet.cell("1.1", "Evidence").value == "Policy.pdf\nplan.pdf"
    assert counts(desk.upload(sheet)) == {"Unchanged": 4}
    sheet.fill("1.1", evidence="plan.pdf\nTRAINING RE\u0301CORD.pdf ")
    sheet.fill("1.2", evidence="theirs.pdf\nminutes.pdf", narrative="Begun.")
    sheet.fill("2.1", evidence="new policy.pdf")
    page = desk.upload(sheet)
    assert counts(page) == {"New": 1, "Changed": 1, "Unchanged": 2}
    [told] = [line for line in lines(page) if "1.1" in line]
    assert "Evidence online Policy.pdf plan.pdf" in told
    assert "Evidence in the workbook plan.pdf TRAINING RÉCORD.pdf" in told.replace("E\u0301", "É")
    assert "To be added: upload the files to the library" in page.text_words
    assert {words(item) for item in page.select("ul.govuk-list--bullet li")} == {
        "1.2: theirs.pdf", "2.1: new policy.pdf",
    }  # fmt: skip
    assert "Several files of your library have this name" in page.text_words
    assert cited(scene) == {"1.1": ["Policy.pdf", "plan.pdf"]}
    desk.client.submit(page)
    assert cited(scene) == {"1.1": ["plan.pdf", "Training récord.pdf"]}
    assert scene.view().content("1.2").narrative == "Begun."
    assert counts(desk.upload(sheet)) == {"Unchanged": 4}  # once more changes nothing
    done = desk.client.get(desk.address)
    desk.client.submit(done, form=2)
    assert sorted(cited(scene)["1.1"]) == ["Policy.pdf", "plan.pdf"]
    assert scene.view().content("1.1") == GREEN
    assert scene.view().content("1.2").is_empty


def test_evidence_changed_online_too_is_a_conflict_to_choose(
    scene: Scene, desk: Desk, library: dict[str, int]
) -> None:
    sheet = desk.download().fill("1.1", evidence="Policy.pdf")
    untouched = desk.download()
    change(scene, cite, "1.1", [library["Training récord.pdf"]])
    assert counts(desk.upload(untouched)) == {"Unchanged": 4}
    page = desk.upload(sheet)
    assert counts(page) == {"Changed online too": 1, "Unchanged": 3}
    assert "Its evidence was changed online after the download." in page.text_words
    desk.client.submit(page)
    assert len(cited(scene)["1.1"]) == 3
    taken = desk.upload(sheet)
    desk.client.submit(taken, {"take-1.1": "workbook"})
    assert cited(scene)["1.1"] == ["Policy.pdf", "Training récord.pdf"]
    # Taken off online meanwhile: it is not attached again by a cell that nobody touched.
    change(scene, uncite, "1.1", library["Policy.pdf"])
    assert counts(desk.upload(untouched)) == {"Unchanged": 4}
    stale = desk.upload(desk.download().fill("1.1", evidence=""))
    change(scene, cite, "1.1", [library["plan.pdf"]])
    assert "Nothing was applied" in desk.client.submit(stale, status=409).errors()[0].replace(
        "nothing", "Nothing"
    )


def test_a_name_that_cannot_be_one_is_refused_and_older_workbooks_stay_good(
    scene: Scene, desk: Desk, library: dict[str, int]
) -> None:
    page = desk.upload(desk.download().fill("2.2", evidence="x" * 201))
    assert "holds a name that is too long" in page.text_words
    sheet = desk.download()
    about = sheet.book["About"]
    for row in range(about.max_row, 0, -1):
        if str(about.cell(row, 1).value).startswith("Evidence of"):
            about.delete_rows(row)
    sheet.fill("1.1", evidence="")
    assert counts(desk.upload(sheet)) == {"Unchanged": 4}


def test_the_rule() -> None:
    assert names_in(" a.pdf \n\nA.PDF\nb  c.pdf") == ["a.pdf", "b c.pdf"]
    said = evidence_change("", "a.pdf", (), {"a.pdf": [3]})
    assert said.cite == ((3, "a.pdf"),)
    assert not said.is_conflict
    assert not evidence_change("gone.pdf", "", (), {}).is_change
