"""The workbook in the real LibreOffice: opened, saved, and uploaded."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.kinds import ANSWERS, every_kind
from tests.rooms.offline.sheet import Desk, Sheet, counts, lines
from tests.support.programs import need


@pytest.fixture
def resave(tmp_path: Path) -> Callable[[bytes], bytes]:
    """Opens a workbook in LibreOffice and saves it as an Excel workbook."""
    office = need("libreoffice")

    def run(content: bytes) -> bytes:
        (tmp_path / "in.xlsx").write_bytes(content)
        subprocess.run(
            [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (tmp_path / "out" / "in.xlsx").read_bytes()

    return run


def test_opened_and_saved_it_changes_nothing_and_filled_it_changes_that(
    make_scene: Callable[..., Scene],
    make_desk: Callable[[Scene], Desk],
    resave: Callable[[bytes], bytes],
) -> None:
    scene = make_scene(every_kind())
    for code, content in ANSWERS.items():
        scene.save(code, content)
    desk = make_desk(scene)
    saved = resave(desk.raw())
    shown = desk.upload(saved)
    assert counts(shown) == {"Unchanged": 11}, lines(shown)
    book = Sheet(saved)
    assert book.sheet.protection.sheet
    assert book.cell("1.2", "Question").protection.locked
    assert not book.cell("1.2", "Narrative").protection.locked
    assert book.book["About"].sheet_state == "hidden"
    offers = book.sheet.data_validations.dataValidation
    assert {offer.formula1.replace(" ", "") for offer in offers} == {
        "Lists!$A$2:$A$4", "Lists!$B$2:$B$3", "Lists!$C$2:$C$5",
    }  # fmt: skip
    book.fill("1.1", grade="Green", narrative="– from the train\n=1+1? no")
    book.cell("1.1", "Narrative").data_type = "s"
    book.fill("H8", answer="1 October 2026")
    shown = desk.upload(resave(book.content()))
    assert counts(shown) == {"Changed": 2, "Unchanged": 9}, lines(shown)
    desk.client.submit(shown)
    view = scene.view()
    assert view.content("1.1").grade == "green"
    assert view.content("1.1").narrative == "– from the train\n=1+1? no"
    assert view.content("H8").value == "2026-10-01"
