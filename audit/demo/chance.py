"""Chance that is always the same: every choice follows from words, so that each building gives the same boards."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def number(*words: object, below: int = 1_000_000) -> int:
    """A whole number from 0 up to, not including, ``below``."""
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def share(*words: object) -> float:
    """A number from 0 up to, not including, 1."""
    return number(*words, below=1_000_000) / 1_000_000


def pick(things: Sequence[Thing], *words: object) -> Thing:
    """One of these things."""
    return things[number(*words, below=len(things))]


def some(things: Sequence[Thing], count: int, *words: object) -> list[Thing]:
    """So many different ones of these things, in an order of their own."""
    return sorted(things, key=lambda thing: number(*words, thing))[:count]
