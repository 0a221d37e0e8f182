"""A school that was merged or opened anew finds what its predecessor submitted."""

from typing import Any

import pytest
from flask import Flask

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.review import Standing
from audit.rooms.assessments.queries import Offer
from audit.rooms.organisations.models import AreaMembership, Organisation, Predecessor
from audit.rooms.organisations.operations import name_predecessor, remove_predecessor
from audit.rooms.questionnaires.queries import question_ids
from audit.rooms.trail.models import TrailEntry
from tests.rooms.assessments.carrying_scene import CarryingScene
from tests.support.pages import PageClient
from tests.support.world import World

GREEN = AnswerContent(grade="green", narrative="It is in place.")
RED = AnswerContent(grade="red", narrative="It was not.")


@pytest.fixture
def scene(world: World) -> CarryingScene:
    """The other organisation submitted in the year before; it has left the area since."""
    scene = CarryingScene(world)
    theirs = world.asked(scene.round_then, scene.other)
    foreign = scene.file("theirs.pdf", organisation_id=scene.other.id)
    scene.submit_then({"1.1": GREEN, "1.2": GREEN}, foreign, row=theirs, organisation=scene.other)
    with world.session() as session:
        stay = session.query(AreaMembership).filter_by(organisation_id=scene.other.id).one()
        stay.left_on = world.clock().date()
    return scene


def name(scene: CarryingScene, **more: Any) -> Predecessor:
    given = {
        "actor": scene.board_person, "board": scene.board.id, "one": scene.organisation.id,
        "other": scene.other.id, "why": "A merger", **more,
    }  # fmt: skip
    with scene.world.session() as session:
        return name_predecessor(
            session,
            given["actor"],
            scene.world.clock,
            given["board"],
            given["one"],
            given["other"],
            given["why"],
        )


def offered(scene: CarryingScene, agreed: Any = None) -> Offer:
    offer = scene.offer(agreed)
    assert offer is not None
    return offer


def test_what_the_predecessor_submitted_to_this_board_is_offered(scene: CarryingScene) -> None:
    assert scene.offer() is None
    name(scene)
    offer = offered(scene, lambda *_: {})
    assert offer.source.organisation_name == scene.other.name
    assert offer.answers["1.1"].carried == GREEN
    assert [file.in_library for file in offer.answers["1.1"].files] == [False]
    with scene.world.session() as session:
        remove_predecessor(
            session,
            scene.board_person,
            scene.world.clock,
            scene.board.id,
            scene.organisation.id,
            scene.other.id,
        )
        events = [entry.event for entry in session.query(TrailEntry) if "predecessor" in entry.event]
    assert events == ["organisation.predecessor-named"]
    assert scene.offer() is None


def test_another_boards_word_opens_nothing(scene: CarryingScene, world: World) -> None:
    elsewhere = world.board("elsewhere", "Elsewhere Partnership")
    with world.session() as session:
        session.add(
            Predecessor(
                board_id=elsewhere.id, organisation_id=scene.organisation.id, predecessor_id=scene.other.id,
                why="A merger", made_at=world.clock(), made_by_name="Somebody",
            )
        )  # fmt: skip
    assert scene.offer() is None


def test_its_own_earlier_return_comes_first(scene: CarryingScene) -> None:
    name(scene)
    scene.submit_then({"1.1": RED})
    assert offered(scene).answers["1.1"].content == RED


def test_the_agreed_grade_of_the_predecessor_stands(scene: CarryingScene) -> None:
    name(scene)
    with scene.world.unit_of_work.read() as session:
        ids = question_ids(session, scene.edition_then.id)
    offer = offered(scene, lambda *_: {ids["1.1"]: Standing("amber")})
    carried = offer.answers["1.1"].carried
    assert carried is not None
    assert carried.grade == "amber"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"other": 0}, "Choose another organisation that is or was in your area"),
        ({"why": "  "}, "Say why"),
        ({"why": "x" * 201}, "200 characters or fewer"),
    ],
)
def test_what_cannot_be_named(scene: CarryingScene, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        name(scene, **wrong)


def test_an_organisation_neither_carries_on_itself_nor_one_that_carries_it_on(scene: CarryingScene) -> None:
    with pytest.raises(RuleBroken):
        name(scene, other=scene.organisation.id)
    name(scene)
    with pytest.raises(RuleBroken, match="joined in this way already"):
        name(scene)
    with pytest.raises(NotVisible):  # it has left the area
        name(scene, one=scene.other.id, other=scene.organisation.id)


def test_only_those_who_keep_the_register_name_predecessors(scene: CarryingScene, world: World) -> None:
    for role in (Role.BOARD_VIEWER, Role.MODERATOR):
        with pytest.raises(NotVisible):
            name(scene, actor=world.actor(world.person(role, board=scene.board)))
    with pytest.raises(NotVisible):
        name(scene, actor=scene.colleague)
    with pytest.raises(NotVisible):
        remove_with(scene, scene.colleague)
    with pytest.raises(NotVisible):
        remove_with(scene, scene.board_person)  # there is none


def remove_with(scene: CarryingScene, actor: Any) -> None:
    with scene.world.session() as session:
        remove_predecessor(
            session, actor, scene.world.clock, scene.board.id, scene.organisation.id, scene.other.id
        )


def test_the_pages_from_the_board_to_the_school(app: Flask, scene: CarryingScene, world: World) -> None:
    admin = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=scene.board).id)
    place = f"/boards/{scene.board.code}/organisations/{scene.organisation.id}"
    [link] = [a for a in admin.get(place).select("main a") if "what it carries on" in a.text]
    page = admin.get(str(link["href"]))
    assert "Nothing is named yet." in page.text_words
    page = admin.submit(page, {"predecessor": "", "why": ""}, 422)
    assert page.errors() == ["Choose an organisation", "Say why, for example: a merger"]
    page = admin.submit(page, {"predecessor": str(scene.other.id), "why": "Merged in September"})
    assert f"{scene.other.name} : Merged in September" in page.text_words
    page = admin.submit(page, {"predecessor": str(scene.other.id), "why": "Again"}, 422, form=1)
    assert "joined in this way already" in page.errors()[0]

    writer = PageClient(app).sign_in(scene.contributor_person.id)
    page = writer.get(f"/returns/{scene.reference}/earlier")
    assert (
        f"From Audit 2025 of {scene.other.name} , which {scene.organisation.name} carries on"
        in page.text_words
    )
    assert (
        f"It is in the evidence library of {scene.other.name}, so it is not brought forward."
        in page.text_words
    )
    writer.submit(page, {"standard": "1"})
    assert scene.view().content("1.1") == GREEN
    assert not scene.view().cited
    history = writer.get(f"/returns/{scene.reference}/questions/1.1/history")
    assert f"carried from Audit 2025 of {scene.other.name}" in history.text_words

    page = admin.submit(admin.get(f"{place}/predecessors"))
    assert f"What {scene.other.name} submitted is no longer offered." in page.get_text()
    gone = f"/boards/{scene.board.code}/organisations/{scene.other.id}/predecessors"
    admin.get(gone, 404)


def test_a_school_that_changed_its_number_is_the_same_organisation(scene: CarryingScene) -> None:
    scene.submit_then({"1.1": RED})
    with scene.world.session() as session:
        row = session.get_one(Organisation, scene.organisation.id)
        row.name, row.type = "Testbridge Academy", "academy"
    assert offered(scene).answers["1.1"].content == RED
