"""An organisation: adding cases, filling them in, two people at one answer, sending, and its own results."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.case_audits.models import CaseAnswer, CaseAnswerRevision
from audit.rooms.case_audits.operations import auditing
from audit.rooms.case_audits.operations.auditing import CaseConflict
from tests.support.case_audits import Cases
from tests.support.pages import PageClient
from tests.support.queries import count_queries

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def lead(scene: Cases, as_: Any) -> PageClient:
    """The lead of the first organisation, once the audit is open."""
    scene.open()
    return as_(scene.lead_people[0])  # type: ignore[no-any-return]


def save(
    scene: Cases, case_id: int, code: str, content: AnswerContent, seen: int = 0, number: int = 0
) -> Any:
    with scene.world.session() as session:
        return auditing.save_answer(
            session, scene.leads[number], scene.world.clock, case_id, code, content, seen_version=seen
        )


def test_a_lead_adds_fills_in_finishes_and_sends(scene: Cases, lead: PageClient, engine: Engine) -> None:
    assert "0 of 2 cases finished" in lead.get("/").text_words
    page = lead.get(f"/organisations/{scene.bodies[0].id}/case-audits")
    assert "2 cases, due on 30 October 2026" in page.text_words
    sample = f"/our-cases/{scene.sample().id}"
    page = lead.submit(lead.get(sample), {"category": "Nobody's"}, 422)
    assert page.errors() == ["Choose the theme of the case"]
    page = lead.submit(page, {"category": "Under 5"})
    assert page.heading.startswith("Case 1: Under 5")
    (case,) = scene.cases()
    assert "2.2" not in page.text_words, "it hangs on another answer"
    page = lead.submit(page, {"action": "finish", "q-1.1-answer": "amber", "q-2.1-answer": "no"}, form=1)
    assert "Your answer changes which questions are asked" in page.text_words
    page = lead.submit(page, {"action": "finish"}, 422, form=1)
    assert page.errors() == [
        "1.1: Write a narrative for Amber",
        "1.2: Choose a grade",
        "2.2: Answer the question",
    ]
    told = {
        "q-1.1-narrative": "Sam Smith, aged 7, waited.",
        "q-1.2-answer": "green",
        "q-2.2-answer": "Too young.",
    }
    page = lead.submit(page, {"action": "later", **told}, form=1)
    assert "looks like a child’s name and age" in page.text_words, "warned of, and saved all the same"
    page = lead.submit(page, {"action": "finish", "q-1.1-narrative": "The child waited."}, form=1)
    assert "Case 1 is finished." in page.text_words
    page = lead.submit(page, {}, 422, form=1)
    assert page.errors()[0].startswith("This audit asks for 2 cases and there are 1.")
    with count_queries(engine) as few:
        lead.get(sample)
    scene.fill(scene.add())
    with count_queries(engine) as more:
        page = lead.get(sample)
    assert few.count == more.count < 15, str(more)
    page = lead.submit(page)
    assert "Your cases are sent." in page.text_words
    page = lead.get(f"/cases/{case.id}")
    assert not page.find("textarea")
    assert "The child waited." in page.text_words
    page = lead.submit(lead.get(sample))
    assert "Your cases are with you again" in page.text_words
    page = lead.submit(lead.get(f"/cases/{case.id}"), form=1)  # open it again
    assert page.find("textarea")
    page = lead.submit(page, {"category": "School age"})
    assert page.heading.startswith("Case 1: School age")


def test_saved_as_it_is_typed_with_its_history(scene: Cases, lead: PageClient) -> None:
    case = scene.add()
    path = f"/cases/{case.id}/questions/1.1"

    def typed(status: int = 200, **fields: Any) -> Any:
        sent = {"prefix": "q-1.1-", **{f"q-1.1-{name}": value for name, value in fields.items()}}
        return lead.post(path, sent, status, headers=FETCH).response.get_json()

    said = typed(answer="amber", narrative="A first word", version=0)
    assert said["version"] == 1
    assert said["saved"].startswith("Saved at")
    assert typed(answer="amber", narrative="A first word", version=1)["version"] == 1, "nothing new"
    assert typed(answer="green", narrative="JS, aged 7", version=1)["warnings"]
    assert "Choose one of the grades" in typed(422, answer="blue", version=2)["error"]
    stale = typed(409, answer="red", narrative="Over an old one", version=1)
    assert stale["theirs"]["narrative"] == "JS, aged 7"
    assert stale["mine"] is True
    assert lead.post(f"/cases/{case.id}/questions/9.9", {}, 404, headers=FETCH)
    with scene.world.unit_of_work.read() as session:
        history = session.scalars(select(CaseAnswerRevision).order_by(CaseAnswerRevision.version)).all()
        assert [(each.version, each.grade) for each in history] == [(1, "amber"), (2, "green")]


def test_two_colleagues_never_overwrite_each_other(scene: Cases, lead: PageClient, as_: Any) -> None:
    colleague = scene.world.person(Role.CONTRIBUTOR, organisation=scene.bodies[0], name="Col Example")
    case = scene.add()
    mine = lead.get(f"/cases/{case.id}")
    other = as_(colleague)
    other.submit(other.get(f"/cases/{case.id}"), {"q-1.1-answer": "green", "action": "later"}, form=1)
    page = lead.submit(mine, {"q-1.1-answer": "red", "q-1.2-answer": "amber", "action": "later"}, 409, form=1)
    assert page.errors() == ["1.1: Col Example changed this answer while you were writing"]
    assert "What Col Example wrote" in page.text_words
    with scene.world.unit_of_work.read() as session:
        assert set(session.scalars(select(CaseAnswer.grade))) == {"green", "amber"}, "the rest is saved"
    page = lead.submit(page, {"action": "later"}, 409, form=1)
    page = lead.submit(page, {"q-1.1-keep": "mine", "action": "later"}, form=1)
    with scene.world.unit_of_work.read() as session:
        assert set(session.scalars(select(CaseAnswer.grade))) == {"red", "amber"}
    assert save(scene, case.id, "1.1", AnswerContent(grade="green"), seen=1).grade == "red", (
        "typed nothing new"
    )
    with pytest.raises(CaseConflict):
        save(scene, case.id, "1.1", AnswerContent(grade="amber"), seen=1)
    page = lead.get(f"/cases/{case.id}")
    other.submit(other.get(f"/cases/{case.id}"), {"q-1.1-answer": "green", "action": "later"}, form=1)
    page = lead.submit(page, {"q-1.1-answer": "amber", "action": "later"}, 409, form=1)
    lead.submit(page, {"q-1.1-keep": "theirs", "action": "later"}, form=1)
    with scene.world.unit_of_work.read() as session:
        assert set(session.scalars(select(CaseAnswer.grade))) == {"green", "amber"}


def test_who_may_do_what_and_when(scene: Cases, lead: PageClient, as_: Any) -> None:
    world, case, sample = scene.world, scene.add(), scene.sample()
    viewer = world.person(Role.ORGANISATION_VIEWER, organisation=scene.bodies[0])
    reading = as_(viewer)
    assert not reading.get(f"/cases/{case.id}").find("textarea")
    reading.post(f"/cases/{case.id}", {"q-1.1-version": "0", "q-1.1-answer": "green"}, 403)
    with pytest.raises(NotAllowed, match="lets you read"), world.session() as session:
        auditing.add_case(session, world.actor(viewer), world.clock, sample.id, "Under 5")
    contributor = world.person(Role.CONTRIBUTOR, organisation=scene.bodies[0])
    assert (
        "then a lead of your organisation sends them"
        in as_(contributor).get(f"/our-cases/{sample.id}").text_words
    )
    with pytest.raises(NotAllowed, match="Only a lead"), world.session() as session:
        auditing.send_sample(session, world.actor(contributor), world.clock, sample.id)
    with pytest.raises(NotVisible):
        save(scene, case.id, "1.1", AnswerContent(grade="green"), number=1)
    with pytest.raises(NotVisible):
        save(scene, case.id, "9.9", AnswerContent(grade="green"))
    other = as_(scene.lead_people[1])
    for path in (
        f"/cases/{case.id}",
        f"/our-cases/{sample.id}",
        f"/our-cases/{sample.id}/results",
        "/cases/999",
    ):
        other.get(path, 404)
    lead.get(f"/our-cases/{sample.id}/results", 403)
    with pytest.raises(RuleBroken, match="in draft: case 1"), world.session() as session:
        auditing.send_sample(session, scene.leads[0], world.clock, sample.id)
    with pytest.raises(RuleBroken, match=r"1\.1: Choose a grade\. 2 more"), world.session() as session:
        auditing.finish_case(session, scene.leads[0], world.clock, case.id)
    with pytest.raises(RuleBroken, match="Add a case"), world.session() as session:
        auditing.send_sample(session, scene.leads[1], world.clock, scene.sample(1).id)
    scene.fill(case, seen="no")
    with pytest.raises(RuleBroken, match="finished"):
        save(scene, case.id, "1.1", AnswerContent(grade="red"), seen=1)
    scene.add()
    with pytest.raises(RuleBroken, match="All 2 cases"):
        scene.add()
    page = lead.get(f"/cases/{scene.cases()[1].id}")
    scene.close()
    page = lead.submit(page, {"q-1.1-answer": "green", "action": "later"}, 422, form=1)
    assert "This case audit is closed" in page.errors()[0]
    assert page.find("input", attrs={"name": "q-1.1-answer", "value": "green", "checked": True}), (
        "kept on the page"
    )


def test_own_results_and_the_whole_only_once_closed(scene: Cases, lead: PageClient, as_: Any) -> None:
    """Nobody else's cases; and the whole only where it does not tell one neighbour's."""
    scene.send(0, ["green", "amber"])
    scene.send(1, ["red", "red"])
    path = f"/our-cases/{scene.sample().id}/results"
    page = lead.get(path)
    assert "You sent 2 cases." in page.text_words
    assert "1 of 2 (50.0 %)" in page.text_words
    assert "All organisations together" not in page.text_words
    scene.close()
    page = lead.get(path)
    assert "Fewer than three organisations took part" in page.text_words
    scene.open()
    scene.send(2, ["green", "green"])
    assert "All organisations together" not in lead.get(path).text_words, "the audit is still open"
    scene.close()
    page = lead.get(path)
    assert "6 cases of 3 organisations, yours among them" in page.text_words
    assert "3 of 6 (50.0 %)" in page.text_words
    assert "Beta health" not in page.text_words
