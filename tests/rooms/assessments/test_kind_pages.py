"""Questions of every kind, conditions, and every shipped set, through their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from audit.domain.answers import AnswerContent
from tests.rooms.assessments.scene import Scene
from tests.support.pages import PageClient
from tests.support.question_sets import shipped_set
from tests.support.world import question_set


def question_url(scene: Scene, code: str = "1.1") -> str:
    return f"/returns/{scene.reference}/questions/{code}"


def amber(narrative: str = "We are on our way.") -> AnswerContent:
    return AnswerContent(grade="amber", narrative=narrative)


def every_kind() -> dict[str, Any]:
    data = question_set(1, 1)
    data["header"] = [
        {"code": "H1", "kind": "person", "text": "Designated safeguarding lead", "required": True},
        {"code": "H2", "kind": "date", "text": "Date of the last audit", "required": True},
    ]
    kinds: list[dict[str, Any]] = [
        {"kind": "yes-no"},
        {"kind": "choice", "choices": [{"key": "a", "label": "Apple"}, {"key": "b", "label": "Pear"}]},
        {
            "kind": "choice",
            "multiple": True,
            "choices": [{"key": "a", "label": "Red"}, {"key": "b", "label": "Blue"}],
        },
        {"kind": "text"},
        {"kind": "number", "unit": "staff", "minimum": 0, "maximum": 99999},
        {"kind": "percentage"},
    ]
    data["standards"][0]["questions"] += [
        {"code": f"1.{place}", "text": f"A question of kind {kind['kind']}", "strength": "should", **kind}
        for place, kind in enumerate(kinds, 2)
    ]
    return data


def test_every_kind_of_question_is_answered_through_its_page(
    app: Flask, make_scene: Callable[..., Scene]
) -> None:
    scene = make_scene(every_kind())
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    person = {
        "name": "A. Person",
        "role": "Lead",
        "trained_on-day": "3",
        "trained_on-month": "11",
        "trained_on-year": "2025",
    }
    said: dict[str, dict[str, Any]] = {
        "H1": person,
        "H2": {"answer-day": "4", "answer-month": "sept", "answer-year": "2026"},
        "1.1": {"answer": "green"},
        "1.2": {"answer": "no"},
        "1.3": {"answer": "b"},
        "1.4": {"answer": ["a", "b"]},
        "1.5": {"answer": "Free words."},
        "1.6": {"answer": "1,250"},
        "1.7": {"answer": "93%"},
    }
    for code, fields in said.items():
        writer.submit(writer.get(question_url(scene, code)), {**fields, "action": "continue"})
    values = {code: content.value for code, content in scene.view().contents.items()}
    assert values == {
        "H1": {"name": "A. Person", "role": "Lead", "trained_on": "2025-11-03"},
        "H2": "2026-09-04",
        "1.1": None,
        "1.2": "no",
        "1.3": "b",
        "1.4": ["a", "b"],
        "1.5": "Free words.",
        "1.6": "1250",
        "1.7": "93",
    }
    whole = writer.get(f"/returns/{scene.reference}/whole").text_words
    for text in (
        "Last trained on 3 November 2025",
        "4 September 2026",
        "Pear",
        "Red",
        "1250 staff",
        "93 %",
        "Free words.",
    ):
        assert text in whole
    for code, fields in said.items():
        shown = writer.get(question_url(scene, code)).values()
        assert {name for name, text in fields.items() if text} <= set(shown), code
        writer.get(f"{question_url(scene, code)}/history")
    writer.submit(writer.get(f"/returns/{scene.reference}/standards/about"), {"q-H1-name": "B. Person"})
    assert scene.view().contents["H1"].value["name"] == "B. Person"


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("H2", {"answer-day": "31", "answer-month": "2", "answer-year": "2026"}, "must be a real date"),
        ("H2", {"answer-day": "3"}, "must include a month and a year"),
        ("H1", {"trained_on-day": "x", "trained_on-month": "1", "trained_on-year": "2026"}, "number from 1 to 31"),
        ("1.6", {"answer": "many"}, "Enter a number in figures"),
        ("1.7", {"answer": "101"}, "100 or less"),
        ("1.3", {"answer": "z"}, "Choose one of the answers"),
        ("1.2", {"answer": "maybe"}, "Choose yes or no"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_named_at_its_field(
    app: Flask, make_scene: Callable[..., Scene], code: str, fields: dict[str, str], sentence: str
) -> None:
    scene = make_scene(every_kind())
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    page = writer.submit(writer.get(question_url(scene, code)), fields, 422)
    assert sentence in page.errors()[0]
    anchor = str(page.select(".govuk-error-summary__list a")[0]["href"])[1:]
    assert page.find(id=anchor) is not None
    kept = page.values()
    assert all(kept.get(name) == text for name, text in fields.items() if code not in ("1.2", "1.3"))


def test_a_condition_says_which_questions_it_brings(app: Flask, make_scene: Callable[..., Scene]) -> None:
    data = question_set(1, 3)
    questions = data["standards"][0]["questions"]
    questions[0] |= {"kind": "yes-no"}
    questions[1]["condition"] = {"question": "1.1", "is": ["yes"]}
    scene = make_scene(data)
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    writer.get(question_url(scene, "1.2"), 404)
    page = writer.submit(writer.get(question_url(scene)), {"answer": "yes", "action": "continue"})
    assert page.path == question_url(scene, "1.2")
    assert "Your answer adds question 1.2." in page.text_words
    scene.save("1.2", amber())
    page = writer.submit(writer.get(question_url(scene)), {"answer": "no", "action": "continue"})
    assert page.path == question_url(scene, "1.3")
    assert "takes away question 1.2. What was written there is kept." in page.text_words
    assert "1.2" in scene.view().contents


@pytest.mark.parametrize("code", ["section-11", "section-175", "single-agency-training"])
def test_every_page_of_the_shipped_sets_opens(
    app: Flask, make_scene: Callable[..., Scene], code: str
) -> None:
    scene = make_scene(shipped_set(code), kind="school", phase="secondary", type="academy")
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    writer.get(f"/returns/{scene.reference}")
    for standard in scene.view().progress.standards:
        writer.get(f"/returns/{scene.reference}/standards/{standard.standard.code}")
    for question in list(scene.view().progress.by_code)[::7]:
        page = writer.get(question_url(scene, question))
        assert len(page.response.data) < 60_000
