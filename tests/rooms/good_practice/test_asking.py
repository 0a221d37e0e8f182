"""Asking for good practice: who may, of what, and the letter."""

from typing import Any

import pytest
from sqlalchemy import select

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.good_practice import Sharing
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.assessments.operations import reopen
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.operations import ask_all_green, ask_for, ask_praised, take_back
from audit.rooms.good_practice.queries import all_green_returns
from audit.rooms.moderation.models import Moderation
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Round
from audit.rooms.trail.models import TrailEntry
from tests.support.good_practice import ALL_GREEN, Practice
from tests.support.pages import PageClient
from tests.support.queries import count_queries

PAGE = "/rounds/audit/good-practice"


@pytest.fixture
def scene(world: Any, settings: Any) -> Practice:
    return Practice(world, settings)


@pytest.fixture
def admin(app: Any, scene: Practice) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


def test_the_page_lists_what_was_praised_and_what_is_all_green(admin: PageClient) -> None:
    page = admin.get(PAGE)
    assert "Everybody knows whom to call." in page.text_words
    assert "Green council 4 of 4 0 Not asked" in page.text_words
    assert "Nobody has been asked yet." in page.text_words


def test_asking_for_what_was_praised(admin: PageClient, scene: Practice) -> None:
    page = admin.get(PAGE)
    reference = scene.mixed_return.reference
    page = admin.submit(page, {"praised": f"{reference} 1.1"})
    assert "Asked for 1 answer" in page.text_words
    with scene.world.unit_of_work.read() as session:
        row = session.scalars(select(GoodPractice)).one()
        letter = session.scalars(select(Letter).where(Letter.kind == "good-practice-asked")).one()
        entry = session.scalars(select(TrailEntry).where(TrailEntry.event == "good-practice.asked")).one()
    assert (row.state, row.question_code, row.sector) == (Sharing.ASKED, "1.1", "Police")
    assert row.why == "Everybody knows whom to call."
    assert row.words == "Mixed council says green to 1.1."
    assert row.standard_title == "Standard number 1"
    assert letter.to_email == scene.mixed.lead_person.email
    assert "- 1.1 Question 1.1" in letter.body
    assert f"/organisations/{scene.mixed.organisation.id}/good-practice" in letter.body
    assert "says green" not in str(entry.facts)


def test_a_moderators_unfinished_words_are_nobodys(admin: PageClient, scene: Practice) -> None:
    with scene.world.session() as session:
        session.scalars(select(Moderation)).one().state = ModerationState.IN_PROGRESS
    assert "Everybody knows" not in admin.get(PAGE).text_words
    chosen = [(scene.mixed_return.reference, "1.1")]
    with pytest.raises(NotVisible), scene.world.session() as session:
        ask_praised(session, scene.admin, scene.world.clock, "audit", chosen, public_url="")


def test_asking_an_all_green_return_leaves_the_choice(admin: PageClient, scene: Practice) -> None:
    admin.post(PAGE, {"what": "green", "green": scene.green_return.reference})
    with scene.world.unit_of_work.read() as session:
        row = session.scalars(select(GoodPractice)).one()
        letter = session.scalars(select(Letter).where(Letter.kind == "good-practice-asked")).one()
    assert (row.question_code, row.why) == ("", "All 4 graded answers have the best grade.")
    assert "an answer of your own choice" in letter.body
    assert "An answer of its choice Asked" in admin.get(PAGE).text_words


def test_which_returns_are_all_green(scene: Practice) -> None:
    partly = scene.body("Partly")
    scene.returned(partly, {**ALL_GREEN, "2.2": "n/a"})
    lowered = scene.body("Lowered")
    scene.moderate(scene.returned(lowered, ALL_GREEN), {"2.2": "amber"})
    lifted = scene.body("Lifted")
    scene.moderate(scene.returned(lifted, {**ALL_GREEN, "1.1": "amber"}), {"1.1": "green"})
    unsent = scene.body("Unsent")
    scene.answer(unsent, scene.world.asked(scene.audit, unsent.organisation).reference, ALL_GREEN)
    with scene.world.unit_of_work.read() as session:
        found = all_green_returns(session, session.get_one(Round, scene.audit.id))
    assert [(each.organisation, each.graded, each.not_applicable) for each in found] == [
        ("Green council", 4, 0),
        ("Lifted", 4, 0),
        ("Partly", 3, 1),
    ]
    references = [scene.mixed_return.reference]
    with pytest.raises(NotVisible), scene.world.session() as session:
        ask_all_green(session, scene.admin, scene.world.clock, "audit", references, public_url="")


