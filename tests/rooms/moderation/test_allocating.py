"""Giving returns to moderators by proposal, and never to somebody too near."""

import pytest

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import ModerationState, Moderators, PlanState
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.moderation.operations.accepting import accept
from audit.rooms.moderation.operations.allocating import (
    allocate,
    give_to,
)
from audit.rooms.moderation.queries.given import given_to, ties_for
from audit.rooms.moderation.queries.moderating import allocated
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.rooms.organisations.models import Interest, Organisation, OrganisationLink, RoleHeld
from audit.rooms.rounds.models import Return
from tests.rooms.moderation.area import PAGE, URL, Area, events, letters, rows
from tests.support.pages import PageClient

STATE = ModerationState


def test_a_proposal_is_confirmed_and_each_moderator_has_one_letter(area: Area, board: PageClient) -> None:
    north, south = area.peer(area.owners[0], "Nor District"), area.peer(area.owners[1], "Sou District")
    bo = area.of_board()
    area.plan(PlanSettings(moderators=Moderators.BOTH, allow_mutual=True, reply_days=10))
    page = board.get(f"{PAGE}/proposal")
    assert "4 of 4 returns can be given to moderators now." in page.text_words
    assert "Like with like: Districts and boroughs" in page.text_words
    shown = board.submit(page, form=1)
    assert "4 returns offered to 3 moderators, and a letter to each is in the outbox." in shown.text_words
    given = area.live()
    assert set(given) == {"RET-1", "RET-2", "RET-3", "RET-4"}
    assert given["RET-1"].moderator_id in (south.id, bo.id)
    assert given["RET-2"].moderator_id in (north.id, bo.id)
    assert all(row.state is STATE.OFFERED for row in given.values())
    assert area.the_plan().state is PlanState.RUNNING
    offered = letters(area, "moderation-offered")
    assert len(offered) == 3
    assert sum(letter.body.count("\n- ") for letter in offered) == 4
    assert all("/moderations" in letter.body for letter in offered)
    assert events(area).count("moderation.offered") == 4
    assert "0 of 4 returns can be given" in board.get(f"{PAGE}/proposal").text_words


def test_a_choice_by_hand_stands_and_its_reason_says_so(area: Area, board: PageClient) -> None:
    bo, cy = area.of_board(), area.of_board("Cy Second")
    area.plan()
    page = board.get(f"{PAGE}/proposal")
    names = [name for name in page.values(1) if name.startswith("m-")]
    assert names == ["m-RET-1", "m-RET-2", "m-RET-3", "m-RET-4"]
    board.submit(page, {name: str(cy.id) for name in names} | {"m-RET-4": ""}, form=1)
    given = area.live()
    assert set(given) == {"RET-1", "RET-2", "RET-3"}
    assert {row.moderator_id for row in given.values()} == {cy.id}
    assert "Chosen by hand." in {row.why for row in given.values()}
    assert bo.id != cy.id


def test_somebody_too_near_is_refused_and_what_was_chosen_is_kept(area: Area, board: PageClient) -> None:
    peer, _ = area.peer(area.owners[0], "Nor District"), area.of_board()
    area.plan()
    page = board.get(f"{PAGE}/proposal")
    refused = board.submit(page, {"m-RET-1": str(peer.id), "m-RET-3": ""}, 422, form=1)
    [error] = refused.errors()
    assert error.startswith("Nor District cannot moderate District 1. They hold a role in this organisation.")
    index = 0 if refused.form(0).find(attrs={"name": "m-RET-3"}) else 1
    assert refused.values(index)["m-RET-3"] == ""
    assert not area.live()
    for rubbish in ("999999", "x", "99999999999999"):
        board.post(f"{PAGE}/proposal", {"m-RET-1": rubbish}, 422)
    board.post(f"{PAGE}/proposal", {}, 422)
    assert not area.live()
    assert not letters(area, "moderation-offered")


