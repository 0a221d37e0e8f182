"""The organisation's word: exactly what would be shared, agreeing, declining, withdrawing and sharing again."""

from typing import Any

import pytest
from sqlalchemy import select

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.good_practice import Sharing
from audit.domain.permissions import Role
from audit.rooms.evidence.operations import withdraw_evidence
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.operations import ask_all_green, choose_answers, withdraw
from audit.rooms.trail.models import TrailEntry
from tests.support.good_practice import Practice
from tests.support.pages import PageClient


@pytest.fixture
def scene(world: Any, settings: Any) -> Practice:
    return Practice(world, settings)


@pytest.fixture
def lead(app: Any, scene: Practice) -> PageClient:
    return PageClient(app).sign_in(scene.green.lead_person.id)


@pytest.fixture
def example(scene: Practice) -> GoodPractice:
    return scene.ask("1.1", why="Short and clear.")[0]


def own(scene: Practice) -> str:
    return f"/organisations/{scene.green.organisation.id}/good-practice"


def test_the_lead_sees_it_on_the_home_page_and_exactly_what_would_be_shared(
    lead: PageClient, scene: Practice, example: GoodPractice
) -> None:
    assert "asks about 1 answer" in lead.get("/").text_words
    listed = lead.get(own(scene))
    assert "Waiting for your answer" in listed.text_words
    page = lead.get(f"/good-practice/{example.id}/answer")
    assert page.values()["words"] == "Green council says green to 1.1."
    assert "Short and clear." in page.text_words
    assert "Nothing here may tell who a child is" in page.text_words
    files = {box["value"] for box in page.select("input[name=evidence]")}
    assert files == {str(scene.item.id), str(scene.secret.id)}
    assert not page.select("input[name=evidence][checked]"), "nothing is shared that nobody ticked"


def test_agreeing_in_other_words_with_one_file(
    lead: PageClient, scene: Practice, example: GoodPractice
) -> None:
    page = lead.get(f"/good-practice/{example.id}/answer")
    page = lead.submit(
        page, {"words": "We do it\nweekly.", "evidence": str(scene.item.id), "decision": "agree"}
    )
    assert "Shared. You can change it" in page.text_words
    row = scene.now(example)
    assert (row.state, row.words, row.evidence) == (Sharing.SHARED, "We do it\nweekly.", [scene.item.id])
    assert row.answered_by_name == scene.green.lead.name
    assert "asks about" not in lead.get("/").text_words


def test_details_of_a_child_are_pointed_out_before_anything_is_shared(
    lead: PageClient, scene: Practice, example: GoodPractice
) -> None:
    words = "We helped a child.\nBorn on 3 May 2015, she is safe now."
    page = lead.submit(
        lead.get(f"/good-practice/{example.id}/answer"), {"words": words, "decision": "agree"}, 422
    )
    assert "Nothing has been shared yet" in page.text_words
    assert scene.now(example).state is Sharing.ASKED
    again = lead.submit(page, {"words": words + "\nBorn on 4 June 2016.", "decision": "agree"}, 422)
    assert scene.now(example).state is Sharing.ASKED, "other words are looked at again"
    lead.submit(again, {"decision": "agree"})
    assert scene.now(example).state is Sharing.SHARED


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"words": "  "}, "Write what is shared"), ({"words": "x" * 20001}, "20,000 characters")],
)
def test_bad_words_are_refused_and_kept(
    lead: PageClient, scene: Practice, example: GoodPractice, sent: dict[str, str], sentence: str
) -> None:
    page = lead.submit(lead.get(f"/good-practice/{example.id}/answer"), {**sent, "decision": "agree"}, 422)
    assert sentence in " ".join(page.errors())
    assert page.values()["words"] == sent["words"].strip()
    assert scene.now(example).state is Sharing.ASKED


def test_only_what_the_answer_cites_goes_with_it(
    lead: PageClient, scene: Practice, example: GoodPractice
) -> None:
    page = lead.get(f"/good-practice/{example.id}/answer")
    assert lead.submit(page, {"evidence": "999999", "decision": "agree"}, 422).errors()
    (other,) = scene.ask("1.2")
    with pytest.raises(NotVisible):
        scene.share(other, evidence_ids=[scene.item.id])
    with scene.world.session() as session:
        withdraw_evidence(session, scene.green.lead, scene.world.clock, scene.item.id)
    with pytest.raises(NotVisible):
        scene.share(example, evidence_ids=[scene.item.id])
    assert scene.now(example).state is Sharing.ASKED


def test_declining_and_thinking_again(lead: PageClient, scene: Practice, example: GoodPractice) -> None:
    page = lead.get(f"/good-practice/{example.id}/answer")
    page = lead.submit(page, {"decision": "decline"})
    assert "Not shared" in page.text_words
    assert scene.now(example).state is Sharing.DECLINED
    page = lead.submit(lead.get(f"/good-practice/{example.id}/answer"), {"decision": "agree"})
    assert scene.now(example).state is Sharing.SHARED
    answer = lead.get(f"/good-practice/{example.id}/answer")
    lead.submit(answer, {"decision": "decline"}, 422)
    assert scene.now(example).state is Sharing.SHARED, "what is shared is withdrawn, with a page that asks"


