"""Who may open what: every endpoint × every kind of person, proved by real requests.

The truth is ``access_matrix.csv``, one line an endpoint and method, one column a person. A missing endpoint fails; a
widening is a one-line difference. To write the file anew after looking at what changed:

    AUDIT_WRITE_MATRIX=1 .venv/bin/pytest tests/house/test_access_matrix.py -n0
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from audit.app import create_app
from audit.infra.unit_of_work import UnitOfWork, run_before_commit
from audit.settings import Settings
from tests.support.matrix import PEOPLE, MatrixWorld, build
from tests.support.pages import PageClient
from tests.support.world import World

MATRIX = Path(__file__).with_name("access_matrix.csv")
LEFT_OUT = {"static": "files", "accent": "a colour"}


class NothingKept(UnitOfWork):
    """A unit of work that does everything but commit, so that one request does not change the next."""

    def commit(self, session: Session) -> None:
        """Flush and do what belongs at the end; the request's session is then rolled back."""
        session.flush()
        run_before_commit(session)


@pytest.fixture
def matrix_app(settings: Settings, world: World, clock: object) -> Iterator[tuple[Flask, MatrixWorld]]:
    """The application over a world with one of everything, in which nothing more is committed."""
    app = create_app(settings, clock=clock)  # type: ignore[arg-type]
    things = build(world, app)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app, things
    app.extensions["audit.unit_of_work"].engine.dispose()


def requests_of(app: Flask) -> list[tuple[str, str, Rule]]:
    """Every endpoint and method, with its rule."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            found.setdefault((rule.endpoint, method), rule)
    return [(endpoint, method, rule) for (endpoint, method), rule in sorted(found.items())]


def asked(app: Flask, things: MatrixWorld) -> dict[str, dict[str, str]]:
    """The status that each person is given by each endpoint."""
    clients = {}
    for name in PEOPLE:
        client = PageClient(app)
        person = things.people.get(name)
        clients[name] = client.sign_in(person.id) if person else client
    cookies = {name: client.raw.get_cookie("audit") for name, client in clients.items()}
    app.extensions["audit.unit_of_work"] = NothingKept(app.extensions["audit.unit_of_work"].engine)
    table: dict[str, dict[str, str]] = {}
    for endpoint, method, rule in requests_of(app):
        with app.test_request_context():
            path = url_for(endpoint, **things.arguments(rule))
        row = table[f"{endpoint} {method}"] = {}
        for name, client in clients.items():
            client.raw.delete_cookie("audit")  # what the request before left behind
            cookie = cookies[name]
            if cookie is not None:
                client.raw.set_cookie("audit", cookie.value)
            answer = client.raw.open(path, method=method)
            row[name] = str(answer.status_code)
            answer.close()
    return table


def test_access_is_what_the_matrix_says(matrix_app: tuple[Flask, MatrixWorld]) -> None:
    found = asked(*matrix_app)
    if os.environ.get("AUDIT_WRITE_MATRIX"):
        _write(found)
    _nobody_is_given_a_crash(found)
    _strangers_see_nothing_of_others(matrix_app[0], found)
    with MATRIX.open(newline="") as file:
        written = {row.pop("endpoint"): row for row in csv.DictReader(file)}
    assert set(found) <= set(written), (
        "Endpoints are missing from access_matrix.csv: decide who may open them."
    )
    assert set(written) <= set(found), (
        "Endpoints are gone: take them out of access_matrix.csv (or redirect them)."
    )
    different = [
        f"{endpoint}, {person}: the matrix says {status}, the product answers {found[endpoint][person]}"
        for endpoint, row in written.items()
        for person, status in row.items()
        if found[endpoint][person] != status
    ]
    assert not different, "Access changed:\n" + "\n".join(different)


def _write(found: dict[str, dict[str, str]]) -> None:
    with MATRIX.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["endpoint", *PEOPLE])
        writer.writerows([endpoint, *row.values()] for endpoint, row in found.items())


def _nobody_is_given_a_crash(found: dict[str, dict[str, str]]) -> None:
    crashed = [
        f"{endpoint}, {person}: {status}"
        for endpoint, row in found.items()
        for person, status in row.items()
        if status.startswith("5")
    ]
    assert not crashed, crashed


SHARED = {"good_practice.show_library", "good_practice.download"}
"""The library of good practice is for every organisation of the area: each example was shared with consent."""


def _strangers_see_nothing_of_others(app: Flask, found: dict[str, dict[str, str]]) -> None:
    """Whatever the file says: people of elsewhere are never shown things of this board and organisation."""
    ours = {"board_code", "round_code", "organisation_id", "reference", "evidence_id"}
    shown = [
        f"{stranger} is shown {endpoint} ({method})"
        for endpoint, method, rule in requests_of(app)
        if ours & rule.arguments
        for stranger in ("anonymous", "other organisation's lead", "administrator of another board")
        if found[f"{endpoint} {method}"][stranger] == "200"
        and not (endpoint in SHARED and stranger == "other organisation's lead")
    ]
    assert not shown, shown