def test_returns_not_submitted_wait_and_are_proposed_when_they_come(area: Area, board: PageClient) -> None:
    area.of_board()
    late = area.world.organisation(area.board, "Late Police", "police")
    owed = area.world.asked(area.round, late, ReturnState.IN_PROGRESS, reference="RET-5")
    area.plan()
    page = board.get(f"{PAGE}/proposal")
    assert "4 of 5 returns can be given to moderators now. 1 is not submitted" in page.text_words
    assert "Late Police" not in page.text_words
    board.submit(page, form=1)
    with area.world.session() as session:
        session.get_one(Return, owed.id).state = ReturnState.SUBMITTED
    again = board.get(f"{PAGE}/proposal")
    assert "1 of 5 returns can be given to a moderator now. 4 have one already." in again.text_words
    board.submit(again)
    assert len(area.live()) == 5


def test_a_return_that_nobody_can_take_is_named_with_the_reason(area: Area, board: PageClient) -> None:
    area.peer(area.owners[0], "Nor District")
    area.plan()
    page = board.get(f"{PAGE}/proposal")
    assert "No moderator found (1)" in page.text_words
    assert "Nobody can take it. Of the one moderator, 1 works there." in page.text_words
    assert "District 1" in page.text_words


def test_without_moderators_the_page_says_so(area: Area, board: PageClient) -> None:
    area.plan()
    assert "There is nobody to choose from" in board.get(f"{PAGE}/proposal").text_words


def test_another_seed_is_tried_and_kept_once_confirmed(area: Area, board: PageClient) -> None:
    area.of_board(), area.of_board("Cy Second")
    area.plan(PlanSettings(moderators=Moderators.BOTH, seed=3))
    page = board.get(f"{PAGE}/proposal?seed=41")
    assert "The seed 41 makes this proposal again" in page.text_words
    again = board.get(f"{PAGE}/proposal?seed=41")
    assert again.values(1) | {"csrf_token": ""} == page.values(1) | {"csrf_token": ""}
    board.submit(page, form=1)
    assert area.the_plan().seed == 41


def test_two_people_who_confirm_at_once_give_nothing_twice(area: Area, board: PageClient) -> None:
    area.of_board(), area.of_board("Cy Second")
    area.plan()
    page = board.get(f"{PAGE}/proposal")
    board.submit(page, form=1)
    refused = board.submit(page, status=422, form=1)
    assert "Nothing was given to anybody" in " ".join(refused.errors())
    assert len(rows(area)) == 4


def test_mutual_pairs_are_refused_unless_the_plan_allows_them(area: Area) -> None:
    north, south = area.peer(area.owners[0], "Nor"), area.peer(area.owners[1], "Sou")
    area.plan()
    pairs = {"RET-1": south.id, "RET-2": north.id}
    with pytest.raises(RuleBroken, match="no mutual pairs"), area.world.session() as session:
        allocate(session, area.actor, area.world.clock, "autumn", 1, pairs, public_url=URL)
    area.give(1, south)
    with pytest.raises(RuleBroken, match="no mutual pairs"):
        area.give(2, north)


