"""A workbook applied: onto the draft from which it was downloaded, or as a new one when that has gone on meanwhile."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.domain.errors import NotVisible, Stale
from audit.domain.permissions import Role
from audit.rooms.drafts.exports import Source
from audit.rooms.drafts.models import DraftChange, DraftQuestion
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.operations.applying import apply_as_new, apply_to_draft, standing_of
from audit.rooms.drafts.operations.undoing import redo_change, undo_change
from audit.rooms.drafts.queries import draft_to_keep, whole_draft
from tests.rooms.drafts.books import Book
from tests.support import question_sets
from tests.support.queries import count_queries
from tests.support.world import World, question_set


def test_a_workbook_is_applied_onto_its_draft_in_as_many_statements_for_any_length(
    world: World, engine: Engine, tmp_path: Path
) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    counts = set()
    for standards, questions in ((2, 3), (9, 12)):
        content = question_set(standards, questions)
        with world.session() as session:
            id = start_draft(session, admin, world.clock, board.id, content).id
        book = Book(content, Source(board.code, draft_id=id))
        sheet = book.sheet("Questions")
        sheet.delete_rows(book.row_of("Questions", "2.1"))
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, book.column("Questions", "Hint")).value = f"Hint {row}"
        book.add("Standards", Title="New")
        for _ in range(questions):
            book.add("Questions", Standard=str(standards + 1), Kind_of_answer="Text", Question="What?")
        book.add("Header", Code="H1", Kind_of_answer="Date", Question="When?")
        book.setting("Title", "Changed")
        read = book.read(tmp_path)
        with world.session() as session, count_queries(engine) as made:
            apply_to_draft(session, admin, world.clock, id, read, "set.xlsx")
            session.flush()
        counts.add(len(made))
        with world.session() as session:
            row = draft_to_keep(session, admin, id)
            whole = whole_draft(session, row)
            assert whole.content == {**read.content}
            assert (row.title, len(whole.retired)) == ("Changed", 1)
            change = session.query(DraftChange).filter_by(draft_id=id).one()
            assert "Took over the workbook set.xlsx" in change.what
            kinds = [
                (s["part"], s["before"] is None, (s["after"] or {}).get("retired")) for s in change.steps
            ]
            assert ("draft", False, None) in kinds
            parts = {s["part"]: set(s["after"]) for s in change.steps}
            assert parts == {
                "draft": {"settings", "scale"},
                "standard": {"content", "position", "retired"},
                "question": {"content", "position", "retired", "standard_id"},
            }
            assert ("standard", True, False) in kinds
            assert ("question", False, True) in kinds
            ids = [q.id for q in session.query(DraftQuestion).filter_by(draft_id=id)]
            assert {s["id"] for s in change.steps if s["part"] == "question"} == set(ids)
        with world.session() as session:
            undo_change(session, admin, world.clock, id, change.id)
        with world.session() as session:
            assert whole_draft(session, draft_to_keep(session, admin, id)).content == content
            redo_change(session, admin, world.clock, id, change.id)
        with world.session() as session:
            assert whole_draft(session, draft_to_keep(session, admin, id)).content == read.content
    assert len(counts) == 1, counts


def test_a_draft_changed_meanwhile_is_not_overwritten(world: World, tmp_path: Path) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    stranger = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=world.board("othershire")))
    content = question_sets.content()
    with world.session() as session:
        id = start_draft(session, admin, world.clock, board.id, content).id
    book = Book(content, Source(board.code, draft_id=id))
    book.put("Questions", "1.1", "Hint", "Mine").put("Questions", "2.2", "Hint", "Mine")
    read = book.read(tmp_path)
    with world.session() as session:
        assert standing_of(session, admin, board.id, read).changed_since == ()
        assert standing_of(session, stranger, board.id, read).draft is None
        with pytest.raises(NotVisible):
            apply_to_draft(session, stranger, world.clock, id, read, "set.xlsx")
        for row in session.query(DraftQuestion).filter_by(draft_id=id):
            if row.content["code"] in ("1.1", "1.2"):
                row.content = {**row.content, "hint": "Theirs"}
    with world.session() as session:
        standing = standing_of(session, admin, board.id, read)
        assert (list(standing.changed_since), list(standing.conflicts)) == (
            ["Question 1.1", "Question 1.2"],
            ["Question 1.1"],
        )
        with pytest.raises(Stale):
            apply_to_draft(session, admin, world.clock, id, read, "set.xlsx")
        made = apply_as_new(session, admin, world.clock, board.id, read)
        assert whole_draft(session, made).content == read.content
