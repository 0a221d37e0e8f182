"""``audit boards``, ``organisations``, ``people`` and ``rounds``, as an operator runs them."""

import json
from datetime import date
from pathlib import Path

import pytest

from audit.domain.workflows import RoundState
from audit.rooms.organisations.models import AreaMembership, RoleHeld
from audit.rooms.outbox.models import Letter
from tests.support.operator import run
from tests.support.world import World

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "gias"


def test_a_board_is_added_once() -> None:
    assert run("boards", "add", "north", "North Partnership").exit_code == 0
    again = run("boards", "add", "north", "North Partnership")
    assert again.exit_code == 1
    assert "already a board with the code north" in again.stderr
    assert run("boards", "list").stdout == "north: North Partnership\n"


def test_an_unknown_board_is_answered_with_those_there_are(world: World, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("URN\n1\n")
    world.board()
    answer = run("organisations", "import-gias", file, "--board", "nowhere", "--la", "860")
    assert answer.exit_code == 1
    assert "There are: testshire." in answer.stderr
    assert "audit boards add" in answer.stderr


@pytest.mark.parametrize("content", [b"", b"URN,Name\n1,Elm\n", b"%PDF-1.7 x", bytes(range(256))])
def test_a_file_that_is_no_register_is_answered_with_a_sentence(
    world: World, tmp_path: Path, content: bytes
) -> None:
    world.board()
    file = tmp_path / "register.csv"
    file.write_bytes(content)
    answer = run("organisations", "import-gias", file, "--board", "testshire", "--la", "860")
    assert answer.exit_code == 1
    assert "Nothing was changed." in answer.stderr
    assert "Traceback" not in answer.output


def test_the_real_register_for_one_authority(world: World) -> None:
    file = REGISTER / "gias_shaped.csv"
    if not file.exists():
        pytest.skip("the public extract is not beside this repository")
    world.board()
    words = ("organisations", "import-gias", file, "--board", "testshire", "--la", "860")
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert "     415  New in the area" in dry.stdout
    assert "same DfE number as a school that is still open" in dry.stdout
    assert dry.stdout.endswith("Nothing was changed.\n")
    assert "rows read" in dry.stderr
    with world.session() as session:
        assert session.query(AreaMembership).count() == 0
    assert run(*words).stdout.endswith("Saved.\n")
    with world.session() as session:
        assert session.query(AreaMembership).count() == 415
    assert "     415  As they were" in run(*words).stdout


def test_people_are_invited_into_the_right_kind_of_place(world: World) -> None:
    council = world.organisation(world.board(), "Council")
    invite = ("people", "invite", "Ann@Example.org", "--name", "Ann", "--role")
    assert run(*invite, "board-administrator", "--board", "testshire").exit_code == 0
    assert run(*invite, "lead", "--organisation", str(council.id)).exit_code == 0
    assert run(*invite, "site-administrator").exit_code == 0
    with world.session() as session:
        assert session.query(RoleHeld).count() == 3
        assert {letter.to_email for letter in session.query(Letter)} == {"ann@example.org"}
    for wrong, sentence in (
        (("lead", "--board", "testshire"), "needs --organisation ID"),
        (("lead",), "needs --organisation ID"),
        (("board-viewer", "--organisation", "1"), "needs --board CODE"),
        (("site-administrator", "--board", "testshire"), "no board and no organisation"),
        (("board-viewer", "--board", "nowhere"), "There are: testshire."),
        (("lead", "--organisation", "999"), "no organisation with the number 999"),
    ):
        answer = run(*invite, *wrong)
        assert answer.exit_code == 1
        assert sentence in answer.stderr
    assert run("people", "invite", "nobody", "--name", "N", "--role", "site-administrator").exit_code == 1
    assert run("people", "invite", "a@b.example", "--name", "N", "--role", "king").exit_code == 2


def test_rounds_are_listed_with_their_figures(world: World) -> None:
    assert run("rounds", "list").stdout == "There are no rounds yet.\n"
    assert json.loads(run("rounds", "list", "--json").stdout) == []
    board = world.board()
    world.round(
        board, world.edition(), world.organisation(board), code="audit-2026", due_on=date(2026, 10, 30)
    )
    world.round(board, world.edition(), code="next", state=RoundState.DRAFT)
    lines = run("rounds", "list").stdout.splitlines()
    assert lines[0].split() == ["CODE", "BOARD", "STATE", "DUE", "SUBMITTED", "LATE"]
    assert "audit-2026  testshire  open   2026-10-30  0 of 1 (0.0 %)" in lines[1]
    rows = json.loads(run("rounds", "list", "--json").stdout)
    assert [(row["code"], row["state"], row["asked"], row["submitted"]) for row in rows] == [
        ("audit-2026", "open", 1, 0), ("next", "draft", 0, 0),
    ]  # fmt: skip


def test_organisations_are_listed_with_the_number_that_an_invitation_asks_for(world: World) -> None:
    board = world.board()
    elm, _ = world.organisation(board, "Elm School", "school"), world.organisation(board, "Oak Council")
    answer = run("organisations", "list", "--board", "testshire", "--find", "elm")
    assert answer.stdout == f"{elm.id}: Elm School (Other schools)\n"
    assert len(run("organisations", "list", "--board", "testshire").stdout.splitlines()) == 2
    assert "There are: testshire." in run("organisations", "list", "--board", "nowhere").stderr
