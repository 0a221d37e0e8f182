"""References that people quote on the telephone: ``S11-7K4Q-2M9P``.

Two groups of four follow a prefix that says which duty the return is under. The alphabet leaves out what is
misread (0 and O, 1 and I and L) and, but for E, the vowels, so that no group spells a word. The last character
is a check: it finds every single wrong character and every two that changed places. A reference is not a
secret: it names a return, and who may open that is decided elsewhere.
"""

import re
from collections.abc import Mapping

ALPHABET = "23456789BCDEFGHJKMNPQRSTVWXYZ"
"""29 characters. That 29 is a prime number is what makes the check character find every swap."""

PREFIXES: Mapping[str, str] = {"section-11": "S11", "section-175": "S175", "other": "A"}
"""What a reference begins with, by the duty of the questionnaire."""

_DRAWN = 7
RANDOM_BYTES = 16
"""How many random bytes a reference is made from."""

_SPACING = re.compile(r"[\s\u2010-\u2015\u2212_./-]+")


def make_reference(duty: str, random: bytes) -> str:
    """A reference for a return under this duty, from ``RANDOM_BYTES`` random bytes.

    There are 17 thousand million for each duty. Two draws can still be the same, once in a great while: the
    caller draws again when a reference is taken. Raises KeyError for an unknown duty, ValueError for too few
    bytes.
    """
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"A reference needs {RANDOM_BYTES} random bytes.")
    number, drawn = int.from_bytes(random), ""
    for _ in range(_DRAWN):
        number, place = divmod(number, len(ALPHABET))
        drawn += ALPHABET[place]
    return _written(PREFIXES[duty], drawn + _check_character(PREFIXES[duty] + drawn))


def normalise_reference(text: str) -> str | None:
    """A reference as it is stored, from what somebody typed or pasted; None when it cannot be one.

    Small letters, missing or other dashes and spaces are put right, and so is a letter O, I or L typed for a
    digit of the prefix. The check character must be right.
    """
    plain = _SPACING.sub("", text).upper()
    typed_prefix, body = plain[: -_DRAWN - 1], plain[-_DRAWN - 1 :]
    prefix = typed_prefix[:1] + typed_prefix[1:].translate(str.maketrans("OIL", "011"))
    if prefix not in PREFIXES.values() or not set(body) <= set(ALPHABET):
        return None
    return _written(prefix, body) if _check_character(prefix + body[:-1]) == body[-1] else None


def _written(prefix: str, body: str) -> str:
    return f"{prefix}-{body[:4]}-{body[4:]}"


def _check_character(characters: str) -> str:
    # Weights 2, 3, 4 … from the right (the check itself weighs 1): all differ and none is a multiple of 29.
    total = sum(weight * _value(character) for weight, character in enumerate(reversed(characters), 2))
    return ALPHABET[-total % len(ALPHABET)]


def _value(character: str) -> int:
    # The prefix may hold characters outside the alphabet; only 1 and A occur, and any fixed value will do.
    return ALPHABET.find(character) % len(ALPHABET)
