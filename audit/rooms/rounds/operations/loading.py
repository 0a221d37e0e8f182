"""Loading the round that is to be changed, one writer at a time."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.policy import require_run
from audit.rooms.rounds.queries.rounds import CODE


def round_to_run(session: Session, actor: Actor, code: str) -> Round:
    """The round with this code, locked until the unit ends, if the actor runs its board's rounds.

    Whoever opens, closes or extends it at the same moment waits here and then sees what was done. Raises
    NotVisible, or NotAllowed for somebody who may only look at it.
    """
    if not CODE.fullmatch(code) or len(code) > 60:
        raise NotVisible
    row = session.scalar(
        select(Round)
        .where(Round.code == code)
        .options(joinedload(Round.board, innerjoin=True), joinedload(Round.edition, innerjoin=True))
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotVisible
    require_run(actor, row.board_id)
    return row
