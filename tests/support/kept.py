"""Scenes that many tests begin with are built once by each worker; every later test is given a copy.

A copy is the database as the builder left it, its files, the time, and the scene itself with all rows it holds: as
good as built anew, since nothing of one test's copy is seen by another's.
"""

import io
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any

from sqlalchemy import Engine, make_url

from audit.settings import Settings
from tests.support.one_database import OneDatabase, Picture
from tests.support.world import World

Build = Callable[..., Any]


@dataclass(frozen=True)
class Kept:
    """What a builder has left behind."""

    database: bytes | Picture
    files: Path
    now: datetime
    things_made: int
    scene: bytes


class _Writer(pickle.Pickler):
    """Pickles a scene, but for what belongs to the test: that is only pointed at."""

    def __init__(self, file: io.BytesIO, own: tuple[Any, ...]) -> None:
        super().__init__(file)
        self._own = own

    def persistent_id(self, thing: Any) -> int | None:
        return next((place for place, one in enumerate(self._own) if one is thing), None)


class _Reader(pickle.Unpickler):
    """Gives a copy of the scene, with what belongs to this test in it."""

    def __init__(self, file: io.BytesIO, own: tuple[Any, ...]) -> None:
        super().__init__(file)
        self._own = own

    def persistent_load(self, place: int) -> Any:
        return self._own[place]


class Keeper:
    """Calls builders, or puts back what they left: ``keep(Scene, world, app)`` is as good as ``Scene(world, app)``.

    It must be the first to write to the test's database. What a builder makes must depend on nothing but the builder,
    which is a class or a function of a module: its arguments are only the world, the application, the settings and
    the clock of the test.
    """

    def __init__(
        self,
        known: dict[Build, Kept],
        folder: Path,
        engine: Engine,
        settings: Settings,
        one: OneDatabase | None,
    ) -> None:
        """``one`` is the worker's PostgreSQL database, or None on SQLite."""
        self._known, self._folder, self._engine, self._settings, self._one = (
            known,
            folder,
            engine,
            settings,
            one,
        )

    def __call__(self, build: Build, world: World, *own: Any) -> Any:
        """What ``build(world, *own)`` makes, just as it makes it."""
        assert not world.is_used, "a kept scene comes first, but this world has something in it already"
        whole = (world, world.clock, world.unit_of_work, *own)
        if build not in self._known:
            scene = build(world, *own)
            if self._one is None or self._one.keeps:
                self._known[build] = self._keep(scene, world, whole)
            return scene
        kept = self._known[build]
        self._put(kept.database)
        if kept.files.exists():
            copytree(kept.files, self._settings.evidence_dir, dirs_exist_ok=True)
        world.clock.now, world.things_made = kept.now, kept.things_made  # type: ignore[attr-defined]
        return _Reader(io.BytesIO(kept.scene), whole).load()

    def _keep(self, scene: Any, world: World, whole: tuple[Any, ...]) -> Kept:
        files = self._folder / str(len(self._known))
        if self._settings.evidence_dir.exists():
            copytree(self._settings.evidence_dir, files)
        out = io.BytesIO()
        _Writer(out, whole).dump(scene)
        now: datetime = world.clock.now  # type: ignore[attr-defined]
        return Kept(self._picture(), files, now, world.things_made, out.getvalue())

    def _picture(self) -> bytes | Picture:
        if self._one is not None:
            return self._one.picture()
        with closing(sqlite3.connect(self._sqlite_file)) as connection:
            return connection.serialize()

    def _put(self, database: bytes | Picture) -> None:
        if isinstance(database, Picture):
            assert self._one is not None
            self._one.put(database)
        else:
            self._engine.dispose()
            self._sqlite_file.write_bytes(database)

    @property
    def _sqlite_file(self) -> Path:
        return Path(str(make_url(self._settings.database_url).database))
