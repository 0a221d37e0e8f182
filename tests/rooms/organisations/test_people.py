"""Roles: given, ended, and by whom; invitations."""

from threading import Barrier, Thread

import pytest

from audit.domain.actor import OPERATOR
from audit.domain.errors import NotAllowed, NotVisible, Refusal, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.organisations.operations import end_role, give_role, invite_person
from audit.rooms.outbox.models import Letter
from tests.support.pages import PageClient
from tests.support.world import World

WORDS = {"public_url": "https://audit.example", "product": "Safeguarding audit"}


def held_by(world: World, person: Person) -> list[RoleHeld]:
    with world.session() as session:
        return session.query(RoleHeld).filter_by(person_id=person.id).order_by(RoleHeld.id).all()


def test_an_administrator_invites_a_lead_who_has_no_account(world: World, visitor: PageClient) -> None:
    board = world.board()
    council = world.organisation(board, "Test Council")
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ash Admin").id)
    here = f"/boards/testshire/organisations/{council.id}"
    page = visitor.submit(
        visitor.get(here + "/invite"),
        {"name": "Lee Lead", "email": " Lee.Lead@Council.Example ", "role": "lead"},
    )
    assert page.path == here
    assert "Lee Lead" in page.text_words
    assert "Not joined yet" in page.text_words
    with world.session() as session:
        person = session.query(Person).filter_by(email="lee.lead@council.example").one()
        letter = session.query(Letter).one()
    assert person.password_hash is None
    assert (letter.to_email, letter.board_id) == (person.email, board.id)
    assert "Ash Admin" in letter.subject
    again = visitor.submit(
        page,
        form=[str(f.get("action")).endswith("invite-again") for f in page.main.find_all("form")].index(True),
    )
    assert "stops working" in again.text_words
    with world.session() as session:
        assert session.query(Letter).count() == 2


def test_somebody_with_an_account_keeps_their_name_and_gets_the_second_role(world: World) -> None:
    board = world.board()
    council = world.organisation(board)
    person = world.person(Role.BOARD_VIEWER, board=board, name="Own Name")
    actor = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    for _ in range(2):
        with world.session() as session:
            invite_person(
                session, actor, world.clock, email=person.email.upper(), name="Other Name", role=Role.LEAD,
                organisation_id=council.id, **WORDS,
            )  # fmt: skip
    assert [held.role for held in held_by(world, person)] == [Role.BOARD_VIEWER, Role.LEAD]
    with world.session() as session:
        assert session.get(Person, person.id).name == "Own Name"
        assert "sign-in" in session.query(Letter).first().body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"name": "N" * 300}, "200 characters or fewer"),
        ({"email": ""}, "Enter their email address"),
        ({"email": "no-at-sign"}, "like name@example.org"),
        ({"email": "two@@example.org"}, "like name@example.org"),
        ({"email": "a@example.org, b@example.org"}, "like name@example.org"),
        ({"email": "a" * 300 + "@example.org"}, "254 characters or fewer"),
        ({"role": "lead"}, ""),
        ({"role": "site-administrator"}, ""),
        ({"title": "T" * 101}, "100 characters or fewer"),
    ],
)
def test_an_invitation_with_errors_keeps_what_was_typed(
    world: World, visitor: PageClient, changes: dict[str, str], sentence: str
) -> None:
    board = world.board()
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    typed = {
        "name": "Pat",
        "email": "pat@example.org",
        "role": "board-viewer",
        "title": "Lay member",
    } | changes
    page = visitor.submit(visitor.get("/boards/testshire/people/invite"), typed, 422)
    assert page.errors()
    assert any(sentence in error for error in page.errors()), page.errors()
    assert page.values()["name"] == typed["name"]
    with world.session() as session:
        assert session.query(Person).count() == 1
        assert session.query(Letter).count() == 0


def test_the_last_administrator_of_a_board_stays(world: World, visitor: PageClient) -> None:
    board = world.board()
    first = world.person(Role.BOARD_ADMINISTRATOR, board=board, name="First")
    held = held_by(world, first)[0]
    visitor.sign_in(first.id)
    page = visitor.submit(visitor.get(f"/boards/testshire/people/{held.id}/end"), status=422)
    assert "never without one" in page.errors()[0]
    closed = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    with world.session() as session:
        session.get(Person, closed.id).is_closed = True
    visitor.submit(visitor.get(f"/boards/testshire/people/{held.id}/end"), status=422)
    world.person(Role.BOARD_ADMINISTRATOR, board=board)
    page = visitor.submit(visitor.get(f"/boards/testshire/people/{held.id}/end"))
    assert page.path == "/"
    assert held_by(world, first) == []


