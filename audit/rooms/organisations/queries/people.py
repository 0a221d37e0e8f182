"""Reading who holds which role."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import ROLE_TITLES, Permission, Role
from audit.domain.sign_off import step_title
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Board, Organisation, RoleHeld
from audit.rooms.organisations.policy import require_in_board
from audit.rooms.organisations.queries.register import PAGE, board_ids_of, now_in_area


@dataclass(frozen=True)
class HeldRole:
    """One role of one person in one place."""

    id: int
    role: Role
    title: str
    person_id: int
    name: str
    email: str
    has_joined: bool
    """Whether they have taken up their invitation and set a password."""
    is_closed: bool
    board_id: int | None
    organisation_id: int | None
    place: str
    """The name of the board or organisation."""
    signs_as: str = ""
    """Of an approver: the one step of a sign-off that they sign; empty for any."""

    @property
    def words(self) -> str:
        """``Lead``, or ``Board viewer (lay member)`` with what the person is called there."""
        named = f"{ROLE_TITLES[self.role]} ({self.title})" if self.title else ROLE_TITLES[self.role]
        return f"{named}, signs as {step_title(self.signs_as).lower()}" if self.signs_as else named


@dataclass(frozen=True)
class PeopleListing:
    """One page of people, and how many roles there are altogether."""

    rows: Sequence[HeldRole]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.total / PAGE))


def _roles() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RoleHeld.id,
            RoleHeld.role,
            RoleHeld.title,
            Person.id,
            Person.name,
            Person.email,
            Person.password_hash.is_not(None),
            Person.is_closed,
            RoleHeld.board_id,
            RoleHeld.organisation_id,
            func.coalesce(Board.name, Organisation.name, ""),
            RoleHeld.signs_as,
        )
        .join(Person, Person.id == RoleHeld.person_id)
        .outerjoin(Board, Board.id == RoleHeld.board_id)
        .outerjoin(Organisation, Organisation.id == RoleHeld.organisation_id)
    )


def _held(row: Any) -> HeldRole:
    id, role, title, person_id, name, email, joined, *where = row
    return HeldRole(id, Role(role), title, person_id, name, email, bool(joined), *where)


def people_of_board(session: Session, actor: Actor, board_id: int) -> list[HeldRole]:
    """Everybody with a role in this board, by name. Raises NotVisible unless the actor keeps its people."""
    require_in_board(actor, Permission.PEOPLE_KEEP, board_id)
    rows = session.execute(
        _roles().where(RoleHeld.board_id == board_id).order_by(func.lower(Person.name), RoleHeld.id)
    )
    return [_held(row) for row in rows]


def people_in_area(
    session: Session, actor: Actor, board_id: int, words: str = "", page: int = 1
) -> PeopleListing:
    """One page of the people of the organisations in this board's area, by organisation and name."""
    require_in_board(actor, Permission.PEOPLE_KEEP, board_id)
    conditions: list[Any] = [now_in_area(board_id)]
    if words:
        conditions.append(
            or_(
                Person.name.icontains(words, autoescape=True),
                Person.email.icontains(words, autoescape=True),
                Organisation.name.icontains(words, autoescape=True),
            )
        )
    counted = select(func.count()).select_from(RoleHeld).join(Person).join(Organisation).where(*conditions)
    total = session.scalar(counted) or 0
    page = min(max(1, page), max(1, ceil(total / PAGE)))
    rows = session.execute(
        _roles()
        .where(RoleHeld.organisation_id.is_not(None), *conditions)
        .order_by(func.lower(Organisation.name), Organisation.id, func.lower(Person.name), RoleHeld.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return PeopleListing([_held(row) for row in rows], total, page)


def colleagues(session: Session, actor: Actor, organisation_id: int) -> list[HeldRole]:
    """Everybody with a role in this organisation, by name.

    For its own people and for those who keep the people of a board in whose area it is; raises
    NotVisible otherwise.
    """
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.COLLEAGUES_VIEW):
        boards = actor.boards(Permission.PEOPLE_KEEP) | actor.boards(Permission.REGISTER_VIEW)
        if not boards & board_ids_of(session, actor, organisation_id):
            raise NotVisible
    rows = session.execute(
        _roles()
        .where(RoleHeld.organisation_id == organisation_id)
        .order_by(func.lower(Person.name), RoleHeld.id)
    )
    return [_held(row) for row in rows]


def role_in_board(session: Session, actor: Actor, board_id: int, held_id: int) -> HeldRole:
    """A role in this board or in an organisation of its area, for those who keep the board's people."""
    require_in_board(actor, Permission.PEOPLE_KEEP, board_id)
    row = session.execute(
        _roles().where(RoleHeld.id == held_id, or_(RoleHeld.board_id == board_id, now_in_area(board_id)))
    ).one_or_none()
    if row is None:
        raise NotVisible
    return _held(row)


def role_in_organisation(session: Session, actor: Actor, organisation_id: int, held_id: int) -> HeldRole:
    """A role in this organisation, for its own leads."""
    if organisation_id not in actor.organisations(Permission.COLLEAGUES_KEEP):
        raise NotVisible
    row = session.execute(
        _roles().where(RoleHeld.id == held_id, RoleHeld.organisation_id == organisation_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return _held(row)


def leads_of(
    session: Session, actor: Actor, organisation_ids: Select[Any] | Collection[int]
) -> list[HeldRole]:
    """The leads of these organisations, by name: who is written to. The caller has them in scope."""
    rows = session.execute(
        _roles()
        .where(
            RoleHeld.role == Role.LEAD,
            RoleHeld.organisation_id.in_(organisation_ids),
            Person.is_closed.is_(False),
        )
        .order_by(func.lower(Person.name), RoleHeld.id)
    )
    return [_held(row) for row in rows]


def administrators_of(session: Session, actor: Actor, board_id: int) -> list[HeldRole]:
    """The administrators of a board who can be written to, by name. The actor acts in this board."""
    rows = session.execute(
        _roles()
        .where(
            RoleHeld.role == Role.BOARD_ADMINISTRATOR,
            RoleHeld.board_id == board_id,
            Person.is_closed.is_(False),
        )
        .order_by(func.lower(Person.name), RoleHeld.id)
    )
    return [_held(row) for row in rows]


def organisations_with_leads() -> Select[Any]:
    """Ids of organisations that have a lead who can be written to, to be used inside another query."""
    return (
        select(RoleHeld.organisation_id)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(
            RoleHeld.role == Role.LEAD,
            RoleHeld.organisation_id.is_not(None),
            Person.is_closed.is_(False),
        )
    )
