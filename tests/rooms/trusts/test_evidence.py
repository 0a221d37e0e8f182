"""Evidence of a trust that its schools cite: who can open it, and who cannot."""

import pytest
from flask import Flask

from audit.domain.errors import NotVisible
from audit.domain.permissions import Role
from audit.rooms.assessments.models import CitedEvidence
from audit.rooms.evidence.models import Evidence
from audit.settings import Settings
from tests.rooms.moderation.moderating_scene import ModeratingScene
from tests.rooms.trusts.scene import GREEN, TrustScene
from tests.support.evidence import add_item
from tests.support.pages import PageClient
from tests.support.world import World


def test_a_trusts_file_is_opened_by_those_whose_return_cites_it(
    scene: TrustScene, app: Flask, settings: Settings
) -> None:
    world, trust = scene.world, scene.trust
    policy = add_item(world, settings, trust, "policy.pdf", actor=scene.lead)
    secret = add_item(world, settings, trust, "minutes.pdf", actor=scene.lead)
    stranger = world.person(Role.LEAD, organisation=world.organisation(scene.board))
    own_way = scene.person(Role.LEAD, 1)
    scene.own(school=1)
    codes = ("1.1", "1.2", "2.1", "2.2")
    scene.choose(*codes)
    for code in codes:
        scene.answer(code, files=(policy.id,) if code == "1.1" else ())
    head = PageClient(app).sign_in(scene.head_person.id)
    assert "policy.pdf" in head.get(f"/returns/{scene.returns[0].reference}/questions/1.1").text_words
    head.get(f"/evidence/{policy.id}")
    head.get(f"/evidence/{secret.id}", 404)
    # A school that keeps its own answer cites nothing of the trust, and strangers never do.
    for person in (own_way, stranger):
        PageClient(app).sign_in(person.id).get(f"/evidence/{policy.id}", 404)
    board = PageClient(app).sign_in(scene.administrator.id)
    address = f"/returns/{scene.returns[0].reference}/evidence/{policy.id}"
    board.get(address, 404)
    scene.submit()
    board.get(address)
    board.get(f"/returns/{scene.returns[0].reference}/evidence/{secret.id}", 404)
    # Taken off by the trust: the other schools lose it, the copy that was submitted keeps it.
    late = scene.person(Role.LEAD, 2)
    PageClient(app).sign_in(late.id).get(f"/evidence/{policy.id}")
    scene.answer("1.1", GREEN, seen=1)
    PageClient(app).sign_in(late.id).get(f"/evidence/{policy.id}", 404)
    head.get(f"/evidence/{policy.id}")
    board.get(address)


def test_other_files_alone_reach_the_schools_without_a_new_answer(
    scene: TrustScene, settings: Settings
) -> None:
    first = add_item(scene.world, settings, scene.trust, "first.pdf", actor=scene.lead)
    second = add_item(scene.world, settings, scene.trust, "second.pdf", actor=scene.lead)
    foreign = add_item(scene.world, settings, scene.schools[0], "own.pdf", actor=scene.head)
    scene.choose("1.1")
    with pytest.raises(NotVisible):
        scene.answer(files=(foreign.id,))
    scene.answer(files=(first.id,))
    assert scene.answer(files=(second.id,), seen=1).item.version == 2
    said = scene.said(2)
    assert said is not None
    assert said.version == 1
    with scene.world.unit_of_work.read() as session:
        links = session.query(CitedEvidence).filter_by(return_id=scene.returns[2].id).all()
        assert [(link.evidence_id, link.removed_at is None) for link in links] == [
            (first.id, False), (second.id, True),
        ]  # fmt: skip


def test_a_moderator_opens_a_trusts_file_only_where_the_return_cites_it(
    world: World, app: Flask, settings: Settings
) -> None:
    moderated = ModeratingScene(world, settings)
    trust = world.organisation(moderated.board, "Elm Trust", "trust")
    with world.session() as session:
        session.get_one(Evidence, moderated.file.id).organisation_id = trust.id
    moderator = PageClient(app).sign_in(moderated.moderator_person.id)
    address = f"/moderations/{moderated.id}/evidence/{moderated.file.id}"
    moderator.get(address)
    with world.session() as session:
        session.query(CitedEvidence).delete()
    moderator.get(address, 404)
