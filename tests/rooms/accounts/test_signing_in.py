"""Signing in with a password, through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.permissions import Role
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person, SignedIn, SignInAttempt
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.support.pages import Page, PageClient
from tests.support.world import PASSWORD, World

WRONG = "The email address or the password is not right. Check both and try again"


@pytest.fixture
def lead(world: World) -> Person:
    """A lead of one organisation."""
    return world.person(Role.LEAD, organisation=world.organisation(), email="lead@testshire.example")


def give_password(client: PageClient, email: str, password: str, status: int = 200, **more: Any) -> Page:
    page = client.get("/sign-in")
    return client.submit(page, {"email": email, "password": password, **more}, status)


def test_the_right_password_opens_the_home_page(visitor: PageClient, lead: Person) -> None:
    page = give_password(visitor, " Lead@Testshire.example ", PASSWORD)
    assert page.path == "/"
    assert lead.name in page.get_text()
    visitor.get("/account")


@pytest.mark.parametrize(
    ("email", "password"),
    [("lead@testshire.example", "not the password"), ("nobody@testshire.example", PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    visitor: PageClient, lead: Person, email: str, password: str
) -> None:
    page = give_password(visitor, email, password, 422)
    assert page.errors() == [WRONG]
    assert page.values()["email"] == email
    assert PASSWORD not in str(page)


@pytest.mark.parametrize("email", ["lead@testshire.example", "nobody@testshire.example"])
def test_the_sixth_try_is_refused_for_a_while_even_with_the_right_password(
    visitor: PageClient, lead: Person, clock: SteppingClock, email: str, unit_of_work: UnitOfWork
) -> None:
    for _ in range(5):
        give_password(visitor, email, "a wrong password", 422)
    page = give_password(visitor, email, PASSWORD, 429)
    assert page.errors() == ["Too many tries. Wait 15 minutes, then try again, or ask for a new password"]
    with unit_of_work.read() as session:
        events = session.scalars(select(TrailEntry.event).order_by(TrailEntry.id)).all()
        assert list(events) == ["signin.failed"] * 5 + ["signin.throttled"]
        keys = session.scalars(select(SignInAttempt.key)).all()
        assert not any("testshire" in key for key in keys)
    clock.now += timedelta(minutes=15)
    give_password(visitor, email, PASSWORD, 200 if email.startswith("lead") else 422)


def test_many_accounts_from_one_address_are_slowed_down(visitor: PageClient, lead: Person) -> None:
    for number in range(40):
        give_password(visitor, f"guess{number}@testshire.example", "a wrong password", 422)
    give_password(visitor, "lead@testshire.example", PASSWORD, 429)


def test_the_right_password_forgets_the_wrong_ones(visitor: PageClient, lead: Person) -> None:
    for _ in range(2):
        for _ in range(4):
            give_password(visitor, lead.email, "a wrong password", 422)
        give_password(visitor, lead.email, PASSWORD)
        visitor.post("/sign-out")


def test_a_closed_account_cannot_be_used(visitor: PageClient, lead: Person, unit_of_work: UnitOfWork) -> None:
    with unit_of_work.begin() as session:
        session.get_one(Person, lead.id).is_closed = True
    assert give_password(visitor, lead.email, PASSWORD, 422).errors() == [WRONG]


def test_what_is_missing_is_named(visitor: PageClient) -> None:
    page = give_password(visitor, "", "", 422)
    assert page.errors() == ["Enter your email address", "Enter your password"]


def test_one_goes_on_to_where_one_was_going(visitor: PageClient, lead: Person) -> None:
    page = visitor.get("/account")
    assert page.path == "/sign-in"
    assert visitor.submit(page, {"email": lead.email, "password": PASSWORD}).path == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/x",
    ],
)
def test_one_is_never_led_elsewhere(visitor: PageClient, lead: Person, target: str) -> None:
    page = give_password(visitor, lead.email, PASSWORD, next=target)
    assert page.path == "/"


def test_signing_out_ends_the_row(
    visitor: PageClient, lead: Person, app: Flask, unit_of_work: UnitOfWork
) -> None:
    give_password(visitor, lead.email, PASSWORD)
    with visitor.raw.session_transaction() as cookie:
        key = cookie["_user_id"]
    visitor.post("/sign-out")
    assert visitor.get("/account").path == "/sign-in"
    with unit_of_work.read() as session:
        assert session.scalars(select(SignedIn)).one().ended_at is not None
    stolen = PageClient(app)
    with stolen.raw.session_transaction() as cookie:
        cookie["_user_id"] = key
    assert stolen.get("/account").path == "/sign-in"


def test_the_database_holds_no_key_and_no_password(
    visitor: PageClient, lead: Person, unit_of_work: UnitOfWork
) -> None:
    give_password(visitor, lead.email, PASSWORD)
    with visitor.raw.session_transaction() as cookie:
        key = cookie["_user_id"]
    with unit_of_work.read() as session:
        row, person = session.scalars(select(SignedIn)).one(), session.get_one(Person, lead.id)
    assert key not in (row.key_hash, person.password_hash)
    assert person.password_hash is not None
    assert person.password_hash.startswith("$argon2id$")


def test_a_page_of_nonsense_is_refused_with_a_sentence(visitor: PageClient) -> None:
    page = give_password(visitor, "x" * 5000, "y" * 5000, 422)
    assert page.errors() == [
        "The email address must be 254 characters or fewer",
        "The password must be 1,000 characters or fewer",
    ]


def test_a_form_from_elsewhere_is_refused(app: Flask, lead: Person) -> None:
    answer = app.test_client().post("/sign-in", data={"email": lead.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "open for too long" in answer.get_data(as_text=True)
