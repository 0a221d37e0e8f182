"""A trust answers for all of its schools: who has its answer, who keeps their own, and what it costs."""

from datetime import date

import pytest
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.inheriting import Stand
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import AnswerRevision
from audit.rooms.assessments.operations import enter_on_behalf
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trail.models import TrailEntry
from audit.rooms.trusts.operations import (
    TrustAnswerConflict,
    answer_for_all,
    choose_questions,
    give_to_schools,
)
from tests.rooms.trusts.scene import AMBER, GREEN, TrustScene
from tests.support.queries import count_queries
from tests.support.world import World, question_set


def test_one_answer_reaches_every_school_that_has_none(scene: TrustScene) -> None:
    scene.own(school=0)
    scene.state(1, ReturnState.AWAITING_SIGN_OFF)
    assert scene.choose("1.1", "2.1") == (2, 0)
    saved = scene.answer()
    assert saved.given.given["1.1"] == {scene.returns[2].id}
    assert saved.given.left["1.1"] == {scene.returns[0].id, scene.returns[1].id}
    assert [s.stand for s in scene.stands()] == [Stand.ITS_OWN, Stand.NOT_YET, Stand.THE_TRUSTS]
    own, given = scene.said(0), scene.said(2)
    assert own is not None
    assert own.narrative == AMBER.narrative
    assert scene.said(1) is None
    assert given is not None
    assert (given.grade, given.narrative, given.updated_by_name) == (
        "green",
        "One policy for all.",
        "Trudy Trust",
    )
    with scene.world.unit_of_work.read() as session:
        entry = session.query(AnswerRevision).filter_by(answer_id=given.id).one()
        assert (entry.via, entry.by_name) == ("from the trust", "Trudy Trust")
        assert session.get_one(Return, scene.returns[2].id).state is ReturnState.IN_PROGRESS
        events = [
            row.event for row in session.query(TrailEntry).filter_by(organisation_id=scene.schools[2].id)
        ]
        assert sorted(events) == ["return.answers-from-trust", "return.started"]
        assert "policy" not in "".join(str(row.facts) for row in session.query(TrailEntry))


def test_a_changed_answer_goes_only_where_the_old_one_still_stands(scene: TrustScene) -> None:
    scene.choose("1.1")
    scene.answer()
    scene.differ()
    scene.state(1, ReturnState.SUBMITTED)
    again = AnswerContent(grade="green", narrative="A better policy.")
    saved = scene.answer(content=again, seen=1)
    assert saved.item.version == 2
    assert [(each.stand, each.given_version) for each in scene.stands()] == [
        (Stand.DIFFERENT, 1), (Stand.THE_TRUSTS, 1), (Stand.THE_TRUSTS, 2),
    ]  # fmt: skip
    assert [said.narrative for school in range(3) if (said := scene.said(school))] == [
        GREEN.narrative, GREEN.narrative, again.narrative,
    ]  # fmt: skip
    # Reopened, the school is given what the trust says now.
    scene.state(1, ReturnState.IN_PROGRESS)
    with scene.world.session() as session:
        given = give_to_schools(session, scene.lead, scene.world.clock, scene.trust.id, scene.round.code)
    assert given.schools == 2
    assert scene.stands()[1].given_version == 2


def test_two_people_of_the_trust_never_overwrite_each_other(scene: TrustScene) -> None:
    scene.choose("1.1")
    scene.answer()
    with pytest.raises(TrustAnswerConflict, match="Trudy Trust changed this answer"):
        scene.answer(content=AMBER)
    assert scene.answer(content=GREEN, seen=0).item.version == 1  # the same again changes nothing
    assert scene.answer(content=AMBER, seen=1).item.version == 2


def test_who_may_choose_and_answer(scene: TrustScene, world: World) -> None:
    contributor = world.actor(world.person(Role.CONTRIBUTOR, organisation=scene.trust))
    viewer = world.actor(world.person(Role.ORGANISATION_VIEWER, organisation=scene.trust))
    with pytest.raises(NotAllowed, match="Only a lead"):
        scene.choose("1.1", actor=contributor)
    scene.choose("1.1")
    scene.answer(actor=contributor)
    with pytest.raises(NotAllowed, match="read what your trust answers"):
        scene.answer(content=AMBER, seen=1, actor=viewer)
    for outsider in (scene.head, world.actor(scene.administrator)):
        with pytest.raises(NotVisible):
            scene.choose("1.2", actor=outsider)
    with pytest.raises(NotVisible):
        scene.answer("1.2")  # not among those that the trust answers
    with pytest.raises(RuleBroken, match="Answer the question first"):
        scene.answer(content=AnswerContent(), seen=1)
    with pytest.raises(RuleBroken, match="None of your schools is asked"):
        scene.choose("9.9")
    with world.session() as session:
        session.get_one(Round, scene.round.id).state = RoundState.CLOSED
    with pytest.raises(NotAllowed, match="closed"):
        scene.answer(content=AMBER, seen=1)


