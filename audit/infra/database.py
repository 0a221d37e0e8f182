"""The database: engines for SQLite and PostgreSQL, the table base and the types that both share."""

from datetime import UTC, datetime
from enum import StrEnum
from time import monotonic
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Engine, MetaData, String, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

StaleRow = StaleDataError
"""Raised at the flush when a row with a version was changed by somebody else in between."""

READING = {"isolation_level": "AUTOCOMMIT"}
"""Execution options of a page that only reads, on PostgreSQL: at READ COMMITTED a transaction around its statements
would add two journeys to the server and promise nothing more."""

RESTS_AT_MOST = 30.0
"""Seconds after which a resting connection is asked whether it still lives."""

WRITING = {"sqlite_begin": "IMMEDIATE"}
"""Execution options of a unit of work that will write: on SQLite it takes the write lock at once."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone and store it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment must carry its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[Any]):
    """An enum kept as its text, and read back as the enum, so that ``is`` works on what was loaded."""

    impl = String
    cache_ok = True

    def __init__(self, known: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.known = known
        self._members = {str(member.value): member for member in known}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text of a member; raises ValueError for anything that is none."""
        return None if value is None else str(self.known(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The member again."""
        return None if value is None else self._members[value]


JsonData = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON on SQLite, JSONB on PostgreSQL; None is NULL on both."""


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JsonData}


def one_of(column: str, values: type[Any]) -> CheckConstraint:
    """A CHECK that a text column holds one of the values of an enum."""
    listed = ", ".join(f"'{member.value}'" for member in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for this address, set up so that SQLite loses no update and both keep foreign keys."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, echo=echo, connect_args={"timeout": 30, "check_same_thread": False})
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, echo=echo, pool_size=10, max_overflow=10)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ask_after_rest)
    return engine


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _ask_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Ask a connection that has rested whether it still lives; one that does not is replaced.

    Asking before every use (SQLAlchemy's pre-ping) costs three journeys to the server for each page.
    """
    if monotonic() - record.info.get("rests_since", monotonic()) < RESTS_AT_MOST:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:  # whatever the driver says, this connection is of no more use
        raise DisconnectionError from error


def _sqlite_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling would begin too late and lose updates: we begin ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def ping(session: Session) -> None:
    """Ask the database for the smallest of answers; raises when it does not give one."""
    session.execute(text("SELECT 1"))
