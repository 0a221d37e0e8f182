"""What a grade scale must keep to beyond its schema: order, difference, a minimum that makes sense."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from audit.domain.problem import Problem

RESERVED = "always"
"""The word that stands for every answer, so no grade and no choice may have it as a key."""


def check_scale(data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong in a scale. ``data`` has already passed the schema of scales."""
    return list(_percent(data) if data["kind"] == "percent" else _grades(data))


def _percent(data: Mapping[str, Any]) -> Iterator[Problem]:
    if "grades" in data:
        yield Problem(
            ("grades",), "A percent scale makes its own grades. Take the list out, or write kind: grades."
        )
    percent = data["percent"]
    if percent.get("priority_below", 0) > percent["meets_minimum_from"]:
        yield Problem(
            ("percent", "priority_below"),
            f"priority_below is {percent['priority_below']} but {percent['meets_minimum_from']} % already meets the "
            f"minimum. Write at most {percent['meets_minimum_from']}.",
        )


def _grades(data: Mapping[str, Any]) -> Iterator[Problem]:
    if "percent" in data:
        yield Problem(
            ("percent",), "Only a scale of kind percent has this. Take it out, or write kind: percent."
        )
    grades = data["grades"]
    for part in ("key", "label", "letter", "colour"):
        yield from _once(grades, part)
    yield from _not_applicable_letter(data, grades)
    for place, grade in enumerate(grades):
        if grade["key"] == RESERVED:
            yield Problem(
                ("grades", place, "key"),
                "The key 'always' means every grade in a question. Give this grade another key.",
            )
    for place, (worse, better) in enumerate(pairwise(grades), start=1):
        if better["points"] <= worse["points"]:
            yield Problem(
                ("grades", place, "points"),
                f"Grades run from worst to best, but '{better['key']}' has {better['points']} points, no more than "
                f"the {worse['points']} of '{worse['key']}' before it. Put the grades in order or raise its points.",
            )
        if worse["meets_minimum"] and not better["meets_minimum"]:
            yield Problem(
                ("grades", place, "meets_minimum"),
                f"'{worse['key']}' meets the minimum, so the better grade '{better['key']}' must meet it too. "
                "Write true here, or false there.",
            )


def _once(grades: Sequence[Mapping[str, Any]], part: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, grade in enumerate(grades):
        value = grade[part].casefold()
        if value in first:
            yield Problem(
                ("grades", place, part),
                f"The {part} '{grade[part]}' is also that of grade {first[value] + 1} in the list. "
                f"Give each grade a {part} of its own.",
            )
        first.setdefault(value, place)


def _not_applicable_letter(data: Mapping[str, Any], grades: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    na = data.get("not_applicable", {})
    letter = na.get("letter", "N/A")
    if na.get("offered", True) and letter.casefold() in {grade["letter"].casefold() for grade in grades}:
        path = ("not_applicable", "letter") if "letter" in na else ("not_applicable",)
        yield Problem(
            path, f"'{letter}' is also the letter of a grade. Give not applicable a letter of its own."
        )
