"""The moderator judges answer by answer, opens the evidence, and finalises."""

import pytest
from flask import Flask

from audit.domain.agreement import JudgementStatus, Opinion, Verdict
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.moderation.models import AgreedGrade
from audit.rooms.moderation.operations.moderating import (
    AnswerChanged,
    JudgementConflict,
    agree_with_standard,
)
from audit.rooms.moderation.queries import agreed_of, judgements_of
from audit.settings import Settings
from tests.rooms.moderation.moderating_scene import AMBER, CODES, GREEN, MOVED, SAME, STRONG, ModeratingScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.world import World, question_set


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> ModeratingScene:
    scene: ModeratingScene = keep(ModeratingScene, world, settings)
    return scene


@pytest.fixture
def moderator(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.moderator_person.id)


def test_the_first_word_begins_the_work_and_nothing_is_begun_by_nothing(scene: ModeratingScene) -> None:
    scene.judge("1.1", Opinion())
    assert scene.state() is ModerationState.ACCEPTED
    saved = scene.judge("1.1", Opinion(comment="Hm."))
    assert scene.state() is ModerationState.IN_PROGRESS
    assert saved.status is JudgementStatus.INCOMPLETE
    assert saved.missing == ("Choose your grade",)


def test_a_judgement_keeps_what_was_looked_at_and_what_was_said(scene: ModeratingScene) -> None:
    opinion = Opinion(AMBER, None, " Old.\r\n", "Joint training.", "Supervision.")
    saved = scene.judge("1.2", opinion)
    assert saved.status is JudgementStatus.JUDGED
    row = scene.judgement("1.2")
    assert (row.self_grade, row.grade, row.comment) == ("green", "amber", "Old.")
    assert (row.good_practice, row.improvement, row.updated_by_name) == (
        "Joint training.",
        "Supervision.",
        "Mo Moderator",
    )


def test_saving_what_is_there_changes_nothing_and_an_older_version_overwrites_nothing(
    scene: ModeratingScene,
) -> None:
    scene.judge("1.2", SAME)
    assert scene.judge("1.2", SAME, seen=0).row is not None
    assert scene.judgement("1.2").version == 1
    scene.judge("1.2", MOVED)
    with pytest.raises(JudgementConflict):
        scene.judge("1.2", Opinion(GREEN, comment="Other words."), seen=1)
    assert scene.judgement("1.2").comment == MOVED.comment


