"""The PostgreSQL database of one worker: emptied after each test, which takes a tenth of the time of making it anew.

It is made anew wherever emptying would not be the same: when a test changed a table, an index, a trigger or a
function; when emptying fails; and after every test on a borrowed server whose account may not set triggers aside.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from tests.support import postgres

_SHAPE = """
SELECT md5(string_agg(what, ' ' ORDER BY what)) FROM (
    SELECT format('class %s %s %s', oid, xmin, relname) FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT format('column %s %s %s', attrelid, xmin, attnum) FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT format('trigger %s %s', oid, xmin) FROM pg_trigger
    UNION ALL SELECT format('constraint %s %s', oid, xmin) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT format('function %s %s', oid, xmin) FROM pg_proc WHERE oid >= 16384
) AS parts (what)
"""
"""Changes with every change of the schema: such a change writes a new version (xmin) of a row of the catalogue."""

_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND (application_name <> %s OR state <> 'idle')
"""

_COUNTERS = "SELECT oid::regclass::text, pg_sequence_last_value(oid) FROM pg_class WHERE relkind = 'S'"
_RESET_COUNTERS = "SELECT count(setval(oid::regclass, 1, false)) FROM pg_class WHERE relkind = 'S'"


@dataclass(frozen=True)
class Picture:
    """All rows of a database, table by table in PostgreSQL's own form, and how far its counters of ids were."""

    rows: dict[str, bytes] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


class OneDatabase:
    """The database of this worker: ``take`` it empty, ``give_back`` whatever it holds."""

    def __init__(self, migrate: Callable[[str], None], may_rest: str = "") -> None:
        """With ``may_rest``, connections of this name may stay open between tests while they do nothing."""
        self._migrate, self._may_rest = migrate, may_rest
        self._url = ""
        self._connection: psycopg.Connection | None = None
        self._tables: list[str] = []
        self._shape: object = None

    def take(self) -> str:
        """The address of the migrated, empty database."""
        if not self._url:
            postgres.template_database(self._migrate)
            self._url = postgres.fresh_database()
            self._look_around(psycopg.connect(self._url.replace("+psycopg", "", 1), autocommit=True))
        return self._url

    def give_back(self) -> None:
        """Empty it for the next test, or drop it if it would not be the same again."""
        try:
            emptied = self._connection is not None and self._empty(self._connection)
        except psycopg.Error:
            emptied = False
        if not emptied:
            if self._connection is not None:
                self._connection.close()
            postgres.drop_database(self._url)
            self._url, self._connection = "", None

    def picture(self) -> Picture:
        """All that is in it now, to be put into it again; nothing where triggers cannot be set aside."""
        assert self._connection is not None
        picture = Picture()
        for name in self._filled(self._connection):
            with self._connection.cursor().copy(_copy(name, "TO STDOUT")) as out:
                picture.rows[name] = b"".join(bytes(part) for part in out)
        for name, last in self._connection.execute(_COUNTERS).fetchall():
            if last is not None:
                picture.counters[name] = last
        return picture

    def put(self, picture: Picture) -> None:
        """Fill the empty database with what was in it when the picture was taken."""
        assert self._connection is not None
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for name, rows in picture.rows.items():
                with cursor.copy(_copy(name, "FROM STDIN")) as into:
                    into.write(rows)
            for name, last in picture.counters.items():
                cursor.execute("SELECT setval(%s::regclass, %s)", [name, last])

    @property
    def keeps(self) -> bool:
        """Whether it is emptied, and can be filled from pictures, at all."""
        return self._connection is not None

    def _look_around(self, connection: psycopg.Connection) -> None:
        """Note what an empty database looks like; keep the connection if it may set triggers aside."""
        try:
            # As replication does: rows come and go without triggers that refuse changes or look for other rows.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET lock_timeout = '5s'")
        except psycopg.errors.InsufficientPrivilege:
            connection.close()
            return
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname <> 'alembic_version' ORDER BY relname"
        )
        self._tables = [str(name) for (name,) in found]
        assert not self._filled(connection), "migrations leave rows behind, which emptying would take away"
        self._shape, self._connection = connection.execute(_SHAPE).fetchone(), connection

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        """The tables that have rows."""
        each = (
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in self._tables
        )
        return [str(name) for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(each), prepare=True)]

    def _empty(self, connection: psycopg.Connection) -> bool:
        connection.execute(_END_OTHERS, [self._may_rest])
        if connection.execute(_SHAPE).fetchone() != self._shape:
            return False
        filled = [sql.Identifier(name) for name in self._filled(connection)]
        with connection.transaction():
            for table in filled:
                connection.execute(sql.SQL("DELETE FROM {}").format(table))
            connection.execute(_RESET_COUNTERS)
        if filled:
            # Without the room of what was in them, rows lie in the order in which they come, as in a new table.
            whole = sql.SQL("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) {}")
            connection.execute(whole.format(sql.SQL(", ").join(filled)))
        return True


def _copy(table: str, direction: str) -> sql.Composed:
    return sql.SQL("COPY {} " + direction + " (FORMAT binary)").format(sql.Identifier(table))
