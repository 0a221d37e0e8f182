"""Whether the colours of a scale can be told apart, also by people who do not see all of them.

A grade never rests on its colour: its word or its letter is always there. This only keeps a chart from being harder
to read than it need be. How a colour looks to somebody else follows Machado, Oliveira and Fernandes (2009), at full
strength; how far two colours lie apart is the distance in CIELAB (1976).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from audit.domain.scales import PALETTE

CHART_HUES: Mapping[str, tuple[str, str]] = {
    "grey": ("#4c5459", "#ffffff"),
    "red": ("#ee7f6d", "#0b0c0c"),
    "orange": ("#f0a561", "#0b0c0c"),
    "yellow": ("#ffe45c", "#0b0c0c"),
    "green": ("#00552e", "#ffffff"),
    "light-green": ("#93c062", "#0b0c0c"),
    "blue": ("#1b4f8f", "#ffffff"),
    "turquoise": ("#5cb9b5", "#0b0c0c"),
    "purple": ("#54319f", "#ffffff"),
    "pink": ("#f3a6c6", "#0b0c0c"),
    "brown": ("#7a3b10", "#ffffff"),
}
"""The ground and the text of each colour in charts, as ``assets/parts/_charts.scss`` has them."""

LEAST_DISTANCE = 11.0
"""Below this two colours are hard to tell apart in cells that do not touch."""

_Row = tuple[float, float, float]
_SIGHTS: Mapping[str, tuple[_Row, _Row, _Row]] = {
    "do not see red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "do not see green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "do not see blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@dataclass(frozen=True)
class Alike:
    """Two colours that are hard to tell apart, and for whom."""

    one: str
    other: str
    sights: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Said to whoever chose them."""
        who = " or ".join(self.sights)
        return (
            f"{said(self.one).capitalize()} and {said(self.other)} look nearly the same to people who {who}."
        )


def said(colour: str) -> str:
    """A colour of the palette in words: ``light green``."""
    return colour.replace("-", " ")


@cache
def distance(one: str, other: str, sight: str) -> float:
    """How far apart two colours of the palette lie for people of this sight."""
    return float(
        sum((a - b) ** 2 for a, b in zip(_seen(one, sight), _seen(other, sight), strict=True)) ** 0.5
    )


def alike(colours: Sequence[str]) -> list[Alike]:
    """The pairs of colours that are hard to tell apart, in the order of the scale."""
    found = []
    for one, other in combinations(dict.fromkeys(c for c in colours if c in CHART_HUES), 2):
        sights = tuple(sight for sight in _SIGHTS if distance(one, other, sight) < LEAST_DISTANCE)
        if sights:
            found.append(Alike(one, other, sights))
    return found


def proposed(colours: Sequence[str]) -> tuple[str, ...]:
    """Colours for the same number of grades, each once, that can be told apart; as many as can be are kept.

    Where the palette has no such set of this size, it is the set whose nearest two lie furthest apart.
    """
    number = min(len(colours), len(PALETTE))
    kept = {colour: 1 for colour in colours if colour in CHART_HUES}
    # The worst grade and the best are known by their colours: others give way first.
    kept |= {colour: 2 for colour in (colours[0], colours[-1]) if colour in kept}

    def how_good(chosen: tuple[str, ...]) -> tuple[bool, int, int, float]:
        nearest = _nearest(chosen)
        if nearest < LEAST_DISTANCE:
            return True, 0, 0, -nearest
        stay = [kept[colour] for colour in chosen if colour in kept]
        return False, -len(stay), -sum(stay), -nearest

    best = min(combinations(PALETTE, number), key=how_good)
    free = [colour for colour in best if colour not in kept]
    made: list[str] = []
    for colour in colours[:number]:
        made.append(colour if colour in best and colour not in made else free.pop(0))
    return tuple(made)


@cache
def _nearest(colours: tuple[str, ...]) -> float:
    return min(
        (distance(one, other, sight) for one, other in combinations(colours, 2) for sight in _SIGHTS),
        default=LEAST_DISTANCE,
    )


@cache
def _seen(colour: str, sight: str) -> _Row:
    hue = CHART_HUES[colour][0]
    linear = [_linear(int(hue[place : place + 2], 16) / 255) for place in (1, 3, 5)]
    return _lab(
        [min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in _SIGHTS[sight]]
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _lab(rgb: Sequence[float]) -> _Row:
    red, green, blue = rgb
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = _root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116
