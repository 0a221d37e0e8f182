"""The workbook adapter: what is written comes back as it was, and text is never anything but text."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from audit.infra.workbook import CUT_NOTE, LONGEST, Barred, Bold, Column, Offer, Percent, Shaded, Workbook

COLUMNS = (Column("Text", 30, wrap=True), Column("Grade"), Column("Number"), Column("Day", 18))


def written(tmp_path: Path, rows: list[tuple[object, ...]]) -> tuple[Workbook, openpyxl.Workbook]:
    book = Workbook("A book")
    book.sheet("Sheet", COLUMNS, rows)  # type: ignore[arg-type]
    book.save(tmp_path / "book.xlsx")
    return book, openpyxl.load_workbook(tmp_path / "book.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+cmd",
        "-1+2",
        "@x",
        "\t=1",
        "#N/A",
        "#REF!",
        "2026-01-01",
        "007",
        "TRUE",
        " pad ",
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    _, read = written(tmp_path, [(text, Shaded(text, "red"))])
    for cell in (read["Sheet"]["A2"], read["Sheet"]["B2"]):
        assert cell.data_type == "s"
        assert cell.value == text


def test_a_text_that_looks_like_a_formula_is_marked_as_text(tmp_path: Path) -> None:
    _, read = written(tmp_path, [("=1+1",), ("plain",)])
    assert read["Sheet"]["A2"].quotePrefix
    assert not read["Sheet"]["A3"].quotePrefix


def test_control_characters_are_taken_out(tmp_path: Path) -> None:
    _, read = written(tmp_path, [("a\x00b\x0bc\x1bd\ne\tf",), ("\x00\x01",)])
    assert read["Sheet"]["A2"].value == "abcd\ne\tf"
    assert not (read["Sheet"]["A3"].value or "").strip()


def test_what_is_too_long_is_cut_and_listed(tmp_path: Path) -> None:
    book, read = written(tmp_path, [("x" * LONGEST,), ("y" * (LONGEST + 1),)])
    assert read["Sheet"]["A2"].value == "x" * LONGEST
    assert len(read["Sheet"]["A3"].value) == LONGEST
    assert read["Sheet"]["A3"].value.endswith(CUT_NOTE)
    assert [(cut.sheet, cut.cell, cut.characters) for cut in book.cuts] == [("Sheet", "A3", LONGEST + 1)]


def test_numbers_days_and_shares_are_values(tmp_path: Path) -> None:
    _, read = written(
        tmp_path, [("a", Percent(0.893), 28, date(2026, 9, 4)), ("", None, 1.5, datetime(2026, 9, 4, 14, 5))]
    )
    sheet = read["Sheet"]
    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.893, "0.0 %")
    assert sheet["C2"].value == 28
    assert sheet["D2"].value == datetime(2026, 9, 4)
    assert sheet["D2"].number_format == "d mmmm yyyy"
    assert sheet["D3"].value == datetime(2026, 9, 4, 14, 5)
    assert sheet["A3"].value is None


def test_headers_stay_in_sight_with_filters_and_widths(tmp_path: Path) -> None:
    _, read = written(tmp_path, [("a",), ("b",)])
    sheet = read["Sheet"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert sheet.column_dimensions["A"].width == 30
    assert sheet["A1"].font.b
    assert sheet["A2"].alignment.wrap_text
    assert sheet.print_title_rows == "$1:$1"


def test_a_grade_has_its_word_and_its_colour(tmp_path: Path) -> None:
    _, read = written(
        tmp_path, [("a", Shaded("Red", "red")), ("b", Shaded("Green", "green")), ("c", Bold("Head"))]
    )
    grounds = {read["Sheet"][cell].fill.fgColor.rgb for cell in ("B2", "B3")}
    assert len(grounds) == 2
    assert [read["Sheet"][cell].value for cell in ("B2", "B3", "B4")] == ["Red", "Green", "Head"]


def test_rows_are_taken_one_at_a_time(tmp_path: Path) -> None:
    alive, most = 0, 0

    def rows() -> Iterator[tuple[str]]:
        nonlocal alive, most
        for number in range(500):
            alive += 1
            most = max(most, alive - told[-1])
            yield (f"row {number}",)

    told = [0]
    book = Workbook("A book")
    book.sheet("Sheet", COLUMNS[:1], rows(), on_row=told.append)
    assert told[-1] == 500
    assert most == 1, "a row is asked for only when the one before is written"


def test_a_protected_sheet_is_open_where_people_fill_in(tmp_path: Path) -> None:
    book = Workbook("A book")
    columns = (
        Column("Code"),
        Column("Grade", fill_in=True, as_text=True),
        Column("Why", fill_in=True, wrap=True),
    )
    offer = Offer("Grade", (2, 3, 5), "Lists!$A$2:$A$3", "Choose one of these.")
    rows = [("1.1", "Red", "=1"), ("1.2", None, Barred()), ("1.3", "", "x\ny\nz"), ("1.4", "Red", "")]
    book.sheet("Sheet", columns, rows, protect=True, tall=True, offers=[offer])  # type: ignore[arg-type]
    book.sheet("Lists", (Column("List"),), [("Red",), ("Green",)], hidden=True, protect=True)
    book.save(tmp_path / "book.xlsx")
    read = openpyxl.load_workbook(tmp_path / "book.xlsx")
    sheet = read["Sheet"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    is_open = {cell: not sheet[cell].protection.locked for cell in ("A2", "B2", "B3", "C2", "C3", "C4")}
    assert is_open == {"A2": False, "B2": True, "B3": True, "C2": True, "C3": False, "C4": True}
    assert (sheet["B3"].number_format, sheet["C2"].data_type) == ("@", "s")
    [validation] = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ("Lists!$A$2:$A$3", "B2:B3 B5")
    assert sheet.row_dimensions[4].height == 45
    assert not sheet.row_dimensions[4].customFormat
    assert read["Lists"].sheet_state == "hidden"


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed: apt-get install libreoffice-calc")
    written(tmp_path, [("=1+1", Shaded("Red", "red"), 28, date(2026, 9, 4))])
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "csv",
         "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    # A day is written as the machine's own country writes it.
    head, row = (tmp_path / "book.csv").read_text().splitlines()
    assert head == "Text,Grade,Number,Day"
    assert row.startswith("=1+1,Red,28,")
