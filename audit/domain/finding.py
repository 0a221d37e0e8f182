"""Finding words in the texts of a question set, and replacing them. Codes, keys and choices of kind stay untouched."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]

TEXTS = (
    "title", "about", "notice", "guidance", "text", "hint", "unit", "reference", "descriptors", "expected_evidence",
    "choices",
)  # fmt: skip
"""What people read of a set, a standard or a question; the texts inside lists and groups count too."""

PLACE_WORDS: Mapping[str, str] = {
    "title": "Title",
    "about": "About",
    "notice": "Notice",
    "guidance": "Guidance",
    "text": "Question",
    "hint": "Hint",
    "unit": "Unit",
    "reference": "Reference",
    "descriptors": "What a grade means",
    "expected_evidence": "Expected evidence",
    "choices": "Choices",
}
"""What people call the place of a text."""


def texts(content: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every text of a set's settings, of a standard or of a question, with the path to it."""
    for name in TEXTS:
        yield from _inside((name,), content.get(name))


def _inside(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key != "key":
                yield from _inside((*path, key), part)
    elif isinstance(value, Sequence):
        for place, part in enumerate(value):
            yield from _inside((*path, place), part)


def pieces(text: str, wanted: str, *, match_case: bool = False) -> list[str]:
    """The text cut at each place where the words stand: odd pieces are the words as they are written there."""
    flags = 0 if match_case else re.IGNORECASE
    return re.split(f"({re.escape(wanted)})", text, flags=flags)


def replaced(text: str, wanted: str, instead: str, *, match_case: bool = False) -> str:
    """The text with other words wherever the wanted ones stand."""
    cut = pieces(text, wanted, match_case=match_case)
    return "".join(instead if place % 2 else piece for place, piece in enumerate(cut))


def with_text(content: Mapping[str, Any], path: Path, text: str) -> dict[str, Any]:
    """A copy of the content with another text at a path that ``texts`` gave."""
    copy: dict[str, Any] = deepcopy(dict(content))
    inside: Any = copy
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = text
    return copy
