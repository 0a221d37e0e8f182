"""Whether a colour can be read on white: the contrast ratio of the web accessibility guidelines (WCAG 2.2)."""

import re

LEAST_CONTRAST = 4.5
"""What text of ordinary size needs at level AA."""

_COLOUR = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")


def read_colour(text: str) -> str | None:
    """A colour as ``#1d70b8``, from what somebody typed (``1D70B8``, ``#abc``); None when it is none."""
    found = _COLOUR.fullmatch(text.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour like ``#1d70b8`` with white, from 1 (white itself) to 21 (black)."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
