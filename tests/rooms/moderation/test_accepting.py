"""Accepting a return to moderate, declining it, and giving it back."""

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.moderation import ModerationState
from audit.domain.workflows import ReturnState
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.accepting import accept, hand_back
from audit.rooms.moderation.operations.allocating import (
    give_to,
)
from audit.rooms.moderation.queries.given import live_moderations_of_round
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return
from tests.rooms.moderation.area import PAGE, URL, Area, events, letters, rows
from tests.support.pages import PageClient

STATE = ModerationState


def begin(area: Area, person: Person, number: int) -> None:
    """Accept, and note something."""
    with area.world.session() as session:
        accept(session, area.world.actor(person), area.world.clock, number)
        row = session.get_one(Moderation, number)
        row.state = STATE.IN_PROGRESS
        question = session.query(EditionQuestion).first()
        assert question is not None
        session.add(
            Judgement(
                moderation_id=number, question_id=question.id, grade="red", comment="Half of it is missing.",
                updated_by_name=person.name, updated_at=area.world.clock(),
            )
        )  # fmt: skip


def test_a_moderator_accepts_from_home(area: Area, visitor: PageClient) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    visitor.sign_in(bo.id)
    home = visitor.get("/")
    assert "Moderate: Health 3" in home.text_words
    page = visitor.get("/moderations")
    page = visitor.submit(page)
    assert "Accepted. The return of Health 3 is yours to moderate." in page.text_words
    assert rows(area)[0].state is STATE.ACCEPTED
    assert rows(area)[0].answered_at == area.world.clock()
    again = visitor.post(f"/moderations/{number}/accept", status=422, follow=True)
    assert again.status == 422
    assert "Start" in visitor.get("/").text_words
    visitor.get(f"/moderations/{number}")


def test_a_moderator_declines_with_a_reason_and_the_board_is_told(area: Area, visitor: PageClient) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    visitor.sign_in(bo.id)
    page = visitor.get(f"/moderations/{number}/give-back")
    refused = visitor.submit(page, {"reason": " "}, 422)
    assert "Say why, so that the board can choose better" in refused.errors()
    visitor.submit(page, {"reason": "x" * 1001}, 422)
    visitor.submit(page, {"reason": "I used to work there."})
    assert rows(area)[0].state is STATE.DECLINED
    [letter] = letters(area, "moderation-declined")
    assert letter.to_name == "Kit Board"
    assert "I used to work there." in letter.body
    assert letter.subject == "Autumn audit: the return of Health 3 needs another moderator"
    visitor.get(f"/moderations/{number}/give-back", 404)
    visitor.sign_in(area.administrator.id)
    assert "Bo Board-Moderator declined: I used to work there." in visitor.get(PAGE).text_words
    proposed = visitor.get(f"{PAGE}/proposal")
    assert "1 has had it before" in proposed.text_words


def test_work_that_was_begun_is_given_back_with_its_notes(area: Area) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    begin(area, bo, number)
    actor = area.world.actor(bo)
    with area.world.session() as session:
        hand_back(session, actor, area.world.clock, number, "I am leaving.", public_url=URL)
    assert rows(area)[0].state is STATE.WITHDRAWN
    assert "moderation.declined" in events(area)


def test_what_is_finished_is_not_given_back(area: Area) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    with area.world.session() as session:
        session.get_one(Moderation, number).state = STATE.WITH_ORGANISATION
    with pytest.raises(RuleBroken, match="Ask the board"), area.world.session() as session:
        hand_back(session, area.world.actor(bo), area.world.clock, number, "x", public_url=URL)


def test_a_reopened_return_is_not_accepted_until_it_is_back(area: Area) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    with area.world.session() as session:
        session.get_one(Return, area.returns[2].id).state = ReturnState.IN_PROGRESS
    with pytest.raises(RuleBroken, match="reopened"), area.world.session() as session:
        accept(session, area.world.actor(bo), area.world.clock, number)


def test_nobody_answers_for_somebody_else(area: Area, visitor: PageClient) -> None:
    bo, cy = area.of_board(), area.of_board("Cy Second")
    area.plan()
    number = area.give(3, bo)
    visitor.sign_in(cy.id)
    visitor.get(f"/moderations/{number}/give-back", 404)
    visitor.post(f"/moderations/{number}/accept", status=404)
    visitor.sign_in(area.administrator.id).get("/moderations", 403)


def test_the_live_moderations_of_a_round(area: Area) -> None:
    bo = area.of_board()
    area.plan()
    area.give(3, bo)
    area.give(1, bo)
    with area.world.session() as session:
        found = live_moderations_of_round(session, area.round)
        assert [row.moderated.reference for row in found] == ["RET-1", "RET-3"]
        assert not live_moderations_of_round(session, area.round, stage=2)


def test_a_second_moderation_is_by_somebody_else_and_waits_until_the_first_is_agreed(
    area: Area, board: PageClient
) -> None:
    bo, cy = area.of_board(), area.of_board("Cy Second")
    area.plan()
    first = area.give(3, bo)
    area.plan(stage=2)
    page = board.get(f"{PAGE}/proposal?stage=2")
    assert "1 waits for the first moderation to be agreed." in page.text_words
    with area.world.session() as session:
        session.get_one(Moderation, first).state = STATE.AGREED
    board.submit(board.get(f"{PAGE}/proposal?stage=2"), form=1)
    with area.world.session() as session:
        second = session.query(Moderation).filter(
            Moderation.id != first, Moderation.return_id == area.returns[2].id
        )
        assert [row.moderator_id for row in second] == [cy.id]
    with pytest.raises(RuleBroken, match="the first time"), area.world.session() as session:
        give_to(session, area.actor, area.world.clock, "autumn", 2, "RET-3", bo.id, public_url=URL)
