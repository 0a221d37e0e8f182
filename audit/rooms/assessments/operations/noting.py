"""A line on the trail about a return, as every operation on one leaves it."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.trail.operations import record


def note_return(
    session: Session, actor: Actor, clock: Clock, event: str, row: AnyReturn, **facts: object
) -> None:
    """Note in the trail what happened to a return, in its board and its organisation; never what it says."""
    record(
        session,
        actor,
        clock,
        event,
        subject=("return", row.reference),
        board_id=row.round.board_id,
        organisation_id=row.organisation_id,
        **facts,
    )
