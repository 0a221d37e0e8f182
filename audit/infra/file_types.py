"""Which kind of file it is, by its content; name and content must agree. Each refusal is one plain sentence."""

import codecs
import re
from collections.abc import Collection
from pathlib import Path

import filetype

from audit.infra.file_names import KINDS, ending_of, say_kinds
from audit.infra.office_files import Harmful, look_into_ole, look_into_zip

_START = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = frozenset({"txt", "csv", "eml"})
_HEADER = re.compile(
    rb"^(?:From|To|Date|Subject|Message-ID|MIME-Version|Return-Path|Received|Delivered-To|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)
_ALIKE = ({"jpg", "jpeg"}, {"txt", "csv"})


class FileRefused(Exception):
    """The file may not be attached; ``sentence`` names it, says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_ending(name: str, allowed: Collection[str]) -> str:
    """The ending of a cleaned name, if files of that kind may be attached; raises FileRefused."""
    ending = ending_of(name)
    if ending not in KINDS or ending not in allowed:
        what = f"{name} cannot be attached" if ending else f"{name} does not say which kind of file it is"
        raise FileRefused(f"{what}. You can attach {say_kinds(allowed)}.")
    return ending


def check_content(name: str, path: Path, allowed: Collection[str]) -> str:
    """The content type of the file at ``path``, kept under a cleaned name; raises FileRefused."""
    ending = check_ending(name, allowed)
    if path.stat().st_size == 0:
        raise FileRefused(f"{name} is empty. Check the file and attach it again.")
    try:
        agrees = _endings(path, ending)
    except Harmful as harm:
        raise FileRefused(f"{name} {harm}") from None
    if ending not in agrees:
        again = f"Save it again from {KINDS[ending].source}" if KINDS[ending].source else "Save it again"
        raise FileRefused(f"{name} is not {KINDS[ending].words} inside. {again} and attach it.")
    return KINDS[ending].content_type


def _endings(path: Path, named: str) -> frozenset[str]:
    """The endings that the content agrees with. ``named`` only decides whether it is read as text."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(b"PK\x03\x04"):
        return look_into_zip(path)
    if start.startswith(_OLE):
        return look_into_ole(path)
    if b"%PDF-" in start[:1024]:
        return frozenset({"pdf"})
    if start.lstrip().startswith(b"{\\rtf"):
        return frozenset({"rtf"})
    if (kind := filetype.guess(start)) is not None:
        return _with_alike(str(kind.extension))
    if named in _TEXT and _is_text(path):
        return (
            frozenset({"txt", "csv", "eml"})
            if len(_HEADER.findall(start)) >= 2
            else frozenset({"txt", "csv"})
        )
    return frozenset()


def _with_alike(ending: str) -> frozenset[str]:
    return frozenset(next((group for group in _ALIKE if ending in group), {ending}))


def _is_text(path: Path) -> bool:
    """Whether the whole file reads as text: UTF-8, UTF-16 with its mark, or the one-byte code of old Windows."""
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        sixteen = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        unicode, one_byte = codecs.getincrementaldecoder("utf-16" if sixteen else "utf-8")(), not sixteen
        is_unicode, last = True, False
        while not last and (is_unicode or one_byte):
            piece = file.read(256 * 1024)
            last = not piece
            if is_unicode:
                try:
                    is_unicode = not _has_controls(unicode.decode(piece, final=last))
                except UnicodeDecodeError:
                    is_unicode = False
            one_byte = one_byte and not _has_controls(piece.decode("latin-1"))
    return is_unicode or one_byte


_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _has_controls(text: str) -> bool:
    return bool(_CONTROLS.search(text))
