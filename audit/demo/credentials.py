"""How to sign in to the demonstration: one password for all, and codes that follow from each address."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from audit.demo.names import DOMAIN, STAFFORDSHIRE_DOMAIN
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import AreaMembership, Board, Organisation, RoleHeld

PASSWORD = "paper boats on a quiet river"  # noqa: S105  everybody may know it: it opens made-up things only


@dataclass(frozen=True)
class Credential:
    """One role of one person of the demonstration, with how to sign in."""

    email: str
    name: str
    role: Role
    title: str
    organisation: str | None
    board: str | None
    """The code of the board in which, or in whose area, the role is held."""
    place: str
    has_code: bool

    @property
    def otp_secret(self) -> str | None:
        """The secret of the one-time codes, for those who need one."""
        return otp_secret(self.email) if self.has_code else None

    def as_json(self) -> dict[str, str | None]:
        """What the file of credentials holds of it."""
        return {
            "email": self.email,
            "password": PASSWORD,
            "otp_secret": self.otp_secret,
            "role": self.role.value,
            "organisation": self.organisation,
            "board": self.board,
        }


def otp_secret(email: str) -> str:
    """The secret of a person's one-time codes, in base 32. It follows from the address, and only serves here."""
    return base64.b32encode(hashlib.sha256(f"demonstration:{email}".encode()).digest()[:20]).decode()


def credentials(session: Session, emails: Sequence[str] = ()) -> list[Credential]:
    """Everybody of the demonstration who has joined, a line for each role; or only those with these addresses."""
    of_area = aliased(Board)
    statement = (
        select(RoleHeld, Person, Board, Organisation, of_area.code)
        .join(Person, Person.id == RoleHeld.person_id)
        .outerjoin(Board, Board.id == RoleHeld.board_id)
        .outerjoin(Organisation, Organisation.id == RoleHeld.organisation_id)
        .outerjoin(
            AreaMembership,
            (AreaMembership.organisation_id == RoleHeld.organisation_id) & AreaMembership.left_on.is_(None),
        )
        .outerjoin(of_area, of_area.id == AreaMembership.board_id)
        .where(Person.password_hash.is_not(None), Person.is_closed.is_(False))
        .order_by(RoleHeld.id)
    )
    if emails:
        statement = statement.where(Person.email.in_(emails))
    else:
        statement = statement.where(
            or_(*(Person.email.endswith(f"@{domain}") for domain in (DOMAIN, STAFFORDSHIRE_DOMAIN)))
        )
    found: dict[int, Credential] = {}
    for held, person, board, organisation, area_code in session.execute(statement):
        place = board.name if board else organisation.name if organisation else "All boards"
        found.setdefault(
            held.id,
            Credential(
                email=person.email,
                name=person.name,
                role=Role(held.role),
                title=held.title,
                organisation=organisation.name if organisation else None,
                board=board.code if board else area_code,
                place=place,
                has_code=person.otp_secret is not None,
            ),
        )
    return list(found.values())
