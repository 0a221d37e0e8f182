"""What every test may ask for: a database of its own, a clock, the application and a strict page client."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, make_url
from sqlalchemy.orm import Session

from audit.app import create_app
from audit.infra.database import make_engine
from audit.infra.migrate import upgrade
from audit.infra.unit_of_work import UnitOfWork
from audit.settings import Settings
from tests.support.pages import PageClient
from tests.support.world import World

if TYPE_CHECKING:
    from tests.support.kept import Keeper
    from tests.support.one_database import OneDatabase

pytest_plugins = ["tests.support.postgres", "tests.support.operator"]

gc.set_threshold(100_000, 20, 20)
"""Tests make and drop objects by the million: looking for cycles less often takes a twentieth of the time away."""

KEPT_ENGINE = "audit tests: kept engine"
"""The name that PostgreSQL knows connections of a worker's engine by: when at rest they may outlive a test."""

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
"""A Monday morning in term time: the moment at which tests happen unless they say otherwise."""


class SteppingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what stores something is run: the rest is the same on every database."""
    if config.getoption("--database") != "postgresql":
        return
    stores = [
        item
        for item in items
        if "database_kind" in getattr(item, "fixturenames", ()) or item.get_closest_marker("postgresql")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(stores)])
    items[:] = stores


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgresql``."""
    return str(request.config.getoption("--database"))


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite database as bytes, to copy."""
    path = tmp_path_factory.mktemp("template") / "audit.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def one_database() -> "OneDatabase":
    """The PostgreSQL database of this worker, empty at the beginning of each test."""
    from tests.support.one_database import OneDatabase  # not above: postgres must first be loaded as a plugin

    return OneDatabase(_migrate, may_rest=KEPT_ENGINE)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database that only this test uses."""
    if database_kind == "postgresql":
        one: OneDatabase = request.getfixturevalue("one_database")
        yield one.take()
        one.give_back()
        return
    from tests.support import postgres

    # In memory where there is room: writing each commit safely to a disk is not what these tests are about.
    path = postgres.run_folder() / f"{os.getpid()}-{tmp_path.name}.db"
    path.write_bytes(request.getfixturevalue("sqlite_template"))
    yield f"sqlite:///{path}"
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


@pytest.fixture(scope="session")
def kept_engine(database_kind: str) -> Engine:
    """The engine of this worker: what SQLAlchemy compiled for one test serves all. It connects to ``address``."""
    engine = make_engine("sqlite:///elsewhere.db" if database_kind == "sqlite" else "postgresql:///")
    engine.address = ""  # type: ignore[attr-defined]

    @event.listens_for(engine, "do_connect")
    def connect_elsewhere(dialect: Any, _record: Any, _words: Any, named: dict[str, Any]) -> Any:
        words, more = dialect.create_connect_args(make_url(engine.address))  # type: ignore[attr-defined]
        name = {} if database_kind == "sqlite" else {"application_name": KEPT_ENGINE}
        return dialect.connect(*words, **{**named, **more, **name})

    return engine


@pytest.fixture
def engine(kept_engine: Engine, database_url: str) -> Iterator[Engine]:
    """An engine on this test's database. On PostgreSQL its resting connections serve the next test as well."""
    if kept_engine.address != database_url:  # type: ignore[attr-defined]
        kept_engine.dispose()
        kept_engine.address = database_url  # type: ignore[attr-defined]
    yield kept_engine
    if kept_engine.dialect.name == "sqlite" or kept_engine.pool.checkedout():  # type: ignore[attr-defined]
        kept_engine.dispose()


@pytest.fixture
def unit_of_work(engine: Engine) -> UnitOfWork:
    """Units of work on this test's database."""
    return UnitOfWork(engine)


@pytest.fixture
def db(unit_of_work: UnitOfWork) -> Iterator[Session]:
    """A writing session; what the test does not commit is undone."""
    session = unit_of_work.writing()
    yield session
    session.rollback()
    session.close()


@pytest.fixture
def clock() -> SteppingClock:
    """A clock that stands at 9:30 UTC on 14 September 2026 until the test moves it."""
    return SteppingClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for this test: its own database, evidence folder and letter folder."""
    return Settings(
        mode="test",
        database_url=database_url,
        secret_key="a secret that only tests know, long enough",
        evidence_dir=tmp_path / "evidence",
        mail_url=f"file://{tmp_path / 'letters'}",
    )


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, built once: its routes and templates take longer to make than most tests take to run."""
    folder = tmp_path_factory.mktemp("built")
    settings = Settings(
        mode="test",
        database_url=f"sqlite:///{folder / 'none.db'}",
        secret_key="a secret that only tests know, long enough",
        evidence_dir=folder / "evidence",
        mail_url=f"file://{folder / 'letters'}",
    )
    return create_app(settings)


@pytest.fixture
def app(
    built_app: Flask, settings: Settings, unit_of_work: UnitOfWork, clock: SteppingClock
) -> Iterator[Flask]:
    """The application on this test's database, with the stepping clock; a test may change its configuration."""
    app, config, extensions = built_app, dict(built_app.config), dict(built_app.extensions)
    app.config.update(AUDIT_SETTINGS=settings, SECRET_KEY=settings.secret_key)
    app.extensions.update({"audit.unit_of_work": unit_of_work, "audit.clock": clock})
    app.jinja_env.globals["settings"] = settings
    app.testing = False  # errors must become error pages, as they do for people
    yield app
    for kept, before in ((app.config, config), (app.extensions, extensions)):
        kept.clear()
        kept.update(before)


@pytest.fixture
def world(unit_of_work: UnitOfWork, clock: SteppingClock) -> World:
    """Builds boards, organisations, people, rounds and returns, each committed."""
    return World(unit_of_work, clock)


@pytest.fixture(scope="session")
def kept_scenes() -> dict[Any, Any]:
    """What the builders of this worker's scenes have left behind, by the builder."""
    return {}


@pytest.fixture
def keep(
    kept_scenes: dict[Any, Any],
    engine: Engine,
    settings: Settings,
    database_kind: str,
    kept_files: Path,
    request: pytest.FixtureRequest,
) -> "Keeper":
    """Builds a scene the first time, gives a copy of it ever after: ``keep(Scene, world, app)``."""
    from tests.support.kept import Keeper

    one = request.getfixturevalue("one_database") if database_kind == "postgresql" else None
    return Keeper(kept_scenes, kept_files, engine, settings, one)


@pytest.fixture(scope="session")
def kept_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the evidence of kept scenes lies."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def visitor(app: Flask) -> PageClient:
    """A browser in which nobody is signed in."""
    return PageClient(app)
