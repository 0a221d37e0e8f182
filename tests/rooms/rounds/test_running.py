"""Running a round: opening, letters, figures, extending, reminding, closing."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest

from audit.domain.actor import OPERATOR, Actor
from audit.domain.errors import Refusal, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import today
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import (
    add_organisations,
    close_round,
    extend_returns,
    open_round,
    remind,
    reopen_round,
)
from audit.rooms.rounds.queries import (
    ReturnFilter,
    figures_of_round,
    returns_of_round,
    round_by_code,
    rounds_of_board,
)
from audit.rooms.trail.models import TrailEntry
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World

WORDS = {"public_url": "https://audit.example", "product": "Safeguarding audit"}


class Run:
    """A draft that asks three organisations: one with two leads, one with one, one with none."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.board: Board = world.board()
        self.edition = world.edition()
        self.administrator = world.person(Role.BOARD_ADMINISTRATOR, board=self.board)
        self.actor: Actor = world.actor(self.administrator)
        self.council: Organisation = world.organisation(self.board, "Council")
        self.police: Organisation = world.organisation(self.board, "Police", "police")
        self.church: Organisation = world.organisation(self.board, "Church", "faith")
        world.person(Role.LEAD, organisation=self.council, name="Lee Lead", email="lee@council.example")
        world.person(Role.LEAD, organisation=self.council, email="lou@council.example")
        world.person(Role.LEAD, organisation=self.police, email="pat@police.example")
        world.person(Role.CONTRIBUTOR, organisation=self.church)
        self.round = world.round(
            self.board,
            self.edition,
            self.council,
            self.police,
            self.church,
            code="audit-2026",
            state=RoundState.DRAFT,
        )

    def letters(self, kind: str) -> list[Letter]:
        with self.world.session() as session:
            return session.query(Letter).filter_by(kind=kind).order_by(Letter.to_email).all()

    def returns(self) -> dict[str, Return]:
        with self.world.session() as session:
            rows = (
                session.query(Return, Organisation.name)
                .join(Organisation)
                .filter(Return.round_id == self.round.id)
            )
            return {name: row for row, name in rows}

    def now(self) -> Round:
        with self.world.session() as session:
            return session.get(Round, self.round.id)

    def open(self) -> None:
        with self.world.session() as session:
            open_round(session, self.actor, self.world.clock, "audit-2026", **WORDS)


@pytest.fixture
def run(world: World) -> Run:
    return Run(world)


def test_opening_writes_to_every_lead_and_names_those_without(run: Run, visitor: PageClient) -> None:
    visitor.sign_in(run.administrator.id)
    check = visitor.get("/rounds/audit-2026/open")
    assert "1 organisation has no lead" in check.text_words
    assert "Church" in check.text_words
    page = visitor.submit(check)
    assert "3 letters are in the outbox" in page.text_words
    assert "1 organisation has no lead to write to: Church" in page.text_words
    letters = run.letters("invitation-to-answer")
    assert [letter.to_email for letter in letters] == [
        "lee@council.example",
        "lou@council.example",
        "pat@police.example",
    ]
    reference = run.returns()["Council"].reference
    assert f"/returns/{reference}" in letters[0].body
    assert "30 October 2026" in letters[0].body
    assert (letters[0].board_id, letters[0].about_id) == (run.board.id, reference)
    row = run.now()
    assert (row.state, row.opened_at) == (RoundState.OPEN, run.world.clock())
    with run.world.session() as session:
        entry = session.query(TrailEntry).filter_by(event="round.opened").one()
    assert (entry.board_id, entry.facts["asked"]) == (run.board.id, 3)
    page = visitor.submit(check, status=422)  # sent again from the old page
    assert "already open" in page.errors()[0]
    assert len(run.letters("invitation-to-answer")) == 3


def test_two_who_open_at_once_open_it_once(run: Run) -> None:
    start = Barrier(4)
    refused: list[str] = []

    def work() -> None:
        start.wait()
        try:
            run.open()
        except Refusal as refusal:
            refused.append(refusal.sentence)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["This round is already open."] * 3
    assert len(run.letters("invitation-to-answer")) == 3


