"""The moderator: cases given and sent, a grade beside each answer, and what the organisation reads afterwards."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.case_audits.models import CaseJudgement
from audit.rooms.case_audits.operations import auditing, moderating
from audit.rooms.case_audits.operations.moderating import JudgementChanged
from tests.support.case_audits import Cases
from tests.support.pages import PageClient
from tests.support.queries import count_queries

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def moderator(scene: Cases, as_: Any) -> PageClient:
    """The moderator, to whom the cases of the first organisation are given, of which two are sent."""
    scene.open().give(0, 1)
    scene.send(0, ["green", "amber"])
    return as_(scene.moderator_person)  # type: ignore[no-any-return]


def judge(scene: Cases, code: str = "1.1", case: int = 0, seen: int = 0, **said: str) -> CaseJudgement | None:
    with scene.world.session() as session:
        return moderating.save_judgement(
            session, scene.moderator, scene.world.clock, scene.cases()[case].id, code,
            grade=said.get("grade", ""), comment=said.get("comment", ""), agreed=said.get("agreed", ""),
            seen_version=seen,
        )  # fmt: skip


def test_a_grade_beside_each_answer(scene: Cases, moderator: PageClient, as_: Any, engine: Engine) -> None:
    assert "Alpha council has sent its cases." in moderator.get("/").text_words
    given = moderator.get("/cases-to-moderate")
    assert "Beta health" in given.text_words
    moderator.get(f"/cases-to-moderate/{scene.sample(1).id}", 403)
    sample = f"/cases-to-moderate/{scene.sample().id}"
    page = moderator.get(sample)
    assert "0 of 2 are moderated" in page.text_words
    first, second = scene.cases()
    with count_queries(engine) as few:
        page = moderator.get(f"/cases/{first.id}/moderate")
    assert few.count < 18, str(few)
    assert "The record shows green." in page.text_words
    page = moderator.submit(page, {"action": "finish", "q-1.1-grade": "red", "q-1.2-grade": "green"}, 422)
    assert page.errors() == ["1.1: Say why your grade differs"]
    page = moderator.submit(page, {"action": "finish", "q-1.1-comment": "The plan has no dates."})
    assert "Case 1 is moderated." in page.text_words
    moderator.post(f"{sample}/finish")
    assert scene.sample().state.value == "sent", "a case is left"
    own = as_(scene.lead_people[0])
    assert "The plan has no dates." not in own.get(f"/cases/{first.id}").text_words, (
        "not before all are moderated"
    )
    page = moderator.submit(moderator.get(f"/cases/{first.id}/moderate"), form=1)  # look again
    page = moderator.submit(page, {"action": "finish", "q-1.1-agreed": "amber"})
    page = moderator.submit(
        moderator.get(f"/cases/{second.id}/moderate"),
        {
            "action": "finish",
            "q-1.1-grade": "amber",
            "q-1.2-grade": "not-applicable",
            "q-1.2-comment": "Not here.",
        },
    )
    page = moderator.submit(page)
    assert "Alpha council can read what you said" in page.text_words
    page = own.get(f"/cases/{first.id}")
    assert "The plan has no dates." in page.text_words
    assert "Agreed after you talked: Amber" in page.text_words
    figures = as_(scene.admin_person).get(f"/case-audits/{scene.audit.code}/results").text_words
    assert "The moderator graded otherwise in 1 of 2 (50.0 %)" in figures


def test_saved_as_it_is_typed_and_never_over_another_window(scene: Cases, moderator: PageClient) -> None:
    (case, _) = scene.cases()

    def typed(status: int = 200, code: str = "1.1", **fields: Any) -> Any:
        sent = {f"q-{code}-{name}": value for name, value in fields.items()}
        return moderator.post(
            f"/cases/{case.id}/judgements/{code}", sent, status, headers=FETCH
        ).response.get_json()

    said = typed(grade="red", comment="JS, aged 7, waited", version=0)
    assert said["version"] == 1
    assert said["warnings"]
    assert typed(grade="red", version=1)["questions"] == "Not complete yet: Say why your grade differs"
    assert "Nothing was overwritten" in typed(409, grade="amber", comment="Older", version=1)["error"]
    assert typed(422, grade="blue", version=2)["field"] == "grade"
    assert typed(422, grade="red", comment="x" * 5_001, version=2)["field"] == "comment"
    assert typed(422, agreed="blue", version=2)["field"] == "agreed"
    typed(404, code="2.1", grade="red")
    typed(404, code="9.9", grade="red")
    page = moderator.get(f"/cases/{case.id}/moderate")
    judge(scene, seen=2, grade="amber", comment="Saved elsewhere")
    page = moderator.submit(page, {"q-1.1-comment": "Mine", "action": "later"}, 409)
    assert page.errors() == ["1.1: this was changed in another window"]
    assert "Saved elsewhere" in page.text_words
    moderator.submit(page, {"action": "later"})
    with scene.world.unit_of_work.read() as session:
        assert session.scalars(select(CaseJudgement.comment)).one() == "Mine"
    with pytest.raises(JudgementChanged):
        judge(scene, seen=1, grade="green")


def test_whose_cases_and_when(scene: Cases, moderator: PageClient, as_: Any) -> None:
    world, (case, _) = scene.world, scene.cases()
    another = world.person(Role.MODERATOR, board=scene.board)
    for path in (f"/cases/{case.id}/moderate", f"/cases-to-moderate/{scene.sample().id}"):
        as_(another).get(path, 404)
    judge(scene, grade="green")
    with pytest.raises(RuleBroken, match="has begun"), world.session() as session:
        auditing.take_back(session, scene.leads[0], world.clock, scene.sample().id)
    with pytest.raises(RuleBroken, match=r"1\.2: Choose a grade"), world.session() as session:
        moderating.finish_judging(session, scene.moderator, world.clock, case.id)
    world.give(scene.moderator_person, Role.LEAD, organisation=scene.bodies[0])
    moderator.get(f"/cases/{case.id}/moderate", 404)
    scene.moderator = world.actor(scene.moderator_person)
    with pytest.raises(NotVisible):
        judge(scene, grade="red")


def test_a_closed_audit_stays_as_it_is(scene: Cases, moderator: PageClient) -> None:
    (case, _) = scene.cases()
    page = moderator.get(f"/cases/{case.id}/moderate")
    scene.close()
    page = moderator.submit(page, {"q-1.1-grade": "red", "action": "later"}, 422)
    assert "closed" in page.errors()[0]
    assert not moderator.get(f"/cases/{case.id}/moderate").find("textarea")
