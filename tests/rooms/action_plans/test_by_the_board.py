"""An action that the board adds by hand to an organisation's plan."""

import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.permissions import Role
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Round
from tests.rooms.action_plans.conftest import Scene
from tests.rooms.action_plans.test_pages import FUTURE, listed, plan
from tests.support.pages import PageClient


@pytest.fixture
def page(visitor: PageClient, scene: Scene) -> PageClient:
    return visitor.sign_in(scene.lead.id)


@pytest.fixture
def board(app: Flask, scene: Scene) -> PageClient:
    return PageClient(app).sign_in(scene.administrator.id)


def test_the_board_adds_an_action_and_the_leads_are_told(
    board: PageClient, page: PageClient, scene: Scene
) -> None:
    form = board.submit(board.get("/boards/testshire/actions/new"), {"what": "Write a policy", **FUTURE}, 422)
    assert form.errors() == ["Choose an organisation"]
    done = board.submit(form, {"organisation": str(scene.ours.id), "owner_name": "The head"})
    assert done.heading == "Write a policy"
    assert "its leads are told by letter" in done.text_words
    assert (
        listed(board.get("/boards/testshire/actions")) == listed(page.get(plan(scene))) == ["Write a policy"]
    )
    with scene.world.session() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "action-added")).one()
    assert (letter.to_name, letter.board_id) == ("Lea Lead", scene.board.id)
    for part in ("Write a policy", "Its owner is The head. It is due on 4 March 2027", "Ada Board added it"):
        assert part in letter.body


def test_the_board_adds_only_in_its_own_area_and_keeps_what_was_typed(
    board: PageClient, page: PageClient, scene: Scene
) -> None:
    far = scene.world.organisation(scene.world.board("othershire", "Othershire Partnership"), "Far away")
    form = board.get(f"/boards/testshire/actions/new?organisation={scene.ours.id}")
    assert form.values()["organisation"] == str(scene.ours.id)
    typed = {"what": "Write a policy", **FUTURE}
    again = board.submit(form, {**typed, "organisation": str(far.id)}, 422)
    assert again.errors() == ["Choose an organisation"]
    assert again.values()["what"] == "Write a policy"
    assert board.submit(form, {**typed, "what": ""}, 422).errors() == ["Say what will be done"]
    assert listed(board.get("/boards/testshire/actions")) == []
    page.get("/boards/testshire/actions/new", 403)
    board.get("/boards/othershire/actions/new", 404)


def test_the_page_of_a_round_leads_to_its_actions(board: PageClient, scene: Scene) -> None:
    about = scene.about()
    scene.add("From the round", about=about)
    scene.add("By hand")
    with scene.world.session() as session:
        code = session.get_one(Round, about.round_id).code
    link = board.get(f"/rounds/{code}").find("a", string="Actions from this round")
    assert link is not None
    assert listed(board.get(str(link["href"]))) == ["From the round"]


def test_a_board_without_organisations_is_led_to_them(visitor: PageClient, scene: Scene) -> None:
    empty = scene.world.board("newshire", "Newshire Partnership")
    visitor.sign_in(scene.world.person(Role.BOARD_ADMINISTRATOR, board=empty).id)
    assert "no organisation in your area yet" in visitor.get("/boards/newshire/actions/new").text_words
