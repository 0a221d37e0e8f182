"""A unit that only reads refuses to write; a unit of work keeps all or nothing."""

import pytest
from sqlalchemy import delete, insert, select, update

from audit.infra.unit_of_work import UnitOfWork, WriteWhileReading
from audit.rooms.organisations.models import Board
from tests.support.world import World

STATEMENTS = {
    "insert": insert(Board).values(code="written", name="Written"),
    "update": update(Board).values(name="Written"),
    "delete": delete(Board),
}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_unit_that_only_reads_refuses_a_statement_that_writes(unit_of_work: UnitOfWork, kind: str) -> None:
    with unit_of_work.read() as session, pytest.raises(WriteWhileReading):
        session.execute(STATEMENTS[kind])


def test_a_unit_that_only_reads_refuses_a_changed_row(unit_of_work: UnitOfWork, world: World) -> None:
    board = world.board()
    with unit_of_work.read() as session:
        found = session.scalars(select(Board).where(Board.id == board.id)).one()
        found.name = "Written"
        with pytest.raises(WriteWhileReading):
            session.flush()


def test_a_unit_of_work_keeps_all_or_nothing(unit_of_work: UnitOfWork, world: World) -> None:
    board = world.board()

    def write_and_fail() -> None:
        with unit_of_work.begin() as session:
            session.execute(update(Board).values(name="Written"))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    with unit_of_work.read() as session:
        assert session.scalars(select(Board.name).where(Board.id == board.id)).one() == board.name
