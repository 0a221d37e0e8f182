"""Reading the returns of a round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.deadlines import STANDING_OF, Standing
from audit.domain.errors import NotVisible
from audit.domain.organisations import sector_of
from audit.domain.workflows import ReturnState
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import organisations_with_leads, sector_is
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.policy import may_view
from audit.rooms.rounds.queries.rounds import due_day, is_late_now

PAGE = 50
"""Returns on one page of the list."""


@dataclass(frozen=True)
class ReturnFilter:
    """What to show of a round's returns."""

    words: str = ""
    standing: Standing | None = None
    group: str = ""
    """``begun`` or ``outstanding``: several standings in one."""
    sector: str = ""
    without_lead: bool = False
    sort: str = "name"
    """``name``, ``state``, ``due`` or ``submitted``."""
    page: int = 1


@dataclass(frozen=True)
class ReturnLine:
    """A return in the list, with whether it is late and whether somebody can be written to."""

    row: Return
    is_late: bool
    has_lead: bool

    @property
    def organisation(self) -> Organisation:
        """Whose return it is."""
        return self.row.organisation

    @property
    def sector(self) -> str:
        """The sector under which the board sees the organisation."""
        return sector_of(self.organisation.kind, self.organisation.phase, self.organisation.type)


@dataclass(frozen=True)
class ReturnListing:
    """One page of a round's returns, and how many there are altogether."""

    rows: Sequence[ReturnLine]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.total / PAGE))


def returns_of_round(
    session: Session, actor: Actor, row: Round, chosen: ReturnFilter, today: date
) -> ReturnListing:
    """One page of the returns of a round, by the filter. Two queries, however many there are."""
    _require_view(actor, row)
    wanted = _conditions(row, chosen, today)
    total = (
        session.scalar(
            select(func.count())
            .select_from(Return)
            .join(Organisation, Organisation.id == Return.organisation_id)
            .join(Round, Round.id == Return.round_id)
            .where(*wanted)
        )
        or 0
    )
    page = min(max(1, chosen.page), max(1, ceil(total / PAGE)))
    states = case(*((Return.state == state, place) for place, state in enumerate(ReturnState)))
    order: dict[str, list[Any]] = {
        "state": [states],
        "due": [due_day()],
        "submitted": [Return.submitted_at.is_(None), Return.submitted_at],
    }
    statement = _lines(today).where(*wanted).order_by(*order.get(chosen.sort, []), *_by_name())
    rows = session.execute(statement.limit(PAGE).offset((page - 1) * PAGE)).unique()
    return ReturnListing([_line(found) for found in rows], total, page)


def outstanding_returns(
    session: Session, actor: Actor, row: Round, today: date, references: Collection[str] | None = None
) -> list[ReturnLine]:
    """The returns of a round that have not been submitted, by name; of these references when given."""
    _require_view(actor, row)
    statement = _lines(today).where(Return.round_id == row.id, Return.state != ReturnState.SUBMITTED)
    if references is not None:
        statement = statement.where(Return.reference.in_(references))
    return [_line(found) for found in session.execute(statement.order_by(*_by_name())).unique()]


def asked_organisations(session: Session, actor: Actor, row: Round) -> frozenset[int]:
    """The ids of the organisations that a round asks."""
    _require_view(actor, row)
    return frozenset(session.scalars(select(Return.organisation_id).where(Return.round_id == row.id)))


def without_leads(session: Session, actor: Actor, row: Round) -> Sequence[Organisation]:
    """The organisations of a round that have no lead to write to, by name."""
    _require_view(actor, row)
    return session.scalars(
        select(Organisation)
        .join(Return, Return.organisation_id == Organisation.id)
        .where(Return.round_id == row.id, Organisation.id.not_in(organisations_with_leads()))
        .order_by(*_by_name())
    ).all()


def _require_view(actor: Actor, row: Round) -> None:
    if not may_view(actor, row.board_id):
        raise NotVisible


def _by_name() -> tuple[Any, ...]:
    return func.lower(Organisation.name), Organisation.id


def _lines(today: date) -> Select[Any]:
    late = case((is_late_now(today), 1), else_=0)
    has_lead = case((Organisation.id.in_(organisations_with_leads()), 1), else_=0)
    return (
        select(Return, late, has_lead)
        .join(Return.organisation)
        .join(Return.round)
        .options(contains_eager(Return.organisation), contains_eager(Return.round))
    )


def _line(found: Any) -> ReturnLine:
    row, late, has_lead = found
    return ReturnLine(row, bool(late), bool(has_lead))


def _conditions(row: Round, chosen: ReturnFilter, today: date) -> list[Any]:
    wanted: list[Any] = [Return.round_id == row.id]
    if chosen.words:
        name = Organisation.name.icontains(chosen.words, autoescape=True)
        wanted.append(name | (Return.reference == chosen.words.upper()))
    if chosen.standing is Standing.LATE:
        wanted.append(is_late_now(today))
    elif chosen.standing is not None:
        states = [state for state, standing in STANDING_OF.items() if standing is chosen.standing]
        wanted.append(Return.state.in_(states))
    if chosen.group == "begun":
        wanted.append(Return.state != ReturnState.NOT_STARTED)
    elif chosen.group == "outstanding":
        wanted.append(Return.state != ReturnState.SUBMITTED)
    if chosen.sector:
        wanted.append(sector_is(chosen.sector))
    if chosen.without_lead:
        wanted.append(Organisation.id.not_in(organisations_with_leads()))
    return wanted
