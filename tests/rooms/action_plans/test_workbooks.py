"""The workbook of a plan: out, filled in, back with a preview, applied; and every file that is not it."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.actions import ActionState
from audit.rooms.action_plans import operations
from audit.rooms.action_plans.models import Action
from audit.rooms.outbox.models import Letter
from audit.rooms.trail.models import TrailEntry
from tests.rooms.action_plans.conftest import DUE, Scene
from tests.support.files import EXE, office, ole, zip_bomb, zip_of
from tests.support.pages import Page, PageClient, words
from tests.support.queries import count_queries

NOTE, STATE, IMPACT, DATE = "New progress note", "New state", "Impact", "New due date"


@pytest.fixture
def page(visitor: PageClient, scene: Scene) -> PageClient:
    return visitor.sign_in(scene.lead.id)


@pytest.fixture
def board(app: Flask, scene: Scene) -> PageClient:
    return PageClient(app).sign_in(scene.administrator.id)


class Sheet:
    """A downloaded workbook, to be filled in as a person would."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book["Actions"]

    @property
    def headings(self) -> list[str]:
        """The headings of the first row."""
        return [str(cell.value) for cell in self.sheet[1]]

    def row_of(self, action: Action) -> int:
        """The row that is about an action."""
        return next(
            row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, 1).value == action.id
        )

    def cell(self, action: Action, heading: str) -> Any:
        """A cell of an action's row."""
        return self.sheet.cell(self.row_of(action), self.headings.index(heading) + 1)

    def fill(self, action: Action, **values: Any) -> "Sheet":
        """Type into the open columns of an action's row."""
        names = {"note": NOTE, "state": STATE, "impact": IMPACT, "due": DATE}
        for name, value in values.items():
            self.cell(action, names[name]).value = value
        return self

    def content(self) -> bytes:
        """The saved file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def address(scene: Scene) -> str:
    return f"/organisations/{scene.ours.id}/actions"


def download(client: PageClient, place: str) -> Sheet:
    answer = client.raw.post(f"{place}/workbook", data={"csrf_token": client.csrf_token()})
    assert answer.status_code == 200
    return Sheet(answer.data)


def upload(
    client: PageClient, place: str, content: bytes, status: int = 200, name: str = "actions.xlsx"
) -> Page:
    return client.post(
        f"{place}/upload", {"file": (io.BytesIO(content), name)}, status, content_type="multipart/form-data"
    )


def lines(page: Page) -> list[str]:
    return [words(tag) for tag in page.select(".app-lines-in__item")]


def counts(page: Page) -> dict[str, str]:
    rows = page.select(".govuk-summary-list__row")
    return {words(row.dt): words(row.dd).split()[0] for row in rows if row.dt and row.dd}


def test_the_workbook_has_a_row_an_action(page: PageClient, scene: Scene) -> None:
    action = scene.add("=1+1 is not a formula", why="Because", owner_name="The head", about=scene.about())
    scene.do(operations.note_progress, scene.lead, action.id, "First")
    scene.do(operations.note_progress, scene.lead, action.id, "Second")
    book = download(page, address(scene))
    values = {heading: book.cell(action, heading).value for heading in book.headings}
    assert values["What"] == "=1+1 is not a formula"
    assert book.cell(action, "What").data_type == "s"
    assert values["Owner"] == "The head"
    assert values["Due"] == datetime(2027, 3, 14)
    assert values["State"] == "In progress"
    assert values["Last progress"] == "Second"
    assert all(values[name] is None for name in (NOTE, STATE, IMPACT, DATE))
    assert book.sheet.column_dimensions["P"].hidden
    assert book.headings.index("Version") == 15
    [offer] = book.sheet.data_validations.dataValidation
    assert offer.formula1 == '"In progress,Done,No longer needed"'
    assert book.book["About"].sheet_state == "hidden"
    with scene.world.session() as session:
        assert session.scalars(select(TrailEntry).where(TrailEntry.event == "workbook.exported")).one()


def test_the_workbook_is_filtered_as_the_page_is(page: PageClient, scene: Scene) -> None:
    scene.add("One", owner_name="The head")
    two = scene.add("Two", owner_name="The deputy")
    answer = page.raw.post(
        f"{address(scene)}/workbook?owner=The+deputy", data={"csrf_token": page.csrf_token()}
    )
    book = Sheet(answer.data)
    assert [row[0] for row in book.sheet.iter_rows(min_row=2, values_only=True)] == [two.id]


def test_an_untouched_workbook_changes_nothing(page: PageClient, scene: Scene) -> None:
    for number in range(3):
        scene.add(f"Action {number}")
    shown = upload(page, address(scene), download(page, address(scene)).content())
    assert counts(shown)["Unchanged"] == "3"
    assert "There is nothing to apply" in shown.text_words
    assert not shown.find("button", string="Apply")


def test_progress_is_previewed_then_applied(page: PageClient, scene: Scene) -> None:
    begun, opened, finished, dropped, moved, backed, left = (scene.add(f"Action {n}") for n in range(7))
    scene.do(operations.note_progress, scene.lead, begun.id, "Begun")
    scene.do(operations.drop_action, scene.lead, backed.id, "Not needed")
    book = download(page, address(scene))
    book.fill(begun, note="More is done")
    book.fill(opened, note="The first step")
    book.fill(finished, state="Done", impact="Staff know", note="Agreed")
    book.fill(dropped, state="no longer  needed", note="The service has closed")
    book.fill(moved, due=date(2027, 5, 1))
    book.fill(backed, state="In progress", due="1 June 2027")
    shown = upload(page, address(scene), book.content())
    assert counts(shown) == {
        "New note": "1", "Changed": "5", "Changed online too": "0", "Cannot be applied": "0",
        "Not recognised": "0", "Unchanged": "1",
    }  # fmt: skip
    assert "Due date from 14 March 2027 to 1 May 2027" in shown.text_words
    assert all(scene.now(action).state is not ActionState.DONE for action in (finished, opened))
    done = page.submit(shown)
    assert "6 actions changed" in done.text_words
    states = [scene.now(a).state.value for a in (begun, opened, finished, dropped, moved, backed, left)]
    assert states == ["in-progress", "in-progress", "done", "not-needed", "open", "in-progress", "open"]
    assert scene.now(moved).due_on == date(2027, 5, 1)
    assert scene.now(backed).due_on == date(2027, 6, 1)
    assert scene.now(finished).impact == "Staff know"
    assert scene.history(begun)[-1].text == "More is done"
    assert {note.via for note in scene.history(finished)} == {"typed", "workbook"}
    # The same file once more: what it says is there already.
    again = upload(page, address(scene), book.content())
    assert counts(again)["Unchanged"] == "7", lines(again)


def test_what_was_changed_online_meanwhile_is_chosen_one_by_one(page: PageClient, scene: Scene) -> None:
    one, two = scene.add("One"), scene.add("Two")
    book = download(page, address(scene))
    for action in (one, two):
        scene.do(
            operations.change_action, scene.contributor, action.id,
            operations.ActionFacts(action.what, date(2027, 1, 31)), seen_version=1,
        )  # fmt: skip
        book.fill(action, due=date(2027, 12, 1), note="Typed on the train")
    shown = upload(page, address(scene), book.content())
    assert counts(shown)["Changed online too"] == "2"
    assert "Online now: Open, due 31 January 2027" in shown.text_words
    assert "New note: Typed on the train" in shown.text_words
    done = page.submit(shown, {f"take-{two.id}": "workbook"})
    assert "1 action changed" in done.text_words
    assert (scene.now(one).due_on, scene.now(two).due_on) == (date(2027, 1, 31), date(2027, 12, 1))


def test_nothing_is_applied_when_something_changed_after_the_preview(page: PageClient, scene: Scene) -> None:
    action, other = scene.add("One"), scene.add("Two")
    book = download(page, address(scene)).fill(action, note="Begun").fill(other, note="Begun too")
    shown = upload(page, address(scene), book.content())
    scene.do(operations.drop_action, scene.contributor, action.id, "Closed")
    again = page.submit(shown, {}, 409)
    assert "nothing was applied" in again.errors()[0]
    assert scene.now(other).state is ActionState.OPEN
    assert "no longer needed. Take it back" in " ".join(lines(again))
    page.submit(again)
    assert scene.now(other).state is ActionState.IN_PROGRESS


def test_rows_may_be_moved_and_deleted_and_columns_and_sheets_added(page: PageClient, scene: Scene) -> None:
    actions = [scene.add(f"Action {number}") for number in range(4)]
    book = download(page, address(scene)).fill(actions[3], note="Begun")
    book.sheet.delete_rows(book.row_of(actions[0]))
    book.sheet.insert_rows(2, 3)
    book.sheet.insert_cols(2)
    book.sheet.cell(1, 2).value = "My own notes"
    book.sheet.insert_rows(1, 2)
    book.sheet.cell(1, 1).value = "For the meeting on Monday"
    book.book.create_sheet("Mine", 0).cell(1, 1).value = "Nothing"
    del book.book["Notes"]
    del book.book["About"]
    shown = upload(page, address(scene), book.content())
    assert counts(shown)["Changed"] == "1"
    assert counts(shown)["Unchanged"] == "2"
    assert counts(shown)["Not recognised"] == "0"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"state": "Finished"},
            "Cell M2: “Finished” is not one of “In progress”, “Done”, “No longer needed”.",
        ),
        ({"state": "Done"}, "Cell N2 is empty: say what is better now that this is done."),
        ({"state": "No longer needed"}, "Cell L2 is empty: say why this is no longer needed."),
        ({"impact": "Better"}, "Cell N2: the impact is taken together with the new state “Done”."),
        ({"due": "soon"}, "Cell O2: the new due date must be a date, for example 4 March 2027."),
        ({"due": "31/2/2027"}, "Cell O2: The new due date must be a real date: February 2027 has no day 31."),
        (
            {"due": date(2026, 9, 1)},
            "Cell O2: The due date must be today or later, and 1 September 2026 has passed.",
        ),
        ({"due": 46000}, "Cell O2: the new due date must be a date, for example 4 March 2027."),
        ({"note": "=A1"}, "Cell L2 holds a formula. Type the words themselves."),
        ({"due": "=TODAY()"}, "Cell O2 holds a formula. Type the words themselves."),
        ({"note": "#REF!"}, "Cell L2 shows an error of Excel’s. Type the words themselves."),
        ({"note": "x" * 4_001}, "Cell L2: the note must be 4,000 characters or fewer. It has 4,001."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(page: PageClient, scene: Scene, values: dict, said: str) -> None:
    action = scene.add()
    shown = upload(page, address(scene), download(page, address(scene)).fill(action, **values).content())
    assert counts(shown)["Cannot be applied"] == "1"
    assert said in lines(shown)[0]
    assert len(scene.history(action)) == 1


def test_rows_that_are_about_no_action_of_the_plan_are_said(page: PageClient, scene: Scene) -> None:
    action = scene.add()
    theirs = scene.world.organisation(scene.board, "Their council")
    foreign = scene.add("Theirs", by=scene.administrator, organisation=theirs)
    book = download(page, address(scene)).fill(action, note="Begun")
    for row, value in ((3, foreign.id), (4, "twelve"), (5, action.id), (6, None)):
        book.sheet.cell(row, 1).value = value
        book.sheet.cell(row, book.headings.index(NOTE) + 1).value = "From elsewhere"
    shown = upload(page, address(scene), book.content())
    assert counts(shown)["Not recognised"] == "3"
    text = " ".join(lines(shown))
    assert f"Cell A3: there is no action “{foreign.id}” in this plan." in text
    assert "Cell A4: there is no action “twelve” in this plan." in text
    assert "Row 5 is about the same action as row 2, which counts." in text
    assert "Cell A6 is empty" in text
    page.submit(shown)
    assert len(scene.history(foreign)) == 1
    assert [note.text for note in scene.history(action)] == ["", "Begun"]


def _truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _without_headings(content: bytes) -> bytes:
    sheet = Sheet(content)
    sheet.sheet.delete_rows(1)
    return sheet.content()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _: b"", "is empty"),
        (_truncated, "is damaged"),
        (lambda _: EXE, "is not an Excel workbook"),
        (lambda _: office("docx"), "is not an Excel workbook"),
        (lambda _: zip_of({"a.txt": "a"}), "is not an Excel workbook"),
        (
            lambda _: ole("EncryptedPackage"),
            "is protected by a password. Take the password off and upload it again.",
        ),
        (lambda _: ole("Workbook"), "is in the old Excel format"),
        (lambda _: zip_bomb(), "unpacks to far more than its size"),
        (_without_headings, "has no sheet with the headings “Action”, “Version”"),
        (lambda content: content + bytes(11 * 1024 * 1024), "is larger than 10 MB"),
    ],
    ids=["empty", "truncated", "program", "word", "zip", "password", "old", "bomb", "headings", "huge"],
)
def test_a_file_that_is_not_the_workbook_gets_its_sentence(
    page: PageClient, scene: Scene, spoil: Callable[[bytes], bytes], said: str
) -> None:
    action = scene.add()
    content = download(page, address(scene)).fill(action, note="Begun").content()
    shown = upload(page, address(scene), spoil(content), 422)
    [error] = shown.errors()
    assert said in error
    assert error.endswith("Nothing was changed.")
    assert len(scene.history(action)) == 1


def test_no_file_and_a_file_that_is_gone(page: PageClient, scene: Scene) -> None:
    assert page.post(f"{address(scene)}/upload", {}, 422).errors() == [
        "Choose the workbook that you filled in"
    ]
    gone = page.get(f"{address(scene)}/upload/{'a' * 64}")
    assert "That workbook is no longer here" in (gone.get_text())


def test_another_plans_workbook_is_refused(page: PageClient, board: PageClient, scene: Scene) -> None:
    scene.add()
    of_board = download(board, "/boards/testshire/actions").content()
    [error] = upload(page, address(scene), of_board, 422).errors()
    assert error == (
        "This workbook was downloaded from the plan of Testshire Safeguarding Children Partnership. "
        "Upload it there. Nothing was changed."
    )


def test_the_board_verifies_and_sends_back_by_workbook(board: PageClient, scene: Scene) -> None:
    verified, sent, still_open, own = (scene.add(f"Action {n}", owner_id=scene.lead.id) for n in range(4))
    added = scene.add("Of the board", by=scene.administrator)
    for action in (verified, sent):
        scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    place = "/boards/testshire/actions"
    book = download(board, place)
    assert "Organisation" in book.headings
    assert IMPACT not in book.headings
    book.fill(verified, state="Verified by the board").fill(sent, state="Sent back", note="Show the minutes")
    book.fill(still_open, state="Verified by the board").fill(own, due=date(2027, 12, 1))
    book.fill(added, due=date(2027, 12, 1))
    shown = upload(board, place, book.content())
    text = " ".join(lines(shown))
    assert counts(shown)["Changed"] == "3"
    assert "This action is still open." in text
    assert "the organisation added this action, so it sets the date" in text
    board.submit(shown)
    assert scene.now(verified).state is ActionState.VERIFIED
    assert scene.now(sent).state is ActionState.IN_PROGRESS
    assert scene.now(added).due_on == date(2027, 12, 1)
    assert scene.now(own).due_on == DUE
    with scene.world.session() as session:
        assert session.scalars(select(Letter.kind)).all() == ["action-sent-back"]


def test_the_board_gives_reasons_and_new_states(board: PageClient, scene: Scene) -> None:
    sent, noted = scene.add("One"), scene.add("Two")
    scene.do(operations.finish_action, scene.lead, sent.id, impact="Better")
    place = "/boards/testshire/actions"
    book = download(board, place).fill(sent, state="Sent back").fill(noted, note="Well done")
    text = " ".join(lines(upload(board, place, book.content())))
    assert "is empty: say what is still to be done." in text
    assert "a note of the board goes with a new state" in text


def test_a_kept_workbook_is_its_uploaders_alone(page: PageClient, app: Flask, scene: Scene) -> None:
    action = scene.add()
    book = download(page, address(scene)).fill(action, note="Begun")
    shown = upload(page, address(scene), book.content())
    colleague = PageClient(app).sign_in(scene.contributor.id)
    other = colleague.get(str(shown.form()["action"]))
    assert other.heading == "Upload a filled workbook"


def test_the_number_of_queries_does_not_grow_with_the_rows(
    page: PageClient, scene: Scene, engine: Engine
) -> None:
    def look() -> int:
        book = download(page, address(scene))
        content = book.content()
        with count_queries(engine) as queries:
            upload(page, address(scene), content)
        return len(queries)

    scene.add()
    few = look()
    for number in range(30):
        scene.add(f"Action {number}")
    assert look() == few
