"""The demonstration's agency at work together: each page of working together, offline and carrying has something."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo.clock import at_work, moment
from audit.demo.last_year import NEW, REWORDED
from audit.demo.sittings import begins
from audit.demo.together import CHANGED, FILLED, HELD_BACK, SHOWN_AGAIN
from audit.domain.child_details import warnings_in
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import Answer, AnswerRevision, CarriedAnswer
from audit.rooms.colleagues.models import Assignment, LookedAt, Remark
from audit.rooms.evidence.models import Quarantine
from audit.rooms.offline.models import AppliedUpload
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return, Round
from tests.conftest import NOW
from tests.support.pages import PageClient

LEAD, CONTRIBUTOR = "hospitals.lead@testshire.example", "hospitals.contributor@testshire.example"


@pytest.fixture
def row(reading: Session) -> Return:
    """The return at which they work."""
    found = select(Return).join(Round).join(Organisation, Organisation.id == Return.organisation_id)
    return reading.scalars(
        found.where(Round.code == "section-11-demo", Organisation.name == "Testshire Hospitals NHS Trust")
    ).one()


def test_it_is_shared_out_discussed_and_marked(reading: Session, row: Return) -> None:
    given = reading.scalars(select(Assignment).where(Assignment.return_id == row.id)).all()
    assert len({each.person_id for each in given}) == 2
    assert any(each.due_on and each.due_on > NOW.date() for each in given)
    begun = reading.scalars(
        select(Remark).where(Remark.return_id == row.id, Remark.begins_id.is_(None))
    ).all()
    assert {bool(remark.resolved_at) for remark in begun} == {True, False}
    assert len(reading.scalars(select(LookedAt).where(LookedAt.return_id == row.id)).all()) == 2
    assert not [text for text in reading.scalars(select(Remark.text)) if warnings_in(text)]


def test_answers_were_carried_and_one_of_them_changed_and_others_came_from_excel(
    reading: Session, row: Return
) -> None:
    carried = dict(
        reading.execute(
            select(EditionQuestion.code, Answer.version)
            .join(Answer, Answer.question_id == EditionQuestion.id)
            .join(CarriedAnswer, CarriedAnswer.answer_id == Answer.id)
            .where(Answer.return_id == row.id)
        ).all()
    )
    assert len(carried) >= 5
    assert {code for code, version in carried.items() if version > 1} == {CHANGED}
    [upload] = reading.scalars(select(AppliedUpload)).all()
    assert {change["code"] for change in upload.changes} == set(FILLED)
    said = select(AnswerRevision.narrative).where(AnswerRevision.via == "offline")
    assert set(reading.scalars(said)) == {text for _, text in FILLED.values()}


def test_an_answer_is_held_back_and_another_shown_again(reading: Session) -> None:
    held = reading.scalars(select(Quarantine)).all()
    assert {each.question_code: bool(each.lifted_at) for each in held} == {
        HELD_BACK: False,
        SHOWN_AGAIN: True,
    }


def test_its_people_find_all_of_it_on_their_pages(app: Flask, reading: Session, row: Return) -> None:
    def browser(email: str) -> PageClient:
        return PageClient(app).sign_in(reading.scalars(select(Person.id).where(Person.email == email)).one())

    lead = browser(LEAD)
    home = browser(CONTRIBUTOR).get("/my-questions").text_words
    assert "14.3" in home
    assert "Allegations against people who work with children" in home
    assert "Discussions that name you" in lead.get("/my-questions").text_words
    earlier = lead.get(f"/returns/{row.reference}/earlier").text_words
    for code in (*NEW, REWORDED, "14.9"):
        assert code in earlier, "new, reworded and dropped questions are named"
    assert "Undo" in lead.get(f"/returns/{row.reference}/offline").text_words


@pytest.mark.parametrize("day", range(7))
def test_nobody_begins_before_the_round_is_open_on_whatever_day_it_is_built(day: int) -> None:
    opened = NOW + timedelta(days=day)
    for name in map(str, range(40)):
        assert at_work(begins(opened, name, below=8), 8) > moment(opened.date(), 7, 30)
