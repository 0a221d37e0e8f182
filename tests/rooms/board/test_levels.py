"""A maturity matrix: the spread of levels, the level that was agreed, the workbook and the year before."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.board.models import AgreedLevel
from audit.rooms.board.operations import LevelOpinion, agree_level
from audit.rooms.trail.models import TrailEntry
from tests.support.number_sets import matrix_set
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.reviewing import Reviewed
from tests.support.world import World

LEVELS = "/rounds/audit/levels"


@pytest.fixture
def matrix(world: World) -> Reviewed:
    """Three partners have graded, and one has not: they are of one mind on 1.1 and two levels apart on 1.2."""
    scene = Reviewed(world, matrix_set())
    for name, apart in (("Police", "red"), ("Council", "green"), ("Health", "green")):
        scene.returned(scene.body(name), {"1.1": "amber", "1.2": apart})
    world.asked(scene.audit, scene.body("Probation").organisation)
    return scene


@pytest.fixture
def board(app: Any, matrix: Reviewed) -> PageClient:
    return PageClient(app).sign_in(matrix.admin_person.id)


def headings(page: Any) -> list[str]:
    return [words(each)[:3] for each in page.select("main section h2")]


def test_the_board_sees_the_widest_spread_first_and_records_what_was_agreed(
    matrix: Reviewed, board: PageClient, world: World, app: Any, engine: Engine
) -> None:
    page = board.get(LEVELS)
    assert headings(page) == ["1.2", "1.1"]
    assert headings(board.get(f"{LEVELS}?sort=set")) == ["1.1", "1.2"]
    text = page.text_words
    assert "3 of 4 (75.0 %) partners have returned; not yet: Probation" in text
    assert "From Red to Green: 2 levels apart. In the middle of 3 partners: Green." in text
    assert "All 3 partners give Amber." in text
    assert "0 of 2 (0.0 %)" in text
    who = page.find(attrs={"aria-label": "Who gave which level to 1.2"})
    assert [words(cell) for cell in who.select("tbody tr:first-child td")] == ["1", "Police"]
    links = board.get("/rounds/audit").text_words
    assert "Spread of levels" in links
    assert "Calibration" not in links
    assert "Progress review" not in links
    assert "Spread of levels" in board.get("/rounds/audit/summary").text_words
    assert "nothing to moderate" in board.get("/rounds/audit/moderation").text_words
    form = board.get(f"{LEVELS}/1.2")
    nothing = board.post(f"{LEVELS}/1.2", {**form.values(), "grade": ""}, status=422)
    assert nothing.errors() == ["Choose the level that was agreed"]
    after = board.post(f"{LEVELS}/1.2", {**form.values(), "grade": "amber", "note": "Police see less of it."})
    assert "Agreed level: Amber" in after.text_words
    assert "Police see less of it." in after.text_words
    # Somebody else, who had the form open before, overwrites nothing and sees both.
    stale = board.post(f"{LEVELS}/1.2", {**form.values(), "grade": "green", "note": "Mine."}, status=422)
    assert "Police see less of it." in stale.text_words
    assert "Mine." in stale.text_words
    assert "Agreed level: Amber" in board.get(LEVELS).text_words
    board.post(f"{LEVELS}/1.2", {**stale.values(), "grade": "green", "note": "Mine."})
    assert "Agreed level: Green" in board.get(LEVELS).text_words
    with world.session() as session:
        entries = session.scalars(select(TrailEntry).where(TrailEntry.event == "level.agreed")).all()
        assert [entry.facts for entry in entries] == [
            {"question": "1.2", "grade": "Amber"}, {"question": "1.2", "grade": "Green"},
        ]  # fmt: skip
    viewer = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=matrix.board).id)
    seen = viewer.get(LEVELS)
    assert "Record the agreed level" not in seen.text_words
    viewer.get(f"{LEVELS}/1.2", status=403)
    book = openpyxl.load_workbook(
        io.BytesIO(board.post("/rounds/audit/workbook", follow=False).response.data)
    )
    found = {row[0]: row for row in book["Levels"].values}
    assert found["1.2"][2:11] == (1, 0, 2, "Red", "Green", "Green", 2, "Green", "Mine.")
    assert sorted(row[2:] for row in book["Levels by partner"].values if row[0] == "1.2") == [
        ("Council", "Green"), ("Health", "Green"), ("Police", "Red"),
    ]  # fmt: skip


def test_next_year_stands_beside_this_year_with_a_constant_number_of_statements(
    matrix: Reviewed, board: PageClient, world: World, engine: Engine
) -> None:
    with world.session() as session:
        agree_level(
            session, matrix.admin, world.clock, "audit", "1.2", LevelOpinion("red", "Begin."), seen_version=0
        )
    data = matrix_set("2027.1")
    data["standards"][0]["questions"][0]["continues"] = "matrix/2026.1#1.2"
    data["standards"][0]["questions"][1]["text"] = "Something else?"
    later = world.round(matrix.board, world.edition(data), code="later", due_on=date(2027, 10, 30))
    here = "/rounds/later/levels"
    assert "No partner has returned yet" in board.get(here).text_words
    matrix.returned(matrix.body("Fire"), {"1.1": "green", "1.2": "n/a"}, later)
    with count_queries(engine) as few:
        page = board.get(here)
    matrix.returned(matrix.body("Army"), {"1.1": "green", "1.2": "amber"}, later)
    with count_queries(engine) as more:
        board.get(here)
    assert len(few) == len(more), str(more)
    assert (
        "One partner has given a level: Green. Section 11 audit 2026: in the middle Green, agreed Red."
        in page.text_words
    )
    assert "No partner has given a level." in page.text_words


def test_what_cannot_be_agreed(matrix: Reviewed, world: World) -> None:
    def agree(code: str, question: str, grade: str, note: str = "", seen: int = 0) -> AgreedLevel:
        with world.session() as session:
            opinion = LevelOpinion(grade, note)
            return agree_level(session, matrix.admin, world.clock, code, question, opinion, seen_version=seen)

    plain = world.round(matrix.board, world.edition(), code="plain")
    empty = world.round(matrix.board, matrix.edition, code="empty", due_on=date(2028, 1, 1))
    with pytest.raises(NotVisible):
        agree(plain.code, "1.1", "green")
    with pytest.raises(NotVisible):
        agree("audit", "9.9", "green")
    with pytest.raises(RuleBroken, match="No partner has returned"):
        agree(empty.code, "1.1", "green")
    for grade, note, field in (("purple", "", "grade"), ("green", "x" * 5001, "note")):
        with pytest.raises(RuleBroken) as broken:
            agree("audit", "1.1", grade, note)
        assert broken.value.field == field
    first = agree("audit", "1.1", "green")
    assert agree("audit", "1.1", "green", seen=1).at == first.at
    with pytest.raises(Stale):
        agree("audit", "1.1", "red")
