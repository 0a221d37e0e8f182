"""The furniture alone, in a small application: guard, transactions, headers and error pages."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import ServiceUnavailable

from audit.app import create_app
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.models import Board
from audit.settings import Settings
from audit.web import guard
from audit.web.guard import BareRoute, allow, public, refuse_bare_routes
from audit.web.transactions import clock, db
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import World


def _routes() -> Blueprint:
    routes = Blueprint("trial", __name__)

    def write() -> None:
        db().add(Board(code="written", name="Written", created_at=clock()()))
        db().flush()

    @routes.route("/trial/write", methods=["GET", "POST"])
    @public("a trial")
    def write_well() -> str:
        write()
        return "done"

    @routes.post("/trial/write-badly")
    @public("a trial")
    def write_badly() -> tuple[str, int]:
        write()
        return "not good", 422

    @routes.post("/trial/<what>")
    @public("a trial")
    def raise_it(what: str) -> str:
        write()
        raise {
            "not-visible": NotVisible(),
            "not-allowed": NotAllowed("Not now."),
            "rule": RuleBroken("The rule says no."),
            "stale": Stale("Somebody was first."),
            "crash": RuntimeError("a secret detail"),
            "busy": ServiceUnavailable(),
        }[what]

    @routes.get("/trial/summary")
    @allow(Permission.SUMMARY_VIEW)
    def summary() -> str:
        return "figures"

    return routes


@pytest.fixture
def trial(settings: Settings, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with a few trial routes beside its own."""
    monkeypatch.setattr("audit.app.refuse_bare_routes", lambda app: None)
    app = create_app(settings, clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    app.register_blueprint(_routes())
    refuse_bare_routes(app)
    yield app
    app.extensions["audit.unit_of_work"].engine.dispose()


@pytest.fixture
def browser(trial: Flask) -> FlaskClient:
    """A client of the trial application."""
    return trial.test_client()


def _written(world: World) -> bool:
    with world.unit_of_work.read() as session:
        return session.scalar(select(Board).where(Board.code == "written")) is not None


def test_a_route_that_does_not_say_who_may_come_in_stops_the_start(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/bare", "bare", lambda: "open to all")
    with pytest.raises(BareRoute, match="bare"):
        refuse_bare_routes(app)


def test_the_guard_turns_away_before_the_view_runs(trial: Flask, browser: FlaskClient, world: World) -> None:
    answer = browser.get("/trial/summary")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location

    board, somewhere = world.board(), world.organisation()
    viewer = PageClient(trial).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    assert viewer.raw.get("/trial/summary").text == "figures"
    lead = PageClient(trial).sign_in(world.person(Role.LEAD, organisation=somewhere).id)
    assert lead.raw.get("/trial/summary").status_code == 403


def test_board_staff_without_their_code_are_asked_for_it(trial: Flask, world: World) -> None:
    viewer = world.person(Role.BOARD_VIEWER, board=world.board())
    browser = PageClient(trial).sign_in(viewer.id, second_factor=False)
    answer = browser.raw.get("/trial/summary")
    assert answer.status_code == 303
    assert "figures" not in answer.text


def test_an_ended_or_idle_session_is_nobody(trial: Flask, world: World, clock: SteppingClock) -> None:
    from datetime import timedelta

    viewer = world.person(Role.BOARD_VIEWER, board=world.board())
    browser = PageClient(trial).sign_in(viewer.id)
    clock.now += timedelta(minutes=59)
    assert browser.raw.get("/trial/summary").status_code == 200
    clock.now += timedelta(minutes=59)
    assert browser.raw.get("/trial/summary").status_code == 200, "being seen keeps a session alive"
    clock.now += timedelta(minutes=61)
    assert browser.raw.get("/trial/summary").status_code == 303
    again = PageClient(trial).sign_in(viewer.id)
    for _ in range(14):
        clock.now += timedelta(minutes=55)
        again.raw.get("/trial/summary")
    assert again.raw.get("/trial/summary").status_code == 303, (
        "twelve hours are the end however often one is seen"
    )


def test_a_unit_of_work_is_committed_only_when_an_unsafe_method_ends_well(
    browser: FlaskClient, world: World
) -> None:
    assert browser.get("/trial/write").status_code == 500, "a page that is only looked at cannot write"
    assert not _written(world)
    assert browser.post("/trial/write-badly").status_code == 422
    assert not _written(world)
    browser.post("/trial/crash")
    assert not _written(world)
    browser.post("/trial/write")
    assert _written(world)


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("not-visible", 404, "Page not found"),
        ("not-allowed", 403, "Not now."),
        ("rule", 422, "The rule says no."),
        ("stale", 409, "Somebody was first."),
        ("crash", 500, "Sorry, something went wrong"),
        ("busy", 503, "The service is busy"),
    ],
)
def test_every_refusal_is_a_plain_page_with_a_reference_that_is_in_the_log(
    browser: FlaskClient, what: str, status: int, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="audit")
    answer = browser.post(f"/trial/{what}", data={"narrative": "what I typed", "password": "never shown"})
    assert answer.status_code == status
    assert sentence in answer.text
    assert "a secret detail" not in answer.text
    assert "never shown" not in answer.text
    reference = answer.text.split("quote this reference:")[1].split("<")[0].strip()
    assert reference in caplog.text


@pytest.mark.parametrize("what", ["not-allowed", "rule", "stale"])
def test_a_refusal_shows_what_was_typed(browser: FlaskClient, what: str) -> None:
    answer = browser.post(f"/trial/{what}", data={"narrative": "an afternoon's work"})
    assert "an afternoon&#39;s work" in answer.text


def test_a_script_is_answered_in_json(browser: FlaskClient) -> None:
    answer = browser.post("/trial/rule", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 422
    assert answer.get_json()["error"] == "The rule says no."


def test_headers_are_strict_on_every_answer(browser: FlaskClient) -> None:
    for path in ("/", "/trial/write", "/nowhere"):
        headers = browser.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(visitor: PageClient) -> None:
    answer = visitor.raw.post("/sign-in", data={"email": "a@testshire.example"})
    assert answer.status_code == 400
    assert "open for too long" in answer.text


def test_cookies_of_production_are_host_cookies(settings: Settings) -> None:
    app = create_app(replace(settings, mode="production"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-audit"
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]


def test_the_guard_module_marks_are_read_back(trial: Flask) -> None:
    access = guard.access_of(trial, "trial.summary")
    assert access is not None
    assert access.permission is Permission.SUMMARY_VIEW


@pytest.mark.parametrize("colour", ["zzzzzz", "12345", "..%2f..", "1d70b8;}"])
def test_an_accent_that_is_no_colour_is_not_found(visitor: PageClient, colour: str) -> None:
    assert visitor.raw.get(f"/accent/{colour}.css").status_code == 404


def test_an_accent_is_a_style_sheet(visitor: PageClient) -> None:
    answer = visitor.raw.get("/accent/1d70b8.css")
    assert answer.text == ":root{--accent:#1d70b8}"
    assert answer.mimetype == "text/css"
