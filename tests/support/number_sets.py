"""A question set of numbers, without a graded question, and a maturity matrix of two questions."""

from copy import deepcopy
from typing import Any

from tests.support.world import question_set


def number_set(**more: Any) -> dict[str, Any]:
    """Staff (1.1), who need training (1.2), who have it (1.3) and, only of the police, cells with an adult (1.4)."""

    def number(code: str, text: str, **also: Any) -> dict[str, Any]:
        return {"code": code, "kind": "number", "text": text, "unit": "people", "minimum": 0, **also}

    data = deepcopy(question_set())
    data.pop("header")
    data |= {
        "questionnaire": "numbers",
        "title": "Training in numbers",
        "instrument": "thematic",
        "standards": [
            {
                "code": "1",
                "title": "Training",
                "questions": [
                    number("1.1", "How many people work here?"),
                    number("1.2", "How many need training?", required=False),
                    number("1.3", "How many have it?", required=False, allow_not_applicable=True),
                    number("1.4", "How many in custody suites?", applies_to={"kinds": ["police"]}),
                ],
            }
        ],
        "checks": [
            {
                "code": "C1",
                "that": "1.2 <= 1.1",
                "says": "More people need training than work here.",
                "must": True,
            },
            {"code": "C2", "that": "1.3 <= 1.2", "says": "More people are trained than need it."},
        ],
        "rates": [{"code": "R1", "title": "Trained", "of": "1.3", "out_of": "1.2", "unit": "people"}],
        "totals": [
            {"code": "T1", "title": "Staff", "of": "1.1", "unit": "people"},
            {"code": "T2", "title": "Custody", "of": "1.4"},
        ],
    }
    return {**data, **more}


def matrix_set(edition: str = "2026.1", **more: Any) -> dict[str, Any]:
    """Two questions on three levels."""
    return question_set(
        1, 2, questionnaire="matrix", title="The partnership", instrument="maturity-matrix", edition=edition, **more
    )  # fmt: skip