@pytest.mark.parametrize("tie", ["own", "link", "parent", "trust", "interest", "sibling"])
def test_nobody_too_near_is_given_a_return_by_any_route(area: Area, board: PageClient, tie: str) -> None:
    world, owner = area.world, area.owners[2]
    home = world.organisation(area.board, "Home of Peer", "health")
    peer = area.peer(home, "Pe Peer")
    area.of_board()
    area.plan()
    with world.session() as session:
        if tie == "own":
            session.add(
                RoleHeld(
                    person_id=peer.id, role=Role.APPROVER, organisation_id=owner.id, created_at=world.clock()
                )
            )
        elif tie == "link":
            session.add(
                OrganisationLink(
                    board_id=area.board.id, organisation_id=min(home.id, owner.id), other_id=max(home.id, owner.id),
                    why="a joint return", made_at=world.clock(), made_by_name="Kit",
                )
            )  # fmt: skip
        elif tie == "parent":
            session.get_one(Organisation, owner.id).parent_id = home.id
        elif tie == "sibling":
            for one in (owner.id, home.id):
                session.get_one(Organisation, one).parent_id = area.owners[0].id
        elif tie == "trust":
            session.get_one(Organisation, owner.id).trust_name = "Ash Trust"
            session.get_one(Organisation, home.id).trust_name = "ASH TRUST"
        else:
            session.add(
                Interest(
                    person_id=peer.id, organisation_id=owner.id, board_id=area.board.id, why="kin",
                    declared_at=world.clock(),
                )
            )  # fmt: skip
    page = board.get(f"{PAGE}/proposal")
    select = page.find("select", attrs={"name": "m-RET-3"})
    assert select is not None
    assert "Bo Board-Moderator" in select.get_text()
    assert "Pe Peer" not in select.get_text()
    with pytest.raises(RuleBroken, match="Pe Peer cannot moderate Health 3"), world.session() as session:
        allocate(session, area.actor, world.clock, "autumn", 1, {"RET-3": peer.id}, public_url=URL)
    with pytest.raises(RuleBroken, match="Pe Peer cannot moderate Health 3"), world.session() as session:
        give_to(session, area.actor, world.clock, "autumn", 1, "RET-3", peer.id, public_url=URL)
    by_hand = board.get(f"{PAGE}/returns/RET-3")
    assert "Who cannot moderate it, and why (1)" in by_hand.text_words
    assert "Pe Peer" not in str(by_hand.find(id="person"))
    assert not area.live()


@pytest.mark.parametrize("tie", ["role", "interest", "link"])
def test_what_comes_later_hides_the_return_at_once(area: Area, visitor: PageClient, tie: str) -> None:
    world, owner = area.world, area.owners[2]
    peer = area.peer(area.owners[0], "Pe Peer")
    area.plan()
    number = area.give(3, peer)
    with world.session() as session:
        accept(session, world.actor(peer), world.clock, number)
        if tie == "role":
            session.add(
                RoleHeld(
                    person_id=peer.id, role=Role.LEAD, organisation_id=owner.id, created_at=world.clock()
                )
            )
        elif tie == "interest":
            session.add(
                Interest(
                    person_id=peer.id, organisation_id=owner.id, board_id=area.board.id, why="kin",
                    declared_at=world.clock(),
                )
            )  # fmt: skip
        else:
            session.add(
                OrganisationLink(
                    board_id=area.board.id, organisation_id=area.owners[0].id, other_id=owner.id, why="joint",
                    made_at=world.clock(), made_by_name="Kit",
                )
            )  # fmt: skip
    with world.session() as session:
        actor = world.actor(peer)
        assert list(ties_for(session, actor, area.board.id, [owner.id, area.owners[1].id])) == [owner.id]
        with pytest.raises(NotVisible):
            allocated(session, actor, number)
        [given] = given_to(session, actor)
        assert given.tie
    visitor.sign_in(peer.id)
    page = visitor.get("/moderations")
    assert "It is hidden from you. Please give it back." in page.text_words
    assert visitor.get("/").text_words.count("Give it back") == 1
    visitor.submit(visitor.get(f"/moderations/{number}/give-back"))
    assert rows(area)[0].state is STATE.DECLINED
    assert "Returns that a board gives you to moderate" in visitor.get("/moderations").text_words
    visitor.sign_in(area.administrator.id)
    assert "Needs another moderator" in visitor.get(PAGE).text_words


def test_the_board_sees_that_a_moderator_became_too_near(area: Area, board: PageClient) -> None:
    peer = area.peer(area.owners[0], "Pe Peer")
    area.plan()
    area.give(3, peer)
    area.world.give(peer, Role.LEAD, organisation=area.owners[2])
    page = board.get(PAGE)
    assert "1 return needs another moderator." in page.text_words
    assert "1 of 4 ." in board.get(f"{PAGE}?show=trouble").text_words
    assert "They cannot see it now." in board.get(f"{PAGE}/returns/RET-3").text_words
