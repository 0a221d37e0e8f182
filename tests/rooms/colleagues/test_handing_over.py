"""Handing over: everything goes to another, and ending a role says what is still held."""

from datetime import date

import pytest
from flask import Flask

from audit.domain.actions import ActionOrigin
from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.operations import ActionFacts, add_action, finish_action
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.models import Assignment
from audit.rooms.organisations.models import RoleHeld
from tests.rooms.colleagues.together import Together
from tests.support.pages import PageClient


def own(together: Together, what: str) -> int:
    """An action of the organisation that Robin owns."""
    with together.world.session() as session:
        return add_action(
            session,
            together.colleague,
            together.world.clock,
            organisation_id=together.organisation.id,
            board_id=together.board.id,
            facts=ActionFacts(what, date(2027, 3, 1), owner_id=together.contributor_person.id),
            origin=ActionOrigin.BY_HAND,
        ).id


def test_a_lead_is_warned_hands_over_and_ends_the_role(together: Together, app: Flask) -> None:
    together.give(together.contributor_person, "1.1")
    together.give(together.contributor_person, standard="2")
    action_id, done_id = own(together, "Write a policy"), own(together, "Train the staff")
    with together.world.session() as session:
        finish_action(session, together.colleague, together.world.clock, done_id, impact="Staff know")
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    with together.world.unit_of_work.read() as session:
        held = session.query(RoleHeld).filter_by(person_id=together.contributor_person.id).one().id
    people = f"/organisations/{together.organisation.id}/people"
    page = lead.get(f"{people}/{held}/end")
    assert "Robin Writer still has 2 questions or standards and 1 action" in page.text_words
    link = next(a["href"] for a in page.find_all("a") if "hand-over" in a["href"])
    assert lead.submit(lead.get(link), {"person": ""}, 422).errors() == ["Choose a colleague"]
    done = lead.submit(lead.get(link), {"person": str(together.colleague_person.id)})
    assert "Sam Colleague has what Robin Writer had" in done.text_words
    with together.world.unit_of_work.read() as session:
        assert {given.person_id for given in session.query(Assignment)} == {together.colleague_person.id}
        action = session.get_one(Action, action_id)
        assert (action.owner_id, action.owner_name) == (together.colleague_person.id, "Sam Colleague")
        assert session.get_one(Action, done_id).owner_name == "Robin Writer"
        last = session.query(ActionNote).filter_by(action_id=action_id).order_by(ActionNote.id.desc()).first()
        assert last is not None
        assert "Owner changed from “Robin Writer” to “Sam Colleague”" in last.text
    page = lead.get(f"{people}/{held}/end")
    assert "still has" not in page.text_words
    assert "nothing to hand over" in lead.get(link).text_words


def test_the_board_is_not_told_what_is_shared_out(together: Together, app: Flask) -> None:
    together.give(together.contributor_person)
    with together.world.unit_of_work.read() as session:
        held = session.query(RoleHeld).filter_by(person_id=together.contributor_person.id).one().id
    board = PageClient(app)
    assert together.board_person.person_id is not None
    board.sign_in(together.board_person.person_id)
    page = board.get(f"/boards/{together.board.code}/people/{held}/end")
    assert "Robin Writer still has work of" in page.text_words
    assert "question" not in page.text_words
    assert "hand-over" not in str(page.main)


def test_what_somebody_left_behind_waits_for_the_lead(together: Together, app: Flask) -> None:
    together.give(together.contributor_person)
    own(together, "Write a policy")
    together.end_roles(together.contributor_person)
    lead = PageClient(app)
    lead.sign_in(together.colleague_person.id)
    home = lead.get("/")
    assert "Robin Writer can no longer see to 1 question or standard and 1 action" in home.text_words
    link = next(a["href"] for a in home.find_all("a") if "hand-over" in a["href"])
    lead.submit(lead.get(link), {"person": str(together.colleague_person.id)})
    assert "can no longer see to" not in lead.get("/").text_words


def test_who_may_and_to_whom(together: Together) -> None:
    together.give(together.contributor_person)
    here, robin, sam = together.organisation.id, together.contributor_person.id, together.colleague_person.id

    def hand(actor: Actor, to: int, whose: int = robin) -> None:
        with together.world.session() as session:
            operations.hand_over(session, actor, together.world.clock, here, whose, to)

    for stranger in (together.stranger, together.board_person):
        with pytest.raises(NotVisible):
            hand(stranger, sam)
    for colleague in (together.contributor, together.approver, together.viewer):
        with pytest.raises(NotAllowed):
            hand(colleague, sam)
    for to in (robin, together.stranger_person.id, together.viewer_person.id, 0, 999_999):
        with pytest.raises(RuleBroken):
            hand(together.colleague, to)
    with pytest.raises(NotVisible):
        hand(together.colleague, sam, together.stranger_person.id)
    with pytest.raises(NotVisible):
        hand(together.colleague, sam, 999_999)
    hand(together.colleague, sam)
    hand(together.colleague, sam)


def test_another_organisations_work_stays_where_it_is(together: Together) -> None:
    together.world.give(together.contributor_person, Role.LEAD, organisation=together.other)
    theirs = together.world.asked(together.round, together.other)
    actor = together.world.actor(together.contributor_person)
    together.give(together.contributor_person, by=actor, reference=theirs.reference)
    together.give(together.contributor_person)
    with together.world.session() as session:
        operations.hand_over(
            session, together.colleague, together.world.clock, together.organisation.id,
            together.contributor_person.id, together.colleague_person.id,
        )  # fmt: skip
    with together.world.unit_of_work.read() as session:
        owners = {given.return_id: given.person_id for given in session.query(Assignment)}
    assert owners == {
        together.row.id: together.colleague_person.id,
        theirs.id: together.contributor_person.id,
    }
