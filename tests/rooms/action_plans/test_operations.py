"""What happens to actions: who may, when, and what is written down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from audit.domain.actions import ActionOrigin, ActionState, Priority
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.action_plans import operations
from audit.rooms.action_plans.operations import ActionFacts, add_action
from audit.rooms.action_plans.queries import (
    action_to_read,
    actions_about,
    actions_of_organisations,
)
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.models import Letter
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.rooms.action_plans.conftest import DUE, Scene
from tests.support.evidence import add_item


def test_an_action_says_what_was_typed_and_where_it_comes_from(scene: Scene) -> None:
    about = scene.about()
    action = scene.now(
        scene.add(" Write a policy \r\n", why="None is there", owner_id=scene.contributor.id, about=about,
                  priority=Priority.HIGH)
    )  # fmt: skip
    assert (action.what, action.why, action.owner_name) == ("Write a policy", "None is there", "Con Tributor")
    assert (action.state, action.priority, action.due_on) == (ActionState.OPEN, Priority.HIGH, DUE)
    assert (action.return_id, action.question_code, action.origin) == (
        about.return_id,
        "1.1",
        ActionOrigin.ANSWER,
    )
    [note] = scene.history(action)
    assert (note.state_before, note.state_after, note.on_behalf, note.by_name) == (
        "", "open", "organisation", "Lea Lead",
    )  # fmt: skip
    with scene.world.session() as session:
        assert {
            code: [a.id for a in found] for code, found in actions_about(session, about.return_id).items()
        } == {"1.1": [action.id]}
        found = actions_of_organisations(session, scene.board.id, [scene.ours.id, 9_999])
        assert {id: [a.id for a in rows] for id, rows in found.items()} == {scene.ours.id: [action.id]}
        assert actions_of_organisations(session, scene.board.id, []) == {}
        entry = session.scalars(select(TrailEntry).where(TrailEntry.event == "action.added")).one()
        assert (entry.board_id, entry.organisation_id) == (scene.board.id, scene.ours.id)
        assert "policy" not in str(entry.facts)


def test_the_board_adds_an_action_and_may_change_it(scene: Scene) -> None:
    action = scene.add(by=scene.administrator)
    assert scene.history(action)[0].on_behalf == "board"
    facts = ActionFacts("Write two policies", DUE)
    scene.do(operations.change_action, scene.administrator, action.id, facts, seen_version=1)
    last = scene.history(action)[-1]
    assert (last.text, last.on_behalf) == (
        "What changed from “Write a policy” to “Write two policies”.",
        "board",
    )
    ours = scene.add()
    with pytest.raises(NotAllowed, match="The organisation added this action"):
        scene.do(operations.change_action, scene.administrator, ours.id, facts, seen_version=1)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ORGANISATION_VIEWER])
def test_those_who_read_the_plan_do_not_write_in_it(scene: Scene, role: Role) -> None:
    action = scene.add()
    reader = scene.world.person(role, organisation=scene.ours)
    for work in (
        lambda: scene.add(by=reader),
        lambda: scene.do(operations.note_progress, reader, action.id, "Begun"),
        lambda: scene.do(operations.finish_action, reader, action.id, impact="Better"),
        lambda: scene.do(operations.drop_action, reader, action.id, "Why"),
        lambda: scene.do(operations.take_back_action, reader, action.id),
        lambda: scene.do(operations.change_action, reader, action.id, ActionFacts("x", DUE), seen_version=1),
        lambda: scene.do(operations.attach_evidence, reader, action.id, []),
    ):
        with pytest.raises(NotAllowed, match="lets you read"):
            work()


def test_nobody_else_sees_an_action_or_adds_one(scene: Scene) -> None:
    action = scene.add()
    theirs = scene.world.organisation(scene.board, "Their council")
    other_board = scene.world.board("othershire", "Othershire Partnership")
    strangers = [
        scene.world.person(Role.LEAD, organisation=theirs),
        scene.world.person(Role.BOARD_ADMINISTRATOR, board=other_board),
        scene.world.person(Role.BOARD_VIEWER, board=scene.board),
        scene.world.person(Role.MODERATOR, board=scene.board),
        scene.world.person(Role.PANEL_MEMBER, board=scene.board),
        scene.world.person(Role.SITE_ADMINISTRATOR),
        scene.world.person(),
    ]
    for person in strangers:
        for work in (
            lambda who=person: scene.add(by=who),
            lambda who=person: scene.do(operations.note_progress, who, action.id, "Begun"),
            lambda who=person: scene.do(operations.verify_action, who, action.id, seen_version=1),
            lambda who=person: scene.do(operations.attach_evidence, who, action.id, []),
        ):
            with pytest.raises(NotVisible):
                work()
        with scene.world.session() as session, pytest.raises(NotVisible):
            action_to_read(session, scene.actor(person), action.id)


def test_an_action_needs_a_board_and_a_return_that_belong_together(scene: Scene) -> None:
    other_board = scene.world.board("othershire", "Othershire Partnership")
    with pytest.raises(NotVisible):
        scene.add(board=other_board)
    theirs = scene.world.organisation(scene.board, "Their council")
    about = scene.about(theirs)
    with pytest.raises(NotVisible):
        scene.add(about=about)
    with pytest.raises(NotVisible):
        scene.add(about=replace(about, return_id=9_999))
    assert scene.add(by=scene.administrator, organisation=theirs, about=about).organisation_id == theirs.id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 4_001}, "what"),
        ({"why": "x" * 4_001}, "why"),
        ({"due_on": date(2026, 9, 13)}, "due_on"),
        ({"owner_id": 9_999}, "owner"),
        ({"owner_name": "x" * 201}, "owner"),
    ],
)
def test_what_an_action_may_not_say(scene: Scene, changed: dict, field: str) -> None:
    facts = {"what": "Write a policy", "due_on": DUE, **changed}
    with pytest.raises(RuleBroken) as refused:
        scene.add(**facts)
    assert refused.value.field == field


def test_an_owner_is_a_colleague_of_the_organisation(scene: Scene) -> None:
    with pytest.raises(RuleBroken, match="Choose a colleague"):
        scene.add(owner_id=scene.administrator.id)


def test_a_due_date_today_is_in_time_and_a_date_that_has_passed_may_stay(
    scene: Scene, clock: SteppingClock
) -> None:
    action = scene.add(due_on=date(2026, 9, 14))
    clock.now += timedelta(days=30)
    facts = ActionFacts("Write a better policy", date(2026, 9, 14))
    scene.do(operations.change_action, scene.lead, action.id, facts, seen_version=1)
    assert scene.now(action).what == "Write a better policy"
    with pytest.raises(RuleBroken, match="13 September 2026 has passed"):
        scene.do(
            operations.change_action, scene.lead, action.id, replace(facts, due_on=date(2026, 9, 13)),
            seen_version=2,
        )  # fmt: skip


def test_two_people_never_overwrite_each_other(scene: Scene) -> None:
    action = scene.add()
    facts = ActionFacts("Write two policies", DUE)
    scene.do(operations.change_action, scene.lead, action.id, facts, seen_version=1)
    # The same words are no change, whatever was seen.
    scene.do(operations.change_action, scene.contributor, action.id, facts, seen_version=1)
    with pytest.raises(Stale):
        scene.do(
            operations.change_action,
            scene.contributor,
            action.id,
            ActionFacts("Write three", DUE),
            seen_version=1,
        )
    assert scene.now(action).what == "Write two policies"
    assert len(scene.history(action)) == 2


def test_an_owner_who_has_left_stays_named_until_another_is_chosen(scene: Scene) -> None:
    action = scene.add(owner_id=scene.contributor.id)
    with scene.world.session() as session:
        session.query(RoleHeld).filter_by(person_id=scene.contributor.id).delete()
    with scene.world.session() as session:
        assert action_to_read(session, scene.actor(scene.lead), action.id).owner_left
    facts = ActionFacts("Write a policy at last", DUE, owner_id=scene.contributor.id)
    scene.do(operations.change_action, scene.lead, action.id, facts, seen_version=1)
    assert scene.now(action).owner_name == "Con Tributor"
    facts = replace(facts, owner_id=None, owner_name="The new  head of service")
    scene.do(operations.change_action, scene.lead, action.id, facts, seen_version=2)
    assert (scene.now(action).owner_id, scene.now(action).owner_name) == (None, "The new head of service")
    with scene.world.session() as session:
        assert not action_to_read(session, scene.actor(scene.lead), action.id).owner_left


def test_the_way_of_an_action(scene: Scene, clock: SteppingClock) -> None:
    action = scene.add()
    scene.do(operations.note_progress, scene.contributor, action.id, "A draft is written")
    assert scene.now(action).state is ActionState.IN_PROGRESS
    clock.now += timedelta(days=7)
    scene.do(operations.finish_action, scene.lead, action.id, impact="Staff know what to do", text="Agreed")
    done = scene.now(action)
    assert (done.state, done.impact, done.done_at) == (ActionState.DONE, "Staff know what to do", clock.now)
    scene.do(operations.verify_action, scene.administrator, action.id, "Seen", seen_version=done.version)
    verified = scene.now(action)
    assert (verified.state, verified.verified_by_name) == (ActionState.VERIFIED, "Ada Board")
    with pytest.raises(RuleBroken, match="verified this action"):
        scene.do(operations.note_progress, scene.lead, action.id, "More")
    with pytest.raises(RuleBroken, match="verified this action"):
        scene.do(
            operations.change_action, scene.lead, action.id, ActionFacts("Other", DUE),
            seen_version=verified.version,
        )  # fmt: skip
    scene.do(
        operations.send_back_action, scene.administrator, action.id, "Show that it works",
        seen_version=verified.version, public_url="https://audit.example",
    )  # fmt: skip
    back = scene.now(action)
    assert (back.state, back.verified_by_name, back.verified_at, back.impact) == (
        ActionState.IN_PROGRESS, "", None, "Staff know what to do",
    )  # fmt: skip
    assert [(note.state_before, note.state_after) for note in scene.history(action)] == [
        ("", "open"), ("open", "in-progress"), ("in-progress", "done"), ("done", "verified"),
        ("verified", "in-progress"),
    ]  # fmt: skip
    with scene.world.session() as session:
        events = session.scalars(
            select(TrailEntry.event).where(TrailEntry.event.startswith("action.")).order_by(TrailEntry.id)
        ).all()
    assert events == [
        "action.added",
        "action.noted",
        "action.finished",
        "action.verified",
        "action.sent-back",
    ]


def test_what_is_no_longer_needed_is_taken_back(scene: Scene) -> None:
    action = scene.add()
    with pytest.raises(RuleBroken, match="Say why"):
        scene.do(operations.drop_action, scene.lead, action.id, " ")
    scene.do(operations.drop_action, scene.lead, action.id, "The service has closed")
    assert scene.now(action).closed_reason == "The service has closed"
    scene.do(operations.take_back_action, scene.lead, action.id, "It has opened again")
    now = scene.now(action)
    assert (now.state, now.closed_reason) == (ActionState.IN_PROGRESS, "")
    assert scene.history(action)[1].text == "The service has closed"


def test_done_asks_for_the_impact_and_sending_back_for_a_reason(scene: Scene) -> None:
    action = scene.add()
    with pytest.raises(RuleBroken) as refused:
        scene.do(operations.finish_action, scene.lead, action.id, impact="")
    assert refused.value.field == "impact"
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    with pytest.raises(RuleBroken) as refused:
        scene.do(
            operations.send_back_action, scene.administrator, action.id, "",
            seen_version=scene.now(action).version, public_url="",
        )  # fmt: skip
    assert refused.value.field == "reason"


def test_the_board_judges_what_it_read(scene: Scene) -> None:
    action = scene.add()
    with pytest.raises(RuleBroken, match="still open"):
        scene.do(operations.verify_action, scene.administrator, action.id, seen_version=1)
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    seen = scene.now(action).version
    scene.do(operations.take_back_action, scene.lead, action.id)
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better still")
    with pytest.raises(Stale, match="moved this action on"):
        scene.do(operations.verify_action, scene.administrator, action.id, seen_version=seen)
    with pytest.raises(NotAllowed, match="Only a board administrator"):
        scene.do(operations.verify_action, scene.lead, action.id, seen_version=scene.now(action).version)
    with pytest.raises(NotAllowed, match="Only the organisation"):
        scene.do(operations.note_progress, scene.administrator, action.id, "Well done")


def test_nobody_of_the_board_judges_an_action_of_their_own_organisation(scene: Scene) -> None:
    action = scene.add()
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    scene.world.give(scene.administrator, Role.ORGANISATION_VIEWER, organisation=scene.ours)
    seen = scene.now(action).version
    with pytest.raises(RuleBroken, match="your own organisation"):
        scene.do(operations.verify_action, scene.administrator, action.id, seen_version=seen)


def test_sending_back_writes_to_the_owner_and_the_leads(scene: Scene) -> None:
    action = scene.add(owner_id=scene.contributor.id)
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    scene.do(
        operations.send_back_action, scene.administrator, action.id, "Show the minutes",
        seen_version=scene.now(action).version, public_url="https://audit.example",
    )  # fmt: skip
    with scene.world.session() as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "action-sent-back")).all()
    assert {letter.to_name for letter in letters} == {"Lea Lead", "Con Tributor"}
    for letter in letters:
        assert letter.board_id == scene.board.id
        for part in (
            "Show the minutes",
            "Write a policy",
            "14 March 2027",
            f"https://audit.example/actions/{action.id}",
        ):
            assert part in letter.body


def test_evidence_is_attached_removed_and_put_back_with_its_history(scene: Scene, settings: Settings) -> None:
    action = scene.add()
    item = add_item(scene.world, settings, scene.ours, actor=scene.actor(scene.lead))
    [link] = scene.do(operations.attach_evidence, scene.lead, action.id, [item.id])
    assert scene.do(operations.attach_evidence, scene.lead, action.id, [item.id]) == []
    scene.do(operations.remove_evidence, scene.contributor, action.id, item.id)
    assert scene.do(operations.remove_evidence, scene.contributor, action.id, item.id) is None
    again = scene.do(operations.attach_again, scene.lead, action.id, item.id)
    assert again.id != link.id
    assert scene.do(operations.attach_again, scene.lead, action.id, item.id) is None
    theirs = scene.world.organisation(scene.board, "Their council")
    foreign = add_item(scene.world, settings, theirs, "theirs.pdf", actor=OPERATOR)
    with pytest.raises(NotVisible):
        scene.do(operations.attach_evidence, scene.lead, action.id, [foreign.id])
    with pytest.raises(NotVisible):
        scene.do(operations.attach_again, scene.lead, action.id, foreign.id)
    with scene.world.session() as session:
        assert [
            one.evidence_id for one in action_to_read(session, scene.actor(scene.lead), action.id).evidence
        ] == [item.id]
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    scene.do(operations.verify_action, scene.administrator, action.id, seen_version=scene.now(action).version)
    with pytest.raises(RuleBroken, match="evidence stays as it is"):
        scene.do(operations.remove_evidence, scene.lead, action.id, item.id)


def test_the_operator_may_add(scene: Scene) -> None:
    with scene.world.session() as session:
        action = add_action(
            session, OPERATOR, scene.world.clock, organisation_id=scene.ours.id, board_id=scene.board.id,
            facts=ActionFacts("Write a policy", DUE), origin=ActionOrigin.CHALLENGE, origin_words="A challenge",
        )  # fmt: skip
    assert scene.now(action).origin_words == "A challenge"
