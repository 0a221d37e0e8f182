"""Reading a workbook that came back: the table wherever it is, each cell as it is, and nothing worked out."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from audit.infra.workbook import Column, Workbook
from audit.infra.workbook_in import MOST_ROWS, CellProblem, ReadCell, ReadTable, WorkbookRefused, read_table

HEADINGS = ("Key", "Note", "Due")


def written(path: Path, rows: list[list[Any]], title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def read(path: Path) -> ReadTable:
    return read_table(path, "plan.xlsx", HEADINGS, ("Key",))


def test_the_table_is_found_by_its_headings_in_any_order_and_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Nothing", "here"])
    sheet = book.create_sheet("Mine")
    for row in [
        ["A title"],
        [],
        ["note ", "Extra", "KEY"],
        ["Said", 5, 7],
        [None, None, None],
        ["", "", 8.0],
    ]:
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=6))
    book.create_chartsheet("Chart").add_chart(chart)
    book.save(tmp_path / "plan.xlsx")
    table = read(tmp_path / "plan.xlsx")
    assert [(row.number, row.cells["Key"].number(), row.cells["Note"].text()) for row in table.rows] == [
        (4, 7, "Said"),
        (6, 8, ""),
    ]
    assert table.rows[0].cells["Key"].name == "C4"
    assert table.rows[0].cells["Due"].text() == ""
    assert table.rows[0].cells["Due"].name == "of “Due” in row 4"


def test_what_we_write_is_what_we_read(tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    book = Workbook("Ours")
    book.sheet(
        "Plan",
        (
            Column("Key", 9),
            Column("Note", 20, True, fill_in=True, choices=("Yes", "No")),
            Column("Due", hidden=True),
        ),
        [(1, None, date(2027, 3, 4)), (2, "=1+1", None)],
    )
    book.sheet("About", (Column("Mark"), Column("Value")), [("Plan", "of-ours")], hidden=True)
    book.save(path)
    table = read(path)
    assert table.marks["Plan"] == "of-ours"
    assert [row.cells["Note"].text() for row in table.rows] == ["", "=1+1"]
    assert table.rows[0].cells["Due"].day("the due date") == date(2027, 3, 4)
    sheet = openpyxl.load_workbook(path)["Plan"]
    assert sheet.column_dimensions["C"].hidden
    [offer] = sheet.data_validations.dataValidation
    assert (offer.formula1, str(offer.sqref)) == ('"Yes,No"', "B2:B3")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (datetime(2027, 3, 4, 12, 0), date(2027, 3, 4)),
        (date(2027, 3, 4), date(2027, 3, 4)),
        ("4 March 2027", date(2027, 3, 4)),
        ("4/3/2027", date(2027, 3, 4)),
        ("04.03.2027", date(2027, 3, 4)),
        ("2027-03-04", date(2027, 3, 4)),
    ],
)
def test_dates_as_people_type_them(value: object, expected: date | None) -> None:
    assert ReadCell("B2", value).day("the date") == expected


@pytest.mark.parametrize("value", ["soon", "March 2027", "31/2/2027", "3/4/27", 46000, True])
def test_what_is_no_date_is_said_with_its_cell(value: object) -> None:
    with pytest.raises(CellProblem, match=r"^Cell B2: "):
        ReadCell("B2", value).day("the date")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        (7.0, 7),
        ("7", 7),
        (" 7 ", 7),
        (7.5, None),
        ("seven", None),
        (True, None),
        ("٧", None),
        ("9" * 12, None),
    ],
)
def test_whole_numbers(value: object, expected: int | None) -> None:
    assert ReadCell("A2", value).number() == expected


def test_formulas_and_errors_are_never_taken(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.xlsx", [["Key", "Note"], ["=1+1", "=HYPERLINK(1)"], ["#N/A", "#REF!"]])
    for row in read(path).rows:
        assert row.cells["Key"].number() is None
        with pytest.raises(CellProblem, match=r"^Cell B"):
            row.cells["Note"].text()


def test_control_characters_are_taken_out() -> None:
    assert ReadCell("A1", "a\x07b_x000D_\r\nc\t").text() == "ab\nc"
    assert ReadCell("A1", datetime(2027, 3, 4)).text() == "04/03/2027"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["Key"])
    for number in range(MOST_ROWS + 1):
        sheet.append([number])
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(WorkbookRefused, match="more than 20,000 rows"):
        read(tmp_path / "plan.xlsx")


def test_headings_far_down_are_not_looked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.xlsx", [["x"]] * 20 + [["Key", "Note"]])
    with pytest.raises(WorkbookRefused, match="has no sheet with the headings “Key”"):
        read(path)
