"""Question sets and scales as data: small ones for tests to change one thing in, and those that are shipped."""

from copy import deepcopy
from functools import cache
from typing import Any

from audit.domain.scales import Scale, scale_from_data
from audit.infra.questionnaire_files import Library, load_folder
from audit.infra.questionnaire_schema import STARTERS

RAG: dict[str, Any] = {
    "scale": "rag",
    "title": "Red, amber, green",
    "kind": "grades",
    "grades": [
        {
            "key": key,
            "label": key.title(),
            "letter": key[0].upper(),
            "meaning": f"What {key} means.",
            "colour": colour,
            "points": points,
            "meets_minimum": key == "green",
            "priority": key == "red",
            "needs": ["narrative", "action"] if key == "red" else [],
        }
        for points, (key, colour) in enumerate([("red", "red"), ("amber", "yellow"), ("green", "green")])
    ],
}

PERCENT: dict[str, Any] = {
    "scale": "percent",
    "title": "Per cent",
    "kind": "percent",
    "percent": {"step": 25, "meets_minimum_from": 75, "priority_below": 50},
}

SMALL: dict[str, Any] = {
    "questionnaire": "small",
    "edition": "2026.1",
    "title": "A small set",
    "duty": "section-11",
    "scale": "rag",
    "header": [
        {"code": "H1", "kind": "person", "text": "Who leads?"},
        {"code": "H2", "kind": "yes-no", "text": "Are there volunteers?"},
    ],
    "standards": [
        {
            "code": "1",
            "title": "Leadership",
            "questions": [
                {
                    "code": "1.1",
                    "kind": "graded",
                    "text": "Is it led?",
                    "descriptors": {"red": "No.", "amber": "Partly.", "green": "Yes."},
                    "requires": {"narrative": ["red"], "evidence": "always"},
                },
                {
                    "code": "1.2",
                    "kind": "graded",
                    "text": "Is it led better?",
                    "strength": "local",
                    "condition": {"question": "1.1", "is": ["green"]},
                },
            ],
        },
        {
            "code": "2",
            "title": "People",
            "maps_to": "other#2",
            "questions": [
                {
                    "code": "2.1",
                    "kind": "number",
                    "text": "How many?",
                    "minimum": 0,
                    "maximum": 10,
                    "unit": "people",
                },
                {
                    "code": "2.2",
                    "kind": "choice",
                    "text": "Which?",
                    "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
                    "multiple": True,
                },
                {
                    "code": "2.3",
                    "kind": "graded",
                    "text": "Are volunteers trained?",
                    "applies_to": {"kinds": ["school", "police"]},
                    "condition": {"question": "H2", "is": ["yes"]},
                    "continues": "small/2024.1#2.3",
                },
            ],
        },
    ],
}
"""As it stands in a file: the scale is named by its code."""


def rag() -> dict[str, Any]:
    """A scale of three grades, to change."""
    return deepcopy(RAG)


def percent() -> dict[str, Any]:
    """A scale of percentages in steps of 25, to change."""
    return deepcopy(PERCENT)


def small() -> dict[str, Any]:
    """A sound set of two standards, to change."""
    return deepcopy(SMALL)


def content(edition: str = "2026.1", code: str = "small") -> dict[str, Any]:
    """The content of an edition: the small set with the whole scale in it."""
    return {**small(), "questionnaire": code, "edition": edition, "scale": rag()}


def scales() -> dict[str, Scale]:
    """The scales of these sets by their code."""
    return {data["scale"]: scale_from_data(data) for data in (RAG, PERCENT)}


@cache
def shipped_library() -> Library:
    """All that the product ships, read once for all tests of a worker."""
    return load_folder(STARTERS)


def shipped_set(code: str) -> dict[str, Any]:
    """The content of a question set that the product ships, as it is published."""
    for loaded in shipped_library().sets:
        if loaded.data["questionnaire"] == code:
            return deepcopy(dict(loaded.data))
    raise LookupError(f"There is no question set {code} in {STARTERS}.")
