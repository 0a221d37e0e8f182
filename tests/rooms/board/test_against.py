"""A round against an earlier one: who counts, declared scales, sets that map, and the sheet of the workbook."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select, update

from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.drafts.operations.mappings import declare_mapping
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.rounds import make_round
from tests.support.world import World, question_set

PATH = "/rounds/now/against"


@pytest.fixture
def board(world: World) -> Any:
    return world.board()


def two_rounds(world: World, board: Any, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Then four organisations returned, all the worst; now three of them and one other, all the best."""
    for code, data, due, place in (
        ("then", before, date(2025, 10, 30), 0),
        ("now", now, date(2026, 10, 30), -1),
    ):
        keys = [grade["key"] for grade in data["scale"]["grades"]]
        make_round(
            world.unit_of_work, world.clock, board, world.edition(data), asked=5, returned=4, code=code,
            state=RoundState.CLOSED, due_on=due, grade_of=lambda r, q, k=keys[place]: k, title=f"Audit {code}",
        )  # fmt: skip
    with world.session() as session:
        found = session.execute(
            select(Return.reference, Return.organisation_id, Organisation.name).join(Organisation)
        ).all()
        then = {name: id for reference, id, name in found if reference.startswith("WHOLE-1-")}
        for reference, _id, name in found:
            if reference.startswith("WHOLE-2-") and name != "Organisation 004":
                session.execute(
                    update(Return).where(Return.reference == reference).values(organisation_id=then[name])
                )


def admin(world: World, app: Any, board: Any) -> PageClient:
    return PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Kit").id)


def test_then_and_now_with_the_organisations_in_both_or_all(
    world: World, app: Any, board: Any, engine: Engine, tmp_path: Any
) -> None:
    data = question_set()
    two_rounds(world, board, data, {**deepcopy(data), "edition": "2027.1"})
    client = admin(world, app, board)
    with count_queries(engine) as few:
        page = client.get(PATH)
    assert len(few) <= 16
    assert "Only the 3 organisations that returned in both rounds." in page.text_words
    assert "4 returned then and 4 now" in page.text_words
    graded = sum(q["kind"] == "graded" for s in data["standards"] for q in s["questions"])
    assert f"0 of {3 * graded} (0.0 %)" in page.text_words
    assert f"{3 * graded} of {3 * graded} (100.0 %) Up 100.0 points" in page.text_words
    every = client.get(f"{PATH}?who=all")
    assert f"{4 * graded} of {4 * graded} (100.0 %)" in every.text_words
    assert "a difference may come from who answered" in every.text_words
    assert "Against an earlier round" in client.get("/rounds/now/summary").text_words
    client.get(f"{PATH}?with=now", 404)
    response = client.get(f"{PATH}?with=then&grades=self")
    assert response.find("select", id="with").find("option", selected=True)["value"] == "then"  # type: ignore[union-attr,index]
    assert "No earlier round of your board asks the same" in client.get("/rounds/then/against").text_words
    response = client.raw.post("/rounds/now/workbook", data={"csrf_token": client.csrf_token()})
    (tmp_path / "round.xlsx").write_bytes(response.data)
    rows = list(load_workbook(tmp_path / "round.xlsx")["Against an earlier round"].values)
    whole = next(row for row in rows if row[0] == "All standards that compare")
    assert whole[1:8] == (0, 3 * graded, 0, 3 * graded, 3 * graded, 1, "Up 100.0 points")


def test_with_nobody_in_both_rounds_the_page_says_so_and_leads_on(world: World, app: Any, board: Any) -> None:
    data = question_set()
    for code, content, due in (
        ("then", data, date(2025, 10, 30)),
        ("now", {**data, "edition": "2027.1"}, None),
    ):
        make_round(
            world.unit_of_work, world.clock, board, world.edition(content), asked=1, returned=1, code=code,
            due_on=due or date(2026, 10, 30), grade_of=lambda r, q: "green",
        )  # fmt: skip
    client = admin(world, app, board)
    page = client.get(PATH)
    assert "No organisation has returned in both rounds yet" in page.text_words
    assert "0 of 0" not in page.text_words
    every = client.get(str(page.find("a", string="Compare everybody who returned in each round")["href"]))
    assert "4 of 4 (100.0 %)" in every.text_words


def test_two_scales_are_compared_only_through_what_was_declared(world: World, app: Any, board: Any) -> None:
    data = question_set()
    other = {**deepcopy(data), "edition": "2027.1"}
    other["scale"]["grades"][0]["meaning"] = "Means something else now."
    other["standards"][0]["code"] = "new"
    two_rounds(world, board, data, other)
    client = admin(world, app, board)
    page = client.get(PATH)
    assert "No figures are compared: the grades mean different things." in page.text_words
    assert "%)" not in page.text_words
    assert "Only in this round" in page.text_words
    viewer = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    assert "A board administrator can declare it." in viewer.get(PATH).text_words
    link = page.find("a", string="Declare how the two scales compare")
    assert "What each earlier grade counts as" in client.get(str(link["href"])).text_words  # type: ignore[index]
    keys = [grade["key"] for grade in data["scale"]["grades"]]
    actor = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Kim Declarer"))
    with world.session() as session:
        grades = {key: key if key == keys[0] else None for key in keys}
        declare_mapping(
            session, actor, world.clock, board.id, data["scale"], other["scale"], grades, "As in March."
        )
    page = client.get(PATH)
    assert "that Kim Declarer declared they count as on" in page.text_words
    assert "As in March." in page.text_words
    assert "(100.0 %) Up 100.0 points" in page.text_words
    with world.session() as session:
        grades = {key: None if key == keys[0] else key for key in keys}
        declare_mapping(session, actor, world.clock, board.id, data["scale"], other["scale"], grades)
    assert "answers then had a grade without an equal, left out" in client.get(PATH).text_words


def test_standards_of_another_set_compare_by_what_they_map_to(world: World, app: Any, board: Any) -> None:
    full, short = question_set(), {**question_set(), "questionnaire": "short-set"}
    short["standards"] = [
        {**standard, "maps_to": f"{full['questionnaire']}#{standard['code']}"}
        for standard in short["standards"][:1]
    ]
    two_rounds(world, board, full, short)
    page = admin(world, app, board).get(PATH)
    assert "Up 100.0 points" in page.text_words
    assert "Only in the earlier round" in page.text_words


def test_no_other_board_sees_it(world: World, app: Any, board: Any) -> None:
    data = question_set()
    two_rounds(world, board, data, {**deepcopy(data), "edition": "2027.1"})
    stranger = world.person(Role.BOARD_ADMINISTRATOR, board=world.board(code="elsewhere", name="Elsewhere"))
    PageClient(app).sign_in(stranger.id).get(PATH, 404)