def test_two_administrators_who_end_each_other_leave_one(world: World) -> None:
    board = world.board()
    people = [world.person(Role.BOARD_ADMINISTRATOR, board=board) for _ in range(2)]
    actors = [world.actor(person) for person in people]
    held = [held_by(world, person)[0].id for person in people]
    start = Barrier(2)
    refused: list[str] = []

    def end(actor: int, other: int) -> None:
        start.wait()
        try:
            with world.session() as session:
                end_role(session, actors[actor], world.clock, held[other])
        except Refusal as refusal:
            refused.append(refusal.sentence)

    threads = [Thread(target=end, args=(0, 1)), Thread(target=end, args=(1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held_by(world, people[0]) + held_by(world, people[1])) == 1
    assert len(refused) == 1


def test_a_lead_keeps_the_colleagues_of_their_own_organisation(world: World, visitor: PageClient) -> None:
    board = world.board()
    school, other = (
        world.organisation(board, "Our School", "school"),
        world.organisation(board, "Other School", "school"),
    )
    lead = world.person(Role.LEAD, organisation=school, name="Lee Lead")
    page = visitor.sign_in(lead.id).get(f"/organisations/{school.id}/people")
    assert page.heading == "Colleagues"
    page = visitor.submit(
        visitor.get(f"/organisations/{school.id}/people/invite"),
        {"name": "Hal Head", "email": "hal@school.example", "role": "approver", "title": "Head",
         "signs_as": "head"},
    )  # fmt: skip
    assert "Approver (Head), signs as head or principal" in page.text_words
    with world.session() as session:
        approver = session.query(RoleHeld).filter_by(role=Role.APPROVER).one().id
    own = held_by(world, lead)[0].id
    theirs = held_by(world, world.person(Role.LEAD, organisation=other))[0].id
    page = visitor.submit(visitor.get(f"/organisations/{school.id}/people/{own}/end"), status=422)
    assert "only lead" in page.errors()[0]
    visitor.get(f"/organisations/{school.id}/people/{theirs}/end", 404)
    visitor.get(f"/organisations/{other.id}/people", 404)
    visitor.get(f"/organisations/{other.id}/people/invite", 404)
    page = visitor.submit(visitor.get(f"/organisations/{school.id}/people/{approver}/end"))
    assert "Hal Head is no longer Approver (Head)" in page.text_words


def test_a_contributor_sees_colleagues_and_changes_none(world: World, visitor: PageClient) -> None:
    school = world.organisation(world.board(), "Our School", "school")
    lead = held_by(world, world.person(Role.LEAD, organisation=school))[0].id
    visitor.sign_in(world.person(Role.CONTRIBUTOR, organisation=school).id)
    page = visitor.get(f"/organisations/{school.id}/people")
    assert "Invite a colleague" not in page.text_words
    visitor.get(f"/organisations/{school.id}/people/invite", 403)
    visitor.get(f"/organisations/{school.id}/people/{lead}/end", 403)


def test_each_keeps_only_their_own_roles(world: World) -> None:
    board, other = world.board(), world.board("elsewhere", "Elsewhere")
    here, there = world.organisation(board), world.organisation(other)
    somebody = world.person()
    administrator = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    admin, site = world.actor(administrator), world.actor(world.person(Role.SITE_ADMINISTRATOR))
    lead = world.actor(world.person(Role.LEAD, organisation=here))
    give = {"clock": world.clock, "person": somebody}
    with world.session() as session:
        with pytest.raises(NotVisible):
            give_role(session, admin, role=Role.BOARD_VIEWER, board_id=other.id, **give)
        with pytest.raises(NotVisible):
            give_role(session, admin, role=Role.LEAD, organisation_id=there.id, **give)
        with pytest.raises(NotVisible):
            give_role(session, lead, role=Role.BOARD_ADMINISTRATOR, board_id=board.id, **give)
        with pytest.raises(RuleBroken):
            give_role(session, lead, role=Role.BOARD_ADMINISTRATOR, organisation_id=here.id, **give)
        with pytest.raises(NotAllowed):
            give_role(session, site, role=Role.BOARD_VIEWER, board_id=board.id, **give)
        with pytest.raises(NotAllowed):
            give_role(session, admin, role=Role.SITE_ADMINISTRATOR, **give)
        with pytest.raises(NotVisible):
            give_role(session, site, role=Role.LEAD, organisation_id=here.id, **give)
        with pytest.raises(RuleBroken, match="yourself"):
            give_role(session, admin, world.clock, administrator, Role.LEAD, organisation_id=here.id)
        give_role(session, OPERATOR, role=Role.LEAD, organisation_id=here.id, **give)
    assert len(held_by(world, somebody)) == 1


def test_the_board_sees_its_people_and_those_of_its_organisations(world: World, visitor: PageClient) -> None:
    board, other = world.board(), world.board("elsewhere", "Elsewhere")
    world.person(Role.LEAD, organisation=world.organisation(board, "Ours"), name="Lee Ours")
    world.person(Role.LEAD, organisation=world.organisation(other, "Theirs"), name="Lee Theirs")
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ash Admin").id)
    text = visitor.get("/boards/testshire/people").text_words
    assert "Ash Admin" in text
    assert "Lee Ours" in text
    assert "Lee Theirs" not in text
    assert "Lee Ours" not in visitor.get("/boards/testshire/people?words=nobody").text_words