def test_asking_from_the_page_of_one_return(admin: PageClient, scene: Practice) -> None:
    reference = scene.mixed_return.reference
    copy = admin.get(f"/returns/{reference}/copies/1")
    assert copy.find("a", string="Ask to share good practice")
    page = admin.get(f"/returns/{reference}/good-practice")
    assert {box["value"] for box in page.select("input[name=codes]")} == {"1.1", "1.2", "2.2"}
    page = admin.submit(page, {"codes": ["1.1", "2.2"], "why": "Short and clear."})
    assert "Asked for 2 answers" in page.text_words
    assert {box["value"] for box in page.select("input[name=codes]")} == {"1.2"}
    with scene.world.unit_of_work.read() as session:
        assert len(session.scalars(select(Letter).where(Letter.kind == "good-practice-asked")).all()) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "at least one answer"),
        ({"codes": "2.1"}, "valid"),
        ({"codes": "1.1", "why": "x" * 2001}, "2,000 characters"),
    ],
)
def test_bad_requests_are_refused(
    admin: PageClient, scene: Practice, sent: dict[str, Any], sentence: str
) -> None:
    page = admin.post(f"/returns/{scene.mixed_return.reference}/good-practice", sent, 422)
    assert sentence in " ".join(page.errors())
    for mangled in ({"what": "green"}, {"what": "praised"}, {"what": "praised", "praised": "nonsense"}):
        assert admin.post(PAGE, mangled, 422).errors()
    assert admin.post(PAGE, {"what": "praised", "praised": "no such"}, 404)
    with scene.world.unit_of_work.read() as session:
        assert not session.scalars(select(GoodPractice)).all()


def test_nobody_is_asked_twice_nor_about_an_open_return(scene: Practice) -> None:
    scene.ask("1.1")
    with pytest.raises(RuleBroken, match="asked already"):
        scene.ask("1.1", "1.2")
    with pytest.raises(NotVisible):
        scene.ask("2.1", reference=scene.mixed_return.reference)
    with scene.world.session() as session:
        reopen(
            session,
            scene.admin,
            scene.world.clock,
            scene.green_return.reference,
            reason="Wrong",
            public_url="",
        )
    with pytest.raises(RuleBroken, match="open again"):
        scene.ask("1.2")


def test_a_request_can_be_taken_back_until_it_is_answered(admin: PageClient, scene: Practice) -> None:
    (row,) = scene.ask("1.1")
    admin.post(f"/good-practice/{row.id}/take-back")
    with scene.world.unit_of_work.read() as session:
        assert session.get(GoodPractice, row.id) is None
    (row,) = scene.ask("1.1")
    scene.share(row)
    with pytest.raises(RuleBroken, match="answered already"), scene.world.session() as session:
        take_back(session, scene.admin, scene.world.clock, row.id)


@pytest.mark.parametrize("role", [Role.BOARD_VIEWER, Role.MODERATOR, Role.PANEL_MEMBER])
def test_only_administrators_of_the_board_ask(app: Any, scene: Practice, role: Role) -> None:
    person = scene.world.person(role, board=scene.board)
    other = scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.world.board("other", "Other"))
    (row,) = scene.ask("1.2")
    for somebody in (person, other, scene.green.lead_person):
        actor = scene.world.actor(somebody)
        with pytest.raises((NotAllowed, NotVisible)), scene.world.session() as session:
            ask_for(session, actor, scene.world.clock, scene.green_return.reference, ["1.1"], public_url="")
        client = PageClient(app).sign_in(somebody.id)
        for path in (PAGE, f"/returns/{scene.green_return.reference}/good-practice"):
            assert client.raw.get(path).status_code in (403, 404)
        assert client.raw.post(
            f"/good-practice/{row.id}/take-back", data={"csrf_token": client.csrf_token()}
        ).status_code in (403, 404)


def test_queries_do_not_grow(app: Any, admin: PageClient, scene: Practice) -> None:
    def count() -> int:
        admin.get(PAGE)
        with count_queries(app.extensions["audit.unit_of_work"].engine) as statements:
            admin.get(PAGE)
        return len(statements)

    before = count()
    for number in range(4):
        body = scene.body(f"More {number}")
        given = scene.returned(body, ALL_GREEN)
        scene.moderate(given, {"1.1": "green"}, {"1.1": "Good.", "1.2": "Good too."})
        scene.ask("2.1", reference=given.reference)
    assert count() == before
