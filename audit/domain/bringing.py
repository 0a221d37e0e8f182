"""A board's own spreadsheet as a question set: which column is what, and what comes of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from audit.domain.drafting import free_code, next_code


class Meaning(StrEnum):
    """What a column of a spreadsheet holds. A grade's descriptor is ``grade:`` with the key of the grade."""

    NOTHING = ""
    STANDARD = "standard"
    CODE = "code"
    QUESTION = "question"
    HINT = "hint"
    GUIDANCE = "guidance"
    EVIDENCE = "evidence"
    STRENGTH = "strength"
    REFERENCE = "reference"


class Standards(StrEnum):
    """Where a spreadsheet says its standards."""

    ROWS = "rows"
    COLUMN = "column"
    SHEETS = "sheets"
    NONE = "none"


GRADE = "grade:"
_WORDS: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.QUESTION: (
        "question", "statement", "criteria", "criterion", "requirement", "indicator", "descriptor", "what we expect",
    ),
    Meaning.CODE: ("no", "nr", "number", "code", "ref", "id", "item"),
    Meaning.EVIDENCE: ("expected evidence", "evidence required", "evidence"),
    Meaning.STANDARD: ("standard", "section", "area", "domain", "category", "theme", "topic", "heading"),
    Meaning.STRENGTH: ("must", "strength", "mandatory", "statutory"),
    Meaning.HINT: ("hint", "prompt"),
    Meaning.GUIDANCE: ("guidance", "note", "help", "explanation", "consider"),
    Meaning.REFERENCE: ("reference", "legislation", "source", "paragraph"),
}  # fmt: skip
_CODED = re.compile(
    r"(?:(?:standard|section|area|part)\s+)?([a-z]?[0-9]{1,3}(?:\.[0-9]{1,3})*|[a-z])\s*[.:)–-]\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_WORD = re.compile(r"[^\W\d_]{2}")
_WITHIN = 15


@dataclass(frozen=True)
class BroughtRow:
    """One row of a spreadsheet that says something: its sheet, its number there, and its texts column by column."""

    sheet: str
    number: int
    texts: Sequence[str]

    def text(self, place: int) -> str:
        """What stands in a column, from 0."""
        return self.texts[place] if place < len(self.texts) else ""


@dataclass(frozen=True)
class Layout:
    """What a person says of a spreadsheet: what each column holds, and where its standards are said."""

    columns: Mapping[int, str]
    standards: Standards
    heading_row: int = 1
    """As Excel numbers it; 0 where there are no headings."""

    def place_of(self, meaning: str) -> int | None:
        """The column that holds something, from 0."""
        return next((place for place, one in self.columns.items() if one == meaning), None)


@dataclass
class Brought:
    """What came of a spreadsheet."""

    standards: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[BroughtRow]] = field(default_factory=list)
    """The row from which each question of each standard came."""
    notes: list[str] = field(default_factory=list)
    """What was passed over or made up, a sentence each."""


