"""Staff reply by a link or a code: without an account, once, and without anything that tells who it was."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, inspect, select

from audit.infra.survey_links import code_of, is_form, new_form
from audit.rooms.accounts.models import Person
from audit.rooms.surveys.models import SpentForm, Survey, SurveyReply
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.surveys import SECRET, Surveyed

Browser = Callable[[Person | None], PageClient]


@pytest.fixture
def running(scene: Surveyed) -> Surveyed:
    scene.open()
    return scene


@pytest.fixture
def staff(running: Surveyed, browser: Browser) -> PageClient:
    return browser(None)


def test_a_reply_on_one_page_without_an_account(staff: PageClient, running: Surveyed, engine: Engine) -> None:
    with count_queries(engine) as asked:
        page = staff.get(f"/surveys/{running.key(running.green)}")
    assert asked.count <= 4, str(asked)
    assert page.heading == "Staff survey 2026"
    assert "It is anonymous." in page.text_words
    assert "1 of 3 I know whom to call." in page.text_words
    page = staff.submit(page, {}, 422)
    assert page.errors() == [
        "Answer at least one question. You can leave out any that you would rather not answer"
    ]
    page = staff.submit(page, {"q-A.1": "purple", "q-B.1": "agree"}, 422)
    assert page.errors() == ["Choose one of the answers that are offered"]
    assert page.values()["q-B.1"] == "agree"
    page = staff.submit(page, {"q-A.1": "strongly-agree", "q-B.1": "n/a", "q-Z": "agree", "role": "king"})
    assert page.heading == "Thank you"
    with running.world.unit_of_work.read() as session:
        reply = session.scalars(select(SurveyReply)).one()
        entries = session.scalar(select(func.count()).where(TrailEntry.event.contains("repl")))
    assert reply.chosen == {"A.1": "strongly-agree", "B.1": "n/a"}
    assert reply.role == ""
    assert entries == 0


def test_nothing_is_kept_that_tells_who_or_when(running: Surveyed, engine: Engine) -> None:
    columns = {column["name"] for column in inspect(engine).get_columns("survey_reply")}
    assert columns == {"id", "place_id", "role", "chosen"}
    assert {column["name"] for column in inspect(engine).get_columns("survey_spent_form")} == {
        "token_hash",
        "survey_id",
    }
    for number in range(8):
        running.reply(running.green, [{"A.1": "agree" if number % 2 else "disagree"}])
    with running.world.unit_of_work.read() as session:
        ids = session.scalars(select(SurveyReply.id)).all()
    if engine.dialect.name == "sqlite":  # rows stand in the order of their random ids, not as they came
        assert ids == sorted(ids)
        with engine.connect() as connection, pytest.raises(Exception, match="no such column"):
            connection.exec_driver_sql("SELECT rowid FROM survey_reply")
    running.close()
    with running.world.unit_of_work.read() as session:
        assert session.scalar(select(func.count()).select_from(SurveyReply)) == 0
        assert session.scalar(select(func.count()).select_from(SpentForm)) == 0


def test_reloading_and_pressing_twice_count_once(staff: PageClient, running: Surveyed) -> None:
    page = staff.get(f"/surveys/{running.key(running.green)}")
    for _ in range(3):
        assert staff.submit(page, {"q-A.1": "agree"}).heading == "Thank you"
    assert running.waiting() == 1
    again = staff.get(f"/surveys/{running.key(running.green)}")  # a colleague at the same machine
    staff.submit(again, {"q-A.1": "disagree"})
    assert running.waiting() == 2


def test_a_form_of_another_survey_or_of_nobody_is_not_taken(staff: PageClient, running: Surveyed) -> None:
    page = staff.get(f"/surveys/{running.key(running.green)}")
    for token in (new_form(SECRET, "999:1"), "made.up", "ü.ü", ""):
        answer = staff.submit(page, {"q-A.1": "agree", "form": token}, 422)
        assert answer.errors() == [
            "This page was open for too long. Check your answers and send them once more"
        ]
        assert answer.values()["q-A.1"] == "agree"
    assert staff.submit(answer).heading == "Thank you"
    assert is_form(SECRET, "a", new_form(SECRET, "a"))


def test_by_the_code_of_the_poster(staff: PageClient, running: Surveyed) -> None:
    page = staff.get("/survey")
    assert staff.submit(page, {"code": "kkkk-kkkk"}, 422).errors() == [
        "We do not know this code. Check it against the poster"
    ]
    assert staff.submit(page, {"code": "--"}, 422).errors()
    code = code_of(running.key(running.mixed)).upper().replace("-", " ")
    assert "Mixed council" in staff.submit(page, {"code": code}).text_words


def test_only_while_the_window_is_open(
    staff: PageClient, scene: Surveyed, clock: SteppingClock, browser: Browser
) -> None:
    key = f"/surveys/{scene.key(scene.green)}"
    page = staff.get(key)
    clock.now = clock.now.replace(month=10, day=9, hour=20)
    staff.get(key)
    clock.now += timedelta(hours=5)
    over = staff.submit(page, {"q-A.1": "agree"}, 410)
    assert over.heading == "This survey has closed"
    scene.close()
    staff.get(key, 410)
    scene.reopen()
    old = staff.submit(page, {"q-A.1": "agree"}, 422)
    assert old.errors() == ["This page was open for too long. Check your answers and send them once more"]
    assert staff.submit(old).heading == "Thank you"
    draft = scene.plan(scene.green, title="Not yet", closes_on=clock.now.date() + timedelta(days=9))
    with scene.world.session() as session:
        session.get_one(Survey, draft.id).opens_on = clock.now.date() + timedelta(days=2)
    from audit.infra.secrets import decrypt

    hidden = decrypt(scene.place(scene.green, draft).sealed, SECRET)
    staff.get(f"/surveys/{hidden}", 404)
    scene.open(draft)
    assert "begins on 12 October 2026" in staff.get(f"/surveys/{hidden}", 403).text_words


def test_a_nuisance_comes_to_an_end(
    staff: PageClient, running: Surveyed, monkeypatch: pytest.MonkeyPatch, clock: SteppingClock
) -> None:
    from audit.rooms.surveys.views import replying

    monkeypatch.setattr(replying, "REPLIES_FROM_ONE_NETWORK", (5, timedelta(minutes=15)))
    key = running.key(running.green)
    answers: Counter[int] = Counter()
    for _ in range(60):
        form = {"form": new_form(SECRET, f"{running.place(running.green).id}:1"), "q-A.1": "agree"}
        sent = {"csrf_token": staff.csrf_token(), **form}
        answers[staff.raw.post(f"/surveys/{key}", data=sent).status_code] += 1
    assert answers == {303: 5, 429: 55}
    assert running.waiting() == 5
    for _ in range(40):
        staff.raw.get("/surveys/nobody-has-this")
    assert staff.get("/surveys/nobody-has-this", 429).heading == "Too many tries"
    page = staff.get("/survey")
    assert staff.submit(page, {"code": code_of(key)}, 429).heading == "Too many tries"
    staff.get(f"/surveys/{key}")  # colleagues in the same building who have the link
    clock.now += timedelta(minutes=16)
    assert staff.submit(page, {"code": code_of(key)}).heading == "Staff survey 2026"


def test_an_organisation_cannot_have_more_replies_than_staff(
    staff: PageClient, running: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit.rooms.surveys.operations import replying

    monkeypatch.setattr(replying, "MOST_REPLIES", 2)
    running.reply(running.green, [{"A.1": "agree"}] * 2)
    page = staff.get(f"/surveys/{running.key(running.green)}")
    assert "something is not right" in staff.submit(page, {"q-A.1": "agree"}, 429).text_words
    assert running.waiting() == 2


def test_a_crowd_replies_in_one_minute(app: Flask, staff: PageClient, running: Surveyed) -> None:
    """300 people behind one address, twenty at a time; a third of them press twice."""
    place, keys = running.place(running.green).id, running.key(running.green)
    app.config["WTF_CSRF_ENABLED"] = False

    def person(number: int) -> list[int]:
        client, path = app.test_client(), f"/surveys/{keys}"
        statuses = []
        if number % 10 == 0:  # most of what the page costs is measured elsewhere: here writing is what counts
            page = Page(client.get(path).get_data(as_text=True), "html.parser")
            token = page.values()["form"]
        else:
            token = new_form(SECRET, f"{place}:1")
        for _ in range(2 if number % 3 == 0 else 1):
            sent = {"form": token, "q-A.1": "agree", "q-B.1": "disagree", "role": "front"}
            statuses.append(client.post(path, data=sent).status_code)
        return statuses

    with ThreadPoolExecutor(20) as threads:
        found = Counter(status for statuses in threads.map(person, range(300)) for status in statuses)
    assert found == {303: 400}
    assert running.waiting() == 300
    running.close()
    assert running.place(running.green).counted == 300