def test_a_round_for_nobody_or_due_in_the_past_is_not_opened(run: Run, visitor: PageClient) -> None:
    run.world.round(run.board, run.edition, code="nobody", state=RoundState.DRAFT)
    run.world.round(
        run.board, run.edition, run.council, code="too-late", state=RoundState.DRAFT, due_on=date(2026, 9, 13)
    )
    visitor.sign_in(run.administrator.id)
    assert "Nobody is asked yet" in visitor.get("/rounds/nobody/open").text_words
    assert "The due date has passed" in visitor.get("/rounds/too-late/open").text_words
    for code, sentence in (("nobody", "Nobody is asked"), ("too-late", "has passed")):
        page = visitor.post(f"/rounds/{code}/open", {"csrf_token": visitor.csrf_token()}, 422)
        assert sentence in page.errors()[0]
    with run.world.session() as session:
        assert session.query(Letter).count() == 0


def test_an_organisation_added_while_open_has_its_return_and_its_letter(
    run: Run, visitor: PageClient
) -> None:
    run.open()
    health = run.world.organisation(run.board, "Hospitals", "health")
    run.world.person(Role.LEAD, organisation=health, email="hal@health.example")
    visitor.sign_in(run.administrator.id)
    page = visitor.get("/rounds/audit-2026/organisations")
    assert "Council" not in page.text_words
    visitor.submit(page, {}, 422)
    page = visitor.submit(page, {"organisations": [str(health.id)]})
    assert "1 organisation added. 1 letter is in the outbox." in page.text_words
    assert len(run.letters("invitation-to-answer")) == 4
    assert "Hospitals" in run.returns()
    with run.world.session() as session, pytest.raises(RuleBroken):
        add_organisations(session, run.actor, run.world.clock, "audit-2026", [health.id], **WORDS)


def test_one_or_all_are_given_more_time(run: Run, visitor: PageClient) -> None:
    run.open()
    returns = run.returns()
    with run.world.session() as session:
        session.get(Return, returns["Police"].id).state = ReturnState.SUBMITTED
        session.get(Return, returns["Police"].id).submitted_at = run.world.clock()
    visitor.sign_in(run.administrator.id)
    page = visitor.get(
        f"/rounds/audit-2026/extend?r={returns['Council'].reference}&r={returns['Police'].reference}"
    )
    assert "1 return not submitted" in page.text_words
    typed = {"due_on-day": "30", "due_on-month": "10", "due_on-year": "2026"}
    page = visitor.submit(page, typed, 422)
    assert "must be later than 30 October 2026" in page.errors()[0]
    assert page.values()["r"] == [returns["Council"].reference, returns["Police"].reference]
    visitor.submit(page, typed | {"due_on-year": "2025"}, 422)
    visitor.submit(page, typed | {"due_on-year": ""}, 422)
    page = visitor.submit(page, typed | {"due_on-month": "11"})
    assert "2 letters are in the outbox" in page.text_words
    assert {name: row.due_on for name, row in run.returns().items()} == {
        "Council": date(2026, 11, 30), "Police": None, "Church": None,
    }  # fmt: skip
    assert "until 30 November 2026" in run.letters("extended")[0].subject
    page = visitor.submit(
        visitor.get("/rounds/audit-2026/extend?all=yes"),
        typed | {"due_on-month": "November", "due_on-day": "14"},
    )
    assert "1 organisation has no lead" in page.text_words
    assert run.now().due_on == date(2026, 11, 14)
    assert run.returns()["Council"].due_on == date(2026, 11, 30)  # later already: kept
    assert len(run.letters("extended")) == 2
    page = visitor.get("/rounds/audit-2026/extend")
    assert "Tick at least one" in page.text_words


def test_extending_for_all_does_not_run_into_moderation(run: Run) -> None:
    with run.world.session() as session:
        session.get(Round, run.round.id).moderation_by = date(2026, 11, 10)
    run.open()
    with (
        run.world.session() as session,
        pytest.raises(RuleBroken, match="Moderation ends on 10 November 2026"),
    ):
        extend_returns(session, run.actor, run.world.clock, "audit-2026", date(2026, 11, 11), **WORDS)


