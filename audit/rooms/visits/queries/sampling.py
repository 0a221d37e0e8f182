"""Which organisations of a round can be visited."""

from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from audit.domain.organisations import sector_of
from audit.domain.workflows import ReturnState
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round
from audit.rooms.visits.models import Visit
from audit.rooms.visits.queries.visits import TO_DO


class ReturnToVisit(NamedTuple):
    """An organisation that has submitted, and whether somebody is to visit it already."""

    reference: str
    organisation_id: int
    organisation: str
    sector: str
    is_awaited: bool


def returns_to_visit(session: Session, row: Round) -> list[ReturnToVisit]:
    """The submitted returns of a round that the caller has in scope, by organisation. One query."""
    rows = session.execute(
        select(
            Return.reference,
            Organisation.id,
            Organisation.name,
            func.coalesce(Return.submitted_kind, Organisation.kind),
            func.coalesce(Return.submitted_phase, Organisation.phase),
            func.coalesce(Return.submitted_type, Organisation.type),
            exists().where(Visit.return_id == Return.id, Visit.state.in_(TO_DO)),
        )
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Return.round_id == row.id, Return.state == ReturnState.SUBMITTED)
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [
        ReturnToVisit(reference, id, name, sector_of(kind, phase, type), awaited)
        for reference, id, name, kind, phase, type, awaited in rows
    ]
