"""What a workbook keeps of the question set that it was made from, out of sight: so that a change is known as one."""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.domain.questionnaire import fingerprint

KEPT = "Kept"
"""The sheet, hidden."""
MARK = "Fingerprint"
_PIECE = 30_000
_MOST = 20_000_000
"""Bytes that what is kept may unpack to: ten times the largest file of a question set."""


@dataclass(frozen=True)
class Source:
    """Where a workbook was downloaded from: an open draft, or an edition of a set."""

    board: str = ""
    draft_id: int = 0
    edition_id: int = 0


def kept_rows(content: Mapping[str, Any], source: Source) -> Iterable[tuple[str, str]]:
    """The rows of the hidden sheet."""
    packed = base64.b64encode(zlib.compress(json.dumps(content, ensure_ascii=True).encode(), 6)).decode()
    yield MARK, fingerprint(content)
    yield "Board", source.board
    yield "Draft", str(source.draft_id)
    yield "Edition", str(source.edition_id)
    for start in range(0, len(packed), _PIECE):
        yield "Set", packed[start : start + _PIECE]


def read_kept(rows: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], Source] | None:
    """What the hidden sheet says; None when it is not whole, or was changed."""
    marks: dict[str, str] = {}
    packed = ""
    for name, value in rows:
        if name == "Set":
            packed += value
        else:
            marks[name] = value
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(base64.b64decode(packed, validate=True), _MOST)
        content = json.loads(text)
        whole = unpacking.eof and is_shaped(content) and fingerprint(content) == marks.get(MARK)
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError):
        return None
    if not whole:
        return None
    return content, Source(marks.get("Board", ""), _id(marks.get("Draft")), _id(marks.get("Edition")))


def is_shaped(content: Any) -> bool:
    """Whether data has the shape of a question set, as far as reading it goes: groups and lists where they belong.

    It may still be unfinished or wrong in every other way.
    """
    if not isinstance(content, dict) or not isinstance(content.get("scale"), dict):
        return False
    grades = content["scale"].get("grades")
    if not _are(grades, dict) or not all(_are(grade.get("needs"), str) for grade in grades or ()):
        return False
    if not all(isinstance(content.get(key), str) for key in ("questionnaire", "title")):
        return False
    if len(content["questionnaire"]) > 60 or len(content["title"]) > 200:
        return False
    standards = content.get("standards")
    if not isinstance(standards, list):
        return False
    if (
        not _are(content.get("header"), dict)
        or not _are(standards, dict)
        or not _are(content.get("guidance"), dict)
        or not all(_are(content.get(key), dict) for key in ("checks", "rates", "totals"))
    ):
        return False
    if not all(_are(standard.get("questions"), dict) for standard in standards):
        return False
    sign_off = content.get("sign_off") or {}
    if not isinstance(sign_off, dict) or not isinstance(sign_off.get("steps") or [], list):
        return False
    step = content["scale"].get("percent") or {}
    if not isinstance(step, dict) or not isinstance(step.get("step", 5), int):
        return False
    questions = [*(content.get("header") or ()), *(q for s in standards for q in s.get("questions") or ())]
    return all(_is_question(question) for question in questions)


def _is_question(row: Mapping[str, Any]) -> bool:
    groups = all(
        isinstance(row.get(key) or {}, dict)
        and all(isinstance(value, (str, list, type(None))) for value in (row.get(key) or {}).values())
        for key in ("reference", "descriptors", "requires", "applies_to", "condition")
    )
    lists = all(isinstance(row.get(key) or [], list) for key in ("expected_evidence", "themes"))
    return groups and lists and _are(row.get("choices"), dict)


def _are(value: Any, kind: type) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, kind) for one in value))


def _id(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
