"""Reading the organisations of a board's area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.organisations import (
    OrganisationKind,
    Phase,
    SchoolType,
    sector_of,
)
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.models import AreaMembership, Identifier, Organisation, RoleHeld
from audit.rooms.organisations.policy import require_in_board

PAGE = 50
"""Rows on one page of a list."""


@dataclass(frozen=True)
class Filter:
    """What to show of a board's organisations. Words nobody knows are ignored, not refused."""

    words: str = ""
    sector: str = ""
    kind: str = ""
    phase: str = ""
    left: bool = False
    """Those that have left the area instead of those in it."""
    sort: str = "name"
    """``name``, ``sector`` or ``town``."""
    page: int = 1


@dataclass(frozen=True)
class Row:
    """An organisation in a list, with its register number and how many leads it has."""

    organisation: Organisation
    joined_on: date
    left_on: date | None
    urn: str | None
    leads: int

    @property
    def sector(self) -> str:
        """The sector under which the board sees it."""
        return sector_of(self.organisation.kind, self.organisation.phase, self.organisation.type)


@dataclass(frozen=True)
class Listing:
    """One page of a list, and how many there are altogether."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", max(1, ceil(self.total / PAGE)))


@dataclass(frozen=True)
class AreaPlace:
    """One organisation as a board sees it, with its stays in the board's area, the latest last."""

    organisation: Organisation
    stays: Sequence[AreaMembership]
    services: Sequence[Organisation]

    @property
    def is_in_area(self) -> bool:
        """Whether it is in the area now."""
        return any(stay.left_on is None for stay in self.stays)


def now_in_area(board_id: int) -> ColumnElement[bool]:
    """The condition that an organisation is in this board's area now, for any query over Organisation."""
    return Organisation.id.in_(
        select(AreaMembership.organisation_id).where(
            AreaMembership.board_id == board_id, AreaMembership.left_on.is_(None)
        )
    )


def sector_is(sector: str) -> ColumnElement[bool]:
    """The condition that an organisation belongs to this sector, for any query over Organisation."""
    kinds = [k for k in OrganisationKind if k is not OrganisationKind.SCHOOL and sector_of(k) == sector]
    choices: list[ColumnElement[bool]] = [Organisation.kind.in_(kinds)] if kinds else []
    by_type: dict[str, list[str]] = {}
    for phase, type in product(Phase, ("", *SchoolType)):
        if sector_of(OrganisationKind.SCHOOL, phase, type) == sector:
            by_type.setdefault(type, []).append(phase)
    choices += [
        and_(
            Organisation.kind == OrganisationKind.SCHOOL,
            Organisation.type == type,
            Organisation.phase.in_(phases),
        )
        for type, phases in by_type.items()
    ]
    return or_(*choices) if choices else Organisation.id.is_(None)


