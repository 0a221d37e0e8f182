"""How a new draft begins: as a copy of a set, as its next edition, or with next to nothing."""

import re
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from audit.domain.drafting import free_code

_YEAR_AND_NUMBER = re.compile(r"(\d{4})\.(\d{1,4})")
LONGEST_CODE = 60


def next_edition(year: int, taken: Collection[str]) -> str:
    """The number of a new edition in a year: ``2026.1``, then one more than the year's highest."""
    numbers = [
        int(found[2])
        for edition in taken
        if (found := _YEAR_AND_NUMBER.fullmatch(edition)) and int(found[1]) == year
    ]
    return f"{year}.{max(numbers, default=0) + 1}"


def as_copy(
    content: Mapping[str, Any], board_code: str, taken: Collection[str], year: int, *, published: bool
) -> dict[str, Any]:
    """A board's own set from another: a code of its own, first edition of the year.

    ``taken`` are the codes that sets have. Where the other was ``published`` each question continues the one it was
    copied from, so that last year's answers can still stand beside it.
    """
    made = _continuing(content) if published else deepcopy(dict(content))
    made["questionnaire"] = copied_code(content["questionnaire"], board_code, taken)
    made["edition"] = next_edition(year, ())
    made.pop("starter", None)
    made.pop("continues", None)
    return made


def copied_code(code: str, board_code: str, taken: Collection[str]) -> str:
    """The code of a board's copy of a set: ``section-11-testshire``; ``taken`` are the codes that sets have."""
    return free_code(f"{code}-{board_code}"[:LONGEST_CODE].strip("-"), taken, LONGEST_CODE)


def as_next_edition(content: Mapping[str, Any], taken: Collection[str], year: int) -> dict[str, Any]:
    """The next edition of the same set; ``taken`` are the editions that it has. Every question continues its own."""
    made = _continuing(content)
    made["edition"] = next_edition(year, taken)
    made["continues"] = content["edition"]
    return made


def blank(
    title: str, code: str, scale: Mapping[str, Any], taken: Collection[str], year: int
) -> dict[str, Any]:
    """A set with one empty standard, to be filled."""
    return {
        "questionnaire": free_code(slug(code, LONGEST_CODE) or "question-set", taken, LONGEST_CODE),
        "edition": next_edition(year, ()),
        "title": title,
        "duty": "other",
        "profile": "full",
        "scale": deepcopy(dict(scale)),
        "sign_off": {"steps": ["chief-officer"]},
        "standards": [{"code": "1", "title": "First standard", "questions": []}],
    }


def slug(words: str, longest: int = 30) -> str:
    """Words as a key: small letters, figures and hyphens. Empty when nothing is left of them."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:longest].strip("-")


def _continuing(content: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = deepcopy(dict(content))
    origin = f"{content['questionnaire']}/{content['edition']}"
    questions = [*(made.get("header") or ()), *(q for s in made["standards"] for q in s["questions"])]
    for question in questions:
        question["continues"] = f"{origin}#{question['code']}"
    return made