def test_only_those_who_owe_are_reminded(run: Run, visitor: PageClient) -> None:
    run.open()
    returns = run.returns()
    with run.world.session() as session:
        session.get(Return, returns["Police"].id).state = ReturnState.SUBMITTED
        session.get(Return, returns["Police"].id).submitted_at = run.world.clock()
    visitor.sign_in(run.administrator.id)
    page = visitor.submit(visitor.get("/rounds/audit-2026/remind?all=yes"))
    assert "2 letters are in the outbox" in page.text_words
    assert {letter.to_email for letter in run.letters("reminder")} == {
        "lee@council.example",
        "lou@council.example",
    }
    assert "is due on" in run.letters("reminder")[0].subject
    page = visitor.get(f"/rounds/audit-2026/remind?r={returns['Police'].reference}&r=NONSENSE")
    assert "Tick at least one" in page.text_words
    run.world.clock.now += timedelta(days=90)  # type: ignore[attr-defined]
    with run.world.session() as session:
        remind(session, run.actor, run.world.clock, "audit-2026", [returns["Council"].reference], **WORDS)
    assert "was due on 30 October 2026" in run.letters("reminder")[-1].subject


def test_closing_and_opening_again(run: Run, visitor: PageClient) -> None:
    run.open()
    visitor.sign_in(run.administrator.id)
    page = visitor.submit(visitor.get("/rounds/audit-2026/close"))
    assert "No response" in page.text_words
    assert "Not returned 3 of 3 (100.0 %)" in page.text_words
    assert run.now().closed_at == run.world.clock()
    for path in ("extend?all=yes", "remind?all=yes"):
        visitor.get(f"/rounds/audit-2026/{path}", 422)
    page = visitor.submit(visitor.get("/rounds/audit-2026/reopen"))
    assert run.now().closed_at is None
    with run.world.session() as session:
        with pytest.raises(RuleBroken):
            reopen_round(session, run.actor, run.world.clock, "audit-2026")
        close_round(session, OPERATOR, run.world.clock, "audit-2026")


def test_a_viewer_of_the_board_looks_and_changes_nothing(run: Run, visitor: PageClient) -> None:
    run.open()
    visitor.sign_in(run.world.person(Role.BOARD_VIEWER, board=run.board).id)
    page = visitor.get("/rounds/audit-2026")
    assert "Remind" not in page.text_words
    for path in ("open", "extend?all=yes", "close", "edit", "organisations"):
        visitor.get(f"/rounds/audit-2026/{path}", 403)
    visitor.sign_in(run.world.person(Role.LEAD, organisation=run.council).id)
    visitor.get("/rounds/audit-2026", 403)


def test_figures_with_their_denominators(run: Run, visitor: PageClient) -> None:
    run.open()
    returns = run.returns()
    # Half an hour before midnight in London, in summer time: half past ten in the evening in UTC.
    last_minute = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    with run.world.session() as session:
        session.get(Return, returns["Council"].id).state = ReturnState.SUBMITTED
        session.get(Return, returns["Council"].id).submitted_at = last_minute
        session.get(Return, returns["Police"].id).state = ReturnState.IN_PROGRESS
        session.get(Return, returns["Police"].id).due_on = date(2026, 12, 1)
    run.world.clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)  # type: ignore[attr-defined]
    visitor.sign_in(run.administrator.id)
    text = visitor.get("/rounds/audit-2026").text_words
    for words in (
        "Asked 3", "Started 2 of 3 (66.7 %)", "Submitted 1 of 3 (33.3 %)", "Late 1 of 3 (33.3 %)",
        "1 submitted from 14 September 2026", "24 October 2026",
    ):  # fmt: skip
        assert words in text or words in str(visitor.get("/rounds/audit-2026")), words

    def names(**chosen: object) -> list[str]:
        page = visitor.get("/rounds/audit-2026", query_string=chosen)
        return [str(th.contents[0]).strip() for th in page.select("tbody th")]

    assert names(standing="late") == ["Church"]
    assert names(standing="started") == ["Police"]
    assert names(standing="begun") == ["Council", "Police"]
    assert names(standing="outstanding") == ["Church", "Police"]
    assert names(sector="Faith organisations") == ["Church"]
    assert names(without_lead="yes") == ["Church"]
    assert names(words="coun") == ["Council"]
    assert names(words=returns["Police"].reference.lower()) == ["Police"]
    assert names(sort="submitted") == ["Council", "Church", "Police"]
    assert names(sort="due") == ["Church", "Council", "Police"]
    assert names(sort="state") == ["Church", "Police", "Council"]
    assert names(standing="nonsense", sort="nonsense", page="x") == ["Church", "Council", "Police"]


