"""Workbooks that were moved about, and files that are not the workbook: each its own sentence."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from audit.domain.answers import AnswerContent
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.kinds import every_kind
from tests.rooms.offline.sheet import Desk, Sheet, counts, lines
from tests.support.files import EXE, office, ole, zip_bomb, zip_of

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "spreadsheets"


def test_rows_may_be_moved_sorted_and_deleted_and_columns_and_sheets_added(desk: Desk, scene: Scene) -> None:
    book = desk.download().fill("2.1", grade="Green")
    rows = [[cell.value for cell in row] for row in book.sheet.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), 2):
        for column, value in enumerate(values, 1):
            book.sheet.cell(number, column).value = value
    book.sheet.delete_rows(book.row_of("1.2"))
    book.sheet.insert_rows(3, 2)
    book.sheet.insert_cols(2)
    book.sheet.cell(1, 2).value = "My own notes"
    book.sheet.insert_rows(1, 2)
    book.book.create_sheet("Mine", 0).cell(1, 1).value = "Code"
    del book.book["Instructions"]
    shown = desk.upload(book)
    assert counts(shown) == {"New": 1, "Unchanged": 2}
    assert "One question is not in this workbook and stays as it is: 1.2." in shown.text_words
    desk.client.submit(shown)
    assert scene.view().content("2.1").grade == "green"


def test_a_deleted_column_leaves_what_it_held(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative="Kept"))
    book = desk.download().fill("1.1", grade="Green")
    book.sheet.delete_cols(book.headings.index("Narrative") + 1)
    desk.client.submit(desk.upload(book))
    assert scene.view().content("1.1") == AnswerContent(grade="green", narrative="Kept")


def test_rows_that_answer_no_question_are_said(desk: Desk, scene: Scene) -> None:
    book = desk.download()
    sheet = book.sheet
    sheet["A6"], sheet["I6"] = "9.9", "For no question"
    sheet["A7"], sheet["C7"], sheet["I7"] = "1.1", sheet["C2"].value, "Twice"
    sheet["I8"] = "For whom?"
    sheet["A3"] = "2.1"  # beside the words of 1.2
    sheet["A9"] = "=A2"
    text = " ".join(lines(shown := desk.upload(book)))
    assert counts(shown) == {"Cannot be applied": 5, "Unchanged": 3}
    assert "Cell A6: there is no question “9.9” in this return." in text
    assert "Row 7 is about question 1.1, as row 2 is, which counts." in text
    assert "Cell A8 is empty, so it is not known which question row 8 answers." in text
    assert "Cell C3 does not hold the words of question 2.1" in text
    assert "Cell A9 does not say which question the row is about." in text


def test_merged_cells_are_said(desk: Desk, scene: Scene) -> None:
    book = desk.download().fill("1.1", narrative="For both")
    book.sheet.merge_cells("I2:I3")
    shown = desk.upload(book)
    assert counts(shown) == {"Cannot be applied": 2, "Unchanged": 2}
    assert "the cells I2:I3 are merged, so it is not known what each of them says." in lines(shown)[0]


def test_days_counted_from_1904_are_the_right_days(
    make_scene: Callable[..., Scene], make_desk: Callable[[Scene], Desk]
) -> None:
    scene = make_scene(every_kind())
    desk = make_desk(scene)
    book = desk.download()
    book.book.epoch = CALENDAR_MAC_1904
    desk.client.submit(desk.upload(book.fill("H8", answer=date(2026, 9, 4))))
    assert scene.view().content("H8").value == "2026-09-04"


def test_a_huge_sheet_is_refused_before_it_is_opened(desk: Desk) -> None:
    book = desk.download()
    book.book.create_sheet("Mine")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book.content())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            more = b" " * 9_000_000 if name.endswith("sheet5.xml") else b""
            new.writestr(name, old.read(name) + more)
    assert "holds far more than this workbook ever does." in desk.refused(out.getvalue())


def test_another_returns_and_another_editions_workbook(desk: Desk, scene: Scene) -> None:
    book = desk.download()
    marks = book.book["About"]
    assert marks["A2"].value == "Return"
    marks["B2"] = "OTHER-1"
    said = desk.refused(book)
    assert said.startswith("This workbook is for another return, OTHER-1 (")
    assert said.endswith("Upload it there. Nothing was changed.")
    marks["B2"], marks["B3"] = scene.reference, "0" * 64
    assert "made for another edition of the questions" in desk.refused(book)
    del book.book["About"]
    assert "its hidden sheet “About” is missing" in desk.refused(book)


def test_without_its_version_an_answer_is_never_overwritten_unseen(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(grade="amber"))
    book = desk.download().fill("1.1", grade="Green")
    book.book["About"].delete_rows(5)
    assert counts(desk.upload(book)) == {"Changed online too": 1, "Unchanged": 3}


def _macros(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def _without_headings(content: bytes) -> bytes:
    sheet = Sheet(content)
    sheet.sheet.delete_rows(1)
    sheet.sheet.sheet_state = "hidden"
    return sheet.content()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _: b"", "is empty"),
        (lambda content: content[: len(content) // 2], "is damaged"),
        (lambda _: EXE, "is not an Excel workbook"),
        (lambda _: office("docx"), "is not an Excel workbook"),
        (lambda _: zip_of({"a.txt": "a"}), "is not an Excel workbook"),
        (lambda _: ole("EncryptedPackage"), "is protected by a password. Take the password off"),
        (lambda _: ole("Workbook"), "is in the old Excel format"),
        (_macros, "holds macros. Save it without macros and upload that."),
        (lambda _: zip_bomb(), "unpacks to far more than its size"),
        (_without_headings, "has no sheet with the headings “Code”, “Question”"),
        (_without_headings, "Some of its sheets are hidden: “Answers”, “Lists”, “About”."),
        (lambda content: content + bytes(11 * 1024 * 1024), "is larger than 10 MB"),
    ],
    ids=["empty", "truncated", "program", "word", "zip", "password", "old", "macros", "bomb", "headings", "hidden",
         "huge"],
)  # fmt: skip
def test_a_file_that_is_not_the_workbook_gets_its_sentence(
    desk: Desk, scene: Scene, spoil: Callable[[bytes], bytes], said: str
) -> None:
    error = desk.refused(spoil(desk.raw()))
    assert said in error
    assert error.endswith("Nothing was changed.")
    assert not scene.view().answers


def test_no_file(desk: Desk) -> None:
    assert desk.client.post(desk.address, {}, 422).errors() == ["Choose the workbook that you filled in"]


@pytest.mark.parametrize(
    "name", sorted(path.name for path in REAL.glob("*.xlsx")) or ["(the public workbooks)"]
)
def test_real_workbooks_of_others_get_a_sentence_in_time(desk: Desk, scene: Scene, name: str) -> None:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} are not beside this repository")
    begun = time.process_time()
    error = desk.refused(path.read_bytes())
    assert time.process_time() - begun < 5
    assert error.endswith("Nothing was changed.")
    if "pass_protected" in name:
        assert "is protected by a password" in error
    elif "visibility" in name:
        assert "Some of its sheets are hidden" in error
    elif "bigfoot" in name:
        assert "Only its first 20 sheets were looked into" in error
    elif "corrupted" in name:
        assert "is not put together as it should be. Save it again and upload it." in error
    else:
        assert any(
            words in error
            for words in ("has no sheet with", "is damaged", "is empty", "not an Excel", "far more")
        )
