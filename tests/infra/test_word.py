"""Word documents, read back by the library and opened by LibreOffice where it is installed."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from audit.infra.word import Paper, Tinted

AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


def written() -> Paper:
    paper = Paper("An outcome", author="Testshire", at=AT)
    paper.heading("Grades")
    paper.paragraph("First line\nsecond\x0b line")
    paper.bullets(["One", "Two"])
    paper.facts([("Board", "Testshire"), ("Sent", "14 September 2026")])
    paper.table(
        ["Question", "Grade"], [["1.1 <b>", Tinted("Red", "F4CDC6")], ["1.2\nmore", "Green"]], [0.8, 0.2]
    )
    paper.footer("Reference S11")
    return paper


def test_what_is_written_is_read_back() -> None:
    read = Document(BytesIO(written().content()))
    assert read.core_properties.title == "An outcome"
    assert read.core_properties.language == "en-GB"
    assert [p.text for p in read.paragraphs if p.style is not None and p.style.name == "Heading 1"] == [
        "Grades"
    ]
    assert [p.text for p in read.paragraphs if p.text][2:] == ["First line", "second line", "One", "Two"]
    facts, grades = read.tables
    assert [cell.text for cell in facts.rows[1].cells] == ["Sent", "14 September 2026"]
    assert [[cell.text for cell in row.cells] for row in grades.rows] == [
        ["Question", "Grade"],
        ["1.1 <b>", "Red"],
        ["1.2\nmore", "Green"],
    ]
    assert read.sections[0].footer.paragraphs[0].text == "Reference S11"


def test_a_table_repeats_its_header_and_a_grade_has_its_ground() -> None:
    grades = Document(BytesIO(written().content())).tables[1]
    assert "w:tblHeader" in grades.rows[0]._tr.xml
    assert "w:tblHeader" not in grades.rows[1]._tr.xml
    widths = [int(column.width or 0) for column in grades.columns]
    assert widths[0] == pytest.approx(4 * widths[1], rel=0.01)
    assert all("w:cantSplit" in row._tr.xml for row in grades.rows)
    assert 'w:fill="F4CDC6"' in grades.rows[1].cells[1]._tc.xml


def test_lines_with_a_dash_become_a_list() -> None:
    paper = Paper("Feedback", author="Testshire", at=AT)
    paper.paragraph("Strengths:\n- Visits are made\n- Records are kept\n\nThank you - all.")
    read = Document(BytesIO(paper.content())).paragraphs[1:]
    assert [(p.text, p.style is not None and p.style.name) for p in read] == [
        ("Strengths:", "Normal"),
        ("Visits are made", "List Bullet"),
        ("Records are kept", "List Bullet"),
        ("Thank you - all.", "Normal"),
    ]
