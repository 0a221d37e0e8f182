"""The moderator's pages: both sides of an answer, evidence, saving as it is typed, checking and finalising."""

import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.moderation import ModerationState
from audit.rooms.evidence.models import EvidenceOpened
from audit.settings import Settings
from tests.rooms.moderation.moderating_scene import MOVED, ModeratingScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.world import World, question_set


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> ModeratingScene:
    scene: ModeratingScene = keep(ModeratingScene, world, settings)
    return scene


@pytest.fixture
def moderator(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.moderator_person.id)


def test_the_overview_and_a_question_show_both_sides(scene: ModeratingScene, moderator: PageClient) -> None:
    page = moderator.get(f"/moderations/{scene.id}")
    assert "0 of 4 judged" in page.text_words
    assert "1 not opened" in page.text_words
    page = moderator.get(f"/moderations/{scene.id}/questions/1.1")
    assert "Not opened yet" in page.text_words
    assert "It is in place." in page.text_words
    sent = {"grade": "amber", "comment": "", "action": "continue"}
    page = moderator.submit(page, sent)
    assert page.path == f"/moderations/{scene.id}/questions/1.2"
    assert "Say why your grade differs" in page.get_text()
    page = moderator.get(f"/moderations/{scene.id}")
    assert "Differs" in page.text_words
    assert "Incomplete" in page.text_words


