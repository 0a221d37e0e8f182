"""A real Chromium in front of the served application: one browser a worker, one context a person."""

from collections.abc import Iterator
from contextlib import closing
from copy import copy
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from sqlite3 import connect

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from audit.app import create_app
from audit.infra.database import make_engine
from audit.infra.unit_of_work import UnitOfWork
from audit.settings import ROOT, Settings
from tests.browser.area import Area
from tests.browser.clock import RunningClock
from tests.browser.people import PATIENCE, People
from tests.browser.served import Door, Served
from tests.rooms.assessments.scene import Scene
from tests.support.programs import need
from tests.support.world import World

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this worker."""
    path = need("chromium")
    missing = [
        n for n in ("audit.css", "govuk-frontend.min.js") if not (ROOT / "static" / "build" / n).exists()
    ]
    if missing:
        pytest.fail(f"static/build has no {' and no '.join(missing)}: run make setup first.", pytrace=False)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def clock() -> RunningClock:  # type: ignore[override]
    """A clock that runs: people type and wait here."""
    return RunningClock()


@pytest.fixture
def door() -> Iterator[Door]:
    """Where the application will be found."""
    door = Door()
    yield door
    door.close()


@pytest.fixture
def settings(settings: Settings, door: Door) -> Settings:
    """This test's settings, with letters that link to the server that is really there."""
    return replace(settings, public_url=door.address)


@pytest.fixture
def app(settings: Settings, clock: RunningClock) -> Iterator[Flask]:
    """The application of this test."""
    app = create_app(settings, clock=clock)
    yield app
    app.extensions["audit.unit_of_work"].engine.dispose()


@pytest.fixture
def served(app: Flask, door: Door, clock: RunningClock) -> Iterator[Served]:
    """The application, answering."""
    door.open(app)
    yield Served(app, door.address, clock)
    door.close()


@pytest.fixture
def people(chromium: Browser, served: Served) -> Iterator[People]:
    """Opens browsers; afterwards nothing may have gone wrong in any of them."""
    people = People(chromium, served)
    yield people
    people.report()


@pytest.fixture
def scene(world: World) -> Scene:
    """One return of two standards with two questions each, and the people around it."""
    return Scene(world)


@pytest.fixture(scope="session")
def kept_area(tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes) -> tuple[Area, Path]:
    """The whole area, made once a worker in a SQLite database, with the folder that holds it and its files."""
    folder = tmp_path_factory.mktemp("area")
    (folder / "audit.db").write_bytes(sqlite_template)
    settings = Settings(database_url=f"sqlite:///{folder / 'audit.db'}", evidence_dir=folder / "evidence")
    engine = make_engine(settings.database_url)
    area = Area(World(UnitOfWork(engine), RunningClock()), settings)
    engine.dispose()
    return area, folder


@pytest.fixture
def area(request: pytest.FixtureRequest, world: World, settings: Settings, database_kind: str) -> Area:
    """A whole board's area with everybody in it and returns in every state."""
    if database_kind != "sqlite":
        return Area(world, settings)
    made, folder = request.getfixturevalue("kept_area")
    with closing(connect(folder / "audit.db")) as kept, closing(connect(settings.database_url[10:])) as mine:
        kept.backup(mine)
    copytree(folder / "evidence", settings.evidence_dir)
    area = copy(made)
    area.world, area.settings = world, settings
    return area