def test_withdrawing_asks_and_can_be_undone(lead: PageClient, scene: Practice, example: GoodPractice) -> None:
    scene.share(example, "Our words.", evidence_ids=[scene.item.id])
    page = lead.get(f"/good-practice/{example.id}/withdraw")
    assert page.heading == "Withdraw this from the library?"
    page = lead.submit(page)
    assert scene.now(example).state is Sharing.WITHDRAWN
    lead.get(f"/good-practice/{example.id}", 404)
    lead.submit(page)
    row = scene.now(example)
    assert (row.state, row.words, row.evidence) == (Sharing.SHARED, "Our words.", [scene.item.id])
    with scene.world.session() as session:
        withdraw(session, scene.green.lead, scene.world.clock, example.id)
    with pytest.raises(RuleBroken, match="withdrawn"), scene.world.session() as session:
        withdraw(session, scene.green.lead, scene.world.clock, example.id)


def test_two_leads_do_not_overwrite_each_other(
    lead: PageClient, scene: Practice, example: GoodPractice
) -> None:
    page = lead.get(f"/good-practice/{example.id}/answer")
    scene.share(example, "Theirs.")
    answered = lead.submit(page, {"words": "Mine.", "decision": "agree"}, 409)
    assert "Nothing was overwritten" in " ".join(answered.errors())
    assert answered.values()["words"] == "Mine."
    assert scene.now(example).words == "Theirs."
    with pytest.raises(Stale):
        scene.share(example, "Mine.", seen_version=0)
    scene.share(example, "Theirs.", seen_version=0)  # the same again changes nothing


def test_choosing_from_an_all_green_return(lead: PageClient, scene: Practice) -> None:
    with scene.world.session() as session:
        (row,) = ask_all_green(
            session, scene.admin, scene.world.clock, "audit", [scene.green_return.reference], public_url=""
        )
    page = lead.get(f"/good-practice/{row.id}/answer")
    assert page.heading == "Choose what to share"
    assert "at least one answer" in " ".join(lead.post(f"/good-practice/{row.id}/choose", {}, 422).errors())
    with pytest.raises(RuleBroken, match="Choose first"):
        scene.share(row)
    page = lead.submit(page, {"codes": ["1.2", "2.2"]})
    with scene.world.unit_of_work.read() as session:
        rows = session.scalars(select(GoodPractice).order_by(GoodPractice.id)).all()
        events = session.scalars(
            select(TrailEntry.event).where(TrailEntry.subject_kind == "good-practice")
        ).all()
    assert [(each.question_code, each.state) for each in rows] == [
        ("1.2", Sharing.ASKED),
        ("2.2", Sharing.ASKED),
    ]
    assert events.count("good-practice.chosen") == 2
    with pytest.raises(RuleBroken, match="nothing to choose"), scene.world.session() as session:
        choose_answers(session, scene.green.lead, scene.world.clock, row.id, ["2.1"])
    with scene.world.session() as session:
        (more,) = ask_all_green(
            session, scene.admin, scene.world.clock, "audit", [scene.green_return.reference], public_url=""
        )
        with pytest.raises(RuleBroken, match="Already among"):
            choose_answers(session, scene.green.lead, scene.world.clock, more.id, ["1.2"])
        with pytest.raises(NotVisible):
            choose_answers(session, scene.green.lead, scene.world.clock, more.id, ["9.9"])
    lead.submit(lead.get(f"/good-practice/{more.id}/choose"), {"decision": "decline"}, form=1)
    assert scene.now(more).state is Sharing.DECLINED


def test_colleagues_look_and_strangers_find_nothing(app: Any, scene: Practice, example: GoodPractice) -> None:
    contributor = scene.world.person(Role.CONTRIBUTOR, organisation=scene.green.organisation)
    client = PageClient(app).sign_in(contributor.id)
    page = client.get(own(scene))
    assert "A lead of your organisation decides" in page.text_words
    assert not page.main.find_all("form")  # type: ignore[union-attr]
    assert client.raw.get(f"/good-practice/{example.id}/answer").status_code == 403
    with pytest.raises(NotAllowed), scene.world.session() as session:
        withdraw(session, scene.world.actor(contributor), scene.world.clock, example.id)
    for person in (scene.mixed.lead_person, scene.admin_person):
        client = PageClient(app).sign_in(person.id)
        for path in (
            own(scene),
            f"/good-practice/{example.id}/answer",
            f"/good-practice/{example.id}/withdraw",
        ):
            assert client.raw.get(path).status_code in (403, 404)
        for verb in ("answer", "choose", "withdraw", "share-again"):
            sent = {"csrf_token": client.csrf_token(), "words": "Mine", "decision": "agree"}
            assert client.raw.post(f"/good-practice/{example.id}/{verb}", data=sent).status_code in (403, 404)
    assert scene.now(example).state is Sharing.ASKED
