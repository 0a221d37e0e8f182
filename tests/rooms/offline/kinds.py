"""A question set with a question of every kind, and an answer to each."""

from typing import Any

from audit.domain.answers import AnswerContent
from tests.support.world import question_set

_HEADER: list[dict[str, Any]] = [
    {"code": "H1", "kind": "person", "text": "Who leads?"},
    {"code": "H2", "kind": "yes-no", "text": "Are there volunteers?"},
    {"code": "H3", "kind": "choice", "text": "Which area?",
     "choices": [{"key": "n", "label": "North, and coast"}, {"key": "s", "label": "South"}]},
    {"code": "H4", "kind": "choice", "text": "Which services?", "multiple": True,
     "choices": [{"key": "a", "label": "Schools"},
                 {"key": "b", "label": "Homes; hostels"}, {"key": "c", "label": "Clubs"}]},
    {"code": "H5", "kind": "text", "text": "Anything else?"},
    {"code": "H6", "kind": "number", "text": "How many staff?", "unit": "staff", "minimum": 1},
    {"code": "H7", "kind": "percentage", "text": "How many are trained?"},
    {"code": "H8", "kind": "date", "text": "When did the governors meet?"},
    {"code": "H9", "kind": "text", "text": "Which volunteers?", "condition": {"question": "H2", "is": ["yes"]}},
]  # fmt: skip


def every_kind() -> dict[str, Any]:
    """The set, with one standard of two graded questions besides."""
    return question_set(1, 2, header=_HEADER)


ANSWERS = {
    "H1": AnswerContent(value={"name": "A. Lead", "role": "Head", "trained_on": "2026-03-04"}),
    "H2": AnswerContent(value="yes", narrative="Forty of them"),
    "H3": AnswerContent(value="n"),
    "H4": AnswerContent(value=["a", "b"]),
    "H5": AnswerContent(value="=SUM(1)\n- a dash\n\n007"),
    "H6": AnswerContent(value="1250.5"),
    "H7": AnswerContent(value="85"),
    "H8": AnswerContent(value="2026-09-04"),
    "H9": AnswerContent(value="Café “Łódź” 学校"),
    "1.1": AnswerContent(not_applicable=True, na_reason="None here"),
    "1.2": AnswerContent(grade="amber", narrative="Line one\n\n  indented\tand a tab\n+44 1"),
}
