"""Invitations and resets: links that work once, for a while, for one person."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from audit.domain.permissions import Role
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person, SingleUseLink
from audit.rooms.accounts.operations import find_or_add_person, write_invitation
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.models import Letter
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import PASSWORD, World

NEW = "a kettle under seven clouds"


@pytest.fixture
def lead(world: World) -> Person:
    """A lead who has joined."""
    return world.person(Role.LEAD, organisation=world.organisation(), email="lead@testshire.example")


def invite(world: World, email: str = "New.Lead@testshire.example", role: Role = Role.LEAD) -> str:
    """Invite somebody; the path of their link, as it stands in the letter."""
    board = world.board() if role is Role.BOARD_ADMINISTRATOR else None
    organisation = None if board else world.organisation()
    with world.session() as session:
        person, _ = find_or_add_person(session, world.clock, email, "New Lead")
        if session.scalar(select(func.count()).where(RoleHeld.person_id == person.id)) == 0:
            session.add(
                RoleHeld(
                    person_id=person.id,
                    role=role,
                    board_id=board.id if board else None,
                    organisation_id=organisation.id if organisation else None,
                    created_at=world.clock(),
                )
            )
        letter = write_invitation(
            session,
            world.clock,
            person,
            public_url="https://audit.example",
            product="Safeguarding audit",
            invited_by="A Colleague",
            place="Testshire School",
            role="Lead",
        )
    return link_in(letter)


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://[^/\s]+(/(?:invitations|reset)/\S+)", letter.body)
    assert found, letter.body
    return found.group(1)


def last_letter(unit_of_work: UnitOfWork) -> Letter:
    with unit_of_work.read() as session:
        return session.scalars(select(Letter).order_by(Letter.id.desc())).first()


def test_an_invitation_lets_one_choose_a_password_and_come_in(
    visitor: PageClient, world: World, unit_of_work: UnitOfWork
) -> None:
    path = invite(world)
    page = visitor.get(path)
    assert page.values()["name"] == "New Lead"
    assert "new.lead@testshire.example" in page.text_words
    home = visitor.submit(page, {"name": "Somebody Newly Named", "password": NEW})
    assert home.path == "/"
    assert "Somebody Newly Named" in home.get_text()
    with unit_of_work.read() as session:
        assert path.rpartition("/")[2] not in session.scalars(select(SingleUseLink.key_hash)).all()


def test_people_of_a_board_are_led_on_to_set_up_codes(visitor: PageClient, world: World) -> None:
    page = visitor.get(invite(world, role=Role.BOARD_ADMINISTRATOR))
    assert visitor.submit(page, {"password": NEW}).heading == "Set up one-time codes"


def test_a_link_works_once(visitor: PageClient, world: World, app: object) -> None:
    path = invite(world)
    first, second = visitor.get(path), PageClient(visitor.app)
    twin = second.get(path)
    visitor.submit(first, {"password": NEW})
    assert (
        second.submit(twin, {"password": "another password of mine"}, 410).heading
        == "This link has been used"
    )
    page = second.get(path, 410)
    assert page.select_one('a[href="/reset"]') is not None, "there is a way to ask for a new one"


def test_a_link_runs_out(visitor: PageClient, world: World, clock: SteppingClock) -> None:
    path = invite(world)
    clock.now += timedelta(days=14) - timedelta(seconds=1)
    page = visitor.get(path)
    clock.now += timedelta(seconds=1)
    assert visitor.submit(page, {"password": NEW}, 410).heading == "This link has run out"
    assert visitor.get(path, 410).heading == "This link has run out"


def test_a_second_invitation_ends_the_first(visitor: PageClient, world: World) -> None:
    first, second = invite(world), invite(world)
    visitor.get(first, 410)
    visitor.get(second)


@pytest.mark.parametrize("path", ["/invitations/no-such-key", "/reset/no-such-key"])
def test_an_unknown_link_gets_a_plain_page(visitor: PageClient, path: str) -> None:
    assert visitor.get(path, 404).heading == "We do not know this link"
    visitor.post(path, {"password": NEW, "name": "X"}, 404)


def test_an_invitation_is_no_reset(visitor: PageClient, world: World) -> None:
    visitor.get(invite(world).replace("invitations", "reset"), 404)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elevenchars", "The password must have at least 12 characters"),
        ("Password1234!", "That password is one of the first that would be guessed: choose another"),
        ("aaaaaaaaaaaaaaaa", "That password is one of the first that would be guessed: choose another"),
        ("new.lead@Testshire.example", "The password must not be your email address"),
        ("", "Enter the password you want to have"),
        ("x" * 201, "The password must be 200 characters or fewer"),
    ],
)
def test_a_poor_password_is_refused_and_the_name_stays(
    visitor: PageClient, world: World, password: str, sentence: str
) -> None:
    page = visitor.submit(visitor.get(invite(world)), {"name": "Kept Name", "password": password}, 422)
    assert page.errors() == [sentence]
    assert page.values()["name"] == "Kept Name"
    visitor.submit(page, {"password": NEW})


def test_a_password_needs_no_signs_and_no_figures(visitor: PageClient, world: World) -> None:
    assert visitor.submit(visitor.get(invite(world)), {"password": "onlysmallletters"}).path == "/"


def test_somebody_who_has_joined_is_sent_no_link(world: World, lead: Person) -> None:
    with world.session() as session:
        letter = write_invitation(
            session, world.clock, session.get_one(Person, lead.id), public_url="https://audit.example",
            product="Safeguarding audit", invited_by="A Colleague", place="Testshire School", role="Lead",
        )  # fmt: skip
    assert "/invitations/" not in letter.body
    assert "https://audit.example/sign-in" in letter.body


def test_a_reset_sets_a_new_password_and_ends_all_sessions(
    visitor: PageClient, world: World, lead: Person, unit_of_work: UnitOfWork
) -> None:
    elsewhere = PageClient(visitor.app).sign_in(lead.id)
    elsewhere.get("/account")
    sent = visitor.submit(visitor.get("/reset"), {"email": lead.email})
    assert sent.heading == "Look at your email"
    path = link_in(last_letter(unit_of_work))
    assert visitor.submit(visitor.get(path), {"password": NEW}).path == "/"
    assert elsewhere.get("/account").path == "/sign-in"
    assert last_letter(unit_of_work).kind == "password-changed"
    fresh = PageClient(visitor.app)
    page = fresh.get("/sign-in")
    fresh.submit(page, {"email": lead.email, "password": PASSWORD}, 422)
    fresh.submit(page, {"email": lead.email, "password": NEW})


def test_a_reset_runs_out_after_an_hour(
    visitor: PageClient, lead: Person, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    visitor.submit(visitor.get("/reset"), {"email": lead.email})
    path = link_in(last_letter(unit_of_work))
    clock.now += timedelta(hours=1)
    assert visitor.get(path, 410).heading == "This link has run out"


def test_nobody_learns_who_has_an_account(
    visitor: PageClient, lead: Person, unit_of_work: UnitOfWork
) -> None:
    known = visitor.submit(visitor.get("/reset"), {"email": lead.email})
    unknown = visitor.submit(visitor.get("/reset"), {"email": "nobody@testshire.example"})
    assert known.text_words.replace(lead.email, "") == unknown.text_words.replace(
        "nobody@testshire.example", ""
    )
    with unit_of_work.read() as session:
        assert session.scalar(select(func.count()).select_from(Letter)) == 1


@pytest.mark.parametrize("email", ["lead@testshire.example", "nobody@testshire.example"])
def test_asking_again_and_again_is_stopped(visitor: PageClient, lead: Person, email: str) -> None:
    for _ in range(3):
        visitor.submit(visitor.get("/reset"), {"email": email})
    page = visitor.submit(visitor.get("/reset"), {"email": email}, 429)
    assert page.errors() == [
        "We were asked too often. Look for our email, also among junk mail, or wait an hour"
    ]


def test_an_invitation_that_ran_out_is_mended_by_a_reset(
    visitor: PageClient, world: World, clock: SteppingClock, unit_of_work: UnitOfWork
) -> None:
    invite(world)
    clock.now += timedelta(days=20)
    visitor.submit(visitor.get("/reset"), {"email": "new.lead@testshire.example"})
    assert visitor.submit(visitor.get(link_in(last_letter(unit_of_work))), {"password": NEW}).path == "/"