def guess_columns(headings: Sequence[str], grades: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What each column holds, by its heading: each meaning once, the first that fits; nothing where none does."""
    found = [str(Meaning.NOTHING)] * len(headings)
    words = [" ".join(re.findall(r"[a-z0-9]+", heading.casefold())) for heading in headings]
    for key, label in grades:
        wanted = " ".join(re.findall(r"[a-z0-9]+", label.casefold()))
        pattern = re.compile(rf"(grade )?{re.escape(wanted)}( looks like)?") if wanted else None
        fits = (n for n, said in enumerate(words) if pattern and not found[n] and pattern.fullmatch(said))
        _note(found, fits, f"{GRADE}{key}")
    for meaning, known in _WORDS.items():
        fits = (n for word in known for n, said in enumerate(words) if not found[n] and _has(said, word))
        _note(found, fits, meaning)
    return found


def guess_heading_row(rows: Sequence[BroughtRow]) -> int:
    """The number of the row with the headings: that of the first rows whose words are understood best; 0 for none."""
    best, most = 0, 0
    for row in rows[:_WITHIN]:
        known = sum(
            1 for one in guess_columns([text if len(text) <= 60 else "" for text in row.texts]) if one
        )
        if known > most:
            best, most = row.number, known
    return best


def guess_standards(rows: Sequence[BroughtRow], columns: Sequence[str], heading_row: int) -> Standards:
    """Where the standards are said: in a column, in rows with text in one cell only, or nowhere."""
    if Meaning.STANDARD in columns:
        return Standards.COLUMN
    below = [row for row in rows if row.number > heading_row]
    alone = sum(1 for row in below if _alone(row) is not None)
    return Standards.ROWS if 0 < alone < len(below) else Standards.NONE


def bring(rows: Sequence[BroughtRow], layout: Layout, title: str) -> Brought:
    """The standards and questions of a spreadsheet. ``title`` is that of the only standard where none is said."""
    return _Bringing(layout, title).bring(rows)


def split_code(text: str) -> tuple[str, str]:
    """``1. Leadership`` or ``Standard 1: Leadership`` as code and title; the code is empty where none stands there."""
    match = _CODED.fullmatch(text.strip())
    return (match[1], match[2].strip()) if match else ("", text.strip())


class _Bringing:
    def __init__(self, layout: Layout, title: str) -> None:
        self.layout, self.title = layout, title
        self.made = Brought()
        self.places: dict[str, int] = {}
        self.codes: list[str] = []

    def bring(self, rows: Sequence[BroughtRow]) -> Brought:
        question = self.layout.place_of(Meaning.QUESTION)
        at, empty = -1, []
        for row in rows:
            if row.number <= self.layout.heading_row or not any(row.texts):
                continue
            section = _alone(row) if self.layout.standards is Standards.ROWS else None
            if section is not None:
                at = self._standard(section)
                continue
            at = self._standard_of(row, at)
            text = row.text(question) if question is not None else ""
            if text:
                self._question(row, at, text)
            else:
                empty.append(f"{row.sheet}, row {row.number}")
        if empty:
            shown = "; ".join(empty[:10]) + (f" and {len(empty) - 10} more" if len(empty) > 10 else "")
            self.made.notes.append(f"Rows without a question were passed over: {shown}.")
        bare = [n for n, standard in enumerate(self.made.standards) if not standard["questions"]]
        for n in reversed(bare):
            self.made.notes.append(
                f"“{self.made.standards[n]['title'][:80]}” has no question under it and was passed over."
            )
            del self.made.standards[n], self.made.rows[n]
        return self.made

    def _standard_of(self, row: BroughtRow, at: int) -> int:
        place = self.layout.place_of(Meaning.STANDARD)
        if self.layout.standards is Standards.SHEETS:
            return self._standard(row.sheet)
        if self.layout.standards is Standards.COLUMN and place is not None and row.text(place):
            return self._standard(row.text(place))
        # A merged or an empty cell: still the standard above it.
        return at if at >= 0 else self._standard(self.title)

    def _standard(self, text: str) -> int:
        key = " ".join(text.split()).casefold()
        if key not in self.places:
            code, title = split_code(" ".join(text.split()))
            taken = [str(one["code"]) for one in self.made.standards]
            code = free_code(code or str(len(taken) + 1), taken)
            self.places[key] = len(taken)
            self.made.standards.append({"code": code, "title": title[:300], "questions": []})
            self.made.rows.append([])
        return self.places[key]

    def _question(self, row: BroughtRow, at: int, text: str) -> None:
        standard = self.made.standards[at]
        question: dict[str, Any] = {"code": self._code(row, standard), "kind": "graded", "text": text}
        descriptors = {}
        for place, meaning in self.layout.columns.items():
            said = row.text(place)
            if not said:
                continue
            if meaning.startswith(GRADE):
                descriptors[meaning.removeprefix(GRADE)] = said
            elif meaning in (Meaning.HINT, Meaning.GUIDANCE):
                question[meaning] = said
            elif meaning == Meaning.EVIDENCE:
                question["expected_evidence"] = [
                    line.strip(" •-*\t") for line in said.split("\n") if line.strip(" •-*\t")
                ]
            elif meaning == Meaning.REFERENCE:
                year = _YEAR.search(said)
                question["reference"] = {
                    "title": " ".join(said.split()),
                    "edition": year[0] if year else "not stated",
                }
            elif meaning == Meaning.STRENGTH:
                question.update(_strength(said))
        if descriptors:
            question["descriptors"] = descriptors
        standard["questions"].append(question)
        self.made.rows[at].append(row)

    def _code(self, row: BroughtRow, standard: Mapping[str, Any]) -> str:
        place = self.layout.place_of(Meaning.CODE)
        said = re.sub(r"[^A-Za-z0-9.-]", "", row.text(place)).strip(".-")[:20] if place is not None else ""
        wanted = said or next_code(str(standard["code"]), self.codes)
        code = free_code(wanted, self.codes)
        if code != wanted:
            self.made.notes.append(
                f"{row.sheet}, row {row.number}: the code {wanted} is there already, so this is {code}."
            )
        self.codes.append(code)
        return code


def _note(found: list[str], fits: Iterator[int], meaning: str) -> None:
    """Give a meaning to the first place that fits, if any does."""
    place = next(fits, None)
    if place is not None:
        found[place] = meaning


def _has(said: str, word: str) -> bool:
    return bool(re.search(rf"\b{word}(s|es)?\b", said))


def _alone(row: BroughtRow) -> str | None:
    """The text of a row that says something in one cell only, in words."""
    filled = [text for text in row.texts if text]
    return filled[0] if len(filled) == 1 and _WORD.search(filled[0]) else None


def _strength(said: str) -> dict[str, str]:
    folded = said.casefold()
    for strength, words in (
        ("should", ("should", "recommended", "good practice")),
        ("local", ("local", "optional", "could", "may")),
        ("must", ("must", "yes", "statutory", "mandatory", "required", "legal")),
    ):
        if any(word in folded for word in words):
            return {"strength": strength}
    return {}
