"""A downloaded workbook in the hands of a person, and the pages through which it goes out and in."""

import io
from typing import Any

import openpyxl

from tests.support.pages import Page, PageClient, words

COLUMNS = {
    "grade": "Grade",
    "answer": "Answer",
    "reason": "Why not applicable",
    "narrative": "Narrative",
    "evidence": "Evidence",
}


class Sheet:
    """A workbook to be filled in as a person would."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book["Answers"]

    @property
    def headings(self) -> list[str]:
        """The headings of the first row."""
        return [str(cell.value) for cell in self.sheet[1]]

    def row_of(self, code: str) -> int:
        """The row of a question."""
        return next(row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, 1).value == code)

    def cell(self, code: str, heading: str) -> Any:
        """A cell of a question's row."""
        return self.sheet.cell(self.row_of(code), self.headings.index(heading) + 1)

    def fill(self, code: str, **values: Any) -> "Sheet":
        """Type into the open cells of a question."""
        for name, value in values.items():
            self.cell(code, COLUMNS[name]).value = value
        return self

    def content(self) -> bytes:
        """The saved file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


class Desk:
    """A person at the pages of a return's workbook."""

    def __init__(self, client: PageClient, reference: str) -> None:
        self.client, self.reference = client, reference
        self.address = f"/returns/{reference}/offline"

    def raw(self) -> bytes:
        """The workbook as it is downloaded."""
        data = {"csrf_token": self.client.csrf_token()}
        answer = self.client.raw.post(f"{self.address}/workbook", data=data)
        assert answer.status_code == 200
        return answer.data

    def download(self) -> Sheet:
        """The workbook, to be filled in."""
        return Sheet(self.raw())

    def upload(self, content: bytes | Sheet, status: int = 200, name: str = "answers.xlsx") -> Page:
        """Upload a workbook; gives its preview, or the page with what is wrong."""
        sent = content.content() if isinstance(content, Sheet) else content
        file = {"file": (io.BytesIO(sent), name)}
        return self.client.post(self.address, file, status, content_type="multipart/form-data")

    def refused(self, content: bytes | Sheet, status: int = 422) -> str:
        """The sentence with which a workbook is refused."""
        [error] = self.upload(content, status).errors()
        return error


def lines(page: Page) -> list[str]:
    """What a preview says, row by row."""
    return [words(tag) for tag in page.select(".app-lines-in__item")]


def counts(page: Page) -> dict[str, int]:
    """How many rows of a preview come to what."""
    rows = page.select(".app-summary-narrow .govuk-summary-list__row")
    found = {words(row.dt): int(words(row.dd).split()[0]) for row in rows if row.dt and row.dd}
    return {name: count for name, count in found.items() if count}
