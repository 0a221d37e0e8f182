"""Reading boards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.models import AreaMembership, Board, RoleHeld
from audit.rooms.organisations.policy import may_in_board, require_site

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""How a code in an address is written; anything else is nobody's."""


@dataclass(frozen=True)
class BoardLine:
    """A board with how many administrators it has and how many organisations are in its area."""

    board: Board
    administrators: int
    organisations: int


def board_by_code(session: Session, actor: Actor, code: str, permission: Permission) -> Board:
    """The board with this code, if the actor may do this in it; raises NotVisible otherwise."""
    board = _board(session, code)
    if board is None or not may_in_board(actor, permission, board.id):
        raise NotVisible
    return board


def board_for_site(session: Session, actor: Actor, code: str) -> Board:
    """The board with this code, for somebody who keeps the whole site; raises NotVisible otherwise."""
    require_site(actor)
    board = _board(session, code)
    if board is None:
        raise NotVisible
    return board


def _board(session: Session, code: str) -> Board | None:
    if not CODE.fullmatch(code):
        return None
    return session.scalar(select(Board).where(Board.code == code))


def boards_where(session: Session, actor: Actor, permission: Permission) -> Sequence[Board]:
    """The boards in which the actor may do this, by name; all of them for the operator."""
    statement = select(Board).order_by(func.lower(Board.name))
    if not actor.is_operator:
        statement = statement.where(Board.id.in_(actor.boards(permission)))
    return session.scalars(statement).all()


def boards_of_site(session: Session, actor: Actor) -> list[BoardLine]:
    """Every board, by name, for somebody who keeps the whole site. One query."""
    require_site(actor)
    administrators = (
        select(func.count())
        .where(RoleHeld.board_id == Board.id, RoleHeld.role == Role.BOARD_ADMINISTRATOR)
        .scalar_subquery()
    )
    organisations = (
        select(func.count())
        .where(AreaMembership.board_id == Board.id, AreaMembership.left_on.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Board, administrators, organisations).order_by(func.lower(Board.name), Board.id)
    )
    return [BoardLine(*row) for row in rows]
