"""The database adapter: no update lost, no dead connection handed out, moments and enums read back as written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from sqlalchemy import Engine, text

from audit.infra import database
from audit.infra.database import EnumText, UtcDateTime, make_engine
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.organisations.models import Board

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


def test_no_update_is_lost_between_threads(unit_of_work: UnitOfWork) -> None:
    with unit_of_work.begin() as session:
        session.add(Board(code="count", name="0", created_at=NOON))

    def add_one() -> None:
        for _ in range(25):
            with unit_of_work.begin() as session:
                session.execute(
                    text("UPDATE board SET name = CAST(CAST(name AS INTEGER) + 1 AS VARCHAR(200))")
                )

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(add_one) for _ in range(4)]:
            done.result()
    with unit_of_work.read() as session:
        assert session.scalar(text("SELECT name FROM board")) == "100"


def test_reading_first_and_writing_then_takes_turns_too(unit_of_work: UnitOfWork) -> None:
    """What SQLite loses by default: two that read the same number and both write the next."""
    with unit_of_work.begin() as session:
        session.add(Board(code="count", name="0", created_at=NOON))

    def add_one() -> None:
        for _ in range(25):
            with unit_of_work.begin() as session:
                board = session.query(Board).with_for_update().one()
                board.name = str(int(board.name) + 1)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(add_one) for _ in range(4)]:
            done.result()
    with unit_of_work.read() as session:
        assert session.scalar(text("SELECT name FROM board")) == "100"


def test_what_is_not_committed_is_undone(unit_of_work: UnitOfWork) -> None:
    def begin_and_fail() -> None:
        with unit_of_work.begin() as session:
            session.add(Board(code="gone", name="Gone", created_at=NOON))
            session.flush()
            raise RuntimeError("in mid-work")

    with pytest.raises(RuntimeError, match="in mid-work"):
        begin_and_fail()
    with unit_of_work.read() as session:
        assert session.scalar(text("SELECT count(*) FROM board")) == 0


def test_a_connection_that_died_while_it_rested_is_replaced(
    database_url: str, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_kind != "postgresql":
        pytest.skip("SQLite has no server that could restart")
    monkeypatch.setattr(database, "RESTS_AT_MOST", -1.0)
    engine, other = make_engine(database_url), make_engine(database_url)
    with engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != pid
    engine.dispose()
    other.dispose()


def test_foreign_keys_are_kept(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute(
            text(
                "INSERT INTO area_membership (board_id, organisation_id, joined_on) VALUES (999, 999, '2026-01-01')"
            )
        )


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 9, 14), None)  # type: ignore[arg-type]


def test_an_unknown_word_is_refused_by_an_enum() -> None:
    class Colour(StrEnum):
        RED = "red"

    kind = EnumText(Colour, 10)
    assert kind.process_result_value("red", None) is Colour.RED  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="blue"):
        kind.process_bind_param("blue", None)  # type: ignore[arg-type]
