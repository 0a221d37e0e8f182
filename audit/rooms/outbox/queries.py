"""Reading the outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.outbox.models import Letter, LetterState


def letters_of_board(
    session: Session, actor: Actor, board_id: int, state: LetterState | None = None, limit: int = 200
) -> Sequence[Letter]:
    """The latest letters of a board in which the actor may read them, newest first."""
    if board_id not in actor.boards(Permission.LETTERS_VIEW):
        return []
    statement = select(Letter).where(Letter.board_id == board_id)
    if state is not None:
        statement = statement.where(Letter.state == state)
    return session.scalars(statement.order_by(Letter.id.desc()).limit(limit)).all()


def counts_by_state(session: Session, actor: Actor, board_id: int) -> dict[str, int]:
    """How many letters of a board are in each state."""
    if board_id not in actor.boards(Permission.LETTERS_VIEW):
        return {}
    rows = session.execute(
        select(Letter.state, func.count()).where(Letter.board_id == board_id).group_by(Letter.state)
    )
    return {str(state): count for state, count in rows}
