"""Which organisations others carry on, in the eyes of a board."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.organisations.models import AreaMembership, Organisation, Predecessor
from audit.rooms.organisations.policy import require_in_board


def ever_in_area(session: Session, actor: Actor, board_id: int) -> list[tuple[int, str]]:
    """The id and name of every organisation that is or was in a board's area, by name, for those who keep it."""
    require_in_board(actor, Permission.REGISTER_KEEP, board_id)
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(
            Organisation.id.in_(
                select(AreaMembership.organisation_id).where(AreaMembership.board_id == board_id)
            )
        )
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [(id, name) for id, name in rows]


def predecessors_of(
    session: Session, actor: Actor, board_id: int, organisation_id: int
) -> Sequence[Predecessor]:
    """What an organisation carries on, the latest first, for those who keep the board's register."""
    require_in_board(actor, Permission.REGISTER_KEEP, board_id)
    return session.scalars(
        select(Predecessor)
        .where(Predecessor.board_id == board_id, Predecessor.organisation_id == organisation_id)
        .options(joinedload(Predecessor.predecessor))
        .order_by(Predecessor.id.desc())
    ).all()


def carried_on_by(board_id: int, organisation_id: int) -> Select[int]:
    """The ids of what an organisation carries on for this board, for any query."""
    return select(Predecessor.predecessor_id).where(
        Predecessor.board_id == board_id, Predecessor.organisation_id == organisation_id
    )
