"""Reading the agenda of an event: its slots in order, and the organisations that could be on it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actions import OUTSTANDING
from audit.domain.challenge import EventKind
from audit.domain.organisations import sector_of
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Submission
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.organisations.models import AreaMembership, Organisation
from audit.rooms.rounds.models import Return


@dataclass(frozen=True)
class Candidate:
    """An organisation that could be heard at an event."""

    id: int
    name: str
    sector: str
    return_id: int | None
    detail: str
    """Why it could be: its return is submitted, or how many actions it has."""


def slots_of(session: Session, event: ChallengeEvent, *, removed: bool = False) -> list[Slot]:
    """The slots of an event in the order of the day, with their organisations and returns; or those taken off."""
    rows = session.scalars(
        select(Slot)
        .join(Slot.organisation)
        .outerjoin(Slot.about)
        .where(
            Slot.event_id == event.id, Slot.removed_at.is_not(None) if removed else Slot.removed_at.is_(None)
        )
        .options(contains_eager(Slot.organisation), contains_eager(Slot.about))
        .order_by(Slot.starts_at, Slot.id)
    )
    return list(rows)


def has_left_area(session: Session, event: ChallengeEvent) -> frozenset[int]:
    """Ids of organisations on the agenda that are no longer in the board's area."""
    here = exists().where(
        AreaMembership.board_id == event.board_id,
        AreaMembership.organisation_id == Slot.organisation_id,
        AreaMembership.left_on.is_(None),
    )
    return frozenset(
        session.scalars(
            select(Slot.organisation_id).where(
                Slot.event_id == event.id, Slot.removed_at.is_(None), ~here.correlate(Slot)
            )
        )
    )


def candidates_of(
    session: Session, event: ChallengeEvent, only: Collection[int] | None = None
) -> list[Candidate]:
    """The organisations in the board's area that could be on the agenda and never were, by name. One query.

    For an event about returns those whose return was submitted; for one about action plans those that have actions.
    ``only`` asks about some organisations.
    """
    statement: Select[*tuple[Any, ...]] = (
        _with_returns(event) if event.kind is EventKind.RETURNS else _with_actions(event)
    )
    in_area = exists().where(
        AreaMembership.board_id == event.board_id,
        AreaMembership.organisation_id == Organisation.id,
        AreaMembership.left_on.is_(None),
    )
    on_it = exists().where(Slot.event_id == event.id, Slot.organisation_id == Organisation.id)
    statement = statement.where(in_area.correlate(Organisation), ~on_it.correlate(Organisation))
    if only is not None:
        statement = statement.where(Organisation.id.in_(only))
    found = []
    for id, name, kind, phase, type, return_id, count in session.execute(statement):
        actions = f"{count} {'action' if count == 1 else 'actions'} to do"
        detail = "Return submitted" if event.kind is EventKind.RETURNS else actions
        found.append(Candidate(id, name, sector_of(kind, phase, type), return_id, detail))
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


_COLUMNS = (Organisation.id, Organisation.name, Organisation.kind, Organisation.phase, Organisation.type)


def _with_returns(event: ChallengeEvent) -> Select[*tuple[Any, ...]]:
    submitted = exists().where(Submission.return_id == Return.id)
    return (
        select(*_COLUMNS, Return.id, func.coalesce(Return.attempts, 0))
        .join(Return, Return.organisation_id == Organisation.id)
        .where(Return.round_id == event.round_id, submitted.correlate(Return))
    )


def _with_actions(event: ChallengeEvent) -> Select[*tuple[Any, ...]]:
    about = and_(Action.organisation_id == Organisation.id, Action.board_id == event.board_id)
    if event.round_id is not None:
        about = and_(about, Action.round_id == event.round_id)
    outstanding = func.count().filter(Action.state.in_(OUTSTANDING))
    return (
        select(*_COLUMNS, func.max(Return.id), outstanding)
        .join(Action, about)
        .outerjoin(
            Return, and_(Return.organisation_id == Organisation.id, Return.round_id == (event.round_id or 0))
        )
        .group_by(*_COLUMNS)
    )
