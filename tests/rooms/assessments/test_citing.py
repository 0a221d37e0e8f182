"""Answers cite evidence: only their own organisation's, only while they can be answered, and with a history."""

import pytest
from sqlalchemy import select

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.operations.citing import cite, cite_again, uncite
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import withdraw_evidence
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.rooms.assessments.citing_scene import do, links
from tests.rooms.assessments.scene import Scene
from tests.support.evidence import add_item


@pytest.fixture
def item(scene: Scene, settings: Settings) -> Evidence:
    return add_item(scene.world, settings, scene.organisation, "policy.pdf")


def test_the_first_citation_starts_the_return_and_counts_for_the_answer(scene: Scene, item: Evidence) -> None:
    do(scene, cite, [item.id])
    view = scene.view()
    assert [link.evidence.file_name for link in view.cited["1.1"]] == ["policy.pdf"]
    assert view.row.state is ReturnState.IN_PROGRESS
    assert view.progress.by_code["1.1"].said
    with scene.world.session() as session:
        events = session.scalars(select(TrailEntry.event).order_by(TrailEntry.id)).all()
    assert events[-2:] == ["evidence.cited", "return.started"]


def test_citing_twice_is_citing_once(scene: Scene, item: Evidence) -> None:
    do(scene, cite, [item.id, item.id])
    do(scene, cite, [item.id])
    assert len(links(scene)) == 1


def test_one_file_serves_many_answers(scene: Scene, item: Evidence) -> None:
    for code in ("1.1", "1.2", "2.1"):
        do(scene, cite, [item.id], code=code)
    assert set(scene.view().cited) == {"1.1", "1.2", "2.1"}


def test_removing_keeps_the_row_with_who_and_when_and_undo_writes_another(
    scene: Scene, item: Evidence
) -> None:
    do(scene, cite, [item.id])
    do(scene, uncite, item.id, actor=scene.colleague)
    assert do(scene, uncite, item.id) is None
    (row,) = links(scene)
    assert (row.removed_by_name, row.removed_at) == ("Sam Colleague", scene.world.clock())
    assert scene.view().cited == {}
    do(scene, cite_again, item.id)
    assert do(scene, cite_again, item.id) is None
    first, second = links(scene)
    assert first.removed_at is not None
    assert second.removed_at is None
    assert "1.1" in scene.view().cited


def test_undo_brings_back_only_what_this_answer_cited(scene: Scene, item: Evidence) -> None:
    with pytest.raises(NotVisible):
        do(scene, cite_again, item.id)


def test_another_organisations_evidence_cannot_be_cited(
    scene: Scene, settings: Settings, item: Evidence
) -> None:
    theirs = add_item(scene.world, settings, scene.other, "theirs.pdf")
    for chosen in ([theirs.id], [item.id, theirs.id], [99_999]):
        with pytest.raises(NotVisible):
            do(scene, cite, chosen)
    assert links(scene) == []


def test_somebody_in_both_organisations_cannot_carry_evidence_across(
    scene: Scene, settings: Settings
) -> None:
    theirs = add_item(scene.world, settings, scene.other, "theirs.pdf")
    person = scene.world.person(Role.LEAD, organisation=scene.organisation)
    scene.world.give(person, Role.LEAD, organisation=scene.other)
    with pytest.raises(NotVisible):
        do(scene, cite, [theirs.id], actor=scene.world.actor(person))


def test_withdrawn_evidence_is_not_cited_anew_but_stays_where_it_is(scene: Scene, item: Evidence) -> None:
    do(scene, cite, [item.id])
    with scene.world.session() as session:
        withdraw_evidence(session, scene.contributor, scene.world.clock, item.id)
    assert "1.1" in scene.view().cited
    with pytest.raises(NotVisible):
        do(scene, cite, [item.id], code="1.2")


def test_who_may_not(scene: Scene, item: Evidence) -> None:
    for actor, refusal in (
        (scene.stranger, NotVisible),
        (scene.board_person, NotVisible),
        (scene.viewer, NotAllowed),
        (scene.approver, NotAllowed),
    ):
        for operation, what in ((cite, [item.id]), (uncite, item.id), (cite_again, item.id)):
            with pytest.raises(refusal):
                do(scene, operation, what, actor=actor)
    with pytest.raises(NotVisible):
        do(scene, cite, [item.id], code="9.9")


@pytest.mark.parametrize("state", [ReturnState.AWAITING_SIGN_OFF, ReturnState.SUBMITTED])
def test_not_once_it_is_with_the_approver_or_submitted(
    scene: Scene, item: Evidence, state: ReturnState
) -> None:
    do(scene, cite, [item.id])
    scene.set_state(state)
    for operation, what in ((cite, [item.id]), (uncite, item.id), (cite_again, item.id)):
        with pytest.raises(RuleBroken):
            do(scene, operation, what)


def test_not_after_closing(scene: Scene, item: Evidence) -> None:
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="closed"):
        do(scene, cite, [item.id])
