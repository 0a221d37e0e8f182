"""Reading rounds and where their returns stand."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.dates import in_london
from audit.domain.deadlines import RoundCounts, count_returns, is_late
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.queries import board_by_code
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.policy import may_view

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""How a round's code is written; anything else is nobody's."""


@dataclass(frozen=True)
class RoundLine:
    """A round in a list, with how many returns stand where."""

    round: Round
    counts: RoundCounts


@dataclass(frozen=True)
class Week:
    """How many returns were submitted in the week that begins on this Monday, and by its end."""

    begins_on: date
    submitted: int
    so_far: int


@dataclass(frozen=True)
class Figures:
    """Where the returns of one round stand, and when they came."""

    counts: RoundCounts
    weeks: Sequence[Week]


def due_day() -> ColumnElement[date]:
    """The day by which a return is due, for a query that joins its round."""
    return func.coalesce(Return.due_on, Round.due_on)


def is_late_now(today: date) -> ColumnElement[bool]:
    """The condition that a return is still owed past its day, for a query that joins its round."""
    return and_(Return.state != ReturnState.SUBMITTED, due_day() < today, Round.state != RoundState.DRAFT)


def round_by_code(
    session: Session, actor: Actor, code: str, permission: Permission = Permission.ROUND_VIEW
) -> Round:
    """The round with this code with its board and edition, if the actor may do this in its board.

    Raises NotVisible otherwise.
    """
    if not CODE.fullmatch(code) or len(code) > 60:
        raise NotVisible
    found = session.scalar(
        select(Round).where(Round.code == code).options(joinedload(Round.board), joinedload(Round.edition))
    )
    if found is None or not (actor.is_operator or found.board_id in actor.boards(permission)):
        raise NotVisible
    return found


def board_of_rounds(session: Session, actor: Actor, board_code: str) -> Board:
    """The board whose rounds are looked at; raises NotVisible otherwise."""
    return board_by_code(session, actor, board_code, Permission.ROUND_VIEW)


def rounds_of_board(session: Session, actor: Actor, board_id: int, today: date) -> list[RoundLine]:
    """The rounds of a board, those open first, then drafts, then closed ones, the latest first. Two queries."""
    if not may_view(actor, board_id):
        raise NotVisible
    return _lines(session, [board_id], today)


def rounds_where(
    session: Session,
    actor: Actor,
    permission: Permission,
    today: date,
    states: Collection[RoundState] = tuple(RoundState),
) -> list[RoundLine]:
    """The rounds in these states of every board in which the actor may do this. Two queries."""
    boards: Iterable[int] = actor.boards(permission)
    if actor.is_operator:
        return _lines(session, None, today, states)
    return _lines(session, boards, today, states) if boards else []


def _lines(
    session: Session,
    board_ids: Iterable[int] | None,
    today: date,
    states: Collection[RoundState] = tuple(RoundState),
) -> list[RoundLine]:
    wanted = [Round.state.in_(states)]
    if board_ids is not None:
        wanted.append(Round.board_id.in_(list(board_ids)))
    order = case((Round.state == RoundState.OPEN, 0), (Round.state == RoundState.DRAFT, 1), else_=2)
    rounds = session.scalars(
        select(Round)
        .where(*wanted)
        .options(joinedload(Round.board), joinedload(Round.edition), joinedload(Round.reviews))
        .order_by(order, Round.due_on.desc(), Round.id.desc())
    ).all()
    groups: dict[int, list[tuple[ReturnState, bool, int]]] = {}
    # Asked as 1 or 0: SQLite has no truth values of its own.
    late = case((is_late_now(today), 1), else_=0)
    rows = session.execute(
        select(Return.round_id, Return.state, late, func.count())
        .join(Round, Round.id == Return.round_id)
        .where(*wanted)
        .group_by(Return.round_id, Return.state, late)
    )
    for round_id, state, was_late, number in rows:
        groups.setdefault(round_id, []).append((ReturnState(state), bool(was_late), number))
    return [RoundLine(row, count_returns(groups.get(row.id, ()))) for row in rounds]


def figures_of_round(session: Session, actor: Actor, row: Round, today: date) -> Figures:
    """Where the returns of a round stand and in which weeks they came, by one grouped query.

    The moment of submission is grouped by its hour in UTC: London's day follows from the hour exactly.
    """
    if not may_view(actor, row.board_id):
        raise NotVisible
    if session.get_bind().dialect.name == "postgresql":
        hour = func.to_char(func.timezone("UTC", Return.submitted_at), "YYYY-MM-DD HH24")
    else:
        hour = func.substr(cast(Return.submitted_at, String), 1, 13)
    groups = session.execute(
        select(Return.state, due_day(), hour, func.count())
        .join(Round, Round.id == Return.round_id)
        .where(Return.round_id == row.id)
        .group_by(Return.state, due_day(), hour)
    ).all()
    counted: list[tuple[ReturnState, bool, int]] = []
    days: Counter[date] = Counter()
    for state_text, due_text, hour_text, number in groups:
        state = ReturnState(state_text)
        due = due_text if isinstance(due_text, date) else date.fromisoformat(due_text)
        submitted_on = None
        if state is ReturnState.SUBMITTED and hour_text:
            moment = datetime.strptime(hour_text, "%Y-%m-%d %H").replace(tzinfo=UTC)
            submitted_on = in_london(moment).date()
            days[submitted_on] += number
        late = row.state is not RoundState.DRAFT and is_late(state, due, today, submitted_on or due)
        counted.append((state, late, number))
    return Figures(count_returns(counted), _weeks(row, days, today))


def _weeks(row: Round, days: Counter[date], today: date) -> list[Week]:
    """The weeks from the opening to now (or to the closing, or the last return), none left out between."""
    if row.opened_at is None or not days:
        return []
    begins = _monday(min(in_london(row.opened_at).date(), *days))
    ends = _monday(
        max(*days, min(today, in_london(row.closed_at).date() if row.closed_at else today), begins)
    )
    by_week: Counter[date] = Counter()
    for day, number in days.items():
        by_week[_monday(day)] += number
    every = [begins + timedelta(weeks=number) for number in range((ends - begins).days // 7 + 1)]
    if len(every) > _MOST_WEEKS:
        every = [week for week in every if by_week[week]]
    weeks, so_far = [], 0
    for monday in every:
        so_far += by_week[monday]
        weeks.append(Week(monday, by_week[monday], so_far))
    return weeks


_MOST_WEEKS = 40
"""Beyond this many weeks only those in which something came are shown."""


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
