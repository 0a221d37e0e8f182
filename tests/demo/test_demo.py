"""The demonstration: the figures of the account, twice is once, and everybody can sign in."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.app import create_app
from audit.cli import main
from audit.demo.building import build
from audit.demo.credentials import PASSWORD
from audit.demo.start_page import SHOWN, show
from audit.domain.child_details import warnings_in
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.infra.secrets import password_matches
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import Answer, CitedEvidence
from audit.rooms.outbox.models import Letter, LetterState
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.conftest import NOW, SteppingClock
from tests.demo.conftest import Built
from tests.support.pages import PageClient


def states(session: Session, code: str) -> Counter[ReturnState]:
    rows = session.scalars(select(Return.state).join(Round).where(Round.code == code))
    return Counter(rows)


def test_the_closed_round_has_the_figures_of_the_account(operator: CliRunner) -> None:
    result = operator.invoke(main, ["board", "figures", "--round", "staffordshire-2010"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["returns"]["asked"], found["returns"]["returned"]) == (28, 25)
    counts = {row["grade"]: (row["count"], row["of"]) for row in found["grades"]}
    assert counts == {
        "grey": (91, 1125),
        "red": (15, 1125),
        "blue": (102, 1125),
        "amber": (263, 1125),
        "green": (654, 1125),
    }


def test_every_answer_of_the_closed_round_has_a_narrative_and_they_vary(reading: Session) -> None:
    narratives = reading.scalars(
        select(Answer.narrative).join(Answer.asked_in).join(Round).where(Round.code == "staffordshire-2010")
    ).all()
    assert len(narratives) == 1125
    assert all(narratives)
    assert len(set(narratives)) > 700
    assert not [text for text in narratives if warnings_in(text)], "a narrative looks as if it named a child"


def test_the_notes_say_why_the_published_percentages_differ(reading: Session) -> None:
    notes = reading.scalars(select(Round.notes).where(Round.code == "staffordshire-2010")).one()
    for words in ("1.5 %", "8.2 %", "25 × 45 = 1,125", "no response"):
        assert words in notes


def test_open_rounds_are_in_mixed_states_with_something_due_and_something_late(reading: Session) -> None:
    assert states(reading, "section-11-demo") == {
        ReturnState.NOT_STARTED: 5,
        ReturnState.IN_PROGRESS: 7,
        ReturnState.AWAITING_SIGN_OFF: 2,
        ReturnState.SUBMITTED: 10,
    }
    schools = states(reading, "section-175-demo")
    assert sum(schools.values()) == 40
    assert all(schools[state] >= 4 for state in ReturnState)
    returns = reading.scalars(select(Return).where(Return.state != ReturnState.SUBMITTED)).all()
    open_returns = [row for row in returns if row.round.code.endswith("-demo")]
    late = [row for row in open_returns if row.due < NOW.date()]
    assert late
    assert [row for row in open_returns if row.due > NOW.date()]
    assert [row for row in open_returns if row.due_on], "one is extended"
    assert [row for row in open_returns if row.attempts == 1 and row.state is ReturnState.IN_PROGRESS], (
        "one was given back by its approver"
    )
    assert reading.scalars(select(CitedEvidence.id)).all()


def test_letters_are_posted_but_for_the_latest(reading: Session) -> None:
    letters = reading.scalars(select(Letter)).all()
    assert {letter.state for letter in letters} == {LetterState.POSTED, LetterState.WAITING}
    assert all(
        letter.created_at > NOW - timedelta(hours=48) for letter in letters if letter.state == "waiting"
    )
    old = [letter for letter in letters if letter.created_at.year < 2012]
    assert old
    assert all(letter.posted_at and letter.posted_at.year < 2012 for letter in old)


def test_building_it_twice_changes_nothing(built: Built) -> None:
    assert built.was_new == (True, False)
    assert built.rows["trail_entry"] > 1000
    assert built.rows == built.rows_after_again
    assert built.credentials == built.credentials_again
    assert all(line.strip() for line in built.lines)


def test_the_trail_stands_and_goes_forward_in_time(operator: CliRunner, reading: Session) -> None:
    result = operator.invoke(main, ["trail", "verify"])
    assert result.exit_code == 0, result.output
    moments = reading.scalars(select(TrailEntry.at).where(TrailEntry.at <= NOW).order_by(TrailEntry.id)).all()
    assert list(moments) == sorted(moments)


def test_credentials_name_every_role_and_somebody_with_several(built: Built) -> None:
    rows = built.credentials
    assert {row["role"] for row in rows} == {role.value for role in Role}
    assert all(
        set(row) == {"email", "password", "otp_secret", "role", "organisation", "board"} for row in rows
    )
    assert all(str(row["email"]).endswith(".example") and row["password"] == PASSWORD for row in rows)
    several = [row for row in rows if row["email"] == "several@testshire.example"]
    assert {row["board"] for row in several} == {"testshire", "staffordshire-demo"}
    assert len({row["organisation"] for row in several}) == 3
    board_roles = [row for row in rows if row["organisation"] is None]
    assert all(row["otp_secret"] for row in board_roles)


def test_everybody_of_the_credentials_has_that_password(built: Built, reading: Session) -> None:
    people = {person.email: person for person in reading.scalars(select(Person))}
    for email in {str(row["email"]) for row in built.credentials}:
        assert password_matches(PASSWORD, people[email].password_hash), email


@pytest.mark.parametrize("email", SHOWN)
def test_those_of_the_start_page_sign_in_by_its_pages(app: Flask, built: Built, email: str) -> None:
    secret = next(row["otp_secret"] for row in built.credentials if row["email"] == email)
    browser = PageClient(app)
    page = browser.submit(browser.get("/sign-in"), {"email": email, "password": PASSWORD})
    if secret:
        now = app.extensions["audit.clock"]()
        page = browser.submit(page, {"code": pyotp.TOTP(secret).at(now)})
    assert page.path in ("/", "/places"), page.text_words
    assert browser.get("/").status == 200


def test_the_start_page_shows_them_in_demonstration_mode_only(app: Flask, built: Built) -> None:
    text = PageClient(app).get("/").text_words
    for email in SHOWN:
        assert email in text
    secret = next(row["otp_secret"] for row in built.credentials if row["email"] == "board@testshire.example")
    assert secret
    assert pyotp.TOTP(secret).at(NOW + timedelta(hours=1)) in text
    for mode in ("production", "development", "test"):
        other = create_app(replace(built.settings, mode=mode), clock=SteppingClock())
        with pytest.raises(ValueError, match="demonstration mode only"):
            show(other)
        page = PageClient(other).raw.get("/", base_url="https://localhost")
        assert page.status_code == 200
        assert PASSWORD not in page.text
        other.extensions["audit.unit_of_work"].engine.dispose()


def test_a_start_page_before_it_is_built_shows_no_table(settings: Settings) -> None:
    app = create_app(replace(settings, mode="demo"), clock=SteppingClock())
    show(app)
    assert "Sign-in details" not in PageClient(app).get("/").text_words
    app.extensions["audit.unit_of_work"].engine.dispose()


def test_production_is_refused(settings: Settings, unit_of_work: UnitOfWork) -> None:
    with pytest.raises(NotAllowed, match="not built in production"):
        build(unit_of_work, replace(settings, mode="production"), SteppingClock(), print)
    with unit_of_work.read() as session:
        assert session.scalars(select(Person.id)).all() == []


def test_the_command_writes_the_credentials_again(operator: CliRunner, built: Built, tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    result = operator.invoke(main, ["demo", "--credentials", str(file)])
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "was there already" in result.stderr
    assert json.loads(file.read_text()) == built.credentials
