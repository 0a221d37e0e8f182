"""A question set of 500 questions in Excel, against openpyxl alone."""

from pathlib import Path
from typing import Any

import openpyxl

from audit.rooms.drafts.exports import Source, write_set
from audit.rooms.drafts.operations.reading import read_set
from bench.measure import Measured, compare
from bench.place import NOW


def reading(folder: Path) -> Measured:
    """Reading the workbook of a set of 500 questions in 40 standards, against openpyxl reading the same cells."""
    path = folder / "set.xlsx"
    write_set(path, large_set(), Source(), by="The bench", at=NOW)

    def ours() -> None:
        assert read_set(path, path.name).is_untouched

    def floor() -> None:
        book = openpyxl.load_workbook(path, read_only=True)
        assert sum(1 for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value)
        book.close()

    return compare("question_set_workbook_read", ours, floor, aim=1.5, runs=7)


def large_set() -> dict[str, Any]:
    """500 questions in 40 standards, each with what questions have: descriptors, evidence, needs, a reference."""
    words = ("red", "Red", "R"), ("amber", "Amber", "A"), ("green", "Green", "G")
    colours = {"red": "red", "amber": "yellow", "green": "green"}
    scale = {
        "scale": "rag",
        "title": "Red, amber, green",
        "kind": "grades",
        "grades": [
            {
                "key": key,
                "label": label,
                "letter": letter,
                "meaning": f"What {key} means.",
                "colour": colours[key],
                "points": points,
                "meets_minimum": key == "green",
            }
            for points, (key, label, letter) in enumerate(words)
        ],
    }
    return {
        "questionnaire": "large",
        "edition": "2026.1",
        "title": "A large set",
        "duty": "section-11",
        "scale": scale,
        "standards": [
            {
                "code": str(s),
                "title": f"Standard number {s}",
                "questions": [_question(s, q) for q in range(1, 14 if s <= 20 else 13)],
            }
            for s in range(1, 41)
        ],
    }


def _question(s: int, q: int) -> dict[str, Any]:
    return {
        "code": f"{s}.{q}",
        "kind": "graded",
        "text": f"Question {s}.{q}: is this in place, known to all who need to know it, and looked at every year?",
        "hint": "Think of those who began this year.",
        "strength": "must",
        "descriptors": {
            key: f"What {key} looks like for {s}.{q}, in a sentence." for key in ("red", "amber", "green")
        },
        "expected_evidence": ["Minutes of the meeting", "The policy, with its date"],
        "requires": {"narrative": ["red", "amber"], "evidence": ["green"]},
        "applies_to": {"kinds": ["council", "health", "police"]},
        "themes": ["leadership"],
        "reference": {"title": "Working Together", "edition": "2026", "part": f"chapter {s}"},
    }