@pytest.mark.parametrize(
    ("opinion", "field"),
    [
        (Opinion(Verdict("gold")), "grade"),
        (Opinion(GREEN, comment="x" * 5_001), "comment"),
        (Opinion(GREEN, good_practice="x" * 5_001), "good_practice"),
        (Opinion(GREEN, improvement="x" * 5_001), "improvement"),
    ],
)
def test_what_cannot_be_a_judgement_names_its_field(
    scene: ModeratingScene, opinion: Opinion, field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        scene.judge("1.2", opinion)
    assert refusal.value.field == field
    assert scene.state() is ModerationState.ACCEPTED


def test_evidence_must_be_opened_to_be_judged(scene: ModeratingScene) -> None:
    saved = scene.judge("1.1", Opinion(GREEN, STRONG))
    assert saved.missing == ("Open at least one file before you say how good the evidence is",)
    scene.open_file(scene.admin)
    assert scene.seen().items["1.1"].status is JudgementStatus.INCOMPLETE
    scene.open_file()
    assert scene.seen().items["1.1"].status is JudgementStatus.JUDGED


@pytest.mark.parametrize(
    "state",
    [
        ModerationState.OFFERED,
        ModerationState.WITH_ORGANISATION,
        ModerationState.REPLIED,
        ModerationState.WITH_BOARD,
        ModerationState.AGREED,
    ],
)
def test_nothing_is_noted_before_it_is_accepted_or_after_it_is_finalised(
    scene: ModeratingScene, state: ModerationState
) -> None:
    scene.set_moderation(state=state)
    with pytest.raises(RuleBroken):
        scene.judge("1.2")
    with pytest.raises(RuleBroken):
        scene.finalise()
    with pytest.raises(RuleBroken), scene.world.session() as session:
        agree_with_standard(session, scene.moderator, scene.world.clock, scene.id, "1")


def test_questions_that_are_not_there_or_have_no_grade_cannot_be_judged(
    world: World, settings: Settings
) -> None:
    data = question_set()
    data["standards"][1]["questions"][1] = {"code": "2.2", "kind": "text", "text": "Anything else?"}
    scene = ModeratingScene(world, settings, data)
    for code in ("2.2", "9.9"):
        with pytest.raises(NotVisible):
            scene.judge(code)
    with pytest.raises(NotVisible), world.session() as session:
        agree_with_standard(session, scene.moderator, world.clock, scene.id, "9")
    assert len(scene.seen().graded) == 3


def test_agreeing_with_a_standard_leaves_what_has_unopened_evidence_and_what_is_noted(
    scene: ModeratingScene,
) -> None:
    with scene.world.session() as session:
        done = agree_with_standard(session, scene.moderator, scene.world.clock, scene.id, "1")
    assert (done.judged, done.left) == (("1.2",), ("1.1",))
    scene.open_file()
    scene.judge("2.1", MOVED)
    with scene.world.session() as session:
        assert agree_with_standard(session, scene.moderator, scene.world.clock, scene.id, "1").judged == (
            "1.1",
        )
        assert agree_with_standard(session, scene.moderator, scene.world.clock, scene.id, "2").judged == (
            "2.2",
        )
    view = scene.seen()
    assert view.progress == "4 of 4 judged"
    assert [item.code for item in view.moved] == ["2.1"]


def test_without_a_difference_the_grades_are_agreed_at_once(scene: ModeratingScene) -> None:
    with pytest.raises(RuleBroken):
        scene.finalise()
    scene.judge("1.1")
    with pytest.raises(RuleBroken, match="3 answers still need your judgement"):
        scene.finalise()
    scene.judge_all().finalise()
    assert scene.state() is ModerationState.AGREED
    assert scene.agreed() == dict.fromkeys(CODES, ("green", "green", "green", "same"))
    letters = scene.letters("grades-agreed")
    assert {letter.to_name for letter in letters} == {"Sam Colleague", "Mo Moderator"}
    with scene.world.unit_of_work.read() as session:
        found = agreed_of(session, [scene.row.id])
        assert {row.grade for row in found[scene.row.id].values()} == {"green"}
        assert len(judgements_of(session, scene.row.id)) == 4
        assert agreed_of(session, []) == {}


def test_with_a_difference_the_organisation_is_asked(scene: ModeratingScene) -> None:
    scene.with_organisation()
    assert scene.state() is ModerationState.WITH_ORGANISATION
    assert scene.agreed() == {}
    (letter,) = scene.letters("moderation-finalised")
    assert letter.to_name == "Sam Colleague"
    assert "2 grades differ" in letter.body
    assert "24 September 2026" in letter.body
    assert f"/returns/{scene.reference}/moderation" in letter.body


def test_work_that_was_put_back_is_finalised_without_writing_it_anew(scene: ModeratingScene) -> None:
    scene.judge_all()
    scene.set_moderation(state=ModerationState.ACCEPTED)
    scene.judge("1.1", SAME)
    scene.finalise()
    assert scene.state() is ModerationState.AGREED


def test_a_second_moderation_takes_the_place_of_the_first(scene: ModeratingScene, world: World) -> None:
    scene.judge_all().finalise()
    second = world.person(Role.MODERATOR, board=scene.board, name="Second Moderator")
    later = scene.give(stage=2, to=second)
    first, scene.id, scene.moderator = scene.id, later.id, world.actor(second)
    scene.judge_all(q1_1=MOVED).finalise()
    assert scene.agreed()["1.1"] == ("green", "green", "green", "same")
    scene.say_reply("1.1", True)
    scene.send_replies()
    assert scene.agreed()["1.1"] == ("green", "amber", "amber", "accepted")
    with world.unit_of_work.read() as session:
        assert session.query(AgreedGrade).count() == 8
        assert {row.moderation_id for row in judgements_of(session, scene.row.id)} == {later.id}
    assert scene.state(first) is ModerationState.AGREED


def test_a_copy_that_came_since_is_read_first(scene: ModeratingScene) -> None:
    scene.judge("1.2")
    with pytest.raises(AnswerChanged):
        scene.judge("1.2", MOVED, copy=0)
    assert scene.judgement("1.2").comment == ""
