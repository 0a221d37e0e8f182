"""A question set changed in Excel: what is read, what is said cell by cell, and what becomes of it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.infra.workbook_in import WorkbookRefused
from audit.rooms.drafts.exports import Source
from audit.rooms.drafts.exports.identity import kept_rows
from audit.rooms.drafts.operations.applying import apply_as_new
from audit.rooms.drafts.operations.comparing import ChangeKind, changes_of, count_changes, moved_places
from audit.rooms.drafts.queries import whole_draft
from tests.rooms.drafts.books import Book
from tests.support import question_sets
from tests.support.world import World


def test_a_code_that_is_changed_is_a_change_and_what_hangs_on_it_follows(tmp_path: Path) -> None:
    was = question_sets.content()
    book = Book(was)
    book.put("Questions", "1.1", "Code", "1.1a").put("Standards", "2", "Code", "B")
    book.put("Questions", "2.1", "Question", "How many people are there?")
    book.setting("Title", "A larger set")
    read = book.read(tmp_path)
    wanted = deepcopy(was)
    wanted["title"] = "A larger set"
    first, second = wanted["standards"]
    first["questions"][0]["code"] = "1.1a"
    first["questions"][1]["condition"]["question"] = "1.1a"
    second["code"] = "B"
    second["questions"][0]["text"] = "How many people are there?"
    assert (read.slips, read.content) == ([], wanted)
    assert "follows" in read.notes[0]
    said = {one.name: one for one in changes_of(read)}
    assert count_changes(list(said.values())) == {"added": 0, "changed": 5, "removed": 0}
    change = said["Question 2.1"].fields[0]
    assert [(piece.text, piece.is_changed) for piece in change.words.after] == [
        ("How", False),
        ("many people are there?", True),
    ]


def test_rows_are_added_copied_moved_and_deleted(tmp_path: Path) -> None:
    book = Book(question_sets.content())
    sheet = book.sheet("Questions")
    copied = [cell.value for cell in sheet[book.row_of("Questions", "2.2")]]
    sheet.append([*copied[:2], "2.9", *copied[3:]])
    book.add("Questions", Standard="2", Kind_of_answer="graded", Question="New?", Must_be_answered="no")
    book.put("Questions", "2.3", "Standard", "1")
    sheet.delete_rows(book.row_of("Questions", "1.2"))
    for _ in range(40):
        sheet.append([None, "  ", None])
    read = book.read(tmp_path)
    assert read.slips == []
    first, second = read.content["standards"]
    assert [q["code"] for q in first["questions"]] == ["1.1", "2.3"]
    assert [q["code"] for q in second["questions"]] == ["2.1", "2.2", "2.9", "2.10"]
    assert second["questions"][3] == {"code": "2.10", "kind": "graded", "text": "New?", "required": False}
    assert second["questions"][2]["choices"] == second["questions"][1]["choices"]
    said = {(one.kind, one.name): one for one in changes_of(read)}
    assert set(said) == {
        (ChangeKind.ADDED, "Question 2.9, in standard 2"),
        (ChangeKind.ADDED, "Question 2.10, in standard 2"),
        (ChangeKind.MOVED, "Question 2.3"),
        (ChangeKind.REMOVED, "Question 1.2"),
    }
    assert said[ChangeKind.MOVED, "Question 2.3"].moved == "From standard 2 to standard 1."


def test_every_kind_of_cell_is_understood(tmp_path: Path) -> None:
    book = Book(question_sets.content())
    for heading, value in {
        "Hint": "=1+1 is not worked out",
        "Strength": "should",
        "Expected evidence": "Minutes\n\nA list",
        "Narrative needed for": "Red, amber",
        "Evidence needed for": "always",
        "Must be answered": "Yes",
        "Kinds of organisation": "School\nPolice",
        "Phases": "primary",
        "Types of school": "Academy",
        "Profiles": "Full, short",
        "“Red” looks like": "Nothing.",
        "Themes": "Online safety, Leadership",
        "Reference": "The Act",
        "Reference edition": "1.10",
        "Not applicable allowed": "N",
        "Continues question": None,
    }.items():
        book.put("Questions", "1.1", heading, value)
        if heading == "Hint":
            book.cell("Questions", "1.1", heading).data_type = "s"
    book.put("Questions", "2.1", "Smallest", 5).put("Questions", "2.1", "Largest", "7.5")
    book.put("Questions", "2.2", "Choices", "a = Apples\nA new one\nA new one!\nb = B")
    book.put("Questions", "2.3", "If its answer is", "No").put("Questions", "1.2", "If its answer is", None)
    book.put("Questions", "1.2", "Asked only after question", None)
    book.setting("Guidance", "Working Together | 2026\nThe Act | 2004 | section 11").setting(
        "Signed by", "Head or principal"
    )
    book.setting("What it is for", "Thematic audit with numbers").setting(
        "Date of the governing body’s meeting", "Yes"
    )
    read = book.read(tmp_path)
    assert read.slips == []
    (one, two), (number, choice, volunteers) = (s["questions"] for s in read.content["standards"])
    assert one == {
        "code": "1.1",
        "kind": "graded",
        "text": "Is it led?",
        "hint": "=1+1 is not worked out",
        "strength": "should",
        "descriptors": {"red": "Nothing.", "amber": "Partly.", "green": "Yes."},
        "expected_evidence": ["Minutes", "A list"],
        "requires": {"narrative": ["red", "amber"], "evidence": "always"},
        "required": True,
        "themes": ["online-safety", "leadership"],
        "reference": {"title": "The Act", "edition": "1.10"},
        "applies_to": {
            "kinds": ["school", "police"],
            "phases": ["primary"],
            "types": ["academy"],
            "profiles": ["full", "short"],
        },
        "allow_not_applicable": False,
    }
    assert "condition" not in two
    assert (number["minimum"], number["maximum"]) == (5, 7.5)
    assert [c["key"] for c in choice["choices"]] == ["a", "a-new-one", "a-new-one-2", "b"]
    assert volunteers["condition"] == {"question": "H2", "is": ["no"]}
    assert read.content["guidance"][1] == {"title": "The Act", "edition": "2004", "part": "section 11"}
    assert read.content["sign_off"] == {"steps": ["head"], "governing_body_date": True}
    assert read.content["instrument"] == "thematic"
    assert read.problems() == []


def test_what_cannot_be_understood_is_said_by_cell_and_nothing_is_applied(
    world: World, tmp_path: Path
) -> None:
    book = Book(question_sets.content())
    book.put("Questions", "1.1", "Kind of answer", "Guess").put("Questions", "1.2", "Standard", "9")
    book.put("Questions", "2.1", "Smallest", "few").put("Questions", "2.1", "Narrative needed for", "Red")
    book.put("Questions", "2.2", "Several may be chosen", "perhaps").put(
        "Questions", "2.3", "Hint", "=SUM(A1:A9)"
    )
    book.put("Questions", "2.3", "If its answer is", "Perhaps")
    book.put("Header", "H1", "Kind of answer", None).setting("Title", None).setting(
        "Guidance", "Only a title"
    )
    book.setting("Code of the set", "Not A Code")
    book.sheet("Standards").merge_cells("B2:B3")
    read = book.read(tmp_path)
    said = {slip.name: slip.why for slip in read.slips}
    column = lambda heading: book.cell("Questions", "2.1", heading).column_letter  # noqa: E731
    assert set(said) == {
        f"Questions!{column('Kind of answer')}2",
        "Questions!B3",
        f"Questions!{column('Smallest')}4",
        f"Questions!{column('Narrative needed for')}4",
        f"Questions!{column('Several may be chosen')}5",
        f"Questions!{column('Hint')}6",
        f"Questions!{column('If its answer is')}6",
        "Header!C2",
        "Set!B2",
        "Set!B4",
        "Set!B9",
        "Standards!B2",
    }
    assert "“Guess” is not one of “Grade”" in said[f"Questions!{column('Kind of answer')}2"]
    assert "there is no standard “9”" in said["Questions!B3"]
    assert "merged" in said["Standards!B2"]
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    with world.session() as session, pytest.raises(RuleBroken, match="Nothing was changed"):
        apply_as_new(session, admin, world.clock, board.id, read)


def test_every_problem_of_the_set_has_its_cell_and_does_not_hinder_a_draft(
    world: World, tmp_path: Path
) -> None:
    book = Book(question_sets.content())
    book.put("Questions", "1.2", "Asked only after question", "7.7").put(
        "Questions", "1.1", "“Red” looks like", None
    )
    book.put("Questions", "2.2", "Unit", "people").put("Header", "H1", "Kind of answer", "Grade").put(
        "Standards", "2", "Title", None
    )
    book.sheet("Questions").delete_rows(book.row_of("Questions", "2.1"))
    book.setting("Edition", None).setting("Length", "Full")
    for number in range(100):
        book.add("Questions", Standard="1", Kind_of_answer="Text", Question=f"More {number}?")
    read = book.read(tmp_path)
    assert read.slips == []
    said = {slip.name: slip.why for slip in read.problems()}
    assert "102 items; at most 100" in said["Standards!B2"]
    assert "'edition' is missing" in said["Set!B2"]
    assert said["Standards!C3"]
    book.put("Standards", "2", "Title", "People").setting("Edition", "2026.2")
    for _ in range(100):
        book.sheet("Questions").delete_rows(book.sheet("Questions").max_row)
    read = book.read(tmp_path)
    where = {slip.name: slip.why for slip in read.problems()}
    column = lambda heading: book.cell("Questions", "1.1", heading).column_letter  # noqa: E731
    assert f"Questions!{column('Asked only after question')}3" in where
    assert f"Questions!{column('“Red” looks like')}2" in where
    assert f"Questions!{column('Unit')}4" in where
    assert "Header!C2" in where
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    with world.session() as session:
        draft = apply_as_new(session, admin, world.clock, board.id, read)
        assert whole_draft(session, draft).content == read.content


def test_headings_alike_and_other_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    book = Book(question_sets.content())
    book.sheet("Questions").cell(1, book.column("Questions", "Hint")).value = " question "
    with pytest.raises(WorkbookRefused, match="two columns with the heading “Question”"):
        book.read(tmp_path)
    book = Book(question_sets.content())
    book.sheet("Set")["A5"] = "Title"
    with pytest.raises(WorkbookRefused, match="says “Title” twice"):
        book.read(tmp_path)
    book = Book(question_sets.content())
    book.book.remove(book.sheet("Questions"))
    with pytest.raises(WorkbookRefused, match="no sheet “Questions”"):
        book.read(tmp_path)
    for change in ("A", "!", "eNqrVnL"):
        book = Book(question_sets.content())
        book.sheet("Kept")["B6"] = change
        with pytest.raises(WorkbookRefused, match="hidden sheet"):
            book.read(tmp_path)
    for path, value in (
        (("scale", "grades"), 5),
        (("title",), None),
        (("standards",), {}),
        (("header",), ["x"]),
    ):
        book = Book(question_sets.content())
        changed: dict[str, Any] = question_sets.content()
        inner = changed if len(path) == 1 else changed[path[0]]
        inner[path[-1]] = value
        book.sheet("Kept").delete_rows(2, 9)
        for row in kept_rows(changed, Source()):
            book.sheet("Kept").append(row)
        with pytest.raises(WorkbookRefused, match="hidden sheet"):
            book.read(tmp_path)
    book.book.remove(book.sheet("Kept"))
    with pytest.raises(WorkbookRefused, match="hidden sheet"):
        book.read(tmp_path)


def test_deleted_columns_and_sheets_leave_what_they_held_and_the_scale_is_only_for_reading(
    tmp_path: Path,
) -> None:
    content = question_sets.content()
    book = Book(content)
    for heading in ("Guidance", "Expected evidence", "Row"):
        book.sheet("Questions").delete_cols(book.column("Questions", heading))
    for title in ("Header", "Instructions"):
        book.book.remove(book.sheet(title))
    book.sheet("Scale")["C3"] = "Another meaning"
    read = book.read(tmp_path)
    assert read.is_untouched
    assert "“Scale” is not taken over" in read.notes[0]


def test_the_fewest_are_called_moved() -> None:
    assert moved_places([]) == set()
    assert moved_places([0, 1, 2, 3]) == set()
    assert moved_places([3, 0, 1, 2]) == {0}
    assert moved_places([0, 2, 1, 3]) in ({1}, {2})
