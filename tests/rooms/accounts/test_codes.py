"""One-time codes: set up, given, never twice, recovered, moved, switched off."""

from datetime import timedelta

import pytest
from bs4 import Tag

from audit.domain.permissions import Role
from audit.infra.one_time import code_at
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person
from tests.conftest import SteppingClock
from tests.support.pages import Page, PageClient
from tests.support.world import PASSWORD, World

WRONG = "That code was not right, or it has been used. Wait for the next one and enter it"


@pytest.fixture
def administrator(world: World) -> Person:
    """A board's administrator, who needs a code and has none yet."""
    return world.person(Role.BOARD_ADMINISTRATOR, board=world.board(), email="board@testshire.example")


@pytest.fixture
def lead(world: World) -> Person:
    """A lead, who needs no code."""
    return world.person(Role.LEAD, organisation=world.organisation(), email="lead@testshire.example")


def sign_in(client: PageClient, person: Person) -> Page:
    return client.submit(client.get("/sign-in"), {"email": person.email, "password": PASSWORD})


def secret_on(page: Page) -> str:
    found = page.select_one(".app-secret")
    assert found is not None
    return found.get_text().replace(" ", "")


def set_up(client: PageClient, page: Page, clock: SteppingClock) -> tuple[str, list[str]]:
    """Set codes up on this page; the secret and the recovery codes."""
    secret = secret_on(page)
    done = client.submit(page, {"code": code_at(secret, clock())})
    assert done.heading == "Your recovery codes"
    return secret, [code.get_text() for code in done.select(".app-recovery-codes code")]


def test_people_of_a_board_set_codes_up_before_anything_else(
    visitor: PageClient, administrator: Person, clock: SteppingClock, unit_of_work: UnitOfWork
) -> None:
    page = sign_in(visitor, administrator)
    assert page.heading == "Set up one-time codes"
    assert visitor.get("/account").path == "/account/codes"
    assert not page.select("nav"), "links that lead nowhere yet"
    secret, codes = set_up(visitor, page, clock)
    assert visitor.get("/account").path == "/account"
    assert len(set(codes)) == 10
    with unit_of_work.read() as session:
        person = session.get_one(Person, administrator.id)
        assert secret not in (person.otp_secret or "")
        assert not set(codes) & set(person.recovery_code_hashes or [])


def test_the_picture_is_svg_with_a_name_and_without_styles(
    visitor: PageClient, administrator: Person
) -> None:
    page = sign_in(visitor, administrator)
    figure = page.select_one("figure.app-qr-frame")
    assert isinstance(figure, Tag)
    assert figure["role"] == "img"
    assert str(figure["aria-label"]).startswith("QR code")
    assert figure.svg is not None
    assert "viewbox" in {name.lower() for name in figure.svg.attrs}
    assert len(secret_on(page)) == 32


