"""The full and the short form of one audit stand side by side, by the standards that map to each other."""

from flask import Flask

from audit.domain.permissions import Role
from audit.infra.unit_of_work import UnitOfWork
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.rounds import make_round
from tests.support.world import World, question_set


def test_two_rounds_are_compared(
    world: World, app: Flask, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    board = world.board()
    client = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    short = question_set(1, 1, questionnaire="small-short", title="Short form")
    short["standards"][0] |= {"code": "9", "title": "Line of accountability", "maps_to": "small#2"}
    short["standards"][0]["questions"][0]["code"] = "9.1"
    for code, content, grade in (("full", question_set(), "green"), ("short", short, "red")):
        make_round(
            unit_of_work, clock, board, world.edition(content), asked=2, returned=2, code=code,
            title=f"The {code} form", grade_of=lambda r, q, grade=grade: grade,
        )  # fmt: skip
    page = client.get("/rounds/full/beside")
    assert page.find("table") is None
    page = client.get("/rounds/full/beside?with=short")
    lines = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert lines == [
        ["1 Standard number 1", "4 of 4 (100.0 %)", "Not asked"],
        ["2 Standard number 2", "4 of 4 (100.0 %)", "0 of 2 (0.0 %)"],
    ]
    assert "different scales" not in page.text_words
    stranger = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=world.board("other")).id)
    stranger.get("/rounds/full/beside", 404)
