"""A draft is published once, as it was seen, and its differences are told word by word, on a page and in Word."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.drafts.models import Draft, DraftQuestion
from audit.rooms.drafts.operations import Publication, publish_draft, start_draft
from audit.rooms.drafts.operations.publishing import seen_mark
from audit.rooms.drafts.queries import draft_to_keep, whole_draft
from audit.rooms.questionnaires.models import Edition
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World, question_set

PLAN = Publication("small-own", "2027.1", "One question is new.", "The executive", date(2026, 9, 1))


def _draft(world: World, admin: Any, board_id: int, base: Edition | None = None, **more: Any) -> int:
    with world.session() as session:
        content = question_set(**more)
        return start_draft(
            session, admin, world.clock, board_id, content, based_on_id=base.id if base else None
        ).id


def _publish(world: World, actor: Any, id: int, plan: Publication = PLAN, seen: str = "") -> Edition:
    with world.session() as session:
        mark = seen or seen_mark(whole_draft(session, draft_to_keep(session, actor, id)).content)
        return publish_draft(
            session, actor, world.clock, id, plan, seen=mark, public_url="https://audit.example"
        )


def test_a_draft_is_published_once_and_its_questions_continue_what_they_copy(world: World) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    base = world.edition()
    id = _draft(world, admin, board.id, base, questions=3)
    with world.session() as session:
        seen = seen_mark(whole_draft(session, draft_to_keep(session, admin, id)).content)
        question = session.scalars(select(DraftQuestion).where(DraftQuestion.draft_id == id)).first()
        assert question is not None
        question.content = {**question.content, "text": "Is it really in place?"}
    with pytest.raises(Stale, match="was changed by"):
        _publish(world, admin, id, seen=seen)
    for plan, field in (
        (Publication("small", "2027.1", "", "", None), "code"),
        (Publication("small-own", "", "", "", None), "edition"),
        (Publication("small-own", "2027.1", "", "", date(2027, 1, 1)), "approved_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            _publish(world, admin, id, plan)
        assert refused.value.field == field
    made = _publish(world, admin, id)
    assert (made.board_id, made.notes, made.approved_by) == (
        board.id,
        "One question is new.",
        "The executive",
    )
    first, _, third = made.content["standards"][0]["questions"]
    assert first["continues"] == "small/2026.1#1.1"
    assert "continues" not in third
    with pytest.raises(RuleBroken, match="published already, by"):
        _publish(world, admin, id)
    with pytest.raises(RuleBroken, match="already published with other content"):
        _publish(world, admin, _draft(world, admin, board.id))


def test_who_may_only_draft_or_look_does_not_publish(world: World, app: Flask) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    id = _draft(world, admin, board.id)
    viewer = world.person(Role.BOARD_VIEWER, board=board)
    PageClient(app).sign_in(viewer.id).get(f"/boards/testshire/drafts/{id}/publish", 403)
    stranger = world.person(Role.BOARD_ADMINISTRATOR, board=world.board("other"))
    PageClient(app).sign_in(stranger.id).get(f"/boards/testshire/drafts/{id}/publish", 404)
    PageClient(app).sign_in(stranger.id).get(f"/boards/other/drafts/{id}/differences", 404)


def test_the_pages_say_what_hinders_what_followed_and_what_is_different(
    world: World, app: Flask, clock: SteppingClock, engine: Engine
) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    admin = world.actor(person)
    base = _publish(world, admin, _draft(world, admin, board.id))
    own = question_set(questionnaire="small-own", edition="2027.1")
    own["standards"][0]["questions"][0]["text"] = "Question 1.1: is this really in place?"
    with world.session() as session:
        id = start_draft(session, admin, world.clock, board.id, own, based_on_id=base.id).id
    clock.now += timedelta(days=1)
    other = _publish(
        world, admin, _draft(world, admin, board.id, base), Publication("small-own", "2027.2", "", "", None)
    )
    client = PageClient(app).sign_in(person.id)
    page = client.get(f"/boards/testshire/drafts/{id}/publish")
    assert "has a successor by now: edition 2027.2" in page.text_words
    page = client.submit(page, {"edition": "2027.1"}, 422)
    assert "already published with other content" in page.errors()[0]
    page = client.submit(page, {"edition": "2028.1", "approved_on-day": "40"}, 422)
    page = client.submit(page, {"approved_on-day": "", "notes": "Two words are new."})
    assert "Published: A small audit, edition 2028.1." in page.text_words
    assert "Two words are new." in page.text_words
    client.get(f"/boards/testshire/drafts/{id}/publish")
    with world.unit_of_work.read() as session:
        newest = session.scalars(select(Edition).where(Edition.edition == "2028.1")).one()
    with count_queries(engine) as counted:
        page = client.get(f"/boards/testshire/questionnaires/{newest.id}/differences?with={base.id}")
    assert len(counted) < 15
    assert "Wording changed 1 question." in page.text_words
    assert [tag.text for tag in page.select("ins")][1:] == ["really"]
    word = client.raw.get(f"/boards/testshire/questionnaires/{newest.id}/differences.docx?with={base.id}")
    text = "\n".join(
        cell.text for table in Document(BytesIO(word.data)).tables for row in table.rows for cell in row.cells
    )
    assert "[+ really]" in text
    page = client.get(f"/boards/testshire/questionnaires/{other.id}/differences?with={base.id}")
    assert "Both say the same." in page.text_words
    consultation = Document(
        BytesIO(client.raw.get(f"/boards/testshire/questionnaires/{other.id}/consultation.docx").data)
    )
    assert any("Your comments on 1.1" in table.rows[0].cells[0].text for table in consultation.tables)


def test_an_unfinished_draft_names_what_hinders_it(world: World, app: Flask) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    admin = world.actor(person)
    id = _draft(world, admin, board.id)
    with world.session() as session:
        row = session.scalars(select(DraftQuestion).where(DraftQuestion.draft_id == id)).first()
        assert row is not None
        row.content = {**row.content, "text": ""}
    client = PageClient(app).sign_in(person.id)
    page = client.get(f"/boards/testshire/drafts/{id}/publish")
    assert "What still hinders it" in page.text_words
    assert not page.main.find_all("form")  # type: ignore[union-attr]
    with pytest.raises(RuleBroken, match="was not published"):
        _publish(world, admin, id)
    client.get(f"/boards/testshire/drafts/{id}/differences", 422)
    client.get(f"/boards/testshire/drafts/{id}/consultation.docx", 422)
    with world.session() as session:
        session.get_one(Draft, id).state = "discarded"  # type: ignore[assignment]
    with pytest.raises(RuleBroken, match="was discarded"):
        _publish(world, admin, id, seen="x")
    assert "was discarded" in client.get(f"/boards/testshire/drafts/{id}/publish").text_words


def test_publishing_takes_as_many_statements_whatever_the_length(world: World, engine: Engine) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    counts = []
    for number, length in enumerate((2, 12)):
        id = _draft(world, admin, board.id, standards=length, questions=length, questionnaire=f"own-{number}")
        with count_queries(engine) as counted:
            _publish(world, admin, id, Publication(f"own-{number}", "1", "", "", None))
        counts.append(len(counted))
    assert counts[0] == counts[1] < 25, counts
