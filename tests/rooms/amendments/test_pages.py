"""The pages of an amendment, from the round's page to the lead's return."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.permissions import Role
from tests.rooms.amendments.scene import Scene, make_scene
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def test_an_administrator_amends_and_an_organisation_answers_that_alone(
    scene: Scene, app: Flask, engine: Engine
) -> None:
    admin = PageClient(app).sign_in(scene.admin.person_id or 0)
    page = admin.get("/rounds/autumn")
    assert page.find("a", href="/rounds/autumn/amendments")
    page = admin.get("/rounds/autumn/amendments")
    assert "has not been amended" in page.text_words
    page = admin.submit(admin.get("/rounds/autumn/amendments/new"), {"reason": ""}, 422)
    assert page.errors() == [
        "Say why the round is amended. The leads read it",
        "Enter the day by which it is to be answered",
    ]
    day = {"due_on-day": "20", "due_on-month": "11", "due_on-year": "2026"}
    page = admin.submit(page, {"reason": "Guidance has changed.", **day})
    here = page.path
    assert page.heading == "Amendment being prepared"
    page = admin.submit(admin.get(f"{here}/reason"), {"reason": "The guidance has changed."})
    assert "The guidance has changed." in page.text_words
    page = admin.submit(admin.get(f"{here}/questions"), {"text": "", "standard": "1"}, 422)
    assert page.errors() == ["Enter the question"]
    words = {"text": "Is peer-on-peer abuse dealt with?", "standard": "2"}
    page = admin.submit(page, {**words, "grade-red": "No"}, 422)
    assert page.errors() == ["Say what every grade means for this question, or leave all of them empty"]
    page = admin.submit(page, {"grade-amber": "Partly", "grade-green": "Yes"})
    assert "2.3 Is peer-on-peer abuse dealt with?" in page.text_words
    page = admin.get(f"{here}/corrections?code=1.1")
    page = admin.submit(page, {"text": "Question 1.1: is that in place?"}, 422)
    assert "changes no meaning" in page.errors()[0]
    page = admin.submit(page, {"confirmed": "y"})
    assert page.find("ins").text == "that"  # type: ignore[union-attr]
    assert "Still answering 1 organisation" in page.text_words
    assert (
        "Submitted 1 organisation. They are asked for what is added alone, by 20 November 2026"
        in page.text_words
    )
    forms = {
        form["action"].rpartition("/")[2]: number for number, form in enumerate(page.main.find_all("form"))
    }  # type: ignore[union-attr,index]
    page = admin.submit(page, form=forms["make"])
    assert "3 organisations are asked what is added." in page.text_words
    assert "The submitted council" in page.text_words
    assert "1 question added, 1 correction of spelling" in admin.get("/rounds/autumn/amendments").text_words
    assert admin.post(f"{here}/drop", {"code": "2.3", "version": "5"}, 422).heading

    lead = PageClient(app).sign_in(scene.leads["submitted"].person_id or 0)
    reference = scene.returns["submitted"].reference
    assert "Section 11 audit" in lead.get("/").text_words
    page = lead.get(f"/returns/{reference}")
    assert "Your board has added a question since you submitted." in page.text_words
    with count_queries(engine) as counted:
        lead.get(f"/returns/{reference}/questions/2.3")
    other = PageClient(app).sign_in(scene.leads["answering"].person_id or 0)
    with count_queries(engine) as plain:
        page = other.get(f"/returns/{scene.returns['answering'].reference}/questions/2.3")
    assert "Is peer-on-peer abuse dealt with?" in page.text_words
    assert len(counted) <= len(plain) + 1
    assert (
        "is that in place?"
        in other.get(f"/returns/{scene.returns['answering'].reference}/questions/1.1").text_words
    )
    lead.get(f"/returns/{reference}/questions/1.1", 404)

    page = admin.submit(admin.get(here), form=1)
    assert "was taken back" in page.text_words
    lead.get(f"/returns/{reference}/questions/2.3", 404)


def test_those_who_may_only_look_see_no_buttons(scene: Scene, app: Flask, world: World) -> None:
    id = scene.amend()
    viewer = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=scene.board).id)
    page = viewer.get(f"/amendments/{id}")
    assert not page.main.find_all("form")  # type: ignore[union-attr]
    viewer.post(f"/amendments/{id}/take-back", {}, 403)
    stranger = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=world.board("other")).id)
    stranger.get(f"/amendments/{id}", 404)
    admin = PageClient(app).sign_in(scene.admin.person_id or 0)
    assert "still to answer" not in admin.submit(admin.get(f"/amendments/{id}"), form=0).text_words
