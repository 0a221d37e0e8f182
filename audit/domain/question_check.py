"""What one question of a set must keep to beyond its schema, by its kind and the set's scale."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.domain.problem import Problem, use_one_of
from audit.domain.scale_check import RESERVED
from audit.domain.scales import Scale

_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "choices": ("choice",),
    "multiple": ("choice",),
    "unit": ("number", "percentage"),
    "minimum": ("number", "percentage"),
    "maximum": ("number", "percentage"),
    "descriptors": ("graded",),
}
"""Keys that mean something for some kinds only."""


@dataclass(frozen=True)
class Asked:
    """A question of the data: its number in the order of asking, where it stands and what it says."""

    order: int
    path: tuple[str | int, ...]
    row: Mapping[str, Any]
    in_header: bool
    where: str

    @property
    def code(self) -> str:
        """The question's code."""
        return str(self.row["code"])

    @property
    def kind(self) -> str:
        """The question's kind."""
        return str(self.row["kind"])

    def possible_values(self, scale: Scale | None) -> tuple[str, ...] | None:
        """The values that conditions can look at; empty if the kind has none, None if the scale is unknown."""
        if self.kind == "graded":
            return tuple(grade.key for grade in scale.grades) if scale else None
        if self.kind == "yes-no":
            return ("yes", "no")
        return tuple(choice["key"] for choice in self.row.get("choices") or ())


def check_question(asked: Asked, scale: Scale | None) -> Iterator[Problem]:
    """What is wrong in one question, apart from what it has to do with other questions."""
    if asked.in_header and asked.kind == "graded":
        yield Problem(
            (*asked.path, "kind"),
            f"Question {asked.code} stands in the header, where nothing is graded. "
            "Move it to a standard, or give it another kind.",
        )
    for key, kinds in _ONLY_FOR.items():
        value = asked.row.get(key)
        said = value is not None and value is not False and value != {}
        if said and asked.kind not in kinds:
            yield Problem(
                (*asked.path, key),
                f"Question {asked.code} is of kind {asked.kind}, and {key} is only for {' and '.join(kinds)}. "
                "Take it out, or change the kind.",
            )
    yield from _choices(asked)
    yield from _bounds(asked)
    yield from _requires(asked, scale)
    if asked.kind == "graded" and scale is not None:
        yield from _graded(asked, scale)


def _graded(asked: Asked, scale: Scale) -> Iterator[Problem]:
    descriptors = asked.row.get("descriptors") or {}
    path = (*asked.path, "descriptors")
    for key in descriptors:
        if key not in scale.by_key:
            yield Problem(
                (*path, key),
                f"Question {asked.code} describes grade '{key}', which the scale {scale.code} does not have. "
                f"{use_one_of(scale.by_key, key)}",
            )
    missing = [key for key in scale.by_key if key not in descriptors]
    if descriptors and missing:
        yield Problem(
            path,
            f"Question {asked.code} has no descriptor for {_and(missing)}. "
            "Describe every grade of the scale, or none at all.",
        )
    if asked.row.get("allow_not_applicable") and not scale.not_applicable.offered:
        yield Problem(
            (*asked.path, "allow_not_applicable"),
            f"Question {asked.code} allows 'not applicable', which the scale {scale.code} does not offer. "
            "Write false, or offer it in the scale.",
        )


def _choices(asked: Asked) -> Iterator[Problem]:
    if asked.kind != "choice":
        return
    if not asked.row.get("choices"):
        yield Problem(
            asked.path,
            f"Question {asked.code} is a choice, but has nothing to choose from. "
            "Add choices: a list of {key, label}.",
        )
        return
    for part in ("key", "label"):
        seen: set[str] = set()
        for place, choice in enumerate(asked.row["choices"]):
            if choice[part].casefold() in seen:
                yield Problem(
                    (*asked.path, "choices", place, part),
                    f"Question {asked.code} has two choices with the {part} '{choice[part]}'. "
                    f"Give each a {part} of its own.",
                )
            seen.add(choice[part].casefold())
    for place, choice in enumerate(asked.row["choices"]):
        if choice["key"] == RESERVED:
            yield Problem(
                (*asked.path, "choices", place, "key"),
                f"In question {asked.code} a choice has the key 'always', which means every answer. "
                "Give it another key.",
            )


def _bounds(asked: Asked) -> Iterator[Problem]:
    minimum, maximum = asked.row.get("minimum"), asked.row.get("maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        yield Problem(
            (*asked.path, "minimum"),
            f"Question {asked.code} has the minimum {minimum} above its maximum {maximum}. Swap or correct them.",
        )
    if asked.kind == "percentage":
        for key, value in (("minimum", minimum), ("maximum", maximum)):
            if value is not None and not 0 <= value <= 100:
                yield Problem(
                    (*asked.path, key),
                    f"Question {asked.code} is a percentage, and {value} is not between 0 and 100. Correct the {key}.",
                )


def _requires(asked: Asked, scale: Scale | None) -> Iterator[Problem]:
    possible = asked.possible_values(scale)
    if possible is None:
        return
    for what, values in (asked.row.get("requires") or {}).items():
        if values == RESERVED:
            continue
        for place, value in enumerate(values):
            if value not in possible:
                yield Problem(
                    (*asked.path, "requires", what, place), _not_possible(asked, scale, possible, value)
                )


def _not_possible(asked: Asked, scale: Scale | None, possible: tuple[str, ...], value: str) -> str:
    if not possible:
        return f"Question {asked.code} is of kind {asked.kind}: its requires can only say always."
    if asked.kind == "graded" and scale is not None:
        return (
            f"Question {asked.code} asks for grade '{value}', which the scale {scale.code} does not have. "
            f"{use_one_of(possible, value)}"
        )
    return f"Question {asked.code} cannot be answered with '{value}'. {use_one_of(possible, value)}"


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
