"""Nobody moderates the work of their own, a linked or a declared organisation, nor what they gave back: every route."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for

from audit.domain.moderation import ModerationState
from audit.domain.permissions import Permission, Role
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import AgreedGrade, Judgement
from audit.rooms.organisations.models import Interest, Organisation, OrganisationLink, RoleHeld
from audit.settings import Settings
from audit.web.guard import access_of
from tests.rooms.moderation.moderating_scene import ModeratingScene
from tests.support.pages import PageClient
from tests.support.world import World

MAY_BE_GIVEN_BACK = {"moderation.accept_given", "moderation.give_back"}
"""Somebody who turns out to be too near still sees that they were given the return, to give it back."""


def own(scene: ModeratingScene) -> None:
    scene.world.give(scene.moderator_person, Role.ORGANISATION_VIEWER, organisation=scene.organisation)


def linked(scene: ModeratingScene) -> None:
    one, other = sorted((scene.organisation.id, scene.peer_organisation.id))
    with scene.world.session() as session:
        session.add(
            OrganisationLink(
                board_id=scene.board.id,
                organisation_id=one,
                other_id=other,
                why="A joint return",
                made_at=scene.world.clock(),
                made_by_name="Kit Board",
            )
        )


def same_trust(scene: ModeratingScene) -> None:
    _change(scene, trust_name="Testshire Learning Trust")


def same_parent(scene: ModeratingScene) -> None:
    _change(scene, parent_id=scene.world.organisation(name="Parent").id)


def child_of(scene: ModeratingScene) -> None:
    with scene.world.session() as session:
        session.get_one(Organisation, scene.organisation.id).parent_id = scene.peer_organisation.id


def interested(scene: ModeratingScene) -> None:
    with scene.world.session() as session:
        session.add(
            Interest(
                person_id=scene.moderator_person.id,
                organisation_id=scene.organisation.id,
                board_id=scene.board.id,
                why="I chaired it.",
                declared_at=scene.world.clock(),
            )
        )


def declined(scene: ModeratingScene) -> None:
    scene.set_moderation(state=ModerationState.DECLINED)


def withdrawn(scene: ModeratingScene) -> None:
    scene.set_moderation(state=ModerationState.WITHDRAWN)


def no_longer_moderator(scene: ModeratingScene) -> None:
    with scene.world.session() as session:
        for held in session.query(RoleHeld).filter_by(
            person_id=scene.moderator_person.id, role=Role.MODERATOR, board_id=scene.board.id
        ):
            session.delete(held)
    other = scene.world.board("othershire", "Othershire Partnership")
    scene.world.give(scene.moderator_person, Role.MODERATOR, board=other)


def somebody_elses(scene: ModeratingScene) -> None:
    person = scene.world.person(Role.MODERATOR, board=scene.board)
    scene.set_moderation(moderator_id=person.id)


def _change(scene: ModeratingScene, **columns: object) -> None:
    with scene.world.session() as session:
        for id in (scene.organisation.id, scene.peer_organisation.id):
            row = session.get_one(Organisation, id)
            for name, value in columns.items():
                setattr(row, name, value)


WAYS: list[Callable[[ModeratingScene], None]] = [
    own, linked, same_trust, same_parent, child_of, interested, declined, withdrawn, no_longer_moderator,
    somebody_elses,
]  # fmt: skip


def requests_of(app: Flask, scene: ModeratingScene) -> list[tuple[str, str, str]]:
    """Every endpoint of this room about one moderation, return or round: endpoint, method and address."""
    values = {
        "moderation_id": scene.id,
        "question_code": "1.2",
        "standard_code": "1",
        "evidence_id": scene.file.id,
        "reference": scene.reference,
        "round_code": scene.round.code,
        "stage": 1,
    }
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("moderation.") or not rule.arguments & {"moderation_id", "reference"}:
            continue
        if not rule.arguments <= set(values):
            continue
        with app.test_request_context():
            path = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
        found += [
            (rule.endpoint, method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})
        ]
    return found


def facts(scene: ModeratingScene) -> tuple[object, ...]:
    with scene.world.unit_of_work.read() as session:
        rows = [(row.question_id, row.grade, row.comment, row.gives_way) for row in session.query(Judgement)]
        return scene.state(), sorted(rows), session.query(AgreedGrade).count()


@pytest.mark.parametrize(
    "state", [ModerationState.OFFERED, ModerationState.IN_PROGRESS, ModerationState.REPLIED]
)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_route_leads_to_work_that_is_too_near(
    way: Callable[[ModeratingScene], None],
    state: ModerationState,
    world: World,
    settings: Settings,
    app: Flask,
) -> None:
    scene = ModeratingScene(world, settings)
    scene.replied()
    scene.set_moderation(state=state)
    way(scene)
    before = facts(scene)
    app.config["WTF_CSRF_ENABLED"] = False
    client = PageClient(app).sign_in(scene.moderator_person.id)
    tried = set()
    for endpoint, method, path in requests_of(app, scene):
        access = access_of(app, endpoint)
        assert access is not None
        if endpoint in MAY_BE_GIVEN_BACK:
            continue
        sent = {"grade": "red", "comment": "Mine.", "version": "1", "copy": "1", "action": "send",
                "q-1.2-choice": "yes", "q-1.2-version": "3", "q-1.2-text": "Mine."}  # fmt: skip
        answer = client.raw.open(path, method=method, data=sent if method == "POST" else None)
        answer.close()
        if access.permission is Permission.MODERATION_DO:
            assert answer.status_code == 404, f"{method} {path} answers {answer.status_code}"
            tried.add((endpoint, method))
        elif not (way is own and access.permission in (Permission.MODERATION_READ, Permission.OUTCOME_READ)):
            # What the organisation reads of itself its own people may read, though they moderate elsewhere.
            assert answer.status_code in (403, 404), f"{method} {path} answers {answer.status_code}"
    assert len(tried) >= 10
    assert facts(scene) == before


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_too_near_can_only_be_given_back(
    way: Callable[[ModeratingScene], None], world: World, settings: Settings, app: Flask
) -> None:
    scene = ModeratingScene(world, settings, state=ModerationState.OFFERED)
    way(scene)
    before = scene.state()
    client = PageClient(app).sign_in(scene.moderator_person.id)
    answer = client.raw.post(f"/moderations/{scene.id}/accept", data={"csrf_token": client.csrf_token()})
    assert answer.status_code in (404, 422)
    assert scene.state() is before


def test_the_same_requests_reach_it_when_nothing_stands_between(
    world: World, settings: Settings, app: Flask
) -> None:
    scene = ModeratingScene(world, settings)
    client = PageClient(app).sign_in(scene.moderator_person.id)
    for endpoint, method, path in requests_of(app, scene):
        access = access_of(app, endpoint)
        if access is not None and access.permission is Permission.MODERATION_DO and method == "GET":
            answer = client.raw.get(path)
            assert answer.status_code in (200, 303), path
            answer.close()


def test_a_closed_account_moderates_no_more(world: World, settings: Settings, app: Flask) -> None:
    scene = ModeratingScene(world, settings)
    client = PageClient(app).sign_in(scene.moderator_person.id)
    with world.session() as session:
        session.get_one(Person, scene.moderator_person.id).is_closed = True
    answer = client.raw.get(f"/moderations/{scene.id}")
    assert answer.status_code in (302, 303)
