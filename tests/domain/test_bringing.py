"""A board's own spreadsheet: what its columns are guessed to be, and the standards and questions that come of it."""

import pytest

from audit.domain.bringing import (
    BroughtRow,
    Layout,
    Meaning,
    Standards,
    bring,
    guess_columns,
    guess_heading_row,
    guess_standards,
    split_code,
)

GRADES = [("red", "Red"), ("not-met", "Not met"), ("odd", "!")]


def rows(*lines: list[str], sheet: str = "Audit") -> list[BroughtRow]:
    return [BroughtRow(sheet, number, line) for number, line in enumerate(lines, 1)]


def test_columns_are_guessed_by_their_headings_each_meaning_once() -> None:
    assert guess_columns(
        [
            "No.",
            "SECTION",
            "Audit Questions",
            "Evidence required",
            "Evidence (please attach)",
            "Not Met",
            "Grade: Red",
            "Notes",
            "Legislation",
            "Must / should",
            "Prompts",
            "",
            "Question 2",
        ],
        GRADES,
    ) == [
        "code",
        "standard",
        "question",
        "evidence",
        "",
        "grade:not-met",
        "grade:red",
        "guidance",
        "reference",
        "strength",
        "hint",
        "",
        "",
    ]
    assert guess_columns(["Name", "School"]) == ["", ""]


def test_the_row_with_the_headings_is_the_one_understood_best() -> None:
    sheet = rows(
        ["Section 11 audit of 2026"], ["Ref", "Question", "Evidence"], ["1", "Is there a question?", "x" * 80]
    )
    assert guess_heading_row(sheet) == 2
    assert guess_heading_row(rows(["Alpha", "Beta"])) == 0


def test_standards_stand_in_a_column_in_rows_or_nowhere() -> None:
    sheet = rows(["Ref", "Question"], ["Leadership"], ["1", "Is it?"], ["7"])
    assert guess_standards(sheet, ["code", "question"], 1) is Standards.ROWS
    assert guess_standards(sheet, ["standard", "question"], 1) is Standards.COLUMN
    assert guess_standards(sheet[2:], ["code", "question"], 1) is Standards.NONE
    assert guess_standards(rows(["Is it?"], ["Is it so?"]), ["question"], 0) is Standards.NONE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. Leadership", ("1", "Leadership")),
        ("Standard 2: Training", ("2", "Training")),
        ("A) People", ("A", "People")),
        ("Section 1.2 – Checks", ("1.2", "Checks")),
        ("Leadership", ("", "Leadership")),
        ("2026 onwards", ("", "2026 onwards")),
    ],
)
def test_a_code_before_a_title_is_taken_off(text: str, found: tuple[str, str]) -> None:
    assert split_code(text) == found


def test_section_rows_and_every_sort_of_column() -> None:
    layout = Layout(
        {
            0: Meaning.CODE,
            1: Meaning.QUESTION,
            2: Meaning.EVIDENCE,
            3: Meaning.STRENGTH,
            4: Meaning.REFERENCE,
            5: "grade:red",
            6: Meaning.HINT,
        },
        Standards.ROWS,
    )
    sheet = rows(
        ["Ref", "Question"],
        ["1", "Before any section?"],
        ["1. Leadership"],
        ["1.1.", "Is there a lead?", "• Minutes\n\n- List", "Should do", "The Act  2004", "No lead", "Look"],
        ["", ""],
        ["Q (2)", "Is it so?", "", "unclear", "Local rules", "", ""],
        ["1", "Twice?", "", "Statutory", "", "", ""],
        ["", "No code?", "", "local", "", "", ""],
        ["9", "", "Only evidence", "", "", "", ""],
        ["Empty section"],
    )
    made = bring(sheet, layout, "All")
    assert [(s["code"], s["title"], [q["code"] for q in s["questions"]]) for s in made.standards] == [
        ("1", "All", ["1"]),
        ("1-2", "Leadership", ["1.1", "Q2", "1-2", "1-2.1"]),
    ]
    first, second, third, fourth = made.standards[1]["questions"]
    assert first == {
        "code": "1.1",
        "kind": "graded",
        "text": "Is there a lead?",
        "expected_evidence": ["Minutes", "List"],
        "strength": "should",
        "reference": {"title": "The Act 2004", "edition": "2004"},
        "hint": "Look",
        "descriptors": {"red": "No lead"},
    }
    assert second["reference"] == {"title": "Local rules", "edition": "not stated"}
    assert "strength" not in second
    assert (third["strength"], fourth["strength"]) == ("must", "local")
    assert made.rows[1][0].number == 4
    assert made.notes == [
        "Audit, row 7: the code 1 is there already, so this is 1-2.",
        "Rows without a question were passed over: Audit, row 9.",
        "“Empty section” has no question under it and was passed over.",
    ]


def test_standards_in_a_column_go_on_until_the_next_and_come_back() -> None:
    layout = Layout({0: Meaning.STANDARD, 1: Meaning.QUESTION}, Standards.COLUMN, 0)
    made = bring(
        rows(["", "None yet?"], ["Lead", "A?"], ["", "B?"], ["People", "C?"], ["LEAD", "D?"]), layout, "All"
    )
    assert [[q["text"] for q in s["questions"]] for s in made.standards] == [
        ["None yet?"],
        ["A?", "B?", "D?"],
        ["C?"],
    ]


def test_sheets_are_standards_and_many_rows_without_a_question_are_counted() -> None:
    both = [*rows(["Question"], ["A?"]), *rows(["Question"], ["B?"], sheet="2. Training")]
    made = bring(both, Layout({0: Meaning.QUESTION}, Standards.SHEETS), "All")
    assert [(s["code"], s["title"]) for s in made.standards] == [("1", "Audit"), ("2", "Training")]
    nothing = bring(rows(*[["x y"]] * 12), Layout({}, Standards.COLUMN, 0), "All")
    assert nothing.standards == []
    assert "and 2 more" in nothing.notes[0]
