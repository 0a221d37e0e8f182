"""How migrations run: on the database that the settings (or the caller) name."""

from importlib import import_module
from importlib.util import find_spec

from alembic import context
from sqlalchemy import Connection

from audit.infra.database import Base, make_engine
from audit.registry import ROOMS
from audit.settings import settings_from_environment

for room in ROOMS:
    if find_spec(f"audit.rooms.{room}.models"):
        import_module(f"audit.rooms.{room}.models")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="audit.infra.database.",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = make_engine(
        context.config.get_main_option("sqlalchemy.url") or settings_from_environment().database_url
    )
    with engine.begin() as connection:
        _run(connection)
    engine.dispose()
