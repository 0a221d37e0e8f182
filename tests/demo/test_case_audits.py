"""The demonstration's case audit on neglect, and its repeat after eight months."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.demo.case_audits import CASES, FIRST, SECOND, SERVICES
from audit.demo.staffordshire import ADMINISTRATOR
from audit.domain.case_audits import AuditState, SampleState
from audit.domain.child_details import warnings_in
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.case_audits.models import AuditedCase, CaseAnswer, CaseAudit, CaseAuditPlace, CaseJudgement
from audit.rooms.case_audits.queries.figures import before_and_after, figures_of
from audit.rooms.organisations.models import RoleHeld
from tests.support.pages import PageClient


def test_both_are_closed_moderated_and_the_second_went_better(reading: Session, app: Flask) -> None:
    first, second = (
        reading.scalars(select(CaseAudit).where(CaseAudit.code == code)).one() for code in (FIRST, SECOND)
    )
    assert second.repeats_id == first.id
    assert {first.state, second.state} == {AuditState.CLOSED}
    assert set(reading.scalars(select(CaseAuditPlace.state))) == {SampleState.MODERATED}
    assert reading.scalar(select(func.count()).select_from(AuditedCase)) == 2 * CASES * len(SERVICES)
    found = before_and_after(reading, figures_of(reading, second), figures_of(reading, first))
    assert found.is_comparable
    assert len(found.lines) == 12
    then = sum(each.then.numerator for each in found.lines)
    assert sum(each.now.met.numerator for each in found.lines) > then
    assert 0 < found.now.overall.moved.numerator < found.now.overall.moved.denominator / 3
    person = reading.scalars(select(Person).where(Person.email == ADMINISTRATOR)).one()
    roles = set(reading.scalars(select(RoleHeld.role).where(RoleHeld.person_id == person.id)))
    assert Role.MODERATOR not in roles, "the role ended with the audit"
    page = PageClient(app).sign_in(person.id).get(f"/case-audits/{SECOND}/summary")
    assert "The 5 organisations in both audits." in page.text_words


def test_nothing_that_is_said_looks_as_if_it_named_a_child(reading: Session) -> None:
    columns = (CaseAnswer.narrative, CaseAnswer.na_reason, CaseJudgement.comment)
    texts = [text for column in columns for text in reading.scalars(select(column).distinct()) if text]
    assert len(texts) > 8
    assert not [text for text in texts if warnings_in(text)]
