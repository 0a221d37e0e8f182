"""One demonstration for the whole run of the tests: built by the worker that needs it first, read by all."""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from audit.app import create_app
from audit.cli import context
from audit.demo.building import build
from audit.demo.credentials import credentials
from audit.demo.start_page import show
from audit.infra.database import Base, make_engine
from audit.infra.unit_of_work import UnitOfWork
from audit.settings import Settings
from tests.conftest import NOW, SteppingClock, _migrate
from tests.support import postgres


@dataclass(frozen=True)
class Built:
    """A database with the demonstration in it, and what was seen while it was built, and then built again."""

    settings: Settings
    rows: dict[str, int]
    rows_after_again: dict[str, int]
    credentials: list[dict[str, str | None]]
    credentials_again: list[dict[str, str | None]]
    was_new: tuple[bool, bool]
    lines: list[str]


@pytest.fixture(scope="session")
def built(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Built:
    """The demonstration. Tests read it; what they write must not matter to the others."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demonstration"
    folder.mkdir(exist_ok=True)
    notes = folder / f"{database_kind}.json"
    with (folder / f"{database_kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not notes.exists():
            notes.write_text(json.dumps(_build(database_kind, folder, request)))
    found = json.loads(notes.read_text())
    return Built(
        settings=_settings(found["url"], folder),
        **{
            name: found[name]
            for name in ("rows", "rows_after_again", "credentials", "credentials_again", "lines")
        },
        was_new=tuple(found["was_new"]),
    )


def _build(kind: str, folder: Path, request: pytest.FixtureRequest) -> dict[str, object]:
    if kind == "sqlite":
        path = folder / "audit.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        url = f"sqlite:///{path}"
    else:
        postgres.template_database(_migrate)
        url = postgres.fresh_database()  # the end of the run drops it
    engine = make_engine(url)
    unit_of_work, settings, clock = UnitOfWork(engine), _settings(url, folder), SteppingClock(NOW)
    lines: list[str] = []
    seen: dict[str, object] = {"url": url, "lines": lines}
    first = build(unit_of_work, settings, clock, lines.append)
    seen |= {"rows": _count(engine), "credentials": _credentials(unit_of_work)}
    clock.now = NOW.replace(day=NOW.day + 3)
    second = build(unit_of_work, settings, clock, lines.append)
    seen |= {"rows_after_again": _count(engine), "credentials_again": _credentials(unit_of_work)}
    engine.dispose()
    return {**seen, "was_new": [first, second]}


def _settings(url: str, folder: Path) -> Settings:
    return Settings(
        mode="demo",
        database_url=url,
        evidence_dir=folder / "evidence",
        mail_url=f"file://{folder / 'letters'}",
    )


def _count(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def _credentials(unit_of_work: UnitOfWork) -> list[dict[str, str | None]]:
    with unit_of_work.read() as session:
        return [credential.as_json() for credential in credentials(session)]


@pytest.fixture
def app(built: Built) -> Iterator[Flask]:
    """The application in demonstration mode, an hour after it was built."""
    app = create_app(built.settings, clock=SteppingClock(NOW + timedelta(hours=1)))
    show(app)
    app.testing = False
    yield app
    app.extensions["audit.unit_of_work"].engine.dispose()


@pytest.fixture
def reading(app: Flask) -> Iterator[Session]:
    with app.extensions["audit.unit_of_work"].read() as session:
        yield session


@pytest.fixture
def operator(built: Built, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The operator's door on that database."""
    monkeypatch.setenv("AUDIT_MODE", "demo")
    monkeypatch.setenv("DATABASE_URL", built.settings.database_url)
    monkeypatch.setenv("EVIDENCE_DIR", str(built.settings.evidence_dir))
    monkeypatch.setenv("MAIL_URL", built.settings.mail_url)
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()
    yield CliRunner()
    context.unit_of_work().engine.dispose()
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()
