"""The tests' own PostgreSQL: copies of one template, each alone, and nothing else ever dropped."""

import psycopg
import pytest

from tests.support import postgres

pytestmark = pytest.mark.postgresql


def plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


@pytest.fixture
def cluster() -> postgres.Server:
    """The server of this run."""
    return postgres.server()


def test_each_database_is_its_own(cluster: postgres.Server) -> None:
    first, second = postgres.fresh_database(), postgres.fresh_database()
    with psycopg.connect(plain(first)) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with psycopg.connect(plain(second)) as connection:
        row = connection.execute("SELECT to_regclass('only_here')").fetchone()
    assert row == (None,)
    postgres.drop_database(first)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain(first))
    postgres.drop_database(second)


def test_it_keeps_every_letter_and_the_time_in_utc(cluster: postgres.Server) -> None:
    url = postgres.fresh_database()
    with psycopg.connect(plain(url)) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.info.host == "127.0.0.1" or postgres.given_server() is not None
    postgres.drop_database(url)


def test_a_database_of_someone_else_is_never_dropped() -> None:
    with pytest.raises(ValueError, match="not made by these tests"):
        postgres.drop_database("postgresql+psycopg://audit@127.0.0.1/live")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql+psycopg://a:b@db.example:5433/live?sslmode=require", "postgresql://a:b@db.example:5433"),
        ("postgres://a@127.0.0.1/live", "postgresql://a@127.0.0.1"),
        ("sqlite:///audit.sqlite3", None),
        ("", None),
    ],
)
def test_a_given_server_is_read_from_the_environment(
    url: str, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = postgres.given_server()
    assert (found.address if found else None) == address
