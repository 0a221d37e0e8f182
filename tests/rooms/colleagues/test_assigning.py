"""Sharing out questions: who may, what is refused, and what people see."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.models import Assignment
from audit.rooms.colleagues.operations import AssignmentStale
from audit.rooms.colleagues.queries import my_questions
from audit.rooms.trail.models import TrailEntry
from tests.rooms.colleagues.together import Together
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries


def test_a_lead_gives_a_question_and_the_colleague_finds_it(together: Together, app: Flask) -> None:
    lead, robin = PageClient(app), PageClient(app)
    lead.sign_in(together.colleague_person.id)
    robin.sign_in(together.contributor_person.id)
    here = f"/returns/{together.reference}"
    listed = lead.get(f"{here}/colleagues")
    assert "Nobody yet" in listed.text_words
    page = lead.get(f"{here}/questions/1.1/assign")
    to = str(together.contributor_person.id)
    done = lead.submit(
        page,
        {
            "person": to,
            "note": "You know this",
            "due_on-day": "2",
            "due_on-month": "10",
            "due_on-year": "2026",
        },
    )
    assert done.path == f"{here}/questions/1.1"
    assert "Saved. Robin Writer has question 1.1." in done.text_words
    assert "Robin Writer sees to this question, wanted by 2 October 2026." in done.text_words
    assert "You know this" in done.text_words
    assert "With Robin Writer" in lead.get(here).text_words
    standard = lead.get(f"{here}/standards/1")
    assert "With Robin Writer." in words(standard.select("section.app-answer")[0])
    assert "With " not in words(standard.select("section.app-answer")[1])
    home = robin.get("/")
    assert "1 question or standard is with you" in home.text_words
    mine = robin.get("/my-questions")
    assert "1.1 Question 1.1" in mine.text_words
    assert "You know this" in mine.text_words
    together.save("1.1", AnswerContent(grade="green"))
    assert "Everything that was given to you is complete" in robin.get("/my-questions").text_words
    assert "with you" not in robin.get("/").text_words


def test_a_whole_standard_is_given_changed_and_taken_back(together: Together, app: Flask) -> None:
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    here = f"/returns/{together.reference}"
    page = lead.get(f"{here}/standards/1/assign")
    listed = lead.submit(page, {"person": str(together.contributor_person.id)})
    assert listed.path == f"{here}/colleagues"
    assert "Robin Writer" in listed.text_words
    assert "Robin Writer sees to this standard" in lead.get(f"{here}/questions/1.2").text_words
    page = lead.get(f"{here}/standards/1/assign")
    assert page.values()["person"] == str(together.contributor_person.id)
    lead.submit(page, {"person": str(together.colleague_person.id)})
    assert "With Sam Colleague" in lead.get(here).text_words
    page = lead.get(f"{here}/standards/1/assign")
    gone = lead.submit(page, form=1)
    assert "standard 1 is with nobody now" in gone.text_words
    assert (
        "With " not in lead.get(here).text_words.split("Questions by standard")[1].split("Check and send")[0]
    )


def test_one_question_of_a_given_standard_may_have_its_own_colleague(together: Together) -> None:
    together.give(together.colleague_person, standard="1")
    together.give(together.contributor_person, "1.2")
    with together.world.unit_of_work.read() as session:
        mine = my_questions(session, together.contributor)
        whole = my_questions(session, together.colleague)
    assert [each.go_on_with for each in mine] == ["1.2"]
    assert [len(each.questions) for each in whole] == [2]


def test_who_may_not(together: Together) -> None:
    with pytest.raises(NotVisible):
        together.give(together.contributor_person, by=together.stranger)
    with pytest.raises(NotVisible):
        together.give(together.contributor_person, by=together.board_person)
    for by in (together.approver, together.viewer):
        with pytest.raises(NotAllowed):
            together.give(together.contributor_person, by=by)
    together.give(together.contributor_person, by=together.contributor)


@pytest.mark.parametrize("code", ["9.9", "", "H1"])
def test_what_the_return_does_not_ask_cannot_be_given(together: Together, code: str) -> None:
    with pytest.raises(NotVisible):
        together.give(together.contributor_person, code or "x")


def test_to_whom_it_cannot_be_given(together: Together) -> None:
    gone = together.world.person(Role.CONTRIBUTOR, organisation=together.organisation)
    together.end_roles(gone)
    for person in (gone, together.stranger_person, together.approver_person, together.viewer_person):
        with pytest.raises(RuleBroken) as refused:
            together.give(person)
        assert refused.value.field == "person"


def test_bad_dates_and_notes_keep_what_was_typed(together: Together, app: Flask) -> None:
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    here = f"/returns/{together.reference}/questions/1.1/assign"
    to = str(together.contributor_person.id)
    page = lead.get(here)
    assert lead.submit(page, {"person": ""}, 422).errors() == ["Choose a colleague"]
    assert lead.submit(page, {"person": "99999999999"}, 422).errors()
    past = {"person": to, "due_on-day": "1", "due_on-month": "9", "due_on-year": "2026", "note": "Kept"}
    refused = lead.submit(page, past, 422)
    assert "1 September 2026 has passed" in refused.errors()[0]
    assert refused.values()["note"] == "Kept"
    assert "1,000 characters" in lead.submit(page, {"person": to, "note": "x" * 1001}, 422).errors()[0]
    assert lead.submit(
        page, {"person": to, "due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"}, 422
    )
    warned = lead.submit(page, {"person": to, "note": "Ask about child JS, aged 7"})
    assert "initials and age" in warned.text_words


def test_twice_is_once_and_a_stale_form_shows_both(together: Together, app: Flask) -> None:
    first = together.give(together.contributor_person)
    assert together.give(together.contributor_person).version == first.version
    with pytest.raises(AssignmentStale) as stale:
        together.give(together.colleague_person)
    assert stale.value.now is not None
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    page = lead.get(f"/returns/{together.reference}/questions/1.1/assign")
    together.give(together.contributor_person, note="Meanwhile", seen=first.version)
    conflict = lead.submit(page, {"person": str(together.colleague_person.id), "note": "Mine"}, 409)
    assert "Meanwhile" in conflict.text_words
    assert conflict.values()["note"] == "Mine"
    saved = lead.submit(conflict)
    assert "Sam Colleague has question 1.1" in saved.text_words


def test_taking_back_twice_is_once_and_only_for_the_organisation(together: Together) -> None:
    given = together.give(together.contributor_person)
    for actor in (together.stranger, together.board_person):
        with together.world.session() as session, pytest.raises(NotVisible):
            operations.take_back(session, actor, together.world.clock, given.id)
    for _ in range(2):
        with together.world.session() as session:
            operations.take_back(session, together.contributor, together.world.clock, given.id)
    with together.world.unit_of_work.read() as session:
        assert session.query(Assignment).filter(Assignment.ended_at.is_not(None)).count() == 1
        events = (
            session.query(TrailEntry)
            .filter(TrailEntry.event.like("assignment.%"))
            .order_by(TrailEntry.id)
            .all()
        )
        assert [entry.event for entry in events] == ["assignment.given", "assignment.taken-back"]
        assert {entry.board_id for entry in events} == {None}
    assert together.give(together.colleague_person).id != given.id


def test_not_while_the_return_waits_or_is_submitted(together: Together, app: Flask) -> None:
    together.give(together.contributor_person)
    together.set_state(ReturnState.AWAITING_SIGN_OFF)
    with pytest.raises(NotAllowed):
        together.give(together.contributor_person, "1.2")
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    lead.get(f"/returns/{together.reference}/questions/1.2/assign", 403)
    with together.world.unit_of_work.read() as session:
        assert my_questions(session, together.contributor) == []


def test_somebody_who_left_is_shown_as_such(together: Together, app: Flask) -> None:
    together.give(together.contributor_person)
    together.end_roles(together.contributor_person)
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    assert "Can no longer answer" in lead.get(f"/returns/{together.reference}/colleagues").text_words
    page = lead.get(f"/returns/{together.reference}/questions/1.1/assign")
    assert "Robin Writer (can no longer answer)" in page.text_words


def test_the_number_of_queries_does_not_grow(together: Together, app: Flask, engine: Engine) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    together.give(together.contributor_person, due_on=date(2026, 10, 1))
    paths = (
        "/my-questions",
        "/",
        f"/returns/{together.reference}/colleagues",
        f"/returns/{together.reference}",
    )
    counts: list[list[int]] = []
    for _ in range(2):
        for path in paths:
            robin.get(path)
        row = []
        for path in paths:
            with count_queries(engine) as sent:
                robin.get(path)
            row.append(sent.count)
        counts.append(row)
        another = together.world.asked(
            together.world.round(together.board, together.edition), together.organisation
        )
        for code in ("1.1", "1.2", "2.1"):
            together.give(together.contributor_person, code, reference=another.reference)
        for code in ("1.2", "2.1", "2.2"):
            together.give(together.contributor_person, code)
            together.say(
                "What about this?", code, by=together.colleague, mentions=[together.contributor_person.id]
            )
            break
    # The first discussion costs nothing more on lists; a mention is one query that runs anyway.
    assert counts[0] == counts[1]