def test_opening_a_file_is_noted_for_the_board(scene: ModeratingScene, moderator: PageClient) -> None:
    answer = moderator.raw.get(f"/moderations/{scene.id}/evidence/{scene.file.id}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()
    with scene.world.unit_of_work.read() as session:
        opened = session.scalars(select(EvidenceOpened)).one()
    assert (opened.person_id, opened.on_behalf) == (scene.moderator_person.id, "board")
    page = moderator.get(f"/moderations/{scene.id}/questions/1.1")
    assert "Opened by you on 14 September 2026" in page.text_words


def test_only_files_that_the_copy_cites_are_opened_and_only_once_accepted(
    scene: ModeratingScene, moderator: PageClient, settings: Settings
) -> None:
    from tests.support.evidence import add_item

    other = add_item(scene.world, settings, scene.organisation, "other.pdf", actor=scene.lead)
    moderator.get(f"/moderations/{scene.id}/evidence/{other.id}", 404)
    moderator.get(f"/moderations/{scene.id}/evidence/999999", 404)
    scene.set_moderation(state=ModerationState.OFFERED)
    moderator.get(f"/moderations/{scene.id}/evidence/{scene.file.id}", 403)


def test_what_is_only_offered_shows_nothing_of_the_return(
    scene: ModeratingScene, moderator: PageClient
) -> None:
    scene.set_moderation(state=ModerationState.OFFERED)
    page = moderator.get(f"/moderations/{scene.id}")
    assert "Accept it first" in page.text_words
    assert "Question 1.1" not in page.text_words
    assert moderator.get(f"/moderations/{scene.id}/questions/1.1").path == f"/moderations/{scene.id}"
    assert moderator.get(f"/moderations/{scene.id}/finalise").path == f"/moderations/{scene.id}"


def test_saved_as_it_is_typed(scene: ModeratingScene, moderator: PageClient) -> None:
    address = f"/moderations/{scene.id}/questions/1.2"
    script = {"X-Requested-With": "fetch"}
    sent = {"grade": "amber", "comment": "", "quality": "", "version": "0", "copy": "1", "prefix": ""}
    answer = moderator.post(address, sent, headers=script).response.get_json()
    assert answer["version"] == 1
    assert answer["saved"] == "Saved at 10:30am"
    assert answer["questions"] == "Not complete yet: Say why your grade differs."
    sent |= {"comment": "Seen by NHS number 943 476 5919.", "version": "1"}
    answer = moderator.post(address, sent, headers=script).response.get_json()
    assert answer["version"] == 2
    assert answer["warnings"]
    stale = {**sent, "comment": "From another tab.", "version": "1"}
    answer = moderator.post(address, stale, 409, headers=script).response.get_json()
    assert "another window" in answer["error"]
    answer = moderator.post(address, {**sent, "grade": "gold"}, 422, headers=script).response.get_json()
    assert answer["field"] == "grade"
    page = moderator.post(address, stale, 409)
    assert "943 476 5919" in page.text_words
    assert page.find("textarea", id="comment").get_text().strip() == "From another tab."
    moderator.submit(page)
    assert scene.judgement("1.2").comment == "From another tab."


def test_a_refused_form_keeps_what_was_typed(scene: ModeratingScene, moderator: PageClient) -> None:
    address = f"/moderations/{scene.id}/questions/1.2"
    page = moderator.get(address)
    page = moderator.submit(page, {"comment": "y" * 5_001, "improvement": "Training."}, 422)
    assert "must be 5,000 characters or fewer" in page.errors()[0]
    assert page.find("textarea", id="improvement").get_text().strip() == "Training."
    page = moderator.post(address, {"quality": "splendid", "version": "0", "copy": "1"}, 422)
    assert page.errors() == ["Choose one of the qualities on this page"]
    moderator.get(f"/moderations/{scene.id}/questions/9.9", 404)


def test_the_check_page_names_what_is_missing_and_what_differs(
    scene: ModeratingScene, moderator: PageClient
) -> None:
    scene.judge("1.1", MOVED)
    page = moderator.get(f"/moderations/{scene.id}/finalise")
    assert page.find("button", string=lambda text: text and "Finalise" in text) is None
    assert len(page.select(".app-missing li")) == 3
    page = moderator.post(f"/moderations/{scene.id}/finalise", {}, 422)
    assert "3 answers still need your judgement" in page.errors()[0]
    scene.judge_all(q1_1=MOVED)
    page = moderator.get(f"/moderations/{scene.id}/finalise")
    assert "10 days to accept or to reply" in page.text_words
    page = moderator.submit(page)
    assert "has been asked about the grades that differ" in page.text_words
    page = moderator.get(f"/moderations/{scene.id}/questions/1.1")
    assert page.find("textarea") is None
    assert MOVED.comment in page.text_words


def test_agreeing_by_the_button_says_what_was_left(scene: ModeratingScene, moderator: PageClient) -> None:
    page = moderator.get(f"/moderations/{scene.id}")
    assert "It leaves 1.1" in page.text_words
    page = moderator.submit(page)
    assert "1 answer is judged as the organisation graded it" in words(page)
    assert "Left for you, because their evidence has not been opened: 1.1" in words(page)
    page = moderator.post(f"/moderations/{scene.id}/standards/2/agree")
    page = moderator.post(f"/moderations/{scene.id}/standards/2/agree")
    assert "Nothing was changed" in words(page)


def test_finished_work_stays_readable(scene: ModeratingScene, moderator: PageClient) -> None:
    scene.judge_all().finalise()
    page = moderator.get(f"/moderations/{scene.id}")
    assert "cannot be changed" in page.text_words
    assert page.find("button", string=lambda text: text and "Agree" in text) is None
    moderator.get(f"/moderations/{scene.id}/questions/1.1")
    moderator.post(
        f"/moderations/{scene.id}/questions/1.1", {"grade": "red", "version": "1", "copy": "1"}, 422
    )


def test_last_rounds_grades_stand_beside_the_answer(world: World, settings: Settings, app: Flask) -> None:
    from datetime import date

    scene = ModeratingScene(world, settings)
    scene.judge_all(q1_2=MOVED).finalise()
    scene.say_reply("1.2", True)
    scene.send_replies()
    data = question_set(edition="2027.1")
    data["standards"][0]["questions"][1]["continues"] = "small/2026.1#1.2"
    later = world.round(scene.board, world.edition(data), title="Audit of 2027", due_on=date(2027, 10, 30))
    scene.round, scene.row = later, world.asked(later, scene.organisation)
    scene.reference = scene.row.reference
    scene.complete().send()
    scene.sign(scene.ash)
    scene.moderation = scene.give()
    moderator = PageClient(app).sign_in(scene.moderator_person.id)
    page = moderator.get(f"/moderations/{scene.moderation.id}/questions/1.2")
    assert "Last time: Audit" in page.text_words
    assert "Agreed grade Amber" in page.text_words
    page = moderator.get(f"/moderations/{scene.moderation.id}/questions/1.1")
    assert "Last time" not in page.text_words


@pytest.mark.parametrize("path", ["", "/questions/1.1", "/finalise"])
def test_no_page_asks_more_of_the_database_for_a_longer_return(
    app: Flask, world: World, settings: Settings, path: str
) -> None:
    counts = []
    for number, size in enumerate((2, 9)):
        data = question_set(size, 4, edition=f"2026.{number}")
        scene = _bigger(world, settings, data, number)
        scene.judge("1.1", MOVED)
        client = PageClient(app).sign_in(scene.moderator_person.id)
        client.get(f"/moderations/{scene.id}{path}")
        engine = app.extensions["audit.unit_of_work"].engine
        with count_queries(engine) as found:
            client.get(f"/moderations/{scene.id}{path}")
        counts.append(found.count)
    assert counts[0] == counts[1] < 25


def _bigger(world: World, settings: Settings, data: dict, number: int) -> ModeratingScene:
    first = world.board
    world.board = lambda *_: first(f"board-{number}", f"Board {number}")  # type: ignore[method-assign]
    try:
        return ModeratingScene(world, settings, data)
    finally:
        del world.board  # type: ignore[method-assign]
