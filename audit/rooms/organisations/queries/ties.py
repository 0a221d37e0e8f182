"""Reading declared interests and linked organisations, for those who declare and for the board that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import AreaMembership, Board, Interest, Organisation, OrganisationLink
from audit.rooms.organisations.policy import require_in_board


@dataclass(frozen=True)
class Declarable:
    """An organisation in which somebody may declare an interest, in one of their boards."""

    board_id: int
    board: str
    organisation_id: int
    organisation: str

    @property
    def key(self) -> str:
        """What a form carries."""
        return f"{self.board_id}-{self.organisation_id}"


@dataclass(frozen=True)
class DeclaredInterest:
    """A declared interest with the names of its person, organisation and board."""

    row: Interest
    person: str
    organisation: str
    board: str


def declarable(session: Session, actor: Actor) -> list[Declarable]:
    """Every organisation now in the area of a board in which the actor may declare interests, by name."""
    boards = actor.boards(Permission.INTEREST_DECLARE)
    if not boards:
        return []
    rows = session.execute(
        select(Board.id, Board.name, Organisation.id, Organisation.name)
        .select_from(AreaMembership)
        .join(Board, Board.id == AreaMembership.board_id)
        .join(Organisation, Organisation.id == AreaMembership.organisation_id)
        .where(Board.id.in_(boards), AreaMembership.left_on.is_(None))
        .order_by(func.lower(Organisation.name), Organisation.id, func.lower(Board.name))
    )
    return [Declarable(*row) for row in rows]


def own_interests(session: Session, actor: Actor) -> list[DeclaredInterest]:
    """What the actor has declared, the live ones first, then the latest first."""
    return _interests(session, Interest.person_id == (actor.person_id or 0))


def interests_of_board(session: Session, actor: Actor, board_id: int) -> list[DeclaredInterest]:
    """Everything declared in a board, for those who run its moderation; raises NotVisible otherwise."""
    require_in_board(actor, Permission.MODERATION_RUN, board_id)
    return _interests(session, Interest.board_id == board_id)


def _interests(session: Session, wanted: object) -> list[DeclaredInterest]:
    rows = session.execute(
        select(Interest, Person.name, Organisation.name, Board.name)
        .join(Person, Person.id == Interest.person_id)
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .join(Board, Board.id == Interest.board_id)
        .where(wanted)  # type: ignore[arg-type]
        .order_by(Interest.ended_at.is_not(None), Interest.declared_at.desc(), Interest.id.desc())
    )
    return [DeclaredInterest(*row) for row in rows]


def own_interest(session: Session, actor: Actor, interest_id: int) -> Interest:
    """An interest that the actor declared; raises NotVisible otherwise."""
    row = session.get(Interest, interest_id)
    if row is None or row.person_id != actor.person_id:
        raise NotVisible
    return row


def links_of_board(session: Session, actor: Actor, board_id: int) -> Sequence[OrganisationLink]:
    """The organisations that a board keeps apart, two by two, by name."""
    require_in_board(actor, Permission.MODERATION_RUN, board_id)
    return session.scalars(
        select(OrganisationLink)
        .join(OrganisationLink.organisation)
        .where(OrganisationLink.board_id == board_id)
        .options(joinedload(OrganisationLink.organisation), joinedload(OrganisationLink.other))
        .order_by(func.lower(Organisation.name), OrganisationLink.id)
    ).all()