def test_a_wrong_first_code_keeps_the_secret(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    page = sign_in(visitor, administrator)
    again = visitor.submit(page, {"code": "000000"}, 422)
    assert again.errors() == ["That code was not right. Enter the code that your app shows now"]
    assert secret_on(again) == secret_on(page)
    set_up(visitor, again, clock)


def test_the_secret_of_somebody_else_is_not_taken(
    visitor: PageClient, administrator: Person, lead: Person, app: object, clock: SteppingClock
) -> None:
    page = sign_in(visitor, administrator)
    secret, sealed = secret_on(page), page.values()["secret"]
    other = PageClient(visitor.app).sign_in(lead.id)
    data = {"secret": sealed, "code": code_at(secret, clock())}
    assert other.post("/account/codes", data, 422).errors()
    assert other.post("/account/codes", {"secret": "nonsense", "code": "1"}, 422).errors()


def test_a_code_serves_once(visitor: PageClient, administrator: Person, clock: SteppingClock) -> None:
    secret, _ = set_up(visitor, sign_in(visitor, administrator), clock)
    visitor.post("/sign-out")
    page = sign_in(visitor, administrator)
    assert page.heading == "Enter your one-time code"
    again = visitor.submit(page, {"code": code_at(secret, clock())}, 422)
    assert again.errors() == [WRONG]
    clock.now += timedelta(seconds=30)
    fresh = code_at(secret, clock())
    assert visitor.submit(again, {"code": f"{fresh[:3]} {fresh[3:]}"}).path == "/"
    visitor.post("/sign-out")
    assert visitor.submit(sign_in(visitor, administrator), {"code": fresh}, 422).errors() == [WRONG]


def test_the_password_alone_sets_up_no_other_phone(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    secret, _ = set_up(visitor, sign_in(visitor, administrator), clock)
    visitor.post("/sign-out")
    sign_in(visitor, administrator)
    assert visitor.get("/account/codes").path == "/sign-in/code"
    clock.now += timedelta(minutes=1)
    page = visitor.post("/account/codes", {"secret": secret, "code": code_at(secret, clock())})
    assert page.path == "/sign-in/code"
    assert visitor.get("/account").path == "/sign-in/code"


def test_codes_cannot_be_guessed_at_length(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    secret, _ = set_up(visitor, sign_in(visitor, administrator), clock)
    visitor.post("/sign-out")
    page = sign_in(visitor, administrator)
    clock.now += timedelta(minutes=1)
    for _ in range(5):
        visitor.submit(page, {"code": "000000"}, 422)
    stopped = visitor.submit(page, {"code": code_at(secret, clock())}, 429)
    assert stopped.errors() == [
        "Too many tries. Wait 15 minutes, then enter the code that your app shows then"
    ]
    clock.now += timedelta(minutes=15)
    assert visitor.submit(page, {"code": code_at(secret, clock())}).path == "/"


def test_a_recovery_code_serves_once(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    _, codes = set_up(visitor, sign_in(visitor, administrator), clock)
    visitor.post("/sign-out")
    page = visitor.submit(sign_in(visitor, administrator), {"recovery": codes[0].upper().replace("-", " ")})
    assert page.path == "/"
    assert "You have 9 recovery codes left." in page.text_words
    assert "Recovery codes 9 left" in visitor.get("/account").text_words
    visitor.post("/sign-out")
    assert visitor.submit(sign_in(visitor, administrator), {"recovery": codes[0]}, 422).errors() == [WRONG]


def test_nothing_typed_is_asked_for(visitor: PageClient, administrator: Person, clock: SteppingClock) -> None:
    set_up(visitor, sign_in(visitor, administrator), clock)
    visitor.post("/sign-out")
    page = visitor.submit(sign_in(visitor, administrator), {}, 422)
    assert page.errors() == ["Enter the code that your app shows"]


def test_a_lead_may_switch_codes_on_and_off(visitor: PageClient, lead: Person, clock: SteppingClock) -> None:
    assert sign_in(visitor, lead).path == "/"
    secret, _ = set_up(visitor, visitor.get("/account/codes"), clock)
    visitor.post("/sign-out")
    assert sign_in(visitor, lead).heading == "Enter your one-time code"
    assert visitor.get("/account").path == "/sign-in/code", "the code is owed although no role needs it"
    clock.now += timedelta(minutes=1)
    visitor.submit(visitor.get("/sign-in/code"), {"code": code_at(secret, clock())})
    off = visitor.get("/account/codes/off")
    assert visitor.submit(off, {"old": "not my password"}, 422).errors() == [
        "That is not your present password"
    ]
    assert visitor.submit(off, {"old": PASSWORD}).heading == "Your account"
    visitor.post("/sign-out")
    assert sign_in(visitor, lead).path == "/"


def test_people_of_a_board_cannot_switch_codes_off(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    set_up(visitor, sign_in(visitor, administrator), clock)
    assert "Switch off" not in visitor.get("/account").text_words
    visitor.submit(visitor.get("/account/codes/off"), {"old": PASSWORD}, 403)


def test_moving_to_a_new_phone_needs_the_password(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    old, _ = set_up(visitor, sign_in(visitor, administrator), clock)
    page = visitor.get("/account/codes")
    new = secret_on(page)
    assert new != old
    code = {"code": code_at(new, clock())}
    assert visitor.submit(page, code, 422).errors() == ["That is not your present password"]
    assert visitor.submit(page, {**code, "old": PASSWORD}).heading == "Your recovery codes"
    visitor.post("/sign-out")
    clock.now += timedelta(minutes=1)
    page = sign_in(visitor, administrator)
    visitor.submit(page, {"code": code_at(old, clock())}, 422)
    assert visitor.submit(page, {"code": code_at(new, clock())}).path == "/"


def test_new_recovery_codes_replace_the_old(
    visitor: PageClient, administrator: Person, clock: SteppingClock
) -> None:
    _, old = set_up(visitor, sign_in(visitor, administrator), clock)
    page = visitor.submit(visitor.get("/account/recovery-codes"), {"old": PASSWORD})
    new = [code.get_text() for code in page.select(".app-recovery-codes code")]
    assert not set(old) & set(new)
    visitor.post("/sign-out")
    page = sign_in(visitor, administrator)
    visitor.submit(page, {"recovery": old[0]}, 422)
    assert visitor.submit(page, {"recovery": new[0]}).path == "/"
