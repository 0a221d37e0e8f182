"""Quarantine: what may tell who a child is, kept from everybody but the organisation that wrote it.

A copy that was submitted is never changed. What is held back is replaced while it is read.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit.domain.dates import say_date

LONGEST_REASON = 300
"""Characters in a reason."""
HELD_FILE = "A file that is held back"
"""What stands in the place of a file's name."""
_OWN_WORDS = frozenset({"text", "person"})


def say_held(what: str, at: datetime, by: str, reason: str) -> str:
    """The sentence that stands in the place of an ``answer`` or a ``file``: what, when, by whom and why."""
    return f"This {what} has been held back by {by} since {say_date(at)}. Reason: {reason}"


def without_held(
    content: Mapping[str, Any], texts: Mapping[str, str], files: Mapping[int, str]
) -> Mapping[str, Any]:
    """A copy's content with sentences in the place of what is held back; the content given is not touched.

    ``texts`` are sentences by question code, ``files`` by id of evidence. Grades stay: they tell nothing of a child.
    """
    if not (texts or files) or "answers" not in content:
        return content
    kinds = {
        question["code"]: question["kind"]
        for standard in content["standards"]
        for question in standard["questions"]
    }
    scan = (content.get("on_behalf") or {}).get("scan")
    if scan and scan["id"] in files:
        content = {**content, "on_behalf": {**content["on_behalf"], "scan": {**scan, "file_name": HELD_FILE}}}
    return {
        **content,
        "answers": {
            code: _answer(answer, texts.get(code), files, kinds.get(code, ""))
            for code, answer in content["answers"].items()
        },
    }


def _answer(
    answer: Mapping[str, Any], sentence: str | None, files: Mapping[int, str], kind: str
) -> Mapping[str, Any]:
    shown = dict(answer)
    shown["evidence"] = [
        {**file, "file_name": HELD_FILE, "description": files[file["id"]]} if file["id"] in files else file
        for file in answer.get("evidence") or ()
    ]
    if sentence is not None:
        shown["narrative"] = sentence
        if answer.get("origin", {}).get("reason"):
            shown["origin"] = {**answer["origin"], "reason": sentence}
        shown["na_reason"] = sentence if answer.get("not_applicable") else ""
        shown["value"] = None if kind in _OWN_WORDS else answer.get("value")
        # What an action says is written about the same words.
        shown["actions"] = [{**action, "what": sentence} for action in answer.get("actions") or ()]
    return shown
