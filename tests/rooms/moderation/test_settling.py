"""The board settles what remains, with a reason; nobody who stands too near does."""

from datetime import timedelta

import pytest
from flask import Flask

from audit.domain.agreement import Verdict
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.moderation.operations.replying import WordsConflict
from audit.rooms.moderation.operations.settling import refer
from audit.rooms.organisations.models import Interest
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.rooms.assessments.signing_scene import PUBLIC_URL
from tests.rooms.moderation.moderating_scene import AMBER, RED, ModeratingScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> ModeratingScene:
    scene: ModeratingScene = keep(ModeratingScene, world, settings)
    return scene


@pytest.fixture
def admin(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


def do_refer(scene: ModeratingScene, actor: object = None) -> None:
    with scene.world.session() as session:
        refer(session, actor or scene.admin, scene.world.clock, scene.id, public_url=PUBLIC_URL)  # type: ignore[arg-type]


def test_settled_with_a_reason_is_agreed(scene: ModeratingScene) -> None:
    scene.with_board()
    with pytest.raises(RuleBroken, match=r"1\.2: Choose the grade that stands"):
        scene.settle()
    scene.keep("1.2", RED, "")
    with pytest.raises(RuleBroken, match="Give the reason"):
        scene.settle()
    scene.keep("1.2", RED, "We read both.")
    scene.settle()
    assert scene.agreed()["1.2"] == ("green", "amber", "red", "settled")
    assert scene.agreed()["1.1"] == ("green", "amber", "amber", "accepted")
    assert {letter.to_name for letter in scene.letters("grades-agreed")} == {"Sam Colleague", "Mo Moderator"}
    assert scene.judgement("1.2").settled_by_name == "Kit Board"
    for again in (scene.settle, lambda: scene.keep("1.2", AMBER)):
        with pytest.raises(RuleBroken):
            again()


def test_only_what_remains_can_be_settled_with_a_grade_of_the_scale(scene: ModeratingScene) -> None:
    scene.with_board()
    for code in ("1.1", "2.1", "9.9"):
        with pytest.raises(NotVisible):
            scene.keep(code, RED, seen=1)
    with pytest.raises(RuleBroken) as refusal:
        scene.keep("1.2", Verdict("gold"))
    assert refusal.value.field == "grade-1.2"
    with pytest.raises(RuleBroken) as refusal:
        scene.keep("1.2", RED, "r" * 5_001)
    assert refusal.value.field == "reason-1.2"
    scene.keep("1.2", Verdict(None, not_applicable=True), "It is not done there.")
    scene.settle()
    assert scene.agreed()["1.2"] == ("green", "amber", None, "settled")


def test_two_administrators_never_overwrite_each_other(scene: ModeratingScene) -> None:
    scene.with_board()
    seen = scene.judgement("1.2").version
    scene.keep("1.2", RED, "One.", seen=seen)
    with pytest.raises(WordsConflict):
        scene.keep("1.2", AMBER, "Two.", seen=seen)
    assert scene.judgement("1.2").settled_grade == "red"


def test_who_stands_too_near_may_not_settle(scene: ModeratingScene, app: Flask) -> None:
    scene.with_board()
    scene.world.give(scene.admin_person, Role.ORGANISATION_VIEWER, organisation=scene.organisation)
    with pytest.raises(NotAllowed):
        scene.keep("1.2")
    with pytest.raises(NotAllowed):
        scene.settle()
    client = PageClient(app).sign_in(scene.admin_person.id)
    page = client.get(f"/moderations/{scene.id}/settle")
    assert "too near" in page.text_words
    assert page.find("textarea") is None
    sent = {"q-1.2-choice": "red", "q-1.2-text": "Mine.", "q-1.2-version": "1", "action": "settle"}
    client.post(f"/moderations/{scene.id}/settle", sent, 403)
    assert scene.judgement("1.2").settled_grade is None


def test_a_declared_interest_counts_for_administrators_too(scene: ModeratingScene) -> None:
    scene.replied()
    with scene.world.session() as session:
        session.add(
            Interest(
                person_id=scene.admin_person.id,
                organisation_id=scene.organisation.id,
                board_id=scene.board.id,
                why="My partner works there.",
                declared_at=scene.world.clock(),
            )
        )
    scene.say_rejoinder("1.2", False, "It is a draft.")
    scene.send_rejoinders()
    assert "Kit Board" not in {letter.to_name for letter in scene.letters("moderation-to-settle")}
    with pytest.raises(NotAllowed):
        scene.keep("1.2")


def test_silence_is_brought_before_the_board_only_after_the_day(
    scene: ModeratingScene, clock: SteppingClock
) -> None:
    scene.with_organisation()
    scene.say_reply("1.1", True, "Never sent.")
    clock.now += timedelta(days=10)
    with pytest.raises(RuleBroken, match="still has time"):
        do_refer(scene)
    clock.now += timedelta(days=1)
    do_refer(scene)
    assert scene.state() is ModerationState.WITH_BOARD
    letters = scene.letters("moderation-to-settle")
    assert letters
    assert all("has not replied in time" in letter.body for letter in letters)
    with pytest.raises(RuleBroken):
        do_refer(scene)
    for code in ("1.1", "1.2"):
        scene.keep(code, AMBER, "Nobody replied.")
    scene.settle()
    assert scene.agreed()["1.1"] == ("green", "amber", "amber", "settled")


def test_a_late_reply_counts_until_the_board_takes_it_up(
    scene: ModeratingScene, clock: SteppingClock
) -> None:
    scene.with_organisation()
    clock.now += timedelta(days=30)
    scene.say_reply("1.1", True)
    scene.say_reply("1.2", True)
    scene.send_replies()
    assert scene.state() is ModerationState.AGREED


def test_the_boards_list_names_what_waits_and_whose_time_has_passed(
    scene: ModeratingScene, admin: PageClient, clock: SteppingClock
) -> None:
    address = f"/rounds/{scene.round.code}/moderation/settle"
    assert "Nothing waits for the board now" in admin.get(address).text_words
    scene.with_organisation()
    page = admin.get(address)
    assert "With the organisation" in page.text_words
    assert "Grades to settle:" not in admin.get("/").text_words
    clock.now += timedelta(days=11)
    admin.sign_in(scene.admin_person.id)
    page = admin.get(address)
    assert "Reply window closed" in page.text_words
    assert "Grades to settle:" in admin.get("/").text_words
    page = admin.submit(page)
    assert "now for the board to settle" in page.get_text()
    assert page.path == f"/moderations/{scene.id}/settle"
    assert "For the board to settle" in admin.get(address).text_words


def test_the_page_settles(scene: ModeratingScene, admin: PageClient) -> None:
    scene.with_board()
    address = f"/moderations/{scene.id}/settle"
    page = admin.get(address)
    for said in (
        "It is in place.",
        "The policy is two years old.",
        "A new policy is attached.",
        "It is still a draft.",
    ):
        assert said in page.text_words
    page = admin.submit(page, {"action": "settle"}, 422)
    assert page.errors() == ["1.2: Choose the grade that stands", "1.2: Give the reason"]
    page = admin.submit(page, {"q-1.2-choice": "gold", "action": "later"}, 422)
    page = admin.submit(page, {"q-1.2-choice": "red", "action": "later"})
    scene.keep("1.2", AMBER, "Somebody else.")
    page = admin.submit(page, {"q-1.2-choice": "red", "q-1.2-text": "Mine."}, 409)
    assert "Somebody else." in page.text_words
    page = admin.submit(page, {"action": "settle"})
    assert "are agreed" in page.get_text()
    assert "Settled by the board" in page.text_words
    assert scene.judgement("1.2").settled_reason == "Mine."
    page = admin.post(address, {"action": "settle"}, 422)


def test_who_may_open_the_boards_pages(scene: ModeratingScene, app: Flask) -> None:
    scene.judge_all()
    admin = PageClient(app).sign_in(scene.admin_person.id)
    admin.get(f"/moderations/{scene.id}/settle", 404)  # unfinished notes are the moderator's alone
    scene.set_moderation(state=ModerationState.WITH_BOARD)
    other = scene.world.board("othershire", "Othershire")
    stranger = scene.world.person(Role.BOARD_ADMINISTRATOR, board=other)
    viewer = scene.world.person(Role.BOARD_VIEWER, board=scene.board)
    for person, status in (
        (stranger, 404),
        (viewer, 403),
        (scene.moderator_person, 403),
        (scene.colleague_person, 403),
    ):
        client = PageClient(app).sign_in(person.id)
        client.get(f"/moderations/{scene.id}/settle", status)
        client.post(f"/moderations/{scene.id}/settle", {}, status)
        client.post(f"/moderations/{scene.id}/refer", {}, status)
        client.get(f"/rounds/{scene.round.code}/moderation/settle", status)


def test_the_list_asks_the_same_of_the_database_however_long_it_is(
    scene: ModeratingScene, admin: PageClient, app: Flask
) -> None:
    scene.with_board()
    engine = app.extensions["audit.unit_of_work"].engine
    address = f"/rounds/{scene.round.code}/moderation/settle"
    admin.get(address)
    with count_queries(engine) as one:
        admin.get(address)
    for number in range(5):
        organisation = scene.world.organisation(scene.board)
        scene.row = scene.world.asked(scene.round, organisation)
        scene.give(state=ModerationState.WITH_BOARD if number % 2 else ModerationState.WITH_ORGANISATION)
    with count_queries(engine) as many:
        admin.get(address)
    assert one.count == many.count < 20
