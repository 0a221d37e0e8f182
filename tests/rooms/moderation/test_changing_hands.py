"""A return that changes hands: by hand, and back again."""

import pytest

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.accepting import accept
from audit.rooms.moderation.operations.allocating import (
    give_to,
    put_back,
    take_back_offers,
    withdraw,
)
from audit.rooms.moderation.queries.moderating import allocated
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return
from tests.rooms.moderation.area import PAGE, URL, Area, letters, rows
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


def test_a_return_changes_hands_and_its_notes_are_kept(area: Area, board: PageClient) -> None:
    peer, bo = area.peer(area.owners[0], "Pe Peer"), area.of_board()
    area.plan()
    number = area.give(3, peer)
    begin(area, peer, number)
    page = board.get(f"{PAGE}/returns/RET-3")
    assert "Pe Peer" in page.text_words
    board.submit(page, {"person": str(bo.id)})
    old, new = rows(area)
    assert (old.state, new.state) == (STATE.WITHDRAWN, STATE.OFFERED)
    assert new.moderator_id == bo.id
    assert old.ended_reason == "Given to Bo Board-Moderator."
    with area.world.session() as session:
        assert [note.comment for note in session.query(Judgement)] == ["Half of it is missing."]
        assert not session.query(Judgement).filter_by(moderation_id=new.id).all()
        with pytest.raises(NotVisible):
            allocated(session, area.world.actor(peer), number)
    assert "Half of it is missing." in board.get(f"{PAGE}/returns/RET-3").text_words
    assert [letter.to_name for letter in letters(area, "moderation-withdrawn")] == ["Pe Peer"]


def test_taking_back_is_undone_with_the_notes(area: Area, board: PageClient) -> None:
    bo = area.of_board()
    area.plan()
    number = area.give(3, bo)
    begin(area, bo, number)
    page = board.get(f"{PAGE}/returns/RET-3")
    refused = board.submit(page, {"reason": ""}, 422)
    assert "Say why" in " ".join(refused.errors())
    page = board.submit(refused, {"reason": "By mistake"})
    assert "Taken back from Bo Board-Moderator." in page.text_words
    assert "By mistake" in page.text_words
    page = board.submit(page, form=1)
    assert "Given back to Bo Board-Moderator, with what they had noted." in page.text_words
    [row] = rows(area)
    assert (row.state, row.ended_reason, row.answered_at) == (STATE.OFFERED, "", None)
    with area.world.session() as session:
        accept(session, area.world.actor(bo), area.world.clock, number)


def test_it_is_not_put_back_while_somebody_else_has_it_or_the_person_is_gone(area: Area) -> None:
    bo, cy = area.of_board(), area.of_board("Cy Second")
    area.plan()
    number = area.give(3, bo)
    with area.world.session() as session:
        give_to(session, area.actor, area.world.clock, "autumn", 1, "RET-3", cy.id, public_url=URL)
    with pytest.raises(RuleBroken, match="Cy Second has this return now"), area.world.session() as session:
        put_back(session, area.actor, area.world.clock, number, public_url=URL)
    with area.world.session() as session:
        withdraw(session, area.actor, area.world.clock, "autumn", 1, "RET-3", "x", public_url=URL)
        session.query(RoleHeld).filter_by(person_id=bo.id).delete()
    with pytest.raises(RuleBroken, match="no longer a moderator"), area.world.session() as session:
        put_back(session, area.actor, area.world.clock, number, public_url=URL)
    stranger = area.world.actor(
        area.world.person(Role.BOARD_ADMINISTRATOR, board=area.world.board("other", "Other"))
    )
    for wrong in (number, 999_999):
        with pytest.raises(NotVisible), area.world.session() as session:
            put_back(session, stranger, area.world.clock, wrong, public_url=URL)


def test_a_moderator_who_leaves_is_named_and_the_return_reallocated(area: Area, board: PageClient) -> None:
    peer, bo = area.peer(area.owners[0], "Pe Peer"), area.of_board()
    area.plan()
    number = area.give(3, peer)
    begin(area, peer, number)
    with area.world.session() as session:
        session.query(RoleHeld).filter_by(person_id=peer.id, role=Role.MODERATOR).delete()
    page = board.get(f"{PAGE}?show=trouble")
    assert "Pe Peer is no longer a moderator of this board." in page.text_words
    with area.world.session() as session, pytest.raises(NotVisible):
        allocated(session, area.world.actor(peer), number)
    board.submit(board.get(f"{PAGE}/returns/RET-3"), {"person": str(bo.id)})
    assert area.live()["RET-3"].moderator_id == bo.id
    assert not letters(area, "moderation-withdrawn"), "somebody who has left has no letter"


def test_every_offer_not_accepted_is_taken_back_at_once(area: Area, board: PageClient) -> None:
    bo = area.of_board()
    area.plan()
    first = area.give(1, bo)
    area.give(2, bo)
    with area.world.session() as session:
        accept(session, area.world.actor(bo), area.world.clock, first)
    page = board.get(PAGE)
    page = board.submit(page, form=1)
    assert "Taken back: 1 offer." in page.text_words
    assert set(area.live()) == {"RET-1"}
    proposed = board.get(f"{PAGE}/proposal")
    assert "Bo Board-Moderator" in proposed.text_words, "an offer that was taken back may be made again"
    with area.world.session() as session:
        assert take_back_offers(session, area.actor, area.world.clock, "autumn", 1, public_url=URL) == 0


def test_bad_input_by_hand(area: Area, board: PageClient) -> None:
    bo = area.of_board()
    area.plan()
    board.get(f"{PAGE}/returns/NOPE", 404)
    board.get("/rounds/nowhere/moderation", 404)
    page = board.get(f"{PAGE}/returns/RET-3")
    for rubbish in ("", "x", "999999"):
        refused = board.submit(page, {"person": rubbish}, 422)
        assert "Choose somebody who is a moderator of this board" in " ".join(refused.errors())
    board.submit(page, {"person": str(bo.id)})
    refused = board.submit(page, {"person": str(bo.id)}, 422)
    assert "has this return already" in " ".join(refused.errors())
    board.post(f"{PAGE}/returns/NOPE/give", {"person": str(bo.id)}, 404)
    board.post(f"{PAGE}/returns/RET-1/take-back", {"reason": "x"}, 422)
    with area.world.session() as session:
        row = session.query(Moderation).one()
        row.state = STATE.AGREED
    assert "Take it back" not in board.get(f"{PAGE}/returns/RET-3").text_words
    board.post(f"{PAGE}/returns/RET-3/take-back", {"reason": "x"}, 422)
    with area.world.session() as session:
        session.get_one(Return, area.returns[0].id).state = ReturnState.IN_PROGRESS
    assert "has not been submitted" in board.get(f"{PAGE}/returns/RET-1").text_words
    board.post(f"{PAGE}/returns/RET-1/give", {"person": str(bo.id)}, 422)
