"""One's own account: password, sessions, places, closing."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from audit.domain.actor import OPERATOR
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person, SignedIn
from audit.rooms.accounts.operations import close_account, find_or_add_person, remove_second_factor
from audit.rooms.outbox.models import Letter
from tests.conftest import SteppingClock
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.world import PASSWORD, World

NEW = "a kettle under seven clouds"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def lead(world: World) -> Person:
    """A lead of one organisation."""
    return world.person(Role.LEAD, organisation=world.organisation(name="Hill School"))


@pytest.fixture
def browser(visitor: PageClient, lead: Person) -> PageClient:
    """The lead's browser."""
    return visitor.sign_in(lead.id)


def test_it_says_who_one_is(browser: PageClient, lead: Person) -> None:
    page = browser.get("/account")
    assert lead.name in page.text_words
    assert lead.email in page.text_words
    assert "Hill School Lead" in page.text_words


def test_changing_the_password_needs_the_present_one(
    browser: PageClient, lead: Person, unit_of_work: UnitOfWork
) -> None:
    elsewhere = PageClient(browser.app).sign_in(lead.id)
    page = browser.get("/account/password")
    wrong = browser.submit(page, {"old": "not my password", "password": NEW}, 422)
    assert wrong.errors() == ["That is not your present password"]
    short = browser.submit(page, {"old": PASSWORD, "password": "short"}, 422)
    assert short.errors() == ["The password must have at least 12 characters"]
    done = browser.submit(page, {"old": PASSWORD, "password": NEW})
    assert "Your password is changed." in done.text_words
    assert elsewhere.get("/account").path == "/sign-in"
    with unit_of_work.read() as session:
        assert [letter.kind for letter in session.scalars(select(Letter))] == ["password-changed"]


def test_the_present_password_cannot_be_guessed_at_an_open_screen(browser: PageClient) -> None:
    page = browser.get("/account/password")
    for _ in range(5):
        browser.submit(page, {"old": "not my password", "password": NEW}, 422)
    stopped = browser.submit(page, {"old": PASSWORD, "password": NEW}, 422)
    assert stopped.errors() == ["Too many tries. Wait 15 minutes, then try again"]


def test_sessions_are_listed_and_one_is_ended(browser: PageClient, lead: Person) -> None:
    elsewhere = PageClient(browser.app)
    page = elsewhere.get("/sign-in")
    elsewhere.raw.environ_base["HTTP_USER_AGENT"] = FIREFOX
    elsewhere.submit(page, {"email": lead.email, "password": PASSWORD})
    page = browser.get("/account")
    rows = [words(row) for row in page.select("tbody tr")]
    assert len(rows) == 2
    assert sum("This browser" in row for row in rows) == 1
    assert any("Firefox on Windows" in row for row in rows)
    assert "That browser is signed out." in browser.submit(page).text_words
    assert elsewhere.get("/account").path == "/sign-in"


def test_all_others_are_ended_at_once(browser: PageClient, lead: Person) -> None:
    others = [PageClient(browser.app).sign_in(lead.id) for _ in range(3)]
    browser.post("/account/sessions/end-others")
    assert [other.get("/account").path for other in others] == ["/sign-in"] * 3
    assert browser.get("/account").path == "/account"


def test_nobody_ends_the_session_of_somebody_else(
    browser: PageClient, world: World, unit_of_work: UnitOfWork
) -> None:
    stranger = world.person(Role.LEAD, organisation=world.organisation())
    other = PageClient(browser.app).sign_in(stranger.id)
    with unit_of_work.read() as session:
        theirs = session.scalars(select(SignedIn.id).where(SignedIn.person_id == stranger.id)).one()
    browser.post(f"/account/sessions/{theirs}/end", status=404)
    browser.post("/account/sessions/999999/end", status=404)
    assert other.get("/account").path == "/account"


def test_a_session_that_ran_out_is_not_listed(
    browser: PageClient, lead: Person, clock: SteppingClock
) -> None:
    PageClient(browser.app).sign_in(lead.id)
    clock.now += timedelta(minutes=59)
    browser.get("/account")
    clock.now += timedelta(minutes=2)
    assert len(browser.get("/account").select("tbody tr")) == 1


def test_one_switches_between_places(visitor: PageClient, world: World, unit_of_work: UnitOfWork) -> None:
    board, school = world.board(), world.organisation(name="Hill School")
    person = world.person(Role.BOARD_VIEWER, board=board)
    world.give(person, Role.CONTRIBUTOR, organisation=school)
    world.give(person, Role.APPROVER, organisation=school)
    visitor.sign_in(person.id)
    page = visitor.get("/places")
    assert "Hill School Contributor, Approver" in page.text_words
    answer = visitor.submit(page, follow=False, status=303)
    assert answer.response.headers["Location"] != "/places"
    with unit_of_work.read() as session:
        assert session.scalars(select(SignedIn.place)).one() == f"organisation:{school.id}"
    assert "Hill School" in words(visitor.get("/places").select(".app-header")[0])
    assert visitor.post("/places", {"place": "board:999"}).path == "/places"


def test_the_account_page_asks_as_often_for_many_sessions(
    browser: PageClient, lead: Person, engine: Engine
) -> None:
    app_engine = browser.app.extensions["audit.unit_of_work"].engine
    browser.get("/account")
    with count_queries(app_engine) as few:
        browser.get("/account")
    for _ in range(10):
        PageClient(browser.app).sign_in(lead.id)
    with count_queries(app_engine) as many:
        browser.get("/account")
    assert many.count == few.count <= 4, str(many)


def test_a_closed_account_is_out_at_once_and_its_address_is_not_given_again(
    browser: PageClient, lead: Person, world: World
) -> None:
    with world.session() as session:
        close_account(session, OPERATOR, world.clock, lead.id)
        close_account(session, OPERATOR, world.clock, lead.id)
    assert browser.get("/account").path == "/sign-in"
    with world.session() as session, pytest.raises(RuleBroken, match="was closed"):
        find_or_add_person(session, world.clock, lead.email.upper(), "Again")


def test_who_may_close_an_account(lead: Person, world: World) -> None:
    board = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=world.board()))
    site = world.actor(world.person(Role.SITE_ADMINISTRATOR))
    with world.session() as session:
        with pytest.raises(NotVisible):
            close_account(session, board, world.clock, lead.id)
        with pytest.raises(NotVisible):
            close_account(session, site, world.clock, 999_999)
        with pytest.raises(NotAllowed):
            close_account(session, site, world.clock, site.person_id or 0)
        close_account(session, site, world.clock, lead.id)


def test_nobody_switches_codes_off_for_somebody_else(lead: Person, world: World) -> None:
    site = world.actor(world.person(Role.SITE_ADMINISTRATOR))
    with world.session() as session:
        with pytest.raises(NotVisible):
            remove_second_factor(session, site, world.clock, lead.id)
        remove_second_factor(session, OPERATOR, world.clock, lead.id)


def test_the_same_address_is_one_person(world: World, unit_of_work: UnitOfWork) -> None:
    with world.session() as session:
        first, is_new = find_or_add_person(session, world.clock, " One@Testshire.example", "One")
        second, again = find_or_add_person(session, world.clock, "one@testshire.example", "Other")
        assert (first.id, is_new, again) == (second.id, True, False)
    with unit_of_work.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
