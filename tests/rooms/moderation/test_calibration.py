"""Calibration: where moderators move grades, counted from finished moderations only, for the board alone."""

import pytest
from flask import Flask

from audit.domain.errors import NotVisible
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.moderation.queries.calibration import calibration_of
from tests.rooms.moderation.outcome_scene import OutcomeScene, handed_in
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World) -> OutcomeScene:
    scene: OutcomeScene = keep(handed_in, world)
    return scene


def test_moved_grades_are_counted_by_question_and_by_moderator(scene: OutcomeScene, app: Flask) -> None:
    scene.moderate(moved={"1.1": "red", "2.1": "amber"})
    with scene.world.unit_of_work.read() as session:
        found = calibration_of(session, scene.admin, scene.round.code)
    assert (found.finalised, found.live) == (1, 1)
    assert found.overall.moved.words == "2 of 4 (50.0 %)"
    assert found.overall.down.words == "1 of 4 (25.0 %)"
    by_code = {line.question.code: line.counts for line in found.questions}
    assert by_code["1.1"].step_words == "1 down by 2"
    assert by_code["2.1"].step_words == "1 up by 1"
    assert by_code["1.2"].kept.words == "1 of 1 (100.0 %)"
    [moderator] = found.moderators
    assert (moderator.name, moderator.returns) == ("Mo Moderator", 1)
    assert moderator.counts.how["accepted"] == 2
    board = PageClient(app).sign_in(scene.admin_person.id)
    page = board.get(f"/rounds/{scene.round.code}/calibration").text_words
    assert "Mo Moderator" in page
    assert page.index("1.1 Question") < page.index("1.2 Question"), "the most moved stands first"
    down = board.get(f"/rounds/{scene.round.code}/calibration?sort=order").text_words
    assert "2 accepted" in down


def test_unfinished_notes_are_not_counted(scene: OutcomeScene, app: Flask) -> None:
    board = PageClient(app).sign_in(scene.admin_person.id)
    assert (
        "Nothing of this round is being moderated yet"
        in board.get(f"/rounds/{scene.round.code}/calibration").text_words
    )
    scene.moderate(ModerationState.IN_PROGRESS, moved={"1.1": "red"})
    page = board.get(f"/rounds/{scene.round.code}/calibration").text_words
    assert "0 of 1 moderation is finalised" in page
    assert "Mo Moderator" not in page


def test_only_those_who_run_moderation_see_it(scene: OutcomeScene, app: Flask) -> None:
    world = scene.world
    other = world.board("othershire", "Othershire Partnership")
    for person in (
        world.person(Role.BOARD_VIEWER, board=scene.board),
        world.person(Role.BOARD_ADMINISTRATOR, board=other),
        scene.moderator_person,
        scene.lead_person,
    ):
        with pytest.raises(NotVisible), world.unit_of_work.read() as session:
            calibration_of(session, world.actor(person), scene.round.code)


def test_queries_do_not_grow_with_what_was_judged(scene: OutcomeScene, app: Flask) -> None:
    board = PageClient(app).sign_in(scene.admin_person.id)
    engine = app.extensions["audit.unit_of_work"].engine
    scene.moderate()
    path = f"/rounds/{scene.round.code}/calibration"
    board.get(path)
    with count_queries(engine) as few:
        board.get(path)
    for _ in range(3):
        organisation = scene.world.organisation(scene.board)
        scene.row = scene.world.asked(scene.round, organisation)
        scene.moderator_person = scene.world.person(Role.MODERATOR, board=scene.board)
        view_ids = scene.view()
        assert view_ids
        scene.moderate(moved={"1.1": "red"})
    with count_queries(engine) as many:
        board.get(path)
    assert many.count == few.count, str(many)
