"""What commands share: the settings and a unit of work on the database that they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from audit.infra.clock import system_clock
from audit.infra.database import make_engine
from audit.infra.unit_of_work import UnitOfWork
from audit.settings import Settings, settings_from_environment

clock = system_clock


@cache
def settings() -> Settings:
    """The settings from the environment."""
    return settings_from_environment()


@cache
def unit_of_work() -> UnitOfWork:
    """Units of work on the database of the settings."""
    url = make_url(settings().database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return UnitOfWork(make_engine(settings().database_url))


@contextmanager
def writing() -> Iterator[Session]:
    """One unit of work, committed when the block ends well."""
    with unit_of_work().begin() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading."""
    with unit_of_work().read() as session:
        yield session
