"""A return that the board reopens during its moderation: what happens is shown first, and the notes are kept."""

import pytest
from flask import Flask

from audit.domain.agreement import JudgementStatus
from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.domain.moderation import ModerationState
from audit.settings import Settings
from tests.rooms.moderation.moderating_scene import MOVED, ModeratingScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.world import World

CHANGED = AnswerContent(grade="green", narrative="It is in place, and was reviewed in May.")


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> ModeratingScene:
    scene: ModeratingScene = keep(ModeratingScene, world, settings)
    return scene


@pytest.fixture
def moderator(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.moderator_person.id)


@pytest.fixture
def admin(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


def test_what_happens_is_shown_before_it_is_confirmed(scene: ModeratingScene, admin: PageClient) -> None:
    page = admin.get(f"/returns/{scene.reference}/reopen")
    assert "moderation" not in page.text_words
    scene.judge("1.2", MOVED)
    page = admin.get(f"/returns/{scene.reference}/reopen")
    assert "1 of 4 answers have been judged. The notes are kept" in page.text_words
    assert "agreed grades" not in page.text_words
    scene.judge_all().finalise()
    page = admin.get(f"/returns/{scene.reference}/reopen")
    assert "4 of 4 answers have been judged" in page.text_words
    assert "The agreed grades count no more until they are agreed anew." in page.text_words


def test_agreed_grades_count_no_more_and_the_rows_stay(scene: ModeratingScene) -> None:
    scene.judge_all().finalise()
    scene.reopen()
    assert scene.state() is ModerationState.IN_PROGRESS
    assert scene.agreed() == {}
    assert len(scene.agreed(current=False)) == 4
    scene.resubmit()
    scene.finalise()
    assert len(scene.agreed()) == 4


@pytest.mark.parametrize("step", ["with_organisation", "replied", "with_board"])
def test_an_exchange_begins_anew(scene: ModeratingScene, admin: PageClient, step: str) -> None:
    getattr(scene, step)()
    page = admin.get(f"/returns/{scene.reference}/reopen")
    assert "has to be said anew" in page.text_words
    scene.reopen()
    assert scene.state() is ModerationState.IN_PROGRESS
    scene.resubmit()
    scene.finalise()
    assert scene.state() is ModerationState.WITH_ORGANISATION
    row = scene.judgement("1.2")
    assert (row.accepted, row.gives_way, row.settled_grade) == (None, None, None)
    assert row.comment == MOVED.comment


def test_what_has_not_begun_is_left_alone(scene: ModeratingScene) -> None:
    scene.reopen()
    assert scene.state() is ModerationState.ACCEPTED


def test_the_moderator_waits_and_then_judges_only_what_changed(
    scene: ModeratingScene, moderator: PageClient
) -> None:
    scene.judge_all()
    scene.reopen()
    page = moderator.get(f"/moderations/{scene.id}")
    assert "reopened by the board" in page.text_words
    assert "It is in place." in moderator.get(f"/moderations/{scene.id}/questions/1.2").text_words
    with pytest.raises(RuleBroken, match="reopened"):
        scene.judge("1.2", MOVED)
    with pytest.raises(RuleBroken, match="reopened"):
        scene.finalise()
    moderator.post(f"/moderations/{scene.id}/standards/1/agree", {}, 422)
    scene.resubmit(q1_2=CHANGED)
    view = scene.seen()
    assert view.items["1.2"].status is JudgementStatus.CHANGED
    assert view.progress == "3 of 4 judged"
    with pytest.raises(RuleBroken, match="One answer still needs"):
        scene.finalise()
    page = moderator.get(f"/moderations/{scene.id}")
    assert "Changed since you judged it" in page.text_words
    page = moderator.get(f"/moderations/{scene.id}/questions/1.2")
    assert "reviewed in May" in page.text_words
    assert page.find("input", id="grade-2").has_attr("checked"), "the notes are kept"
    moderator.submit(page)
    assert scene.seen().progress == "4 of 4 judged"


def test_a_page_of_the_copy_before_saves_nothing(scene: ModeratingScene, moderator: PageClient) -> None:
    page = moderator.get(f"/moderations/{scene.id}/questions/1.2")
    scene.reopen()
    scene.resubmit(q1_2=CHANGED)
    page = moderator.submit(page, {"grade": "green", "comment": "Fine."}, 409)
    assert "submitted its return again" in page.text_words
    assert page.find("textarea", id="comment").get_text().strip() == "Fine."
    assert scene.seen().items["1.2"].judgement is None
    moderator.submit(page)
    assert scene.seen().items["1.2"].status is JudgementStatus.JUDGED


def test_the_organisation_reads_no_unfinished_notes_after_a_reopening(
    scene: ModeratingScene, app: Flask
) -> None:
    scene.with_organisation()
    scene.reopen()
    lead = PageClient(app).sign_in(scene.colleague_person.id)
    page = lead.get(f"/returns/{scene.reference}/moderation")
    assert MOVED.comment not in page.get_text()
    assert "is being moderated" in page.text_words


def test_of_two_moderations_only_the_later_is_taken_up_again(scene: ModeratingScene, world: World) -> None:
    from audit.domain.permissions import Role

    scene.judge_all().finalise()
    second = world.person(Role.MODERATOR, board=scene.board, name="Second Moderator")
    later = scene.give(stage=2, to=second)
    first, scene.id, scene.moderator = scene.id, later.id, world.actor(second)
    scene.judge_all().finalise()
    scene.reopen()
    assert scene.state(first) is ModerationState.AGREED
    assert scene.state(later.id) is ModerationState.IN_PROGRESS
    assert scene.agreed() == {}
