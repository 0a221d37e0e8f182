"""Stacked bars: where each segment stands, and what is written on it when it fits."""

from dataclasses import dataclass
from decimal import Decimal

from audit.domain.rollup import Distribution
from audit.domain.scales import Scale

_CHARACTER_ON_WIDE, _CHARACTER_ON_NARROW = Decimal("1.45"), Decimal("3.4")
"""Per cent of a bar's length that a character takes, on a wide screen and on a telephone."""
_ROOM = Decimal("0.6")
"""Characters left free beside a text."""


@dataclass(frozen=True)
class Segment:
    """One grade in a bar. ``x``, ``middle`` and ``width`` are per cent of the bar's length."""

    colour: str
    x: str
    middle: str
    width: str
    wide: str
    narrow: str


@dataclass(frozen=True)
class Bar:
    """A stacked bar with its words for those who do not see it."""

    words: str
    segments: tuple[Segment, ...]


def stacked_bar(distribution: Distribution, name: str) -> Bar:
    """The bar of a distribution. Without a graded answer it has no segments, and says so."""
    of = distribution.of
    if not of:
        return Bar(f"{name}: no graded answers", ())
    segments, said, left = [], [], 0
    for each in distribution.shares():
        if not each.count:
            continue
        said.append(f"{each.grade.label} {each.count:,}")
        width = Decimal(100 * each.count) / of
        start = Decimal(100 * left) / of
        texts = _texts(distribution.scale, each.grade.letter, each.count)
        segments.append(
            Segment(
                colour=each.grade.colour,
                x=f"{start:.3f}%",
                middle=f"{start + width / 2:.3f}%",
                width=f"{width:.3f}%",
                wide=_fitting(texts, width, _CHARACTER_ON_WIDE),
                narrow=_fitting(texts, width, _CHARACTER_ON_NARROW),
            )
        )
        left += each.count
    return Bar(f"{name}: {', '.join(said)}, of {of:,} graded answers", tuple(segments))


def _texts(scale: Scale, letter: str, count: int) -> tuple[str, str]:
    if scale.percent_step:
        return f"{letter}%: {count:,}", f"{letter}%"
    if letter.isdigit():
        return f"{letter}: {count:,}", letter  # two numbers side by side would read as one
    return f"{letter} {count:,}", letter


def _fitting(texts: tuple[str, str], width: Decimal, character: Decimal) -> str:
    """The letter and the number, the letter alone, or nothing."""
    return next((text for text in texts if character * (len(text) + _ROOM) <= width), "")
