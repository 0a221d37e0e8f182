"""Names of files, made safe to keep and to give back, and the kinds of file that people speak of."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_NAME = 200
"""Characters in a file's name, its ending included."""

_OCTETS = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileKind:
    """A kind of file as people call it: ``an Excel workbook``, and what to save it from again."""

    words: str
    plural: str
    content_type: str = _OCTETS
    source: str = ""


_WORD, _EXCEL, _SLIDES = (
    ("a Word document", "Word"),
    ("an Excel workbook", "Excel"),
    "a PowerPoint presentation",
)

KINDS: dict[str, FileKind] = {
    "pdf": FileKind("a PDF document", "PDF", "application/pdf"),
    "doc": FileKind(_WORD[0], "Word", "application/msword", "Word"),
    "docx": FileKind(_WORD[0], "Word", _OFFICE + "wordprocessingml.document", "Word"),
    "odt": FileKind("an OpenDocument text", "OpenDocument", _ODF + "text"),
    "rtf": FileKind("a rich text document", "rich text", "application/rtf"),
    "txt": FileKind("plain text", "plain text", "text/plain; charset=utf-8"),
    "xls": FileKind(_EXCEL[0], "Excel", "application/vnd.ms-excel", "Excel"),
    "xlsx": FileKind(_EXCEL[0], "Excel", _OFFICE + "spreadsheetml.sheet", "Excel"),
    "ods": FileKind("an OpenDocument spreadsheet", "OpenDocument", _ODF + "spreadsheet"),
    "csv": FileKind("a table in plain text (CSV)", "CSV", "text/csv; charset=utf-8", "your spreadsheet"),
    "ppt": FileKind(_SLIDES, "PowerPoint", "application/vnd.ms-powerpoint", "PowerPoint"),
    "pptx": FileKind(_SLIDES, "PowerPoint", _OFFICE + "presentationml.presentation", "PowerPoint"),
    "odp": FileKind("an OpenDocument presentation", "OpenDocument", _ODF + "presentation"),
    "png": FileKind("a PNG picture", "pictures (PNG, JPEG, GIF, WebP)", "image/png"),
    "jpg": FileKind("a JPEG picture", "pictures (PNG, JPEG, GIF, WebP)", "image/jpeg"),
    "jpeg": FileKind("a JPEG picture", "pictures (PNG, JPEG, GIF, WebP)", "image/jpeg"),
    "gif": FileKind("a GIF picture", "pictures (PNG, JPEG, GIF, WebP)", "image/gif"),
    "webp": FileKind("a WebP picture", "pictures (PNG, JPEG, GIF, WebP)", "image/webp"),
    "msg": FileKind("an Outlook email", "emails (MSG, EML)", "application/vnd.ms-outlook", "Outlook"),
    "eml": FileKind("a saved email", "emails (MSG, EML)", "message/rfc822"),
}
"""Every kind that the product can tell, by the ending of its name."""

_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_LEFT_OUT = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """The name alone, without folders, control characters and marks that turn the direction of writing.

    Letters of every language stay. A name that is too long loses its middle, never its ending.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    last = "".join(c for c in last if unicodedata.category(c) not in _LEFT_OUT and c not in _DIRECTION_MARKS)
    last = " ".join(last.split()).rstrip(". ")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return last[:LONGEST_NAME] or "file"
    ending = ending.lower() if len(ending) <= 10 else ending
    stem = stem.strip(". ") or "file"
    return f"{stem[: max(1, LONGEST_NAME - len(ending) - 1)].rstrip()}.{ending}"[:LONGEST_NAME]


def ending_of(name: str) -> str:
    """The ending of a cleaned name in small letters without its dot; empty when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def content_type_of(name: str) -> str:
    """The content type that a name's ending stands for."""
    kind = KINDS.get(ending_of(name))
    return kind.content_type if kind else _OCTETS


def say_kinds(endings: Iterable[str]) -> str:
    """What may be attached, as a list in a sentence: ``PDF, Word, Excel or pictures``."""
    names = list(dict.fromkeys(KINDS[e].plural for e in endings if e in KINDS))
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def say_size(size: int) -> str:
    """A size as people say it: ``3 bytes``, ``12 KB``, ``2.4 MB``. 1 KB is 1,024 bytes."""
    if size < 1024:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    megabytes = size / 1024 / 1024
    return f"{megabytes:.0f} MB" if megabytes == int(megabytes) else f"{megabytes:.1f} MB"
