"""Grade scales: the words that an audit grades with, their order and their meanings.

A scale travels inside the edition that uses it, because the same colour has meant different things in
different years. Two scales are compared only through a declared mapping.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any


class Need(StrEnum):
    """What a grade asks for beside itself."""

    NARRATIVE = "narrative"
    EVIDENCE = "evidence"
    ACTION = "action"


class Order(StrEnum):
    """The order in which grades are shown. They are always stored worst to best."""

    WORST_FIRST = "worst-first"
    BEST_FIRST = "best-first"


PALETTE = (
    "grey",
    "red",
    "orange",
    "yellow",
    "green",
    "light-green",
    "blue",
    "turquoise",
    "purple",
    "pink",
    "brown",
)
"""Colour names that a grade may have. The hues are the style sheet's; a grade always shows its word too."""


@dataclass(frozen=True)
class Grade:
    """One grade of a scale.

    ``letter`` stands in a chart cell; ``points`` rises with the order and is used for sorting and
    averages within one scale only; ``priority`` grades are listed by name for the board.
    """

    key: str
    label: str
    letter: str
    meaning: str
    colour: str
    points: Decimal
    meets_minimum: bool
    priority: bool = False
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class NotApplicable:
    """Whether "not applicable" is offered, what it is called, and whether it needs a reason."""

    offered: bool = True
    label: str = "Not applicable"
    letter: str = "N/A"
    reason_required: bool = True


@dataclass(frozen=True)
class Scale:
    """A grade scale with its meanings, worst grade first.

    A scale of percentages in steps is held as its grades too: ``p0``, ``p5`` … ``p100``.
    """

    code: str
    title: str
    about: str
    grades: tuple[Grade, ...]
    order: Order = Order.WORST_FIRST
    not_applicable: NotApplicable = NotApplicable()
    percent_step: int | None = None
    starter: bool = False

    @cached_property
    def by_key(self) -> Mapping[str, Grade]:
        """The grades by their key."""
        return {grade.key: grade for grade in self.grades}

    @cached_property
    def shown(self) -> tuple[Grade, ...]:
        """The grades in the order in which people see them."""
        return self.grades if self.order is Order.WORST_FIRST else tuple(reversed(self.grades))

    def grade(self, key: str) -> Grade:
        """The grade with this key; raises KeyError when the scale has none."""
        return self.by_key[key]

    def rank(self, key: str) -> int:
        """Position from the worst grade (0) upwards."""
        return [grade.key for grade in self.grades].index(key)

    @cached_property
    def below_minimum(self) -> frozenset[str]:
        """Keys of the grades that do not meet the minimum."""
        return frozenset(g.key for g in self.grades if not g.meets_minimum)

    @cached_property
    def priorities(self) -> frozenset[str]:
        """Keys of the grades that the board lists by name."""
        return frozenset(g.key for g in self.grades if g.priority)


def scale_from_data(data: Mapping[str, Any]) -> Scale:
    """Build a scale from data already checked against the schema (a file, or an edition's content)."""
    na = data.get("not_applicable", {})
    return Scale(
        code=data["scale"],
        title=data["title"],
        about=data.get("about", ""),
        order=Order(data.get("order", "worst-first")),
        starter=data.get("starter", False),
        percent_step=data["percent"]["step"] if data.get("kind") == "percent" else None,
        grades=_percent_grades(data["percent"]) if data.get("kind") == "percent" else _grades(data["grades"]),
        not_applicable=NotApplicable(
            offered=na.get("offered", True),
            label=na.get("label", "Not applicable"),
            letter=na.get("letter", "N/A"),
            reason_required=na.get("reason_required", True),
        ),
    )


def _grades(rows: list[Mapping[str, Any]]) -> tuple[Grade, ...]:
    return tuple(
        Grade(
            key=row["key"],
            label=row["label"],
            letter=row["letter"],
            meaning=row["meaning"],
            colour=row["colour"],
            points=Decimal(str(row["points"])),
            meets_minimum=row["meets_minimum"],
            priority=row.get("priority", False),
            needs=frozenset(Need(need) for need in row.get("needs", ())),
        )
        for row in rows
    )


def _percent_grades(percent: Mapping[str, Any]) -> tuple[Grade, ...]:
    minimum, priority = percent["meets_minimum_from"], percent.get("priority_below", 0)
    return tuple(
        Grade(
            key=f"p{value}",
            label=f"{value} %",
            letter=str(value),
            meaning=f"{value} % in place",
            colour="green" if value >= minimum else "red" if value < priority else "yellow",
            points=Decimal(value),
            meets_minimum=value >= minimum,
            priority=value < priority,
            needs=frozenset({Need.NARRATIVE}) if value < minimum else frozenset(),
        )
        for value in range(0, 101, percent["step"])
    )
