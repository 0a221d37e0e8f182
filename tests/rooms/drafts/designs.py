"""Real designs of audits as question sets: their scales, standards, header fields and windows, in our own words."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from tests.support import question_sets

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "designs" / "audit_designs.json"

SCALES: Mapping[str, str] = {
    "A01": "zero-to-three-na",
    "A02": "zero-to-three-descriptor",
    "A04": "rag-meets-minimum",
    "A05": "rag-compliance",
    "A07": "one-to-four-one-best",
    "A08": "four-to-one-four-best",
    "A10": "yes-no",
    "A16": "rag-compliance",
    "A17": "four-to-one-four-best",
    "A19": "zero-to-three-descriptor",
}
"""The scale that comes with the product for each design; the others have one of their own or the plainest."""

YES_NO_ACTIONS = ("no", "No", False), ("actions", "Actions", False), ("yes", "Yes", True)
CONTINUUM = (
    ("below", "Does not meet minimum", False),
    ("developing", "Developing", True),
    ("embedded", "Embedded", True),
)


def designs() -> list[dict[str, Any]]:
    """The designs, as they were collected."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def own_scale(code: str, title: str, grades: Any) -> dict[str, Any]:
    """A scale of three grades that a board would make itself."""
    colours = ("red", "yellow", "green")
    return {
        "scale": code,
        "title": title,
        "kind": "grades",
        "order": "worst-first",
        "grades": [
            {
                "key": key,
                "label": label,
                "letter": str(points),
                "meaning": f"{label}: what the board says of it.",
                "colour": colour,
                "points": points,
                "meets_minimum": meets,
                "needs": [] if meets else ["narrative"],
            }
            for points, ((key, label, meets), colour) in enumerate(zip(grades, colours, strict=True))
        ],
    }


def window(design: Mapping[str, Any]) -> tuple[date | None, date]:
    """When answering opens and when it is due; a design that does not say is due at the end of a year."""
    opens, due = design.get("window") or (None, "2027-03-31")
    return (date.fromisoformat(opens) if opens else None), date.fromisoformat(due)


def built(design: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a design's set."""
    id = str(design["id"])
    scale = _scale(id)
    sections = design.get("sections") or ["Leadership", "People", "Practice"]
    if id == "A08":
        sections = [f"Heading {n}" for n in range(1, 25)]
    schools = "11" not in str(design["owner"]) and "childminders" not in str(design["owner"])
    content: dict[str, Any] = {
        "questionnaire": f"design-{id.casefold()}",
        "edition": "2026.1",
        "title": f"Design {id}",
        "duty": "section-175" if schools else "section-11",
        "scale": scale,
        "header": _header(design),
        "sign_off": _sign_off(id),
        "standards": [_standard(id, n, str(title), scale) for n, title in enumerate(sections, 1)],
    }
    if id == "A07":
        for question in content["standards"][-1]["questions"]:
            question["strength"] = "local"  # part two is optional
    if id == "A08":
        content["standards"] += [_counts(25), _checklist(26)]
    if id == "A10":
        content["profile"] = "short"
        content["header"].append(
            {
                "code": "H9",
                "kind": "yes-no",
                "text": "Is last year’s action plan brought up to date?",
                "required": True,
            }
        )
    return content


def _scale(id: str) -> dict[str, Any]:
    if id == "A14":
        return own_scale("yes-no-actions", "Yes, no, actions", YES_NO_ACTIONS)
    if id == "A22":
        return own_scale("continuum", "Below, developing, embedded", CONTINUUM)
    code = SCALES.get(id, "rag-compliance")
    return deepcopy(
        dict(next(one.data for one in question_sets.shipped_library().scales if one.data["scale"] == code))
    )


def _header(design: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = design.get("header_fields") or ["Designated safeguarding lead", "Date of last training"]
    kinds = {"date": "date", "lead": "person", "signed off": "person", "name and job": "person"}
    return [
        {
            "code": f"H{n}",
            "kind": next((kind for word, kind in kinds.items() if word in name.casefold()), "text"),
            "text": name,
        }
        for n, name in enumerate(fields, 1)
    ]


def _sign_off(id: str) -> dict[str, Any]:
    if id == "A10":  # three signatories
        return {"steps": ["head", "chair", "chief-officer"]}
    if id in ("A13", "A16", "A22"):
        return {"steps": ["head", "chair"], "governing_body_date": True}
    return {"steps": ["head"] if id == "A02" else ["chief-officer"]}


def _standard(id: str, number: int, title: str, scale: Mapping[str, Any]) -> dict[str, Any]:
    graded: dict[str, Any] = {
        "code": f"{number}.1",
        "kind": "graded",
        "text": f"How well is this in place: {title}?",
        "expected_evidence": ["What shows it"],
    }
    if id in ("A19", "A22"):  # score descriptors for each standard, a grid of prompts
        graded["descriptors"] = {grade["key"]: f"{grade['label']} for {title}." for grade in scale["grades"]}
    if id == "A14":
        graded |= {
            "strength": "must",
            "reference": {"title": "Early years framework", "edition": "2026", "part": f"3.{number}"},
        }
    if id == "A17":  # a comment is required for every question
        graded["requires"] = {"narrative": "always"}
    if id == "A26":
        graded["applies_to"] = {"kinds": ["early-years"]}
    questions = [graded]
    more = {
        "A22": ["What do governors ask about this?"],
        "A25": ["What works well?", "What action follows?"],
        "A13": ["Staff trained in the last twelve months: name of the course, date and number, one a line"],
    }.get(id, [])
    questions += [{"code": f"{number}.{n}", "kind": "text", "text": text} for n, text in enumerate(more, 2)]
    return {"code": str(number), "title": title, "questions": questions}


def _counts(number: int) -> dict[str, Any]:
    asked = ["Referrals made", "Children with early help"]
    return {
        "code": str(number),
        "title": "Additional counts",
        "questions": [
            {"code": f"{number}.{n}", "kind": "number", "text": text, "unit": "children", "minimum": 0}
            for n, text in enumerate(asked, 1)
        ],
    }


def _checklist(number: int) -> dict[str, Any]:
    return {
        "code": str(number),
        "title": "Compliance checklist",
        "questions": [{"code": f"{number}.1", "kind": "yes-no", "text": "Is the policy on the website?"}],
    }
