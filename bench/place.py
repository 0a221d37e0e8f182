"""Where the measuring happens: a temporary SQLite file and a temporary PostgreSQL, filled alike."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from audit.app import create_app
from audit.domain.permissions import Role
from audit.infra.database import make_engine
from audit.infra.migrate import upgrade
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Board
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Return, Round
from audit.settings import Settings
from scripts import machine
from tests.support import postgres
from tests.support.pages import PageClient
from tests.support.rounds import make_round
from tests.support.world import World, question_set

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
RETURNS, QUESTIONS = 600, 100
_GRADES = ("red", "amber", "green", "green", "amber", "green", "green")
_TEXT = "What is in place, who leads it, when it was last looked at, and what changed because of it. " * 3


@dataclass
class Place:
    """An application over a filled database, with a lead signed in."""

    kind: str
    app: Flask
    settings: Settings
    unit_of_work: UnitOfWork
    edition: Edition
    round: Round
    open_return: Return
    lead: PageClient
    lead_person: Person
    world: World


def _clock() -> datetime:
    return NOW


def kinds() -> list[str]:
    """The databases that this machine can measure on."""
    return ["sqlite", "postgresql"] if machine.find_postgresql() else ["sqlite"]


@contextmanager
def server(kind: str, folder: Path) -> Iterator[Any]:
    """A way to make new database addresses: files, or databases on a server of our own."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    from psycopg import sql

    cluster = Path(tempfile.mkdtemp(prefix="audit-bench-"))
    cluster.chmod(0o711)
    running = postgres.start(cluster)

    def make(name: str) -> str:
        running.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return running.url(name)

    try:
        yield make
    finally:
        postgres.stop(cluster)


def fill(kind: str, url: str, folder: Path, returns: int = RETURNS, questions: int = QUESTIONS) -> Place:
    """A database with a round of ``returns`` × ``questions``, and one open return that is half answered."""
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
    settings = Settings(
        mode="test",
        database_url=url,
        secret_key="a key that only the bench knows, long enough",
        evidence_dir=folder / "evidence",
        mail_url=f"file://{folder / 'letters'}",
    )
    app = create_app(settings, clock=_clock)
    unit_of_work = app.extensions["audit.unit_of_work"]
    world = World(unit_of_work, _clock)
    board: Board = world.board()
    edition = world.edition(question_set(10, questions // 10))
    whole = make_round(
        unit_of_work, _clock, board, edition, asked=returns, returned=returns,
        grade_of=lambda r, q: _GRADES[(r * 7 + q) % 7], narrative=lambda r, q: _TEXT, code="whole",
    )  # fmt: skip
    organisation = world.organisation(board, "The council")
    running = world.round(board, edition, code="running")
    asked = world.asked(running, organisation)
    lead = world.person(Role.LEAD, organisation=organisation)
    place = Place(
        kind, app, settings, unit_of_work, edition, whole, asked,
        PageClient(app).sign_in(lead.id), lead, world,
    )  # fmt: skip
    for number in range(questions // 2):
        code = f"{number // 10 + 1}.{number % 10 + 1}"
        save(place, code, f"{_TEXT} {code}", 0)
    if kind == "postgresql":
        engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()
    return place


def save(place: Place, code: str, narrative: str, version: int) -> int:
    """Save one answer as the page's script does; gives the new version."""
    answer = place.lead.raw.post(
        f"/returns/{place.open_return.reference}/questions/{code}",
        data={
            "csrf_token": _token(place),
            "version": str(version),
            "grade": "green",
            "narrative": narrative,
        },
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return int(answer.get_json()["version"])


_tokens: dict[int, str] = {}


def _token(place: Place) -> str:
    key = id(place)
    if key not in _tokens:
        _tokens[key] = place.lead.csrf_token()
    return _tokens[key]
