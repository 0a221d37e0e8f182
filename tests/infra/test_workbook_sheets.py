"""Reading whatever workbook somebody has made, with limits that say so."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from audit.infra import workbook_sheets
from audit.infra.workbook_in import MOST_ROWS, WorkbookRefused
from audit.infra.workbook_sheets import read_sheets, table_of


def saved(book: Workbook, folder: Path) -> Path:
    path = folder / "any.xlsx"
    book.save(path)
    return path


def test_rows_texts_merges_and_hidden_sheets(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Title"], [None], ["Code ", "Text", "Share"], ["=1+1", " a\r\nb ", 0.5], [1.0, True, None]):
        sheet.append(row)
    sheet["C4"].number_format = "0 %"
    sheet.merge_cells("A6:B7")
    book.create_sheet("Other").sheet_state = "hidden"
    first, other = read_sheets(saved(book, tmp_path), "any.xlsx")
    assert [row.number for row in first.rows] == [1, 3, 4, 5]
    assert (other.is_hidden, other.width, first.width) == (True, 0, 3)
    assert dict(first.merged_rows) == {6: "A6:B7", 7: "A6:B7"}
    values = first.rows[2]
    assert [values.words(place) for place in range(4)] == ["", "a\nb", "50 %", ""]
    assert [values.typed(place) for place in range(4)] == [None, " a\r\nb ", None, ""]
    assert first.rows[3].words(0) == "1"
    table = table_of(first, ("Code", "Text"), ("Code", "Text"))
    assert table is not None
    assert (table.heading_row, table.places, len(table.rows)) == (3, {"Code": 0, "Text": 1}, 2)
    assert table_of(first, ("Code",), ("Code",), within=2) is None
    assert table_of(other, ("Code",), ("Code",)) is None


def test_a_cell_that_names_no_style_is_read(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = 0.5
    book.active["A1"].number_format = "0 %"
    path, odd = saved(book, tmp_path), tmp_path / "odd.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(odd, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="A1" s="1"', b'r="A1" s=""'))
    assert read_sheets(path, "any.xlsx")[0].rows[0].words(0) == "50 %"
    assert read_sheets(odd, "odd.xlsx")[0].rows[0].words(0) == "0.5"


def test_what_is_too_large_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.cell(MOST_ROWS + 1, 1).value = "far down"
    path = saved(book, tmp_path)
    with pytest.raises(WorkbookRefused, match="more than 20,000 rows"):
        read_sheets(path, "any.xlsx")
    small = Workbook()
    assert small.active is not None
    small.active.append(["a", "b"])
    small.create_sheet("Second")
    path = saved(small, tmp_path)
    monkeypatch.setattr(workbook_sheets, "MOST_CELLS", 1)
    with pytest.raises(WorkbookRefused, match="too many cells"):
        read_sheets(path, "any.xlsx")
    monkeypatch.setattr(workbook_sheets, "MOST_SHEETS", 1)
    with pytest.raises(WorkbookRefused, match="2 sheets; at most 1"):
        read_sheets(path, "any.xlsx")
    damaged = path.read_bytes()
    out = io.BytesIO(damaged[: len(damaged) // 2])
    path.write_bytes(out.getvalue())
    with pytest.raises(WorkbookRefused, match="damaged"):
        read_sheets(path, "any.xlsx")
