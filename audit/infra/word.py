"""Writing Word documents in one plain house style, with what a screen reader needs: real headings, lists and table
headers, a title and a language. Nothing here knows what the documents are about.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_FONT = "Arial"
_CANNOT_HOLD = {code: None for code in range(32) if code not in (9, 10)} | {0xFFFE: None, 0xFFFF: None}


class Tinted(NamedTuple):
    """A cell with a ground of its own: a grade shows its word as well as its colour."""

    text: str
    ground: str
    """Six hexadecimal figures, as ``CCE2D8``."""


class Paper:
    """One document, written from the top to the bottom."""

    def __init__(self, title: str, *, author: str, at: datetime, landscape: bool = False) -> None:
        self._document: WordDocument = Document()
        core = self._document.core_properties
        core.title, core.author, core.created, core.language = title, author, at.replace(tzinfo=None), "en-GB"
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        self._width = section.page_width - section.left_margin - section.right_margin
        self._style()
        self._document.add_heading(_plain(title), level=0)

    def _style(self) -> None:
        styles = self._document.styles
        for name, size in (
            ("Normal", 11),
            ("Title", 22),
            ("Heading 1", 16),
            ("Heading 2", 13),
            ("Heading 3", 11),
        ):
            font = styles[name].font
            font.name, font.size, font.color.rgb = _FONT, Pt(size), RGBColor(0x0B, 0x0C, 0x0C)
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn("w:eastAsia"), _FONT)
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over ours
        for name, before in (("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12)):
            styles[name].paragraph_format.space_before = Pt(before)
            styles[name].paragraph_format.space_after = Pt(6)
        styles["Normal"].paragraph_format.space_after = Pt(8)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        styles["Normal"].element.get_or_add_rPr().append(language)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; levels 1 to 3."""
        self._document.add_heading(_plain(text), level=level)

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """A text; each line is a paragraph, or an item of a list if it begins with a dash. An empty one is left out."""
        for line in _plain(text).split("\n"):
            if line.startswith("- "):
                self.bullets([line[2:]])
            elif line.strip():
                self._document.add_paragraph().add_run(line).bold = bold

    def bullets(self, items: Iterable[str]) -> None:
        """A list."""
        for item in items:
            self._document.add_paragraph(_plain(item), style="List Bullet")

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """What is called what: a table of two columns without a header."""
        table = self._document.add_table(rows=0, cols=2, style="Table Grid")
        for name, value in rows:
            cells = table.add_row().cells
            _write(cells[0], name, bold=True)
            _write(cells[1], value)
        self._lay_out(table, (0.3, 0.7))

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[str | Tinted]], widths: Sequence[float]
    ) -> None:
        """A table whose header is repeated on every page. ``widths`` are parts of the page's width."""
        table = self._document.add_table(rows=1, cols=len(header), style="Table Grid")
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            _write(cell, text, bold=True)
            _tint(cell, "F3F2F1")
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
        for row in rows:
            cells = table.add_row().cells
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, Tinted):
                    _write(cell, value.text)
                    _tint(cell, value.ground)
                else:
                    _write(cell, value)
        self._lay_out(table, widths)

    def _lay_out(self, table: Table, widths: Sequence[float]) -> None:
        """Give a table its widths, room around its words, quiet lines, and rows that stay whole; then some space."""
        table.autofit = False
        for column, part in zip(table.columns, widths, strict=True):
            column.width = int(self._width * part)  # LibreOffice goes by the column, Word by the cell
            for cell in column.cells:
                cell.width = column.width
        properties = table._tbl.tblPr
        # Word wants these in the order of its schema.
        properties.insert_element_before(_borders(), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        properties.insert_element_before(_margins(), "w:tblLook")
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(0)
                    for run in paragraph.runs:
                        run.font.size = Pt(10)
        after = self._document.add_paragraph().paragraph_format
        after.space_after, after.line_spacing = Pt(0), Pt(8)

    def new_page(self) -> None:
        """What follows begins on a new page."""
        self._document.add_page_break()

    def footer(self, text: str) -> None:
        """Words at the foot of every page."""
        self._document.sections[0].footer.paragraphs[0].text = _plain(text)

    def content(self) -> bytes:
        """The document as a file's content."""
        kept = BytesIO()
        self._document.save(kept)
        return kept.getvalue()


def _plain(text: str) -> str:
    """Text without the characters that no document may hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CANNOT_HOLD)


def _write(cell: _Cell, text: str, *, bold: bool = False) -> None:
    lines = _plain(text).split("\n")
    cell.paragraphs[0].add_run(lines[0]).bold = bold
    for line in lines[1:]:
        cell.add_paragraph().add_run(line).bold = bold


def _tint(cell: _Cell, ground: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _borders() -> BaseOxmlElement:
    """Thin grey lines around and between the cells."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B1B4B6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _margins() -> BaseOxmlElement:
    """Room between a cell's line and its words, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "60"), ("left", "100"), ("bottom", "60"), ("right", "100")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins
