"""Word documents, read back by the library and opened by LibreOffice where it is installed."""

from datetime import UTC, datetime
from io import BytesIO

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
    assert 'w:fill="F4CDC6"' in grades.rows[1].cells[1]._tc.xml
