"""Approvers who sign one step only: the head as head, the chair as chair."""

import pytest
from flask import Flask

from audit.domain.errors import NotAllowed, RuleBroken
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import RoleHeld
from tests.rooms.assessments.signing_scene import SigningScene
from tests.support.pages import PageClient
from tests.support.world import World


@pytest.fixture
def school(world: World) -> SigningScene:
    """A return that the head and then the chair sign, where Ash is the head and Blake the chair."""
    scene = SigningScene(world, "head", "chair")
    signs_as(scene, scene.ash_person, "head")
    signs_as(scene, scene.blake_person, "chair")
    return scene


def signs_as(scene: SigningScene, person: Person, step: str) -> None:
    with scene.world.session() as session:
        session.query(RoleHeld).filter_by(person_id=person.id).one().signs_as = step
    scene.ash, scene.blake = scene.world.actor(scene.ash_person), scene.world.actor(scene.blake_person)


def test_each_signs_their_own_step_and_is_asked_in_turn(school: SigningScene) -> None:
    school.complete().send()
    assert [letter.to_name for letter in school.letters("sign-off-asked")] == ["Ash Head"]
    with pytest.raises(NotAllowed, match="You sign as Chair of governors"):
        school.sign(school.blake, "head")
    school.sign(school.ash, "head")
    assert [letter.to_name for letter in school.letters("sign-off-asked")] == ["Ash Head", "Blake Chair"]
    assert school.sign(school.blake, "chair") is not None


def test_a_return_is_not_sent_while_nobody_signs_as_the_chair(school: SigningScene) -> None:
    signs_as(school, school.blake_person, "head")
    school.complete()
    with pytest.raises(RuleBroken, match="Nobody in your organisation signs as Chair of governors"):
        school.send()


def test_the_chair_is_not_offered_the_heads_signature(school: SigningScene, app: Flask) -> None:
    school.complete().send()
    chair = PageClient(app).sign_in(school.blake_person.id)
    page = chair.get(f"/returns/{school.reference}/sign-off")
    assert "The next signature is that of the head or principal." in page.text_words
    assert not page.main.find_all("button", string=lambda text: text is not None and "Sign" in text)
    assert "Read and sign" not in chair.get("/").text_words
    assert "Read and sign" in PageClient(app).sign_in(school.ash_person.id).get("/").text_words
