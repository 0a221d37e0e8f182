"""Small files for the evidence libraries, made here: text, a table, and a PDF of one page."""

from collections.abc import Sequence


def text_file(title: str, lines: Sequence[str]) -> bytes:
    """A plain text file."""
    return ("\n".join([title, "=" * len(title), "", *lines]) + "\n").encode()


def table_file(rows: Sequence[Sequence[object]]) -> bytes:
    """A CSV file; no cell needs quoting."""
    return ("\r\n".join(",".join(map(str, row)) for row in rows) + "\r\n").encode()


def pdf_file(title: str, lines: Sequence[str]) -> bytes:
    """A PDF of one page with a heading and lines below it. Only letters of Latin-1 are shown as they are."""
    written = [_show(title, 72, 770, 18)]
    written += [_show(line, 72, 735 - 18 * place, 11) for place, line in enumerate(lines[:36])]
    stream = b"\n".join(written)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + content + b"\nendobj\n"
    table = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + end


def _show(text: str, left: int, up: int, size: int) -> bytes:
    safe = text.replace("’", "'").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf {left} {up} Td ({safe}) Tj ET".encode("latin-1", "replace")
