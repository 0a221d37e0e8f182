"""One unit of work, and the only place where anything is committed.

A request, a command or a job is one unit. What it writes is committed once, at the end, or not at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from audit.infra.database import READING, WRITING

BeforeCommit = Callable[[Session], None]

_before_commit: list[BeforeCommit] = []


def before_commit(work: BeforeCommit) -> BeforeCommit:
    """Register work done at the very end of every unit that commits (the trail is written here)."""
    if work not in _before_commit:
        _before_commit.append(work)
    return work


def run_before_commit(session: Session) -> None:
    """Do what belongs at the end of a unit."""
    for work in _before_commit:
        work(session)


class WriteWhileReading(RuntimeError):
    """Something tried to write in a unit that only reads: a fault in the program, never in what a person did."""


class ReadingSession(Session):
    """A session that refuses to write, so that no page which is only looked at can change anything."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_flush(session: Session, _context: Any, _objects: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise WriteWhileReading("A unit that only reads was asked to write rows.")


@event.listens_for(ReadingSession, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise WriteWhileReading("A unit that only reads was asked to run a statement that writes.")


class UnitOfWork:
    """Opens sessions on one engine and commits them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing_engine = engine.execution_options(**WRITING)
        is_postgresql = engine.dialect.name == "postgresql"
        self._reading_engine = engine.execution_options(**READING) if is_postgresql else engine

    def reading(self) -> Session:
        """A session for one page that only reads; on PostgreSQL without a transaction around it.

        Because nothing there could undo a write, it refuses to make one.
        """
        return ReadingSession(self._reading_engine, expire_on_commit=False)

    def writing(self) -> Session:
        """A session that may be committed; on SQLite it holds the write lock from its first statement."""
        return Session(self._writing_engine, expire_on_commit=False)

    def commit(self, session: Session) -> None:
        """Commit a unit: flush it, do what belongs at its end, commit."""
        session.flush()
        run_before_commit(session)
        session.commit()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A whole unit of work: committed when the block ends well, undone when it raises."""
        session = self.writing()
        try:
            yield session
            self.commit(session)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading in one transaction, as long streams of rows need it; closed at the end."""
        session = ReadingSession(self.engine, expire_on_commit=False)
        try:
            yield session
        finally:
            session.close()
