"""What may tell who a child is, held back in actions: with their answer, by themselves, note by note, and again."""

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.rooms.action_plans.models import ActionHold
from audit.rooms.action_plans.operations import change_action, note_progress
from audit.rooms.action_plans.policy import ActionFacts
from audit.rooms.action_plans.queries import actions_about, actions_of_organisations
from audit.rooms.evidence.models import Quarantine
from audit.rooms.outbox.models import Letter
from tests.rooms.action_plans.conftest import DUE, Scene
from tests.support.pages import PageClient
from tests.support.queries import count_queries

SECRET, NOTE = "Call the mother of A.B.", "A.B. came on Monday."


def plan_words(client: PageClient, address: str) -> str:
    """Every word of the plan's workbook."""
    data = {"csrf_token": client.csrf_token()}
    book = openpyxl.load_workbook(io.BytesIO(client.raw.post(address, data=data).data))
    return " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value)


@pytest.fixture
def admin(app: Flask, scene: Scene) -> PageClient:
    """The board's administrator."""
    return PageClient(app).sign_in(scene.administrator.id)


@pytest.fixture
def lead(app: Flask, scene: Scene) -> PageClient:
    """The organisation's lead."""
    return PageClient(app).sign_in(scene.lead.id)


def places(scene: Scene, action_id: int) -> list[str]:
    """Where the board reads an action."""
    return [f"/actions/{action_id}", f"/boards/{scene.board.code}/actions"]


def test_an_action_goes_with_its_answer(scene: Scene, admin: PageClient, lead: PageClient) -> None:
    action = scene.add(SECRET, why=SECRET, about=scene.about())
    other = scene.add("Write a policy")
    scene.do(note_progress, scene.lead, action.id, NOTE)
    with scene.world.session() as session:
        held = Quarantine(
            return_id=action.return_id, question_code="1.1", reason="Initials.", by_name="Kit",
            at=scene.world.clock(),
        )  # fmt: skip
        session.add(held)
        session.flush()
        held_id = held.id
    book = f"/boards/{scene.board.code}/actions/workbook"
    for address in places(scene, action.id):
        words = str(admin.get(address))
        assert "A.B." not in words, address
        assert "has been held back by Kit" in words
    assert "A.B." not in plan_words(admin, book)
    assert "Write a policy" in plan_words(admin, book)
    for address in (f"/actions/{action.id}", f"/organisations/{scene.ours.id}/actions"):
        assert SECRET in str(lead.get(address))
    with scene.world.session() as session:
        [shown, kept] = actions_of_organisations(session, scene.board.id, [scene.ours.id])[scene.ours.id]
        assert "A.B." not in shown.what + shown.why
        assert (kept.id, kept.what) == (other.id, "Write a policy")
        assert actions_about(session, action.return_id or 0)["1.1"][0].what == SECRET
        assert "held back" in actions_about(session, action.return_id or 0, for_others=True)["1.1"][0].what
        session.get_one(Quarantine, held_id).lifted_at = scene.world.clock()
    assert SECRET in str(admin.get(f"/actions/{action.id}"))


def test_words_and_notes_are_held_back_and_shown_again(
    scene: Scene, admin: PageClient, lead: PageClient, app: Flask
) -> None:
    action = scene.add("Write a policy")
    scene.do(note_progress, scene.lead, action.id, NOTE)
    note = scene.history(action)[-1]
    here = f"/actions/{action.id}"
    hold = f"{here}/held-back"
    assert admin.post(hold, {"hold-what": f"note:{note.id}", "hold-reason": " "}, 422).errors() == [
        "Say why it is held back. Do not repeat the details"
    ]
    assert admin.post(hold, {"hold-reason": "Initials."}, 422).errors() == ["Choose what to hold back"]
    admin.post(hold, {"hold-what": "note:999", "hold-reason": "Initials."}, 404)
    lead.post(hold, {"hold-what": "words", "hold-reason": "Initials."}, 403)
    elsewhere = scene.world.board("elsewhere", "Elsewhere")
    stranger = PageClient(app).sign_in(scene.world.person(Role.BOARD_ADMINISTRATOR, board=elsewhere).id)
    stranger.post(hold, {"hold-what": "words", "hold-reason": "Initials."}, 404)

    page = admin.post(hold, {"hold-what": f"note:{note.id}", "hold-reason": "Initials."})
    assert NOTE not in str(page)
    assert "This note has been held back by" in page.text_words
    assert "Write a policy" in page.text_words
    assert NOTE not in plan_words(admin, f"/boards/{scene.board.code}/actions/workbook")
    own = lead.get(here)
    assert NOTE in own.text_words
    assert "You see it as before" in own.text_words
    with scene.world.session() as session:
        [letter] = session.query(Letter).filter_by(kind="action-held-back")
        assert "a note of action" in letter.body
        assert "A.B." not in letter.body
    again = admin.post(hold, {"hold-what": f"note:{note.id}", "hold-reason": "Initials."}, 422)
    assert again.errors() == ["This is held back already."]
    admin.post(hold, {"hold-what": "words", "hold-reason": "Named."})
    assert "Write a policy" not in str(admin.get(here))
    with scene.world.session() as session:
        holds = [hold.id for hold in session.query(ActionHold).order_by(ActionHold.id)]
    for hold_id in holds:
        admin.post(f"{hold}/{hold_id}/show-again")
    assert NOTE in str(admin.get(here))
    assert "shown again already" in admin.post(f"{hold}/{holds[0]}/show-again").text_words
    admin.post(f"/actions/{scene.add('Other').id}/held-back/{holds[0]}/show-again", status=404)


def test_who_does_not_read_the_words_does_not_write_over_them_and_pages_cost_the_same(
    scene: Scene, admin: PageClient, engine: Engine
) -> None:
    action: Any = scene.add(SECRET, by=scene.administrator)
    board_plan = f"/boards/{scene.board.code}/actions"

    def cost() -> list[int]:
        found = []
        for address in (board_plan, f"/actions/{action.id}"):
            with count_queries(engine) as count:
                admin.get(address)
            found.append(count.count)
        return found

    before = cost()
    for _ in range(3):
        each = scene.add("More")
        admin.post(f"/actions/{each.id}/held-back", {"hold-what": "words", "hold-reason": "Named."})
    admin.post(f"/actions/{action.id}/held-back", {"hold-what": "words", "hold-reason": "Named."})
    assert cost() == before
    with pytest.raises(RuleBroken, match="held back"):
        scene.do(
            change_action, scene.administrator, action.id, ActionFacts("Something else", DUE),
            seen_version=scene.now(action).version,
        )  # fmt: skip
    assert scene.now(action).what == SECRET
