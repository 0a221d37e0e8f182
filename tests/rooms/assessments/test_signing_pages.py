"""The pages of signing off: check your answers, the approver's page, the confirmation."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from tests.conftest import SteppingClock
from tests.rooms.assessments.signing_scene import GREEN, SigningScene
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World, question_set

HEAD_AND_CHAIR = ("head", "chair")
MEETING = date(2026, 9, 10)


@pytest.fixture
def scene(world: World) -> SigningScene:
    """A return with one step of sign-off."""
    return SigningScene(world)


@pytest.fixture
def school(world: World) -> SigningScene:
    """A return that the head signs, and then the chair with the date of the meeting."""
    return SigningScene(world, *HEAD_AND_CHAIR, governing_body_date=True)


@pytest.fixture
def browse(app: Flask) -> Callable[[Any], PageClient]:
    """A browser in which somebody is signed in."""
    return lambda person: PageClient(app).sign_in(person.id)


def test_the_check_page_names_what_is_missing_with_links(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.save("1.1", GREEN)
    scene.save("1.2", AnswerContent(grade="amber"))
    lead = browse(scene.lead_person)
    page = lead.get(f"/returns/{scene.reference}/check")
    assert page.heading == "Check your answers"
    links = [a["href"] for a in page.select(".app-to-do a")]
    assert links == [f"/returns/{scene.reference}/questions/{code}" for code in ("1.2", "2.1", "2.2")]
    assert "Write a narrative for Amber" in page.text_words
    assert "Send for sign-off" not in page.text_words
    for link in links:
        lead.get(link)
    refused = lead.post(f"/returns/{scene.reference}/send-for-sign-off", status=422)
    assert refused.errors() == [
        "3 questions still need something, so the return was not sent. Each is listed on this page."
    ]


def test_the_lead_sends_and_takes_back_through_the_pages(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete()
    lead = browse(scene.lead_person)
    sent = lead.submit(lead.get(f"/returns/{scene.reference}/check"))
    assert "Sent for sign-off" in sent.text_words
    assert "Nobody can change an answer while it waits" in sent.text_words
    assert not sent.select(".app-read__change")
    back = lead.submit(sent, {"reason": "A slip."})
    assert scene.now().state is ReturnState.IN_PROGRESS
    assert back.select(".app-read__change a")


def test_contributors_read_but_do_not_send(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.complete()
    page = browse(scene.contributor_person).get(f"/returns/{scene.reference}/check")
    assert not page.main.find_all("form")
    assert "Ask the lead" in page.text_words
    viewer = browse(scene.viewer_person)
    assert not viewer.get(f"/returns/{scene.reference}/check").select(".app-read__change")
    viewer.post(f"/returns/{scene.reference}/send-for-sign-off", status=403)
    viewer.get(f"/returns/{scene.reference}/sign-off", 403)
    viewer.post(f"/returns/{scene.reference}/sign-off", {"decision": "approve"}, 403)


def test_a_late_return_says_so(
    scene: SigningScene, browse: Callable[[Any], PageClient], clock: SteppingClock
) -> None:
    scene.complete()
    clock.now += timedelta(days=90)
    page = browse(scene.lead_person).get(f"/returns/{scene.reference}/check")
    assert "This return is late: it was due on 30 October 2026. You can still send it" in page.text_words
    assert "Send for sign-off" in page.text_words


def test_no_approver_leads_to_inviting_one(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.end_approvers(scene.ash_person, scene.blake_person)
    scene.complete()
    lead = browse(scene.lead_person)
    page = lead.get(f"/returns/{scene.reference}/check")
    assert "Nobody in your organisation can sign" in page.text_words
    assert not page.main.find_all("form")
    assert lead.post(f"/returns/{scene.reference}/send-for-sign-off", status=422).errors()


def test_the_approver_reads_signs_and_has_a_reference(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete().send()
    ash = browse(scene.ash_person)
    assert "Read and sign" in ash.get("/").text_words
    page = ash.get(f"/returns/{scene.reference}/sign-off")
    blake = browse(scene.blake_person)
    opened = blake.get(f"/returns/{scene.reference}/sign-off")
    assert "It is in place." in page.text_words
    refused = ash.submit(page, {"title": "Chief executive"}, 422)
    assert refused.errors() == ["Tick the box to say that you have read the return"]
    assert refused.values()["title"] == "Chief executive"
    done = ash.submit(refused, {"declared": "y"})
    assert done.heading == "Return submitted"
    assert f"{scene.reference}-1" in done.text_words
    again = ash.submit(page, {"title": "Chief executive", "declared": "y"})
    assert "You have already signed this return" in again.text_words
    assert len(scene.copies()) == 1
    late = blake.submit(opened, {"title": "Chair", "declared": "y"})
    assert "Ash Head has already signed this return" in late.text_words
    assert "Read and sign" not in ash.get("/").text_words


def test_the_chair_gives_the_date_of_the_meeting(
    school: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    school.complete().send()
    ash = browse(school.ash_person)
    page = ash.get(f"/returns/{school.reference}/sign-off")
    assert "governing_body_on-day" not in page.values()
    signed = ash.submit(page, {"title": "Head teacher", "declared": "y"})
    assert "The next person has been asked by letter" in signed.text_words
    assert "Two different people sign it" in signed.text_words
    assert not signed.main.find_all("form")
    assert "Read and sign" not in ash.get("/").text_words
    blake = browse(school.blake_person)
    page = blake.get(f"/returns/{school.reference}/sign-off")
    typed = {
        "title": "Chair",
        "declared": "y",
        "governing_body_on-month": "9",
        "governing_body_on-year": "2026",
    }
    refused = blake.submit(page, typed, 422)
    assert refused.errors() == ["The date of the governing body meeting must include a day"]
    assert refused.values()["governing_body_on-month"] == "9"
    refused = blake.submit(refused, {"governing_body_on-day": "15"}, 422)
    assert refused.errors() == ["The date of the governing body meeting must be today or in the past"]
    done = blake.submit(refused, {"governing_body_on-day": "14"})
    assert done.heading == "Return submitted"


def test_the_approver_returns_it_through_the_page(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete().send()
    ash = browse(scene.ash_person)
    page = ash.get(f"/returns/{scene.reference}/sign-off")
    blake = browse(scene.blake_person)
    opened = blake.get(f"/returns/{scene.reference}/sign-off")
    refused = ash.submit(page, {}, 422, form=1)
    assert refused.errors() == ["Say what has to change, so that the lead knows what to do"]
    ash.submit(refused, {"back-reason": "Say more about training."}, form=1)
    lead = browse(scene.lead_person)
    assert "Ash Head read it and asks for a change" in lead.get("/").text_words
    assert "Say more about training." in lead.get(f"/returns/{scene.reference}/check").text_words
    # The second approver still has the page open, and what they typed is not lost.
    late = blake.submit(opened, {"back-reason": "And about supervision."}, 409, form=1)
    assert "back with the lead" in late.text_words
    assert "And about supervision." in str(late)


def test_a_round_that_closes_in_between_keeps_what_was_typed(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete().send()
    ash = browse(scene.ash_person)
    page = ash.get(f"/returns/{scene.reference}/sign-off")
    scene.set_round_state(RoundState.CLOSED)
    refused = ash.submit(page, {"title": "Chief executive", "declared": "y"}, 403)
    assert "This round is closed, so nothing was changed" in refused.text_words
    assert "Chief executive" in str(refused)
    shown = ash.get(f"/returns/{scene.reference}/sign-off")
    assert "cannot be signed now. Nothing is lost" in shown.text_words
    assert not shown.main.find_all("form")


def test_other_organisations_find_nothing(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.submitted()
    stranger = browse(scene.stranger_person)
    for page in ("check", "submitted", "copies/1", "copies/1/workbook"):
        stranger.get(f"/returns/{scene.reference}/{page}", 404)
    stranger.post(f"/returns/{scene.reference}/send-for-sign-off", status=404)
    other_approver = browse(scene.world.person(Role.APPROVER, organisation=scene.other))
    other_approver.get(f"/returns/{scene.reference}/sign-off", 404)
    other_approver.post(f"/returns/{scene.reference}/sign-off", {"decision": "return"}, 404)


@pytest.mark.parametrize("hostile", ["9" * 40, "²", "-1", "", "x\u0000"])
def test_a_mangled_form_is_refused_kindly(
    scene: SigningScene, browse: Callable[[Any], PageClient], hostile: str
) -> None:
    scene.complete().send()
    ash = browse(scene.ash_person)
    given = {"decision": "approve", "attempt": hostile, "step": hostile, "title": hostile, "declared": "y"}
    page = ash.post(f"/returns/{scene.reference}/sign-off", given)
    assert "Read it again" in page.text_words
    given = {"decision": "approve", "attempt": "1", "step": hostile, "title": hostile, "declared": "y"}
    assert "Read it again" in ash.post(f"/returns/{scene.reference}/sign-off", given).text_words
    assert scene.copies() == []


@pytest.mark.parametrize("page", ["check", "sign-off"])
def test_queries_do_not_grow_with_questions_and_pages_stay_small(
    world: World, app: Flask, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = app.extensions["audit.unit_of_work"].engine
    counted = []
    for number, (standards, questions) in enumerate([(1, 2), (10, 10)]):
        monkeypatch.setattr(world, "board", partial(World.board, world, f"board-{number}"))
        scene = SigningScene(world, data=question_set(standards, questions, questionnaire=f"set-{number}"))
        long = AnswerContent(grade="amber", narrative="We are on our way with this. " * 20)
        for code in scene.view().question_ids:
            scene.save(code, long)
        scene.send()
        ash = PageClient(app).sign_in(scene.ash_person.id)
        address = f"/returns/{scene.reference}/{page}"
        ash.get(address)
        with count_queries(engine) as statements:
            shown = ash.get(address)
        counted.append(statements.count)
        assert len(shown.response.get_data()) < 300 * 1024
    assert counted[0] == counted[1], str(statements)
    assert counted[0] <= 12
