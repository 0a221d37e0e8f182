"""What colleagues said to one another about a return: for computers, and as a text to be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.domain.dates import say_date, say_moment
from audit.rooms.colleagues.queries import Discussion, Said
from audit.rooms.takeaway.exports.library import stamp

FILE = "discussions.txt"
_INDENT = "    "


def discussion_document(each: Discussion) -> dict[str, Any]:
    """A discussion with its replies, the oldest first."""
    begin = each.begin.remark
    return {
        "question": begin.question_code,
        **_remark(each.begin),
        "resolved_at": stamp(begin.resolved_at),
        "resolved_by": begin.resolved_by_name or None,
        "replies": [_remark(reply) for reply in each.replies],
    }


def discussions_text(discussions: Sequence[Discussion], questions: Mapping[str, str]) -> str:
    """Every discussion by question, with Windows line ends. ``questions`` are the words of questions by code."""
    parts = [
        "What colleagues said to one another about this return. No board, moderator or panel was shown it.\n"
    ]
    by_question: dict[str, list[Discussion]] = {}
    for each in discussions:
        by_question.setdefault(each.begin.remark.question_code, []).append(each)
    order = {code: place for place, code in enumerate(questions)}
    for code in sorted(by_question, key=lambda each: (order.get(each, len(order)), each)):
        heading = f"{code} {questions.get(code, '')}".strip()
        parts.append(f"{heading}\n{'-' * min(len(heading), 72)}\n")
        parts += [_words(each) for each in by_question[code]]
    return "\n".join(parts).replace("\n", "\r\n")


def _words(each: Discussion) -> str:
    begin = each.begin.remark
    said = [_said(each.begin, ""), *(_said(reply, _INDENT) for reply in each.replies)]
    if begin.resolved_at is not None:
        said.append(f"Resolved by {begin.resolved_by_name} on {say_date(begin.resolved_at)}.\n")
    return "\n".join(said)


def _said(each: Said, indent: str) -> str:
    remark = each.remark
    to = f" (to {', '.join(each.mentions)})" if each.mentions else ""
    text = remark.text
    if remark.removed_at is not None:
        text = f"[These words were taken out by {remark.removed_by_name} on {say_date(remark.removed_at)}.]"
    lines = [f"{remark.by_name}{to}, {say_moment(remark.at)}:", *text.split("\n")]
    return "".join(f"{indent}{line}\n" for line in lines)


def _remark(each: Said) -> dict[str, Any]:
    remark = each.remark
    return {
        "at": stamp(remark.at),
        "by": remark.by_name,
        "text": remark.text,
        "to": list(each.mentions),
        "words_removed_at": stamp(remark.removed_at),
        "words_removed_by": remark.removed_by_name or None,
    }
