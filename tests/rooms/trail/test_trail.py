"""The trail: append-only in the database itself, one chain, and every break in it is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from audit.cli import context, main
from audit.domain.actor import OPERATOR
from audit.domain.permissions import Role
from audit.domain.trail_events import EVENTS
from audit.infra.append_only import drop_triggers, triggers
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.organisations.operations import invite_person
from audit.rooms.trail.models import TrailEntry
from audit.rooms.trail.operations import FIRST_HASH, record
from audit.rooms.trail.presenters import EVENT_WORDS
from audit.rooms.trail.queries import Verdict, verify
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import World


def happen(
    unit_of_work: UnitOfWork, clock: SteppingClock, times: int = 1, board_id: int | None = None
) -> None:
    for number in range(times):
        with unit_of_work.begin() as session:
            record(
                session, OPERATOR, clock, "return.reopened",
                subject=("return", f"TEST-{number:04}"), board_id=board_id, reason=f"Because é {number}",
            )  # fmt: skip


def verdict(unit_of_work: UnitOfWork) -> Verdict:
    with unit_of_work.read() as session:
        return verify(session)


def tamper(engine: Engine, statement: str) -> None:
    """Do behind the product's back what its triggers refuse."""
    dialect = engine.dialect.name
    with engine.begin() as connection:
        for drop in drop_triggers("trail_entry", dialect):
            connection.execute(text(drop))
        connection.execute(text(statement))
        for create in triggers("trail_entry", dialect):
            connection.execute(text(create))


def test_a_whole_chain_is_in_order(unit_of_work: UnitOfWork, clock: SteppingClock) -> None:
    assert verdict(unit_of_work) == Verdict(0, last_hash=FIRST_HASH)
    happen(unit_of_work, clock, 5)
    found = verdict(unit_of_work)
    assert (found.entries, found.broken_at) == (5, None)
    assert len(found.last_hash) == 64
    assert found.last_hash != FIRST_HASH


@pytest.mark.parametrize(
    ("statement", "at", "why"),
    [
        ("UPDATE trail_entry SET actor_name = 'Another' WHERE id = 3", 3, "was altered"),
        ("UPDATE trail_entry SET subject_id = 'X' WHERE id = 1", 1, "was altered"),
        ("""UPDATE trail_entry SET facts = '{"reason": "none"}' WHERE id = 4""", 4, "was altered"),
        ("DELETE FROM trail_entry WHERE id = 2", 3, "missing"),
        ("DELETE FROM trail_entry WHERE id = 1", 2, "missing"),
    ],
)
def test_what_was_done_behind_its_back_is_found(
    engine: Engine, unit_of_work: UnitOfWork, clock: SteppingClock, statement: str, at: int, why: str
) -> None:
    happen(unit_of_work, clock, 5)
    tamper(engine, statement)
    found = verdict(unit_of_work)
    assert found.broken_at == at
    assert why in found.why


def test_the_loss_of_the_newest_shows_in_the_count_and_the_last_hash(
    engine: Engine, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    happen(unit_of_work, clock, 5)
    before = verdict(unit_of_work)
    tamper(engine, "DELETE FROM trail_entry WHERE id = 5")
    after = verdict(unit_of_work)
    assert after.entries == before.entries - 1
    assert after.last_hash != before.last_hash


@pytest.mark.parametrize(
    "statement",
    ["UPDATE trail_entry SET actor_name = 'Another'", "DELETE FROM trail_entry", "TRUNCATE trail_entry"],
)
def test_the_database_itself_refuses(
    engine: Engine, unit_of_work: UnitOfWork, clock: SteppingClock, statement: str
) -> None:
    if statement.startswith("TRUNCATE") and engine.dialect.name == "sqlite":
        statement = "DELETE FROM trail_entry WHERE 1 = 1"  # SQLite's own way to empty a table
    happen(unit_of_work, clock)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert verdict(unit_of_work).entries == 1


def test_writers_at_the_same_moment_keep_one_chain(unit_of_work: UnitOfWork, clock: SteppingClock) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(happen, unit_of_work, clock, 10) for _ in range(8)]:
            done.result()
    assert verdict(unit_of_work).entries == 80
    assert verdict(unit_of_work).broken_at is None


