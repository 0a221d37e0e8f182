"""``audit people reset-codes`` and ``close``, as an operator runs them."""

from sqlalchemy import select

from audit.domain.permissions import Role
from audit.infra.secrets import encrypt
from audit.rooms.accounts.models import Person, SignedIn
from audit.rooms.accounts.operations import start_signed_in
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.support.operator import run
from tests.support.world import World


def test_codes_are_taken_away_and_it_is_on_the_trail(world: World, settings: Settings) -> None:
    person = world.person(Role.BOARD_VIEWER, board=world.board())
    with world.session() as session:
        row = session.get_one(Person, person.id)
        row.otp_secret = encrypt("JBSWY3DPEHPK3PXP", settings.secret_key)
    done = run("people", "reset-codes", person.email.upper())
    assert done.exit_code == 0, done.output
    with world.session() as session:
        assert session.get_one(Person, person.id).otp_secret is None
        events = session.scalars(select(TrailEntry.event)).all()
    assert "second-factor.removed" in events


def test_a_closed_account_has_no_session_left(world: World) -> None:
    person = world.person(Role.LEAD, organisation=world.organisation())
    with world.session() as session:
        start_signed_in(session, world.clock, session.get_one(Person, person.id))
    assert run("people", "close", person.email).exit_code == 0
    with world.session() as session:
        assert session.get_one(Person, person.id).is_closed
        assert all(row.ended_at is not None for row in session.scalars(select(SignedIn)))


def test_an_unknown_address_is_a_plain_sentence(world: World) -> None:
    for command in ("reset-codes", "close"):
        done = run("people", command, "nobody@testshire.example")
        assert done.exit_code == 1
        assert "There is no open account with the address nobody@testshire.example." in done.output
