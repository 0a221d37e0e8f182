"""``audit returns``, as an operator runs it."""

import json
from pathlib import Path

import pytest

from audit.domain.answers import AnswerContent
from audit.domain.workflows import RoundState
from audit.rooms.assessments.models import AnswerRevision
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Sheet
from tests.support.operator import run
from tests.support.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def written(scene: Scene, tmp_path: Path) -> Path:
    out = tmp_path / "answers.xlsx"
    done = run("returns", "workbook", "--return", scene.reference, "--out", out)
    assert done.exit_code == 0, done.output
    return out


def fill(path: Path, code: str, **values: object) -> None:
    path.write_bytes(Sheet(path.read_bytes()).fill(code, **values).content())


def test_the_returns_of_a_round_are_listed(scene: Scene) -> None:
    scene.world.asked(scene.round, scene.other)
    done = run("returns", "list", "--round", scene.round.code, "--json")
    found = json.loads(done.stdout)
    assert {
        "reference": scene.reference,
        "organisation": scene.organisation.name,
        "state": "not-started",
        "due": "2026-10-30",
    } in found
    assert len(found) == 2
    table = run("returns", "list", "--round", scene.round.code).stdout.splitlines()
    assert table[0].split() == ["REFERENCE", "ORGANISATION", "STATE", "DUE"]
    assert len(table) == 3


def test_an_untouched_workbook_changes_nothing(scene: Scene, tmp_path: Path) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative="On the way"))
    out = written(scene, tmp_path)
    for words in ((), ("--apply",)):
        found = json.loads(run("returns", "upload", out, *words).stdout)
        assert found.pop("applied", 0) == 0
        assert found == {"new": 0, "changed": 0, "unchanged": 4, "conflict": 0, "invalid": []}
    with scene.world.session() as session:
        assert session.query(AnswerRevision).count() == 1


def test_a_preview_applies_nothing_and_apply_all_but_conflicts(scene: Scene, tmp_path: Path) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative="On the way"))
    out = written(scene, tmp_path)
    scene.save("2.1", AnswerContent(grade="red"))
    fill(out, "1.1", grade="Green")
    fill(out, "1.2", grade="Amber")
    fill(out, "2.1", grade="Green")
    fill(out, "2.2", grade="Purple")
    said = {
        "new": 1, "changed": 1, "unchanged": 0, "conflict": 1,
        "invalid": [{"cell": "F5", "why": "Cell F5: “Purple” is not one of “Red”, “Amber”, “Green”."}],
    }  # fmt: skip
    assert json.loads(run("returns", "upload", out).stdout) == said
    assert scene.view().content("1.2").is_empty
    assert json.loads(run("returns", "upload", out, "--apply").stdout) == {**said, "applied": 2}
    view = scene.view()
    grades = [view.content(code).grade for code in ("1.1", "1.2", "2.1", "2.2")]
    assert grades == ["green", "amber", "red", None]


def test_what_is_wrong_is_a_plain_sentence(scene: Scene, tmp_path: Path) -> None:
    out = written(scene, tmp_path)
    nowhere = run("returns", "list", "--round", "nowhere")
    assert nowhere.exit_code == 1
    assert "There is no round nowhere." in nowhere.stderr
    unknown = run("returns", "workbook", "--return", "NOT-1", "--out", out)
    assert unknown.exit_code == 1
    assert "There is no return NOT-1" in unknown.stderr
    assert (
        "End it with .xlsx" in run("returns", "workbook", "--return", "X", "--out", tmp_path / "a.csv").stderr
    )
    (tmp_path / "bad.xlsx").write_bytes(out.read_bytes()[:2000])
    damaged = run("returns", "upload", tmp_path / "bad.xlsx", "--apply")
    assert damaged.exit_code == 1
    assert "is damaged" in damaged.stderr
    scene.set_round_state(RoundState.CLOSED)
    fill(out, "1.1", grade="Green")
    closed = run("returns", "upload", out, "--apply")
    assert closed.exit_code == 1
    assert "This round is closed, so nothing was changed." in closed.stderr
    for done in (nowhere, unknown, damaged, closed):
        assert "Traceback" not in done.output