def test_what_is_undone_leaves_no_entry(unit_of_work: UnitOfWork, clock: SteppingClock) -> None:
    def note_and_fail() -> None:
        with unit_of_work.begin() as session:
            record(session, OPERATOR, clock, "round.closed", subject=("round", "x"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        note_and_fail()
    assert verdict(unit_of_work).entries == 0


def test_an_event_that_nobody_knows_is_refused(unit_of_work: UnitOfWork, clock: SteppingClock) -> None:
    with unit_of_work.begin() as session:
        with pytest.raises(ValueError, match="knows no event"):
            record(session, OPERATOR, clock, "round.forgotten", subject=("round", "x"))
        with pytest.raises(ValueError, match="must say reason"):
            record(session, OPERATOR, clock, "return.reopened", subject=("return", "x"))


def test_every_event_has_plain_words() -> None:
    assert set(EVENT_WORDS) == set(EVENTS), "add the missing ones to audit/rooms/trail/presenters.py"


@pytest.fixture
def command_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The console script on this test's database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("AUDIT_MODE", "test")
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()
    yield CliRunner()
    context.unit_of_work().engine.dispose()
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()


def test_the_command_says_that_all_is_in_order_or_where_it_is_not(
    command_line: CliRunner, engine: Engine, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    happen(unit_of_work, clock, 3)
    result = command_line.invoke(main, ["trail", "verify"])
    assert result.exit_code == 0
    assert result.output.startswith("3 entries checked, all in order.")
    assert verdict(unit_of_work).last_hash in result.output
    tamper(engine, "UPDATE trail_entry SET event = 'round.opened' WHERE id = 2")
    result = command_line.invoke(main, ["trail", "verify"])
    assert result.exit_code == 1
    assert "broken at entry 2" in result.output


def test_the_board_reads_its_trail_in_plain_words(
    visitor: PageClient, world: World, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    board, other = world.board(), world.board("othershire", "Othershire")
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    assert "will be listed here" in visitor.get("/boards/testshire/trail").text_words
    happen(unit_of_work, clock, 1, other.id)
    assert "Because" not in visitor.get("/boards/testshire/trail").text_words
    happen(unit_of_work, clock, 53, board.id)
    page = visitor.get("/boards/testshire/trail")
    assert (
        "14 September 2026 at 10:30am Operator at the command line Reopened a return: return TEST-0052"
        in (page.text_words)
    )
    assert "Reason: Because é 52" in page.text_words
    older = visitor.get(str(page.select('a[rel="next"]')[0]["href"]))
    assert [row.get_text(" ", strip=True)[-1] for row in older.select("tbody tr")] == ["2", "1", "0"]
    visitor.get("/boards/testshire/trail?before=nonsense")
    visitor.get("/boards/othershire/trail", 404)


def test_others_of_the_board_do_not_read_it(visitor: PageClient, world: World) -> None:
    person = world.person(Role.BOARD_VIEWER, board=world.board())
    visitor.sign_in(person.id).get("/boards/testshire/trail", 403)


def test_an_entry_keeps_the_name_after_the_account_is_gone(
    unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    happen(unit_of_work, clock)
    with unit_of_work.read() as session:
        entry = session.get_one(TrailEntry, 1)
    assert entry.actor_name == "Operator at the command line"
    assert not TrailEntry.__table__.c.actor_id.foreign_keys


def test_roles_dates_and_names_are_said_as_people_say_them(
    visitor: PageClient, world: World, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    board = world.board()
    administrator = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    with unit_of_work.begin() as session:
        invite_person(
            session, world.actor(administrator), clock, email="lay@testshire.example", name="Lou Lay",
            role=Role.BOARD_VIEWER, board_id=board.id, public_url="", product="",
        )  # fmt: skip
        record(
            session, OPERATOR, clock, "round.extended",
            subject=("round", "autumn"), board_id=board.id, due_on="2026-12-05",
        )  # fmt: skip
    words = visitor.sign_in(administrator.id).get("/boards/testshire/trail").text_words
    assert "Gave a role: Lou Lay Role: Board viewer" in words
    assert "Due: 5 December 2026" in words