def organisations_in_area(session: Session, actor: Actor, board_id: int, chosen: Filter) -> Listing:
    """One page of the organisations of a board's area. Two queries, however many there are.

    Raises NotVisible unless the actor may see the board's register.
    """
    require_in_board(actor, Permission.REGISTER_VIEW, board_id)
    here = [AreaMembership.board_id == board_id]
    if chosen.left:
        here += [AreaMembership.left_on.is_not(None), ~now_in_area(board_id)]
    else:
        here.append(AreaMembership.left_on.is_(None))
    wanted = _conditions(chosen)
    urn = (
        select(func.max(Identifier.number))
        .where(Identifier.organisation_id == Organisation.id, Identifier.register == "urn")
        .scalar_subquery()
    )
    leads = (
        select(func.count())
        .where(RoleHeld.organisation_id == Organisation.id, RoleHeld.role == Role.LEAD)
        .scalar_subquery()
    )
    joined = select(Organisation.id).join(AreaMembership).where(*here, *wanted)
    total = session.scalar(select(func.count()).select_from(joined.distinct().subquery())) or 0
    page = min(max(1, chosen.page), max(1, ceil(total / PAGE)))
    order: dict[str, list[Any]] = {
        "sector": [Organisation.kind, Organisation.phase, Organisation.type],
        "town": [Organisation.town],
    }
    rows = session.execute(
        select(Organisation, func.min(AreaMembership.joined_on), func.max(AreaMembership.left_on), urn, leads)
        .join(AreaMembership)
        .where(*here, *wanted)
        .group_by(Organisation.id)
        .order_by(*order.get(chosen.sort, []), func.lower(Organisation.name), Organisation.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Listing([Row(*row) for row in rows], total, page)


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.words:
        numbers = select(Identifier.organisation_id).where(Identifier.number == chosen.words)
        wanted.append(
            or_(
                Organisation.name.icontains(chosen.words, autoescape=True),
                Organisation.town.icontains(chosen.words, autoescape=True),
                Organisation.id.in_(numbers),
            )
        )
    if chosen.sector:
        wanted.append(sector_is(chosen.sector))
    if chosen.kind:
        wanted.append(Organisation.kind == chosen.kind)
    if chosen.phase:
        wanted.append(Organisation.phase == chosen.phase)
    return wanted


def all_in_area(session: Session, actor: Actor, board_id: int) -> Sequence[Organisation]:
    """Every organisation in a board's area now, by name. Raises NotVisible unless the actor may see them."""
    require_in_board(actor, Permission.REGISTER_VIEW, board_id)
    return session.scalars(
        select(Organisation)
        .where(now_in_area(board_id))
        .order_by(func.lower(Organisation.name), Organisation.id)
    ).all()


def kinds_in_area(session: Session, actor: Actor, board_id: int) -> Mapping[str, int]:
    """How many organisations of each kind are in a board's area now."""
    require_in_board(actor, Permission.REGISTER_VIEW, board_id)
    rows = session.execute(
        select(Organisation.kind, func.count()).where(now_in_area(board_id)).group_by(Organisation.kind)
    )
    return {row[0]: row[1] for row in rows}


def authorities_in_area(session: Session, actor: Actor, board_id: int) -> Sequence[int]:
    """The codes of the local authorities of a board's schools, the one with most schools first."""
    require_in_board(actor, Permission.REGISTER_VIEW, board_id)
    return session.scalars(
        select(Organisation.local_authority_code)
        .where(now_in_area(board_id), Organisation.local_authority_code.is_not(None))
        .group_by(Organisation.local_authority_code)
        .order_by(func.count().desc(), Organisation.local_authority_code)
    ).all()  # type: ignore[return-value]


def organisation_in_area(
    session: Session, actor: Actor, board_id: int, organisation_id: int, permission: Permission
) -> AreaPlace:
    """An organisation that is or was in this board's area; raises NotVisible otherwise."""
    require_in_board(actor, permission, board_id)
    stays = session.scalars(
        select(AreaMembership)
        .where(AreaMembership.board_id == board_id, AreaMembership.organisation_id == organisation_id)
        .order_by(AreaMembership.joined_on, AreaMembership.id)
    ).all()
    if not stays:
        raise NotVisible
    organisation = session.scalars(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(joinedload(Organisation.parent), selectinload(Organisation.identifiers))
    ).one()
    services = session.scalars(
        select(Organisation)
        .where(Organisation.parent_id == organisation_id)
        .order_by(func.lower(Organisation.name))
    ).all()
    return AreaPlace(organisation, stays, services)


def organisation_by_id(
    session: Session, actor: Actor, organisation_id: int, permission: Permission
) -> Organisation:
    """The organisation with this id, if the actor may do this in it; raises NotVisible otherwise."""
    if not actor.is_operator and organisation_id not in actor.organisations(permission):
        raise NotVisible
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotVisible
    return organisation


def board_ids_of(session: Session, actor: Actor, organisation_id: int) -> frozenset[int]:
    """The boards in whose area an organisation is now. The caller decides what the actor may do there."""
    return frozenset(
        session.scalars(
            select(AreaMembership.board_id).where(
                AreaMembership.organisation_id == organisation_id, AreaMembership.left_on.is_(None)
            )
        )
    )
