"""A board's own section stays when the set that it copied has a new edition."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.operations import Publication, publish_draft, start_draft, take_changes_over
from audit.rooms.drafts.operations.publishing import seen_mark
from audit.rooms.drafts.queries import whole_draft
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import World, question_set


def _own(**more: Any) -> dict[str, Any]:
    content = question_set(questionnaire="ours", title="Our audit", **more)
    content["standards"].append(
        {
            "code": "9",
            "title": "Our own section",
            "questions": [{"code": "9.1", "kind": "text", "text": "And here?"}],
        }
    )
    content["standards"][0]["questions"][0]["text"] = "Our words for 1.1?"
    return content


def test_both_changes_are_in_the_new_draft(world: World, app: Flask, clock: SteppingClock) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    admin = world.actor(person)
    base = world.edition()
    with world.session() as session:
        draft = start_draft(session, admin, clock, board.id, _own(), based_on_id=base.id)
        session.flush()
        with pytest.raises(RuleBroken, match="no newer edition"):
            take_changes_over(session, admin, clock, draft.id)
        seen = seen_mark(whole_draft(session, draft).content)
        plan = Publication("ours", "2026.1", "", "", None)
        own = publish_draft(session, admin, clock, draft.id, plan, seen=seen, public_url="")
        own_id = own.id
    clock.now += timedelta(days=1)
    newer = question_set(questions=3, edition="2027.1")
    newer["standards"][0]["questions"][0]["text"] = "New words for 1.1?"
    world.edition(newer)
    client = PageClient(app).sign_in(person.id)
    page = client.get(f"/boards/testshire/questionnaires/{own_id}")
    link = page.find("a", string="Take its changes over")
    assert link is not None
    page = client.submit(client.get(str(link["href"])))
    assert "1 question has to be decided" in page.text_words
    assert "1.1: Your board and the new edition both changed it." in page.text_words
    assert "The new edition says: New words for 1.1?" in page.text_words
    with world.unit_of_work.read() as session:
        row = session.query(Draft).order_by(Draft.id.desc()).first()
        assert row is not None
        content = whole_draft(session, row).content
    codes = [question["code"] for standard in content["standards"] for question in standard["questions"]]
    assert codes == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "9.1"]
    assert content["standards"][0]["questions"][0]["text"] == "Our words for 1.1?"
    with world.session() as session:
        plan = Publication("ours", "2027.1", "", "", None)
        made = publish_draft(session, admin, clock, row.id, plan, seen=seen_mark(content), public_url="")
        links = [q.get("continues") for s in made.content["standards"] for q in s["questions"]]
    # Answers go on from the board's own edition, not from the one that was copied.
    assert links[0] == "ours/2026.1#1.1"
    with world.session() as session:
        session.get_one(Draft, row.id).state = "discarded"  # type: ignore[assignment]
        session.flush()
        with pytest.raises(RuleBroken, match="was discarded"):
            take_changes_over(session, admin, clock, row.id)
