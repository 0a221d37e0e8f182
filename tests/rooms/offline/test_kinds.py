"""Answers of every kind in cells, and cells that cannot be an answer."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from audit.domain.answers import AnswerContent
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.kinds import ANSWERS, every_kind
from tests.rooms.offline.sheet import Desk, counts, lines
from tests.support.question_sets import PERCENT
from tests.support.world import question_set


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    return make_scene(every_kind())


def test_every_kind_goes_out_and_in_unchanged(desk: Desk, scene: Scene) -> None:
    for code, content in ANSWERS.items():
        scene.save(code, content)
    book = desk.download()
    assert book.cell("H1", "Answer").value == "A. Lead; Head; 4 March 2026"
    assert book.cell("H4", "Answer").value == "Schools\nHomes; hostels"
    assert book.cell("H8", "Answer").value == "4 September 2026"
    assert book.cell("H9", "What to enter").value.startswith("Only if H2 is “Yes”.")
    assert counts(desk.upload(book)) == {"Unchanged": 11}


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("H1", "A. Lead", {"name": "A. Lead", "role": "", "trained_on": ""}),
        ("H1", "A. Lead\nHead\n4/3/2026", {"name": "A. Lead", "role": "Head", "trained_on": "2026-03-04"}),
        ("H2", "YES", "yes"),
        ("H3", "north, and  coast", "n"),
        ("H4", "Clubs; schools", ["a", "c"]),
        ("H4", "– Clubs\n– Homes; hostels", None),
        ("H4", "Homes; hostels", ["b"]),
        ("H5", 12, "12"),
        ("H6", 1250, "1250"),
        ("H6", "1,250", "1250"),
        ("H7", "85 %", "85"),
        ("H7", 85.5, "85.5"),
        ("H8", date(2026, 9, 4), "2026-09-04"),
        ("H8", datetime(2026, 9, 4, 12, 0), "2026-09-04"),
        ("H8", "4.9.2026", "2026-09-04"),
    ],
)
def test_what_people_type(desk: Desk, scene: Scene, code: str, typed: Any, value: Any) -> None:
    shown = desk.upload(desk.download().fill(code, answer=typed))
    if value is None:
        assert counts(shown)["Cannot be applied"] == 1
        return
    assert counts(shown)["New"] == 1, lines(shown)
    desk.client.submit(shown)
    assert scene.view().content(code).value == value


def test_a_share_that_excel_made_of_what_was_typed(desk: Desk, scene: Scene) -> None:
    book = desk.download().fill("H7", answer=0.855)
    book.cell("H7", "Answer").number_format = "0.0%"
    desk.client.submit(desk.upload(book))
    assert scene.view().content("H7").value == "85.5"


@pytest.mark.parametrize(
    ("typed", "grade"), [("50 %", "p50"), ("50%", "p50"), ("50", "p50"), (50, "p50"), (0.5, "p50"), (0, "p0")]
)
def test_a_scale_of_percentages(
    make_scene: Callable[..., Scene], make_desk: Callable[[Scene], Desk], typed: Any, grade: str
) -> None:
    scene = make_scene(question_set(1, 1, scale={**PERCENT, "about": "For tests."}))
    desk = make_desk(scene)
    book = desk.download().fill("1.1", grade=typed)
    if typed == 0.5:
        book.cell("1.1", "Grade").number_format = "0%"
    desk.client.submit(desk.upload(book))
    assert scene.view().content("1.1") == AnswerContent(grade=grade)


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("1.1", {"grade": "Purple"}, "Cell F11: “Purple” is not one of “Red”, “Amber”, “Green”."),
        ("1.1", {"grade": "=F12"}, "Cell F11 holds a formula. Type the words themselves."),
        ("1.1", {"narrative": "#REF!"}, "Cell I11 shows an error of Excel’s. Type the words themselves."),
        (
            "1.1",
            {"answer": "Green"},
            "Cell G11: this question is answered in the column “Grade”. Empty this cell.",
        ),
        (
            "H2",
            {"grade": "Green"},
            "Cell F3: this question is answered in the column “Answer”. Empty this cell.",
        ),
        (
            "1.1",
            {"reason": "None here"},
            "Cell H11 says why the question does not apply, but the answer is not",
        ),
        ("1.1", {"grade": "Green", "reason": "No"}, "Choose that in F11, or empty this cell."),
        ("H2", {"answer": "Perhaps"}, "Cell G3: “Perhaps” is not one of “Yes”, “No”."),
        ("H3", {"answer": "West"}, "Cell G4: “West” is not one of “North, and coast”, “South”."),
        ("H4", {"answer": "Clubs; Pubs"}, "Cell G5: “Pubs” is not one of"),
        (
            "H6",
            {"answer": "a lot"},
            "Cell G7: Enter a number in figures, for example 120. “a lot” is not one.",
        ),
        ("H6", {"answer": 0}, "Cell G7: The number must be 1 or more."),
        ("H7", {"answer": "120 %"}, "Cell G8: The number must be 100 or less."),
        ("H8", {"answer": "soon"}, "Cell G9: the date must be a date, for example 4 March 2027."),
        (
            "H8",
            {"answer": "31/2/2027"},
            "Cell G9: The date must be a real date: February 2027 has no day 31.",
        ),
        ("H1", {"answer": "A; B; C; D"}, "Cell G2: give a name, a role and a date, with a semicolon between"),
        ("H1", {"answer": "A; B; soon"}, "Cell G2: the training date must be a date"),
        ("1.1", {"narrative": "x" * 20_001}, "Cell I11: Your narrative must be 20,000 characters or fewer."),
    ],
)
def test_a_cell_that_cannot_be_an_answer_is_named(
    desk: Desk, scene: Scene, code: str, values: dict[str, Any], said: str
) -> None:
    book = desk.download().fill(code, **values).fill("1.2", grade="Green")
    shown = desk.upload(book)
    assert counts(shown) == {"Cannot be applied": 1, "New": 1, "Unchanged": 9}
    assert said in lines(shown)[0]
    desk.client.submit(shown)
    assert list(scene.view().answers) == ["1.2"]


def test_leaving_not_applicable_forgets_its_reason(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(not_applicable=True, na_reason="None here"))
    desk.client.submit(desk.upload(desk.download().fill("1.1", grade="Green")))
    assert scene.view().content("1.1") == AnswerContent(grade="green")


def test_text_that_may_tell_who_a_child_is_is_warned_of(desk: Desk) -> None:
    shown = desk.upload(desk.download().fill("1.1", narrative="The child, NHS number 943 476 5919, was seen"))
    assert counts(shown)["New"] == 1
    assert "NHS number" in " ".join(lines(shown)).split("was seen", 1)[1]
