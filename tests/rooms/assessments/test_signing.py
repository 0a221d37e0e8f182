"""Signing off: sent by the lead, signed by one or two approvers in order, submitted once, reopened by the board."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import SignOffDecision
from audit.rooms.assessments.operations import AlreadyDecided, recall
from audit.rooms.assessments.operations.signing import approve
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.rooms.assessments.signing_scene import GREEN, PUBLIC_URL, SigningScene
from tests.support.world import World

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


def events(scene: SigningScene) -> list[TrailEntry]:
    with scene.world.unit_of_work.read() as session:
        return list(session.scalars(select(TrailEntry).order_by(TrailEntry.id)))


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
    assert school.copies() == []


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
    assert school.copies() == []


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


def test_without_approvers_it_is_not_sent(scene: SigningScene) -> None:
    scene.end_approvers(scene.ash_person, scene.blake_person)
    with pytest.raises(RuleBroken, match="Invite an approver"):
        scene.complete().send()


def test_two_steps_need_two_approvers(school: SigningScene) -> None:
    school.end_approvers(school.blake_person)
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
    assert scene.copies() == []


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
    assert len(scene.copies()) == 1


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
    assert len(scene.copies()) == 1
    assert len(scene.letters("receipt")) == 3


# Closing and reopening.


def test_after_closing_nothing_is_signed_and_nothing_is_lost(scene: SigningScene) -> None:
    scene.complete().send()
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="This round is closed, so nothing was changed"):
        scene.sign(scene.ash)
    with pytest.raises(NotAllowed, match="open the round again"):
        scene.give_back(scene.ash)
    assert scene.copies() == []
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
    assert [copy.reference for copy in scene.copies()] == [f"{scene.reference}-1", f"{scene.reference}-2"]
    assert [copy.content["answers"]["1.1"]["grade"] for copy in scene.copies()] == ["green", "amber"]


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


def test_a_decision_is_kept_for_each_signature(scene: SigningScene) -> None:
    scene.submitted()
    with scene.world.unit_of_work.read() as session:
        assert session.scalar(select(func.count()).select_from(SignOffDecision)) == 1
