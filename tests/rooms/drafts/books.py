"""A question set's workbook in a test: written, changed as a person would change it in Excel, and read back."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from audit.rooms.drafts.exports import Source, write_set
from audit.rooms.drafts.operations.reading import SetRead, read_set

AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


class Book:
    """A downloaded workbook that is being changed."""

    def __init__(self, content: Mapping[str, Any] | bytes, source: Source = Source()) -> None:  # noqa: B008
        if isinstance(content, bytes):
            out = io.BytesIO(content)
        else:
            out = io.BytesIO()
            write_set(out, content, source, by="A tester", at=AT)
            out.seek(0)
        self.book = load_workbook(out)

    def sheet(self, title: str) -> Any:
        return self.book[title]

    def column(self, title: str, heading: str) -> int:
        return [cell.value for cell in self.sheet(title)[1]].index(heading) + 1

    def row_of(self, title: str, code: str) -> int:
        column = self.column(title, "Code")
        return next(row for row in range(2, 999) if self.sheet(title).cell(row, column).value == code)

    def cell(self, title: str, code: str, heading: str) -> Any:
        return self.sheet(title).cell(self.row_of(title, code), self.column(title, heading))

    def put(self, title: str, code: str, heading: str, value: Any) -> "Book":
        self.cell(title, code, heading).value = value
        return self

    def add(self, title: str, **values: Any) -> int:
        """A row at the end; the names of columns with _ for blanks."""
        row = self.sheet(title).max_row + 1
        for name, value in values.items():
            self.sheet(title).cell(row, self.column(title, name.replace("_", " "))).value = value
        return row

    def setting(self, name: str, value: Any) -> "Book":
        sheet = self.sheet("Set")
        row = next(row for row in range(2, 99) if sheet.cell(row, 1).value == name)
        sheet.cell(row, 2).value = value
        return self

    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self, folder: Path) -> SetRead:
        path = folder / "set.xlsx"
        path.write_bytes(self.content())
        return read_set(path, "set.xlsx")
