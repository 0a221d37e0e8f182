"""Reading the outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.outbox.models import Letter, LetterState, LetterWording


def letters_of_board(
    session: Session,
    actor: Actor,
    board_id: int,
    state: LetterState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Letter]:
    """The latest letters of a board in which the actor may read them, newest first; older than ``before``."""
    if board_id not in actor.boards(Permission.LETTERS_VIEW):
        return []
    statement = select(Letter).where(Letter.board_id == board_id)
    if state is not None:
        statement = statement.where(Letter.state == state)
    if before is not None:
        statement = statement.where(Letter.id < before)
    return session.scalars(statement.order_by(Letter.id.desc()).limit(limit)).all()


def failed_by_board(session: Session, actor: Actor) -> dict[int, int]:
    """How many letters could not be sent, in each board in which the actor may read them."""
    rows = session.execute(
        select(Letter.board_id, func.count())
        .where(Letter.board_id.in_(actor.boards(Permission.LETTERS_VIEW)), Letter.state == LetterState.FAILED)
        .group_by(Letter.board_id)
    )
    return {board_id: count for board_id, count in rows if board_id is not None}


def counts_by_state(session: Session, actor: Actor, board_id: int) -> dict[str, int]:
    """How many letters of a board are in each state."""
    if board_id not in actor.boards(Permission.LETTERS_VIEW):
        return {}
    rows = session.execute(
        select(Letter.state, func.count()).where(Letter.board_id == board_id).group_by(Letter.state)
    )
    return {str(state): count for state, count in rows}


def wordings_of_board(session: Session, actor: Actor, board_id: int) -> dict[str, LetterWording]:
    """The board's own words, by kind of letter; none for somebody who may not read its letters."""
    if board_id not in actor.boards(Permission.LETTERS_VIEW):
        return {}
    rows = session.scalars(select(LetterWording).where(LetterWording.board_id == board_id))
    return {row.kind: row for row in rows}
