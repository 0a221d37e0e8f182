"""The spread of levels: how partners who grade the same thing differ, before they agree on one level.

Levels are an order, not a measure: there is a lowest, a highest and a middle one, and never a mean.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.domain.rollup import Distribution
from audit.domain.scales import Grade, Scale


@dataclass(frozen=True)
class Spread:
    """What the partners gave to one question. Names stand in the order in which they were given."""

    scale: Scale
    named: Mapping[str, tuple[str, ...]]
    """By grade key: the partners who gave it."""
    not_applicable: tuple[str, ...] = ()
    not_answered: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[Grade, ...]:
        """The level of each partner who gave one, the lowest first."""
        return tuple(grade for grade in self.scale.grades for _ in self.named.get(grade.key, ()))

    @property
    def lowest(self) -> Grade | None:
        """The lowest level that anybody gave."""
        return self.given[0] if self.given else None

    @property
    def highest(self) -> Grade | None:
        """The highest level that anybody gave."""
        return self.given[-1] if self.given else None

    @property
    def median(self) -> Grade | None:
        """The level in the middle; where two are, the lower, so that nobody is talked up."""
        return self.given[(len(self.given) - 1) // 2] if self.given else None

    @property
    def width(self) -> int:
        """How many levels lie between the lowest and the highest: 0 when all agree."""
        places = [grade.key for grade in self.scale.grades]
        if self.lowest is None or self.highest is None:
            return 0
        return places.index(self.highest.key) - places.index(self.lowest.key)

    @property
    def distribution(self) -> Distribution:
        """The same as counts."""
        return Distribution(
            self.scale,
            {key: len(names) for key, names in self.named.items()},
            len(self.not_answered),
            len(self.not_applicable),
        )


def spread_of(scale: Scale, said: Iterable[tuple[str, str | None, bool]]) -> Spread:
    """The spread of what partners said to one question: name, grade key if any, and whether it does not apply.

    A grade that the scale does not have counts as not answered.
    """
    named: dict[str, list[str]] = {}
    not_applicable: list[str] = []
    not_answered: list[str] = []
    for name, grade, does_not_apply in said:
        if does_not_apply:
            not_applicable.append(name)
        elif grade in scale.by_key:
            named.setdefault(str(grade), []).append(name)
        else:
            not_answered.append(name)
    return Spread(
        scale,
        {key: tuple(names) for key, names in named.items()},
        tuple(not_applicable),
        tuple(not_answered),
    )


def widest_first(spread: Spread) -> tuple[int, int]:
    """Sort key: the widest spread first, then the one to which most partners gave a level."""
    return (-spread.width, -len(spread.given))
