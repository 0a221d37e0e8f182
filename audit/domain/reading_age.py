"""How hard a sentence is to read, as the age at which people can: advice for authors, never a hindrance.

The measure is Flesch and Kincaid's of 1975 (US Navy), a school grade from the length of sentences and words; a child
is five years older than its grade. Syllables are counted by the groups of vowels, which is right often enough.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SENTENCE = re.compile(r"[.!?;:]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")

ENOUGH_WORDS = 8
"""Shorter texts say too little to be judged."""
FAR_ABOVE = 6
"""Years above the usual age of a set from which a question stands out."""
LOWEST_NAMED = 14
"""Below this age nobody needs advice, however easy the rest is."""


@dataclass(frozen=True)
class HardToRead:
    """A text that stands out: its reading age and the usual one of the set, in years."""

    age: int
    usual: int


def reading_age(text: str) -> float | None:
    """The age in years at which people can read it easily; None for a text too short to say."""
    words = _WORD.findall(text)
    if len(words) < ENOUGH_WORDS:
        return None
    sentences = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def hard_to_read(by_code: Mapping[str, str]) -> dict[str, HardToRead]:
    """The texts, by their code, whose reading age is far above that of the others."""
    ages = {code: age for code, text in by_code.items() if (age := reading_age(text)) is not None}
    if not ages:
        return {}
    usual = median(ages.values())
    return {
        code: HardToRead(round(age), round(usual))
        for code, age in ages.items()
        if age >= usual + FAR_ABOVE and age >= LOWEST_NAMED
    }


def _syllables(word: str) -> int:
    small = word.lower()
    groups = len(_VOWELS.findall(small))
    if small.endswith("e") and not small.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)
