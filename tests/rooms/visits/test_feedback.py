"""Feedback on an audit: asked, given, changed, counted, and never traced back to a person."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Round
from audit.rooms.trail.models import TrailEntry
from audit.rooms.visits.models import Feedback
from audit.rooms.visits.operations.feedback import ask_for_feedback, give_feedback, stop_asking
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.reviewing import Body
from tests.support.visits import FEEDBACK, GREEN, Visited

PAGE = "/rounds/audit/feedback"


def ask(scene: Visited) -> None:
    with scene.world.session() as session:
        ask_for_feedback(session, scene.admin, scene.world.clock, "audit", scene.feedback.id)


def give(scene: Visited, body: Body, grade: str, words: str = "", **more: Any) -> None:
    contents = {"1.1": AnswerContent(grade=grade), "1.3": AnswerContent(value=words)}
    with scene.world.session() as session:
        reference = more.pop("reference", scene.elm_return.reference)
        give_feedback(session, more.pop("actor", body.lead), scene.world.clock, reference, contents, **more)


def test_from_asking_to_the_workbook(app: Any, admin: PageClient, scene: Visited) -> None:
    lead = PageClient(app).sign_in(scene.elm.lead_person.id)
    mine, form = (f"/returns/{scene.elm_return.reference}{end}" for end in ("", "/feedback"))
    lead.get(form, 404)
    assert "How was this audit" not in lead.get(mine).text_words
    page = admin.submit(admin.get(PAGE))
    assert "Asked." in page.get_text()
    assert "0 of 1 (0.0 %) of the returns submitted" in page.text_words
    admin.post(PAGE, {"action": "write"})
    with scene.world.unit_of_work.read() as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "feedback-asked")).all()
    assert {one.to_email for one in letters} == {
        scene.elm.lead_person.email,
        scene.elm.approver_person.email,
    }
    assert admin.post(PAGE, {"action": "write"}, 422).errors() == [
        "Everybody who has submitted has had a letter already."
    ]

    assert "How was this audit for you?" in lead.get(mine).text_words
    page = lead.get(form)
    assert lead.submit(page, {}, 422).errors()[0].startswith("Answer at least one question")
    assert lead.submit(page, {"q-1.1-answer": "purple"}, 422).errors() == [
        "Choose one of the grades on this page"
    ]
    lead.submit(page, {"q-1.1-answer": "amber", "q-1.2-answer": "week", "q-1.3-answer": "Too long."})
    assert "Change your feedback" in lead.get(mine).text_words
    page = lead.get(form)
    assert page.values()["q-1.2-answer"] == "week"
    page = lead.submit(page, {"q-1.1-answer": "red", "q-1.3-answer": "Ana, aged 9", "is_named": "y"})
    assert "child’s name and age" in page.get_text()
    lead.submit(lead.get(form), {"q-1.3-answer": "Too long."})

    give(scene, scene.elm, "green", "Clear.", actor=scene.elm.approver)
    page = admin.get(PAGE)
    assert "1 of 1 (100.0 %) of the returns submitted, from 2 people" in page.text_words
    assert "shown once 3 people" in page.text_words
    assert "Clear." not in page.text_words
    third = scene.world.actor(scene.world.person(Role.LEAD, organisation=scene.elm.organisation))
    give(scene, scene.elm, "red", actor=third)
    page = admin.get(PAGE)
    assert "Red 2 of 3 (66.7 %)" in page.text_words
    assert "A week 1 of 1 (100.0 %)" in page.text_words
    assert "Clear. Too long. (Elm school)" in page.text_words
    assert scene.elm.lead.name not in page.text_words
    sheets = load_workbook(BytesIO(admin.post(f"{PAGE}/workbook").response.data))
    comments = [row[2:] for row in sheets["Comments"].iter_rows(min_row=2, values_only=True)]
    assert [(words, where or "") for words, where in comments] == [
        ("Clear.", ""),
        ("Too long.", "Elm school"),
    ]
    assert scene.elm.lead.name not in str([list(sheet.values) for sheet in sheets])
    with scene.world.unit_of_work.read() as session:
        given = session.scalars(select(TrailEntry).where(TrailEntry.event.startswith("feedback."))).all()
    assert [one.event for one in given if one.board_id is None][:2] == ["feedback.given", "feedback.changed"]
    assert scene.elm.lead.name not in {one.actor_name for one in given if one.board_id is not None}


def test_small_sectors_are_counted_together(admin: PageClient, engine: Any, scene: Visited) -> None:
    ask(scene)
    with count_queries(engine) as few:
        admin.get(PAGE)
    for number, kind in enumerate(["council", "council", "council", "health", "police", "faith"]):
        body = scene.body(f"Body {number}", kind=kind)
        reference = scene.returned(body, GREEN).reference
        give(scene, body, "red" if kind == "faith" else "green", reference=reference)
    with count_queries(engine) as many:
        page = admin.get(PAGE)
    assert many.count <= few.count
    headings = [cell.get_text() for cell in page.select("table")[0].select("thead th")]
    assert headings == ["Answer", "Everybody", "Councils", "Other sectors together"]
    assert "Red 1 of 6 (16.7 %) 0 1" in page.text_words


def test_what_is_refused(scene: Visited) -> None:
    clock = scene.world.clock
    oak = scene.body("Oak school")
    unsent = scene.world.asked(scene.audit, oak.organisation)
    with pytest.raises(NotVisible):
        give(scene, scene.elm, "green")  # nobody is asked
    with pytest.raises(NotVisible), scene.world.session() as session:
        ask_for_feedback(session, scene.admin, clock, "audit", scene.form.id)
    who = {"code": "2.1", "kind": "person", "text": "Who are you?"}
    telling = {**FEEDBACK, "edition": "2", "standards": [{"code": "1", "title": "X", "questions": [who]}]}
    edition = scene.world.edition(telling)
    with pytest.raises(RuleBroken, match="without telling who"), scene.world.session() as session:
        ask_for_feedback(session, scene.admin, clock, "audit", edition.id)
    with pytest.raises(RuleBroken), scene.world.session() as session:
        stop_asking(session, scene.admin, clock, "audit")
    ask(scene)
    with pytest.raises(NotVisible):
        give(scene, oak, "green", reference=unsent.reference)  # not submitted
    with pytest.raises(NotVisible):
        give(scene, oak, "green")  # not theirs
    give(scene, scene.elm, "green")
    other = scene.world.edition({**FEEDBACK, "edition": "3"})
    with pytest.raises(RuleBroken, match="Keep that set"), scene.world.session() as session:
        ask_for_feedback(session, scene.admin, clock, "audit", other.id)
    with scene.world.session() as session:
        stop_asking(session, scene.admin, clock, "audit")
    with pytest.raises(NotAllowed, match="any more"):
        give(scene, scene.elm, "red")
    ask(scene)
    with scene.world.session() as session:
        session.get_one(Round, scene.audit.id).state = RoundState.CLOSED
    with pytest.raises(NotAllowed, match="closed"):
        give(scene, scene.elm, "red")
    with scene.world.unit_of_work.read() as session:
        assert session.scalars(select(Feedback)).one().answers == {"1.1": "green"}
