"""Migrations: models equal them, and every one goes down and up again with data in the tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, TableClause, insert, inspect, select, text
from sqlalchemy import column as column_clause
from sqlalchemy import table as table_clause
from sqlalchemy.exc import DBAPIError

from audit.infra.append_only import drop_triggers, triggers
from audit.infra.database import Base, make_engine
from audit.infra.migrate import configuration, downgrade, upgrade
from tests.support import programs

MOMENT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
APPEND_ONLY = (
    "trail_entry",
    "answer_revision",
    "submission",
    "edition",
    "edition_standard",
    "edition_question",
    "action_note",
    "case_answer_revision",
)


@pytest.fixture
def bare_engine(database_kind: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database without any table."""
    if database_kind == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'bare.db'}")
        yield engine
        engine.dispose()
        return
    from psycopg import sql

    from tests.support import postgres

    programs.need("postgresql")
    server = postgres.server()
    name = f"{postgres.PREFIX}bare_{abs(hash(tmp_path)):x}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    engine = make_engine(server.url(name))
    yield engine
    engine.dispose()
    postgres.drop_database(server.url(name))


def revisions() -> list[str]:
    """Every revision, oldest first."""
    script = ScriptDirectory.from_config(configuration())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def fill(engine: Engine) -> dict[str, int]:
    """Put a row into every table, parents first, and say how many there are."""
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection, resolve_fks=True)
        ids: dict[str, Any] = {}
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            row = _row(table, ids)
            if table.name == "organisation_link":  # a link needs two
                another = {**_row(tables.tables["organisation"], ids), "id": row["organisation_id"] + 1}
                connection.execute(insert(Base.metadata.tables["organisation"]).values(another))
                row["other_id"] = another["id"]
            connection.execute(insert(_as_it_is(table)).values(row))
            key = next(iter(table.primary_key.columns)).name
            ids[table.name] = row.get(key) or connection.scalar(select(table.c[key]))
        return dict.fromkeys(ids, 1)


def _as_it_is(table: Table) -> TableClause:
    """The table with the columns that it has at this migration, of the types that its model gives them."""
    model = Base.metadata.tables.get(table.name, table)
    there = [column_clause(each.name, each.type) for each in model.columns if each.name in table.columns]
    return table_clause(table.name, *there)


def _row(table: Table, ids: dict[str, Any]) -> dict[str, Any]:
    model = Base.metadata.tables.get(table.name, table)
    row: dict[str, Any] = {}
    for column in model.columns:
        if column.name not in table.columns:
            continue  # a later migration adds it
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).target_fullname.split(".")[0]
            if target != table.name:
                row[column.name] = ids[target]
        elif column.primary_key and column.type.python_type is int:
            row[column.name] = 1
        elif not column.nullable or column.primary_key:
            row[column.name] = _value(column)
    if table.name == "role_held":
        row["organisation_id"] = None
    return row


def _value(column: Any) -> Any:
    known = getattr(column.type, "known", None)
    if known is not None:
        return next(iter(known))
    kind = type(column.type).__name__
    if kind == "JSON":
        return {"kept": True}
    samples: dict[type, Any] = {int: 1, bool: False, str: "x", datetime: MOMENT, date: date(2026, 9, 14)}
    return MOMENT if kind == "UtcDateTime" else samples[column.type.python_type]


def test_models_equal_migrations(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    config = configuration()
    with bare_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)  # raises when a model has something that no migration makes


def test_every_migration_goes_down_and_up_with_data(bare_engine: Engine) -> None:
    previous = "base"
    for revision in revisions():
        upgrade(bare_engine, revision)
        counts = fill(bare_engine)
        assert counts, f"{revision} has no table to fill"
        downgrade(bare_engine, previous)
        if previous == "base":
            left = set(inspect(bare_engine).get_table_names()) - {"alembic_version"}
            assert not left, f"{revision} leaves {left} behind when it goes down"
        upgrade(bare_engine, revision)
        downgrade(bare_engine, "base")  # the next one begins bare, and so its rows do not meet these
        previous = revision


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_itself_refuses_to_change_or_remove_a_row(bare_engine: Engine, table: str) -> None:
    upgrade(bare_engine)
    fill(bare_engine)
    column = next(
        c.name for c in Base.metadata.tables[table].columns if not c.primary_key and not c.foreign_keys
    )
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with bare_engine.connect() as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statement))
            connection.rollback()
    with bare_engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1


def test_triggers_can_be_taken_away_for_a_migration_and_put_back(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    fill(bare_engine)
    dialect = bare_engine.dialect.name
    with bare_engine.begin() as connection:
        for statement in drop_triggers("submission", dialect):
            connection.execute(text(statement))
        connection.execute(text("UPDATE submission SET number = 2"))
        for statement in triggers("submission", dialect):
            connection.execute(text(statement))
    with bare_engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("UPDATE submission SET number = 3"))
