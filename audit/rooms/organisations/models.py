"""The tables of boards, organisations, areas and roles."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.permissions import Role
from audit.infra.database import Base, EnumText, one_of
from audit.rooms.accounts.models import Person


class Board(Base):
    """A safeguarding partnership. Its name and accent colour are what its people see on every page."""

    __tablename__ = "board"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    accent: Mapped[str] = mapped_column(String(7), default="#1d70b8")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Organisation(Base):
    """An agency, a service of one, a school, a college or a trust.

    ``kind``, ``phase`` and ``type`` decide what it is asked (see ``audit.domain.organisations``).
    A service has its agency as ``parent``; a school has its trust.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    phase: Mapped[str] = mapped_column(String(20), default="not-applicable")
    type: Mapped[str] = mapped_column(String(30), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    local_authority_code: Mapped[int | None]
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    trust_name: Mapped[str] = mapped_column(String(200), default="")
    town: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Organisation | None"] = relationship(remote_side=[id])
    identifiers: Mapped[list["Identifier"]] = relationship(back_populates="organisation")

    __mapper_args__ = {"version_id_col": version}


class Identifier(Base):
    """A number in a register (``urn``, ``dfe``, ``ukprn``, ``ods``), as text: registers can collide."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("register", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    register: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40))

    organisation: Mapped[Organisation] = relationship(back_populates="identifiers")


class AreaMembership(Base):
    """An organisation in a board's area, from a date to a date: boards merge and split, history stays."""

    __tablename__ = "area_membership"
    __table_args__ = (
        UniqueConstraint("board_id", "organisation_id", "joined_on"),
        Index("ix_area_membership_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class OrganisationLink(Base):
    """Two organisations that a board keeps apart in moderation: a joint return, a shared service.

    The same trust and the same parent need no row: they are seen from the organisations themselves.
    ``organisation_id`` is the smaller of the two ids.
    """

    __tablename__ = "organisation_link"
    __table_args__ = (
        UniqueConstraint("board_id", "organisation_id", "other_id"),
        CheckConstraint("organisation_id < other_id", name="smaller_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    why: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    made_by_name: Mapped[str] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    other: Mapped[Organisation] = relationship(foreign_keys=[other_id])


class Predecessor(Base):
    """An organisation that another one carries on, in the eyes of a board: a conversion, a merger, a new name.

    A school that only changed its number in the register is still the same organisation and needs no row.
    """

    __tablename__ = "predecessor"
    __table_args__ = (UniqueConstraint("board_id", "organisation_id", "predecessor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    why: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    made_by_name: Mapped[str] = mapped_column(String(200))

    predecessor: Mapped[Organisation] = relationship(foreign_keys=[predecessor_id])


class Interest(Base):
    """An interest that a moderator or a member of a panel declares in an organisation, until it ends."""

    __tablename__ = "interest"
    __table_args__ = (
        Index("ix_interest_person_id", "person_id"),
        Index("ix_interest_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    why: Mapped[str] = mapped_column(String(300))
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class RoleHeld(Base):
    """One role of one person in one board or one organisation (site administrators: in neither)."""

    __tablename__ = "role_held"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("board_id IS NULL OR organisation_id IS NULL", name="one_place"),
        Index(
            "uq_role_held_person_id_role_board_id",
            "person_id",
            "role",
            "board_id",
            unique=True,
            sqlite_where=text("board_id IS NOT NULL"),
            postgresql_where=text("board_id IS NOT NULL"),
        ),
        Index(
            "uq_role_held_person_id_role_organisation_id",
            "person_id",
            "role",
            "organisation_id",
            unique=True,
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index("ix_role_held_board_id", "board_id"),
        Index("ix_role_held_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(EnumText(Role, 30))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(100), default="")
    """What the person is called there: executive, lay member, lead member, scrutineer, head, chair."""
    signs_as: Mapped[str] = mapped_column(String(20), default="")
    """Of an approver: the one step of a sign-off that they sign (``head``, ``chair`` …); empty for any."""
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    board: Mapped[Board | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
