"""A session that ran out in the middle of an answer: nothing that was typed is lost, with script or without."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template_string, request
from sqlalchemy import select

from audit.app import create_app
from audit.domain.permissions import Permission, Role
from audit.infra.one_time import code_at
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person, SignedIn
from audit.rooms.accounts.views.kept import LARGEST
from audit.settings import Settings
from audit.web.guard import allow
from tests.conftest import SteppingClock
from tests.support.pages import Page, PageClient
from tests.support.world import PASSWORD, World

TEXT = 'First line\r\n\r\n<b>Second</b> line with "quotes" & an é'
SENT: list[dict[str, list[str]]] = []
FORM = """{% extends "layouts/page.html" %}{% block title %}Example{% endblock %}{% block content %}<h1>Example</h1>
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="version" value="7"><textarea name="narrative" aria-label="Narrative"></textarea>
<input type="hidden" name="themes" value="a"><input type="hidden" name="themes" value="b"></form>{% endblock %}"""


@pytest.fixture
def app(settings: Settings, clock: SteppingClock) -> Iterator[Flask]:
    """An application of its own with one more page: a form like that of an answer."""
    app = create_app(settings, clock=clock)

    @allow(Permission.HOME_VIEW)
    def example(code: str) -> Any:
        if request.method == "POST":
            SENT.append(request.form.to_dict(flat=False))
        return render_template_string(FORM)

    app.add_url_rule("/example/<code>", "example", example, methods=["GET", "POST"])
    SENT.clear()
    yield app
    app.extensions["audit.unit_of_work"].engine.dispose()


@pytest.fixture
def lead(world: World) -> Person:
    """A lead of one organisation."""
    return world.person(Role.LEAD, organisation=world.organisation())


def sign_in_on(client: PageClient, page: Page, person: Person) -> Page:
    return client.submit(page, {"email": person.email, "password": PASSWORD})


def test_what_was_typed_comes_through_signing_in(
    visitor: PageClient, lead: Person, clock: SteppingClock
) -> None:
    form = visitor.sign_in(lead.id).get("/example/1.1?from=list")
    clock.now += timedelta(minutes=61)
    form.path = "/example/1.1?from=list"
    page = visitor.submit(form, {"narrative": TEXT}, 401)
    assert page.heading == "Sign in to go on"
    assert "What you typed is not lost" in page.text_words
    assert SENT == []
    wrong = visitor.submit(page, {"email": lead.email, "password": "not the password"}, 422)
    back = sign_in_on(visitor, wrong, lead)
    assert back.heading == "You were signed out. What you typed is here."
    assert "<b>Second</b> line" in back.text_words
    assert back.form()["action"] == "/example/1.1?from=list"
    visitor.submit(back)
    [sent] = SENT
    assert sent["narrative"] == [TEXT]
    assert sent["version"] == ["7"]
    assert sent["themes"] == ["a", "b"]
    assert len(sent["csrf_token"]) == 1


def test_the_form_s_old_token_is_not_carried(visitor: PageClient, lead: Person, clock: SteppingClock) -> None:
    form = visitor.sign_in(lead.id).get("/example/1.1")
    clock.now += timedelta(minutes=61)
    page = sign_in_on(visitor, visitor.submit(form, {"narrative": TEXT, "password": "my secret"}, 401), lead)
    assert [tag["name"] for tag in page.form().find_all("input")].count("csrf_token") == 1
    assert "my secret" not in str(page)


def test_it_comes_through_a_one_time_code_as_well(
    visitor: PageClient, world: World, clock: SteppingClock
) -> None:
    person = world.person(Role.BOARD_ADMINISTRATOR, board=world.board())
    form = visitor.sign_in(person.id).get("/example/1.1")
    clock.now += timedelta(minutes=61)
    page = visitor.submit(form, {"narrative": TEXT}, 401)
    page = sign_in_on(visitor, page, person)
    assert page.heading == "Set up one-time codes"
    secret = page.select(".app-secret")[0].get_text().replace(" ", "")
    page = visitor.submit(page, {"code": "000000"}, 422)
    page = visitor.submit(page, {"code": code_at(secret, clock())})
    page = visitor.submit(page)
    assert page.heading == "You were signed out. What you typed is here."
    clock.now += timedelta(minutes=61)
    page = visitor.submit(page, status=401)  # again, before it was sent on
    page = sign_in_on(visitor, page, person)
    assert page.heading == "Enter your one-time code"
    page = visitor.submit(page, {"code": "000000"}, 422)
    page = visitor.submit(page, {"code": code_at(secret, clock())})
    assert page.heading == "You were signed out. What you typed is here."
    visitor.submit(page)
    assert SENT[-1]["narrative"] == [TEXT]


def test_a_role_given_in_mid_answer_asks_for_a_code_and_keeps_the_text(
    visitor: PageClient, lead: Person, world: World, clock: SteppingClock
) -> None:
    form = visitor.sign_in(lead.id, second_factor=False).get("/example/1.1")
    world.give(lead, Role.BOARD_VIEWER, board=world.board())
    page = visitor.submit(form, {"narrative": TEXT}, 401)
    assert page.heading == "Set up one-time codes"
    secret = page.select(".app-secret")[0].get_text().replace(" ", "")
    page = visitor.submit(visitor.submit(page, {"code": code_at(secret, clock())}))
    assert "Second" in page.text_words


def test_it_comes_through_when_the_browser_forgot_its_cookies_too(visitor: PageClient, lead: Person) -> None:
    form = visitor.sign_in(lead.id).get("/example/1.1")
    fresh = PageClient(visitor.app)
    answer = fresh.raw.post("/example/1.1", data={**form.values(), "narrative": TEXT})
    assert answer.status_code == 401
    page = fresh._page(answer, 401)
    # and when the sign-in page itself stood open until its token was worth nothing
    values = {**page.values(), "csrf_token": "too old", "email": lead.email, "password": PASSWORD}
    again = fresh._page(fresh.raw.post("/sign-in", data=values), 400)
    assert "Second" in sign_in_on(fresh, again, lead).text_words


def test_a_text_too_long_to_carry_is_shown_to_be_copied(
    visitor: PageClient, lead: Person, clock: SteppingClock
) -> None:
    form = visitor.sign_in(lead.id).get("/example/1.1")
    clock.now += timedelta(minutes=61)
    page = visitor.submit(form, {"narrative": "x" * (LARGEST + 1)}, 401)
    assert len(page.select("textarea")[0].get_text()) == LARGEST + 1
    assert "kept" not in page.values()


def test_a_hidden_field_that_was_tampered_with_is_nothing(visitor: PageClient, lead: Person) -> None:
    page = visitor.get("/sign-in")
    data = {"email": lead.email, "password": PASSWORD, "kept": "WyIvc2lnbi1vdXQiLFtdLGZhbHNlXQ.forged"}
    assert visitor.submit(page, data).path == "/"
    assert visitor.post("/sign-in/typed", {"kept": "nonsense"}).path == "/"


def test_a_page_asked_for_leads_back_to_it(visitor: PageClient, lead: Person, clock: SteppingClock) -> None:
    visitor.sign_in(lead.id).get("/example/1.1?a=b")
    clock.now += timedelta(minutes=61)
    page = visitor.get("/example/1.1?a=b")
    assert "You were signed out because you had not been here for a while." in page.text_words
    answer = visitor.submit(page, {"email": lead.email, "password": PASSWORD}, 303, follow=False)
    assert answer.response.headers["Location"] == "/example/1.1?a=b"


def test_a_script_is_told_in_its_own_way(visitor: PageClient, lead: Person, clock: SteppingClock) -> None:
    visitor.sign_in(lead.id)
    fetch = {"X-Requested-With": "fetch", "X-CSRFToken": visitor.csrf_token()}
    assert visitor.raw.post("/account/stay", headers=fetch).get_json()["ends"] > 0
    clock.now += timedelta(minutes=61)
    answer = visitor.raw.post("/account/stay", headers=fetch)
    assert answer.status_code == 401
    assert answer.get_json()["error"].startswith("You are signed out.")


def test_staying_keeps_the_session_until_its_absolute_end(
    visitor: PageClient, lead: Person, clock: SteppingClock, unit_of_work: UnitOfWork
) -> None:
    visitor.sign_in(lead.id)
    for _ in range(12):
        clock.now += timedelta(minutes=59)
        visitor.post("/account/stay")
    with unit_of_work.read() as session:
        assert session.scalars(select(SignedIn)).one().last_seen_at == clock.now
    clock.now += timedelta(minutes=12)
    assert visitor.get("/account").path == "/sign-in"


def test_the_page_tells_its_script_when_the_session_ends(
    visitor: PageClient, lead: Person, clock: SteppingClock
) -> None:
    visitor.sign_in(lead.id)
    script = visitor.get("/account").select("script[data-stay]")[0]
    assert int(str(script["data-ends"])) == int((clock.now + timedelta(hours=12)).timestamp())
    assert script["data-idle-minutes"] == "60"
    assert visitor.raw.get(str(script["src"])).status_code == 200


def test_the_form_of_signing_out_works_when_the_session_has_run_out(
    visitor: PageClient, lead: Person, clock: SteppingClock
) -> None:
    visitor.sign_in(lead.id)
    clock.now += timedelta(hours=13)
    assert visitor.post("/sign-out").path == "/"