def test_late_in_the_evening_is_the_same_day_in_london(run: Run) -> None:
    run.open()
    with run.world.session() as session:
        for row, moment in zip(
            session.query(Return), (
                datetime(2026, 10, 30, 23, 59, tzinfo=UTC),  # winter time: still the day
                datetime(2026, 9, 20, 23, 30, tzinfo=UTC),  # summer time: already the next
                datetime(2026, 10, 31, 0, 0, tzinfo=UTC),  # the day after
            ), strict=True,
        ):  # fmt: skip
            row.state, row.submitted_at = ReturnState.SUBMITTED, moment
    with run.world.unit_of_work.read() as session:
        found = figures_of_round(session, run.actor, session.get(Round, run.round.id), date(2026, 11, 2))
    assert (found.counts.submitted, found.counts.submitted_late, found.counts.late) == (3, 1, 0)
    weeks = {week.begins_on: week.submitted for week in found.weeks if week.submitted}
    assert weeks == {date(2026, 9, 21): 1, date(2026, 10, 26): 2}
    assert found.weeks[-1].so_far == 3


def test_home_tells_a_board_what_waits(run: Run, visitor: PageClient) -> None:
    visitor.sign_in(run.administrator.id)
    assert "Check and open" in visitor.get("/").text_words
    run.open()
    text = visitor.get("/").text_words
    assert "Check and open" not in text
    assert "0 of 3 (0.0 %) submitted" in text
    run.world.clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)  # type: ignore[attr-defined]
    visitor.sign_in(run.administrator.id)
    assert "3 of 3 (100.0 %) returns are late" in visitor.get("/").text_words


def test_pages_take_as_many_queries_for_sixty_as_for_five(run: Run, visitor: PageClient) -> None:
    run.open()
    visitor.sign_in(run.administrator.id)
    engine = visitor.app.extensions["audit.unit_of_work"].engine
    paths = ("/rounds/audit-2026", "/boards/testshire", "/", "/rounds/audit-2026/remind?all=yes",
             "/rounds/audit-2026/organisations")  # fmt: skip

    def counts() -> list[int]:
        found = []
        for path in paths:
            with count_queries(engine) as statements:
                visitor.get(path)
            found.append(statements.count)
        return found

    for n in range(2):
        run.world.asked(run.round, run.world.organisation(run.board, f"More {n}"))
        run.world.organisation(run.board, f"Not asked {n}")
    counts()
    few = counts()
    for n in range(2, 57):
        run.world.asked(run.round, run.world.organisation(run.board, f"More {n}"))
    for n in range(4):
        run.world.round(run.board, run.edition, run.council, code=f"other-{n}")
    assert counts() == few
    assert "60 of 60 , page 1 of 2" in visitor.get("/rounds/audit-2026").text_words


def test_opening_for_many_takes_as_many_statements_as_for_few(run: Run) -> None:
    def statements(code: str, number: int) -> int:
        asked = []
        for _ in range(number):
            asked.append(run.world.organisation(run.board))
            run.world.person(Role.LEAD, organisation=asked[-1])
        run.world.round(run.board, run.edition, *asked, code=code, state=RoundState.DRAFT)
        with count_queries(run.world.unit_of_work.engine) as found, run.world.session() as session:
            open_round(session, run.actor, run.world.clock, code, **WORDS)
        return found.count

    assert statements("few", 5) == statements("many", 60)


def test_the_queries_are_scoped(run: Run) -> None:
    other = run.world.actor(
        run.world.person(Role.BOARD_ADMINISTRATOR, board=run.world.board("elsewhere", "Else"))
    )
    with run.world.unit_of_work.read() as session:
        row = round_by_code(session, OPERATOR, "audit-2026")
        day = today(run.world.clock)
        for look in (
            lambda: rounds_of_board(session, other, run.board.id, day),
            lambda: figures_of_round(session, other, row, day),
            lambda: returns_of_round(session, other, row, ReturnFilter(), day),
            lambda: round_by_code(session, other, "audit-2026"),
        ):
            with pytest.raises(Refusal):
                look()
