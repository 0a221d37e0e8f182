"""The worker's PostgreSQL database: each test finds it as if it had been made anew, whatever the test before did."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import _migrate
from tests.support import postgres
from tests.support.one_database import OneDatabase

pytestmark = pytest.mark.postgresql

ADD = (
    "INSERT INTO board (code, name, accent, contact_email, contact_phone, version, created_at)"
    " VALUES (%s, %s, '', '', '', 1, now()) RETURNING id"
)


@pytest.fixture
def one() -> Iterator[OneDatabase]:
    """A database of its own, whatever the worker's own holds."""
    postgres.server()
    one = OneDatabase(_migrate)
    yield one
    postgres.drop_database(one.take())


def connected(one: OneDatabase) -> psycopg.Connection:
    return psycopg.connect(one.take().replace("+psycopg", "", 1), autocommit=True)


def test_rows_and_counters_are_gone_and_the_database_is_the_same(one: OneDatabase) -> None:
    url = one.take()
    with connected(one) as connection:
        connection.execute(ADD, ["a", "A"])
    one.give_back()
    assert one.take() == url
    with connected(one) as connection:
        assert connection.execute(ADD, ["b", "B"]).fetchone() == (1,)
        assert connection.execute("SELECT code FROM board").fetchall() == [("b",)]


def test_whoever_is_still_at_it_is_shown_out(one: OneDatabase) -> None:
    held = connected(one)
    held.autocommit = False
    held.execute(ADD, ["a", "A"])
    one.give_back()
    with pytest.raises(psycopg.OperationalError):
        held.commit()
    with connected(one) as connection:
        assert connection.execute("SELECT code FROM board").fetchall() == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE board ADD COLUMN colour text",
        "ALTER TABLE trail_entry DISABLE TRIGGER USER",
        "CREATE TABLE left_behind (id int)",
        "DROP INDEX {index}",
        "CREATE OR REPLACE FUNCTION edition_refuse() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
    ],
)
def test_after_a_change_of_the_schema_it_is_made_anew(one: OneDatabase, change: str) -> None:
    url = one.take()
    with connected(one) as connection:
        found = connection.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix\\_%' ORDER BY 1"
        ).fetchone()
        assert found is not None
        connection.execute(change.format(index=found[0]))
    one.give_back()
    assert one.take() != url


def test_a_picture_brings_rows_and_counters_back(one: OneDatabase) -> None:
    with connected(one) as connection:
        connection.execute(ADD, ["a", "A"])
    picture = one.picture()
    one.give_back()
    one.take()
    one.put(picture)
    with connected(one) as connection:
        assert connection.execute(ADD, ["b", "B"]).fetchone() == (2,)
        assert connection.execute("SELECT code FROM board ORDER BY id").fetchall() == [("a",), ("b",)]
