"""``audit questionnaires workbook`` and ``read``, as an operator runs them."""

import json
from pathlib import Path

from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.queries import whole_draft
from tests.rooms.drafts.books import Book
from tests.support import question_sets
from tests.support.operator import run
from tests.support.world import World


def written(tmp_path: Path, *words: str) -> Path:
    out = tmp_path / "set.xlsx"
    done = run("questionnaires", "workbook", *words, "--out", out)
    assert done.exit_code == 0, done.output
    return out


def test_a_starter_goes_out_and_an_untouched_workbook_changes_nothing(world: World, tmp_path: Path) -> None:
    world.board()
    out = written(tmp_path, "section-11-short")
    nothing = {"added": 0, "changed": 0, "removed": 0, "invalid": []}
    assert json.loads(run("questionnaires", "read", out).stdout) == nothing
    applied = run("questionnaires", "read", out, "--apply", "--board", "testshire")
    assert json.loads(applied.stdout) == {**nothing, "draft": None}
    with world.session() as session:
        assert session.query(Draft).count() == 0


def test_changes_are_counted_and_become_a_draft(world: World, tmp_path: Path) -> None:
    board = world.board()
    edition = world.edition(question_sets.content())
    world.edition(question_sets.content(edition="2025.1"))
    out = written(tmp_path, "small", "--edition", "2026.1")
    book = Book(out.read_bytes())
    book.put("Questions", "1.1", "Code", "1.9").add(
        "Questions", Standard="2", Kind_of_answer="Text", Question="New?"
    )
    book.sheet("Questions").delete_rows(book.row_of("Questions", "2.1"))
    book.put("Questions", "2.3", "Asked only after question", "7.7")
    out.write_bytes(book.content())
    said = json.loads(run("questionnaires", "read", out).stdout)
    assert (said["added"], said["changed"], said["removed"]) == (1, 3, 1)
    assert [(one["cell"][:10], "7.7" in one["why"]) for one in said["invalid"]] == [("Questions!", True)]
    made = json.loads(run("questionnaires", "read", out, "--apply", "--board", "testshire").stdout)
    with world.session() as session:
        draft = session.get(Draft, made["draft"])
        assert draft is not None
        assert (draft.board_id, draft.based_on_id) == (board.id, edition.id)
        assert whole_draft(session, draft).content["standards"][0]["questions"][0]["code"] == "1.9"


def test_what_is_wrong_is_a_plain_sentence(world: World, tmp_path: Path) -> None:
    out = written(tmp_path, "section-11-short")
    for words, sentence in {
        ("workbook", "nothing", "--out", str(out)): "There is no question set nothing.",
        (
            "workbook",
            "section-11",
            "--edition",
            "9",
            "--out",
            str(out),
        ): "There is no edition 9 of section-11.",
        ("workbook", "section-11", "--out", "set.txt"): "End it with .xlsx",
        ("read", str(out), "--apply"): "--board CODE",
    }.items():
        done = run("questionnaires", *words)
        assert (done.exit_code, sentence in done.output) == (1, True), done.output
    book = Book(out.read_bytes()).setting("Title", None)
    out.write_bytes(book.content())
    refused = run("questionnaires", "read", out, "--apply", "--board", "testshire")
    assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True)
    assert "Set!B4" in refused.output
    book.setting("Title", "Another")
    out.write_bytes(book.content())
    assert (
        "There is no board nowhere"
        in run("questionnaires", "read", out, "--apply", "--board", "nowhere").output
    )
    out.write_bytes(b"PK nothing")
    other = run("questionnaires", "read", out)
    assert (other.exit_code, "Nothing was changed" in other.output) == (1, True)
