"""Files for tests, built here: real ones of each kind, and those that people and attackers send instead."""

import io
import struct
import zipfile

import openpyxl

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAIN = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
}
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zip_of(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip archive of these parts; those named in ``stored`` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook() -> bytes:
    """A real Excel workbook."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"] = "Training"
    sheet["A1"].hyperlink = "https://example.org/training"
    book.save(out)
    return out.getvalue()


def office(
    ending: str = "docx", *, relationships: str = "", macro: bool = False, **more: bytes | str
) -> bytes:
    """A Word document or a presentation, with relationships of its main part if given."""
    name, kind = _MAIN[ending]
    if macro:
        kind = kind.replace("main+xml", "macroEnabled.main+xml")
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/{name}" ContentType="{kind}"/></Types>',
        name: "<document/>",
        f"{name.rpartition('/')[0]}/_rels/{name.rpartition('/')[2]}.rels": '<?xml version="1.0"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relationships}</Relationships>',
    }
    return zip_of({**parts, **more})


def relationship(kind: str, target: str) -> str:
    """An external relationship of an office document."""
    return f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="External"/>'


def opendocument(kind: str = "text", **more: bytes | str) -> bytes:
    """An OpenDocument file."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zip_of({"mimetype": mimetype, "content.xml": "<office/>", **more}, stored=("mimetype",))


def ole(*streams: str) -> bytes:
    """The outline of an old office file: the mark, and streams by their names."""
    return OLE_MARK + bytes(504) + b"".join(s.encode("utf-16-le").ljust(128, b"\0") for s in streams)


def zip_bomb(says: int | None = None) -> bytes:
    """A workbook of 60 KB that unpacks to 60 MB of zeros, or whose list of entries says another size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(60):
                part.write(bytes(1024 * 1024))
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main+xml")
    data = bytearray(out.getvalue())
    if says is not None:
        at = data.find(b"PK\x01\x02")
        data[at + 24 : at + 28] = struct.pack("<L", says)
    return bytes(data)
