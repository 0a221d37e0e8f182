"""Signing off: sent by the lead, signed by one or two approvers in order, submitted once, reopened by the board."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import SignOffDecision, Submission
from audit.rooms.assessments.operations import AlreadyDecided, recall
from audit.rooms.assessments.operations.signing import approve
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.rooms.assessments.signing_scene import GREEN, PUBLIC_URL, SigningScene
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


def events(scene: SigningScene) -> list[TrailEntry]:
    with scene.world.unit_of_work.read() as session:
        return list(session.scalars(select(TrailEntry).order_by(TrailEntry.id)))


def copies(scene: SigningScene) -> list[Submission]:
    with scene.world.unit_of_work.read() as session:
        return list(session.scalars(select(Submission).order_by(Submission.number)))


# The whole way.


def test_one_step_from_the_lead_to_the_receipt(scene: SigningScene) -> None:
    scene.complete().send()
    assert scene.now().state is ReturnState.AWAITING_SIGN_OFF
    assert {letter.to_name for letter in scene.letters("sign-off-asked")} == {"Ash Head", "Blake Chair"}
    assert f"{PUBLIC_URL}/returns/{scene.reference}/sign-off" in scene.letters("sign-off-asked")[0].body
    copy = scene.sign(scene.ash)
    assert copy is not None
    assert copy.reference == f"{scene.reference}-1"
    assert copy.fingerprint == fingerprint(copy.content)
    assert scene.now().state is ReturnState.SUBMITTED
    assert scene.now().submitted_at == scene.world.clock()
    receipts = scene.letters("receipt")
    assert {letter.to_name for letter in receipts} == {"Sam Colleague", "Ash Head", "Blake Chair"}
    assert all(copy.reference in letter.subject for letter in receipts)
    assert f"{PUBLIC_URL}/returns/{scene.reference}/copies/1" in receipts[0].body
    told = events(scene)
    assert [e.event for e in told][-3:] == ["return.sent-for-sign-off", "return.approved", "return.submitted"]
    assert told[-1].facts == {"reference": copy.reference, "fingerprint": copy.fingerprint}


def test_two_steps_are_signed_in_order_by_two_people(school: SigningScene) -> None:
    school.complete().send()
    with pytest.raises(AlreadyDecided):
        school.sign(school.blake, "chair", governing_body_on=MEETING)
    assert school.sign(school.ash, "head", title="Head teacher") is None
    assert school.now().state is ReturnState.AWAITING_SIGN_OFF
    asked = school.letters("sign-off-asked")
    assert [letter.to_name for letter in asked] == ["Ash Head", "Blake Chair", "Blake Chair"]
    assert "Ash Head as Head or principal has signed" in asked[-1].body
    copy = school.sign(school.blake, "chair", title="Chair of governors", governing_body_on=MEETING)
    assert copy is not None
    assert [(s["step"], s["name"], s["title"], s["governing_body_on"]) for s in copy.content["sign_off"]] == [
        ("head", "Ash Head", "Head teacher", None),
        ("chair", "Blake Chair", "Chair of governors", "2026-09-10"),
    ]


def test_one_person_cannot_sign_both_steps_and_is_told_why(school: SigningScene) -> None:
    school.complete().send()
    school.sign(school.ash, "head")
    with pytest.raises(NotAllowed, match="Two different people"):
        school.sign(school.ash, "chair", governing_body_on=MEETING)
    assert school.now().state is ReturnState.AWAITING_SIGN_OFF
    assert copies(school) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"declared": False}, "declared"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"governing_body_on": None}, "governing_body_on"),
        ({"governing_body_on": date(2026, 9, 15)}, "governing_body_on"),
    ],
)
def test_what_is_missing_from_a_signature_is_named(
    school: SigningScene, given: dict[str, Any], field: str
) -> None:
    school.complete().send()
    school.sign(school.ash, "head")
    with pytest.raises(RuleBroken) as refused:
        school.sign(school.blake, "chair", **{"governing_body_on": MEETING, **given})
    assert refused.value.field == field
    assert copies(school) == []


def test_the_meeting_may_be_today(school: SigningScene, clock: SteppingClock) -> None:
    school.complete().send()
    school.sign(school.ash, "head")
    assert school.sign(school.blake, "chair", governing_body_on=clock().date()) is not None


# Sending.


def test_an_incomplete_return_is_not_sent(scene: SigningScene) -> None:
    scene.save("1.1", GREEN)
    with pytest.raises(RuleBroken, match="3 questions still need something"):
        scene.send()
    assert scene.now().state is ReturnState.IN_PROGRESS
    assert scene.letters("sign-off-asked") == []


@pytest.mark.parametrize("who", ["contributor", "viewer", "ash"])
def test_only_a_lead_sends(scene: SigningScene, who: str) -> None:
    scene.complete()
    with pytest.raises(NotAllowed, match="Only a lead"):
        scene.send(getattr(scene, who))


@pytest.mark.parametrize("who", ["stranger", "admin"])
def test_nobody_else_knows_of_it(scene: SigningScene, who: str) -> None:
    scene.complete()
    with pytest.raises(NotVisible):
        scene.send(getattr(scene, who))
    with pytest.raises(NotVisible):
        scene.sign(getattr(scene, who))


def test_it_is_sent_once(scene: SigningScene) -> None:
    scene.complete().send()
    with pytest.raises(RuleBroken, match="already been sent"):
        scene.send()
    assert len(scene.letters("sign-off-asked")) == 2


def end_roles(scene: SigningScene, *people: Any) -> None:
    with scene.world.session() as session:
        for person in people:
            for held in session.query(RoleHeld).filter_by(person_id=person.id, role=Role.APPROVER):
                session.delete(held)


def test_without_approvers_it_is_not_sent(scene: SigningScene) -> None:
    end_roles(scene, scene.ash_person, scene.blake_person)
    with pytest.raises(RuleBroken, match="Invite an approver"):
        scene.complete().send()


def test_two_steps_need_two_approvers(school: SigningScene) -> None:
    end_roles(school, school.blake_person)
    with pytest.raises(RuleBroken, match="only one approver"):
        school.complete().send()


def test_a_late_return_is_sent_and_signed_while_the_round_is_open(
    scene: SigningScene, clock: SteppingClock
) -> None:
    clock.now += timedelta(days=90)
    assert scene.submitted().number == 1


def test_a_viewer_and_a_lead_cannot_sign(scene: SigningScene) -> None:
    scene.complete().send()
    for actor in (scene.viewer, scene.lead, scene.contributor):
        with pytest.raises(NotAllowed, match="Only an approver"):
            scene.sign(actor)
        with pytest.raises(NotAllowed, match="Only an approver"):
            scene.give_back(actor)
    assert copies(scene) == []


# Given back, taken back, sent again.


def test_returned_with_a_reason_and_sent_again(school: SigningScene) -> None:
    school.complete().send()
    school.sign(school.ash, "head")
    with pytest.raises(RuleBroken, match="Say what has to change"):
        school.give_back(school.blake, "  ")
    school.give_back(school.blake, "Say more about training.")
    assert school.now().state is ReturnState.IN_PROGRESS
    letter = school.letters("returned-to-lead")[0]
    assert letter.to_name == "Sam Colleague"
    assert "Say more about training." in letter.body
    school.save("1.1", AnswerContent(grade="amber", narrative="More."), seen=1)
    school.send()
    # The earlier signature counts no more, but it is kept.
    with pytest.raises(AlreadyDecided):
        school.sign(school.blake, "chair", governing_body_on=MEETING)
    school.sign(school.blake, "head")
    copy = school.sign(school.ash, "chair", governing_body_on=MEETING)
    assert copy is not None
    assert [s["name"] for s in copy.content["sign_off"]] == ["Blake Chair", "Ash Head"]
    with school.world.unit_of_work.read() as session:
        kept = session.query(SignOffDecision).order_by(SignOffDecision.id).all()
    assert [(d.attempt, d.step, d.approved) for d in kept] == [
        (1, "head", True),
        (1, "chair", False),
        (2, "head", True),
        (2, "chair", True),
    ]


def test_taken_back_and_sent_again_while_an_approver_has_the_page_open(scene: SigningScene) -> None:
    scene.complete().send()
    with scene.world.session() as session:
        recall(session, scene.lead, scene.world.clock, scene.reference, "A slip.")
    with pytest.raises(AlreadyDecided, match="back with the lead"):
        scene.sign(scene.ash, attempt=1)
    scene.save("1.1", AnswerContent(grade="amber", narrative="Changed."), seen=1)
    scene.send()
    with pytest.raises(AlreadyDecided, match="Read it again"):
        scene.sign(scene.ash, attempt=1)
    copy = scene.sign(scene.ash)
    assert copy is not None
    assert copy.content["answers"]["1.1"]["grade"] == "amber"


def test_only_a_lead_takes_it_back_and_only_while_it_waits(scene: SigningScene) -> None:
    scene.complete().send()
    with scene.world.session() as session, pytest.raises(NotAllowed):
        recall(session, scene.contributor, scene.world.clock, scene.reference)
    scene.sign(scene.ash)
    with scene.world.session() as session, pytest.raises(RuleBroken, match="submitted"):
        recall(session, scene.lead, scene.world.clock, scene.reference)


# Twice, and at once.


def test_a_second_click_and_a_second_approver_are_told(scene: SigningScene) -> None:
    scene.complete().send()
    scene.sign(scene.ash)
    with pytest.raises(Stale, match="You have already signed this return, and it was submitted"):
        scene.sign(scene.ash)
    with pytest.raises(Stale, match="Ash Head has already signed"):
        scene.sign(scene.blake)
    with pytest.raises(Stale, match="Ash Head has already signed"):
        scene.give_back(scene.blake)
    assert len(copies(scene)) == 1


def test_a_second_click_on_the_first_of_two_steps(school: SigningScene) -> None:
    school.complete().send()
    school.sign(school.ash, "head")
    with pytest.raises(AlreadyDecided, match="You have already signed as Head"):
        school.sign(school.ash, "head")
    with pytest.raises(AlreadyDecided, match="Ash Head has already signed as Head"):
        school.sign(school.blake, "head")


@pytest.mark.parametrize("attempt", range(5))
def test_two_approvers_at_the_same_moment_submit_it_once(scene: SigningScene, attempt: int) -> None:
    scene.complete().send()
    both = threading.Barrier(2)
    outcomes: list[Any] = []

    def sign(actor: Any) -> None:
        both.wait()
        try:
            with scene.world.unit_of_work.begin() as session:
                approve(
                    session,
                    actor,
                    scene.world.clock,
                    scene.reference,
                    attempt=1,
                    step="chief-officer",
                    title="Chief",
                    declared=True,
                    public_url=PUBLIC_URL,
                )
            outcomes.append("signed")
        except BaseException as refusal:  # what the thread met is judged below
            outcomes.append(refusal)

    threads = [threading.Thread(target=sign, args=(actor,)) for actor in (scene.ash, scene.blake)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome == "signed" for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyDecided) for outcome in outcomes) == 1, outcomes
    assert len(copies(scene)) == 1
    assert len(scene.letters("receipt")) == 3


# Closing and reopening.


def test_after_closing_nothing_is_signed_and_nothing_is_lost(scene: SigningScene) -> None:
    scene.complete().send()
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="This round is closed, so nothing was changed"):
        scene.sign(scene.ash)
    with pytest.raises(NotAllowed, match="open the round again"):
        scene.give_back(scene.ash)
    assert copies(scene) == []
    assert scene.now().state is ReturnState.AWAITING_SIGN_OFF
    scene.set_round_state(RoundState.OPEN)
    assert scene.sign(scene.ash) is not None


def test_a_complete_return_is_not_sent_after_closing(scene: SigningScene) -> None:
    scene.complete()
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="The answers are kept"):
        scene.send()
    assert scene.now().state is ReturnState.IN_PROGRESS


def test_reopened_changed_and_submitted_again(scene: SigningScene) -> None:
    scene.submitted()
    scene.reopen(reason="A figure is missing.")
    assert scene.now().state is ReturnState.IN_PROGRESS
    assert scene.now().submitted_at is None
    letter = scene.letters("reopened")[0]
    assert letter.to_name == "Sam Colleague"
    assert "A figure is missing." in letter.body
    scene.save("1.1", AnswerContent(grade="amber", narrative="The figure is 12."), seen=1)
    scene.send()
    second = scene.sign(scene.blake)
    assert second is not None
    assert [copy.reference for copy in copies(scene)] == [f"{scene.reference}-1", f"{scene.reference}-2"]
    assert [copy.content["answers"]["1.1"]["grade"] for copy in copies(scene)] == ["green", "amber"]


def test_reopening_needs_a_reason_an_administrator_and_an_open_round(scene: SigningScene) -> None:
    with pytest.raises(NotVisible):
        scene.reopen()  # nothing has been submitted yet
    scene.submitted()
    with pytest.raises(RuleBroken, match="Say why"):
        scene.reopen(reason=" ")
    for actor in (scene.lead, scene.ash, scene.stranger):
        with pytest.raises(NotVisible):
            scene.reopen(actor)
    viewer = scene.world.actor(scene.world.person(Role.BOARD_VIEWER, board=scene.board))
    with pytest.raises(NotVisible):
        scene.reopen(viewer)
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="Open the round again first"):
        scene.reopen()
    scene.set_round_state(RoundState.OPEN)
    scene.reopen()
    with pytest.raises(RuleBroken, match="already been reopened"):
        scene.reopen()


# The pages.


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
    end_roles(scene, scene.ash_person, scene.blake_person)
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
    assert len(copies(scene)) == 1
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
    assert refused.errors() == ["Date of the governing body meeting must include a day"]
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
    assert copies(scene) == []


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


def test_a_decision_is_kept_for_each_signature(scene: SigningScene) -> None:
    scene.submitted()
    with scene.world.unit_of_work.read() as session:
        assert session.scalar(select(func.count()).select_from(SignOffDecision)) == 1
