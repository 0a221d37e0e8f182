"""A question set taken apart for editing, and put together again.

A draft is kept in parts (its settings, its scale, each standard, each question), so that two people who change
two questions never meet. The whole has the shape of a file in ``questionnaires/`` with its scale in it: that
stays the one truth that every way of editing reads and writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_PARTS = ("scale", "header", "standards")


@dataclass(frozen=True)
class StandardPart:
    """A standard of a draft: what is said of it (code, title …) and its questions, in order."""

    content: Mapping[str, Any]
    questions: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Parts:
    """A question set in parts. Nothing is judged: a draft may be unfinished or wrong."""

    settings: Mapping[str, Any]
    """Everything that is said of the set as a whole: its code, edition, title, duty, guidance, sign-off …"""
    scale: Mapping[str, Any]
    header: Sequence[Mapping[str, Any]] = ()
    standards: Sequence[StandardPart] = field(default_factory=tuple)


def apart(content: Mapping[str, Any]) -> Parts:
    """The parts of a question set, whose ``scale`` is the whole scale."""
    return Parts(
        {key: value for key, value in content.items() if key not in _PARTS or _is_empty_header(key, value)},
        dict(content["scale"]),
        tuple(content.get("header") or ()),
        tuple(
            StandardPart(
                {key: value for key, value in standard.items() if key != "questions"},
                tuple(standard.get("questions") or ()),
            )
            for standard in content.get("standards") or ()
        ),
    )


def together(parts: Parts) -> dict[str, Any]:
    """The question set that these parts make: ``together(apart(content))`` is ``content`` again.

    The header is written only when something stands in it, or when the set had an empty one.
    """
    header = {"header": [dict(question) for question in parts.header]} if parts.header else {}
    return {
        **parts.settings,
        "scale": dict(parts.scale),
        **header,
        "standards": [
            {**standard.content, "questions": [dict(question) for question in standard.questions]}
            for standard in parts.standards
        ],
    }


def _is_empty_header(key: str, value: Any) -> bool:
    # Kept among the settings, so that a set that writes it comes back with the same fingerprint.
    return key == "header" and not value


def free_code(wanted: str, taken: Iterable[str], longest: int = 20) -> str:
    """``wanted`` if nobody has it (in large or small letters), else the same with -2, -3 … that is free."""
    have = {code.casefold() for code in taken}
    if wanted.casefold() not in have:
        return wanted
    number = 2
    while (code := f"{wanted[: longest - len(str(number)) - 1]}-{number}").casefold() in have:
        number += 1
    return code


def next_code(standard_code: str, taken: Iterable[str]) -> str:
    """The code for a new question of a standard: one more than its highest, ``2.4`` after ``2.3``."""
    codes = list(taken)
    begin = f"{standard_code}."
    numbers = [int(tail) for code in codes if (tail := code.removeprefix(begin)) != code and tail.isdecimal()]
    return free_code(f"{begin}{max(numbers, default=0) + 1}", codes)
