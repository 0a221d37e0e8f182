"""The form of a grade scale: its grades worst to best, each with its words, colour and what it asks for.

Names carry the number of the grade (``label-1`` is the worst), so that a tick box that is off does not shift the rest.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from audit.domain.errors import RuleBroken
from audit.domain.problem import Problem
from audit.domain.scale_check import check_scale
from audit.domain.scale_writing import FEWEST_GRADES, MOST_GRADES, keyed
from audit.domain.scales import PALETTE, Need
from audit.infra.questionnaire_schema import schema_problems
from audit.web.forms import tidy

STEPS = (5, 10, 20, 25, 50)
NEED_WORDS: Mapping[str, str] = {
    Need.NARRATIVE: "A narrative",
    Need.EVIDENCE: "Evidence",
    Need.ACTION: "An action",
}
ORDER_WORDS: Mapping[str, str] = {"worst-first": "Worst first", "best-first": "Best first"}
_NO_GRADE: Mapping[str, Any] = {
    "key": "", "label": "", "letter": "", "meaning": "", "colour": "", "meets_minimum": False, "priority": False,
    "needs": (),
}  # fmt: skip
_NEW_PERCENT: Mapping[str, Any] = {"step": 10, "meets_minimum_from": 70, "priority_below": 50}
_NEW_GRADES = (
    ("Not met", "N", "red", False),
    ("Partly met", "P", "yellow", False),
    ("Met", "M", "green", True),
)


class ScaleForm:
    """What was typed, or what stands in the scale; with a sentence at each field that has a fault."""

    def __init__(self, data: Mapping[str, Any], sent: Any = None, *, new: bool = False) -> None:
        self.data = deepcopy(dict(data)) if sent is None else _read(data, sent, new)
        self.problems: dict[str, str] = {}

    @property
    def grades(self) -> list[dict[str, Any]]:
        """The grades, worst first; none for a scale of percentages."""
        return [{**_NO_GRADE, **grade} for grade in self.data.get("grades") or ()]

    @property
    def errors(self) -> Mapping[str, str]:
        """The errors, as the page's layout asks for them."""
        return self.problems

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the error summary, each linked to its field."""
        return [{"text": text, "href": f"#{name or 'main-content'}"} for name, text in self.problems.items()]

    def refuse(self, refusal: RuleBroken) -> None:
        """Show why it was not saved."""
        self.problems[refusal.field or ""] = refusal.sentence

    def checked(self) -> dict[str, Any] | None:
        """The scale, with keys and points for its grades; None when something is wrong, which the form then shows."""
        self.problems = dict(_empty_fields(self.data))
        if self.problems:
            return None
        made = keyed(self.data)
        found = schema_problems("scale", made) or check_scale(made)
        for problem in found:
            self.problems.setdefault(_field(problem), _plainly(problem, made))
        return None if found else made


def new_scale(title: str = "") -> dict[str, Any]:
    """What a new scale begins with: three grades to be changed."""
    return {
        "scale": "",
        "title": title,
        "about": "",
        "kind": "grades",
        "order": "worst-first",
        "grades": _first_grades(),
        "not_applicable": {
            "offered": True,
            "label": "Not applicable",
            "letter": "N/A",
            "reason_required": True,
        },
    }


def in_other_kind(data: Mapping[str, Any]) -> dict[str, Any]:
    """The scale with grades in place of percentages, or the other way about."""
    made = deepcopy(dict(data))
    if made.get("kind") == "percent":
        made.pop("percent", None)
        return {**made, "kind": "grades", "grades": _first_grades()}
    made.pop("grades", None)
    return {**made, "kind": "percent", "percent": dict(_NEW_PERCENT)}


def _first_grades() -> list[dict[str, Any]]:
    return [
        {"key": "", "label": label, "letter": letter, "meaning": "", "colour": colour, "points": points,
         "meets_minimum": meets, "priority": not points, "needs": []}
        for points, (label, letter, colour, meets) in enumerate(_NEW_GRADES)
    ]  # fmt: skip


def _read(before: Mapping[str, Any], sent: Any, new: bool) -> dict[str, Any]:
    def text(name: str) -> str:
        return str(tidy(sent.get(name, "") or ""))

    made: dict[str, Any] = {
        key: deepcopy(value) for key, value in before.items() if key not in ("grades", "percent", "starter")
    }
    made["title"], made["kind"] = text("title"), "percent" if text("kind") == "percent" else "grades"
    if text("scale") or "scale" not in made:
        made["scale"] = text("scale")
    if text("about") or "about" in made:
        made["about"] = text("about")
    if text("order") in ORDER_WORDS and text("order") != made.get("order", "worst-first"):
        made["order"] = text("order")
    if made["kind"] == "percent":
        made["percent"] = {
            name: _whole(text(name))
            for name in ("step", "meets_minimum_from", "priority_below")
            if text(name)
        }
    else:
        earlier = {grade.get("key"): grade for grade in before.get("grades") or ()}
        counted = _whole(text("grades"))
        number = min(counted, MOST_GRADES) if isinstance(counted, int) else 0
        if new:
            # The copy of a scale keeps the keys of its grades, so that they are easily declared equal.
            earlier = {text(f"key-{n}"): {} for n in range(1, number + 1)}
        made["grades"] = [_read_grade(n, text, sent, earlier) for n in range(1, number + 1)]
    na = made.get("not_applicable") or {}
    read = {
        "offered": text("na-offered") == "y",
        "label": text("na-label") or "Not applicable",
        "letter": text("na-letter") or "N/A",
        "reason_required": text("na-reason") == "y",
    }
    standard = {"offered": True, "label": "Not applicable", "letter": "N/A", "reason_required": True}
    # What the file leaves unsaid stays so, while it says the same.
    made["not_applicable"] = {k: v for k, v in read.items() if k in na or v != standard[k]}
    if not made["not_applicable"] and "not_applicable" not in before:
        del made["not_applicable"]
    return made


def _read_grade(
    number: int, text: Any, sent: Any, earlier: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    key = text(f"key-{number}")
    was = earlier.get(key, {}) if key else {}
    made: dict[str, Any] = {
        **deepcopy(dict(was)),
        "key": key if key in earlier else "",
        "label": text(f"label-{number}"),
        "letter": text(f"letter-{number}"),
        "meaning": text(f"meaning-{number}"),
        "colour": text(f"colour-{number}"),
        "points": was.get("points"),
        "meets_minimum": text(f"minimum-{number}") == "y",
    }
    for name, value in (
        ("priority", text(f"priority-{number}") == "y"),
        ("needs", [need for need in NEED_WORDS if need in sent.getlist(f"needs-{number}")]),
    ):
        if value or name in was:
            made[name] = value
    return made


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


def _empty_fields(data: Mapping[str, Any]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if not data["title"]:
        found["title"] = "Give the scale a title"
    if not data.get("scale"):
        found["scale"] = "Give the scale a code, for example rag-compliance"
    if data["kind"] == "percent":
        percent = data["percent"]
        if percent.get("step") not in STEPS:
            found["step"] = "Choose how large a step is"
        for name, words, least in (
            ("meets_minimum_from", "meets the minimum", 1),
            ("priority_below", "is listed", 0),
        ):
            value = percent.get(name)
            if name in percent and not (isinstance(value, int) and least <= value <= 100):
                found[name] = f"Write from which percentage it {words}: a whole number from {least} to 100"
        if "meets_minimum_from" not in percent:
            found["meets_minimum_from"] = "Write the lowest percentage that meets the minimum"
        return found
    grades = data["grades"]
    if not FEWEST_GRADES <= len(grades) <= MOST_GRADES:
        found["add"] = (
            f"A scale has from {FEWEST_GRADES} to {MOST_GRADES} grades. This one has {len(grades)}."
        )
    for number, grade in enumerate(grades, start=1):
        if not grade["label"]:
            found[f"label-{number}"] = f"Give grade {number} a word"
        if not grade["letter"] or len(grade["letter"]) > 3 or " " in grade["letter"]:
            found[f"letter-{number}"] = f"Give grade {number} one to three characters for charts"
        if not grade["meaning"]:
            found[f"meaning-{number}"] = f"Write what grade {number} means"
        if grade["colour"] not in PALETTE:
            found[f"colour-{number}"] = f"Choose a colour for grade {number}"
    return found


_GRADE_FIELDS: Mapping[str | int, str] = {"meets_minimum": "minimum", "key": "label", "points": "label"}
_PERCENT_FIELDS = ("step", "meets_minimum_from", "priority_below")
_NA_FIELDS: Mapping[str | int, str] = {"letter": "na-letter", "label": "na-label"}


def _field(problem: Problem) -> str:
    match problem.path:
        case ("grades", int(place), part):
            return f"{_GRADE_FIELDS.get(part, part)}-{place + 1}"
        case ("percent", part) if part in _PERCENT_FIELDS:
            return str(part)
        case ("not_applicable", *rest):
            return _NA_FIELDS.get(rest[0] if rest else "letter", "na-letter")
        case (("title" | "scale" | "about") as name, *_):
            return str(name)
        case _:
            return ""


def _plainly(problem: Problem, made: Mapping[str, Any]) -> str:
    match problem.path:
        case ("grades", int(place), "meets_minimum"):
            worse, better = (made["grades"][each]["label"] for each in (place - 1, place))
            return f"{worse} meets the minimum, so the better grade {better} must meet it too"
        case ("percent", "priority_below"):
            return "Grades that meet the minimum cannot be listed as priorities. Write a lower percentage"
        case ("scale",):
            return (
                "Write the code in small letters, figures and hyphens, at most 60: for example rag-compliance"
            )
        case _:
            return problem.sentence