def test_taken_off_the_list_the_words_stay_and_are_the_schools(scene: TrustScene) -> None:
    scene.choose("1.1", "1.2")
    scene.answer()
    assert scene.choose("1.2") == (0, 1)
    assert scene.said(0) is not None
    scene.own(content=AMBER, seen=1)  # no reason is wanted any more
    with pytest.raises(RuleBroken, match="No reason is needed"):
        scene.differ()
    assert scene.choose("1.1", "1.2") == (1, 0)  # chosen again, what it said is there
    assert [each.stand for each in scene.stands()] == [
        Stand.REASON_MISSING, Stand.THE_TRUSTS, Stand.THE_TRUSTS,
    ]  # fmt: skip


def test_a_school_that_joins_later_is_given_what_it_lacks(scene: TrustScene, world: World) -> None:
    scene.choose("1.1")
    scene.answer()
    school = world.organisation(scene.board, "School 99", "school", parent_id=scene.trust.id)
    scene.schools.append(school)
    scene.returns.append(world.asked(scene.round, school))
    assert scene.said(3) is None
    with world.session() as session:
        given = give_to_schools(session, scene.lead, world.clock, scene.trust.id, scene.round.code)
    assert given.given["1.1"] >= {scene.returns[3].id}
    assert scene.said(3) is not None


def test_a_question_reaches_only_the_schools_that_can_be_asked_it(world: World) -> None:
    only = {"applies_to": {"phases": ["primary"]}}
    data = TrustScene(world, 1)  # for its board and its people
    questions = question_set()
    questions["standards"][0]["questions"][0] |= only
    edition = world.edition(questions | {"edition": "2026.2"})
    nursery = world.organisation(data.board, "Nursery", "school", phase="nursery", parent_id=data.trust.id)
    data.round = world.round(data.board, edition, data.schools[0], nursery, code="spring")
    with world.session() as session:
        choose_questions(session, data.lead, world.clock, data.trust.id, "spring", ["1.1"])
        saved = answer_for_all(
            session, data.lead, world.clock, data.trust.id, "spring", "1.1", GREEN, seen_version=0
        )
    assert len(saved.given.given["1.1"]) == 1
    assert not saved.given.left["1.1"]


def test_forty_schools_cost_as_many_statements_as_five(world: World, engine: Engine) -> None:
    codes = [f"{s}.{q}" for s in range(1, 4) for q in range(1, 6)]
    counts = []
    for board, schools in (("testshire", 5), ("othershire", 40)):
        scene = TrustScene(world, schools, board=board, standards=3, questions=5, edition=f"2026.{schools}")
        scene.choose(*codes)
        for code in codes:
            scene.answer(code)
        late = {
            world.asked(
                scene.round, world.organisation(scene.board, kind="school", parent_id=scene.trust.id)
            ).id
            for _ in range(schools)
        }
        with count_queries(engine) as found, world.session() as session:
            given = give_to_schools(session, scene.lead, world.clock, scene.trust.id, scene.round.code)
        assert all(late <= returns for returns in given.given.values())
        # The trail has a line for each school and event, as everywhere; all else is done for all at once.
        counts.append(sum("trail_entry" not in statement for statement in found))
    assert counts[0] == counts[1] < 20, str(found)


def test_a_school_whose_return_its_board_enters_from_paper_is_left_alone(scene: TrustScene) -> None:
    scene.choose("1.1")
    administrator = scene.world.actor(scene.administrator)
    with scene.world.session() as session:
        enter_on_behalf(
            session, administrator, scene.world.clock, scene.returns[0].reference, reason="It came by post.",
            received_on=date(2026, 9, 10), public_url="",
        )  # fmt: skip
    scene.answer()
    assert scene.said(0) is None
    assert scene.said(1) is not None
