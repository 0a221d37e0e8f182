"""Something wrong in an author's data: where it is, and one sentence that says what and how to mend it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong. ``path`` leads to it through the data: keys of mappings and places in lists (from 0)."""

    path: tuple[str | int, ...]
    sentence: str


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as people read it: ``standards[2].questions[3].descriptors``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def use_one_of(values: Iterable[str], instead_of: str = "") -> str:
    """How to mend an unknown word: the nearest known one, then all of them if they are few."""
    known = list(values)
    near = difflib.get_close_matches(instead_of, known, n=1, cutoff=0.6)
    guess = f"Did you mean '{near[0]}'? " if near else ""
    shown = known if len(known) <= 25 else [*known[:20], "…"]
    return f"{guess}Use one of: {', '.join(shown)}."
