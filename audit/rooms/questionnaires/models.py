"""The tables of published editions. The content is one JSON document; rows beside it make figures quick."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.instruments import Instrument
from audit.infra.database import Base, EnumText, JsonData, one_of


class Edition(Base):
    """A published questionnaire with its scale. Never changed: triggers refuse it.

    ``content`` is the checked data of the file with the whole scale in it; ``fingerprint`` is its
    SHA-256. Publishing the same content again gives the same edition.
    A set that comes with the product belongs to no board and every board may use it; a board's own set is
    seen by that board, and by others while it is offered to them.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("code", "edition", "amendment"),
        one_of("instrument", Instrument),
        Index("ix_edition_board_id", "board_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    """The board whose own set this is; empty for one that comes with the product."""
    instrument: Mapped[Instrument] = mapped_column(
        EnumText(Instrument, 20), default=Instrument.SELF_ASSESSMENT
    )
    code: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(200))
    notes: Mapped[str] = mapped_column(Text, default="")
    """What is new in this edition, in its board's words."""
    approved_by: Mapped[str] = mapped_column(String(200), default="")
    """Who approved it, with their part in the board: a person, a sub-group, the executive."""
    approved_on: Mapped[date | None]
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    """The edition that this one amends, for one running round. It shares that edition's questions, row for row, so that
    nothing that was answered is touched; rows of its own are only the questions that it adds."""
    amendment: Mapped[int] = mapped_column(default=0)
    """Which amendment of its edition it is, from 1; 0 for an edition that amends none."""

    standards: Mapped[list["EditionStandard"]] = relationship(order_by="EditionStandard.position")


class EditionStandard(Base):
    """A standard of an edition, as a row to group figures by."""

    __tablename__ = "edition_standard"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]

    questions: Mapped[list["EditionQuestion"]] = relationship(order_by="EditionQuestion.position")


class EditionQuestion(Base):
    """A question of an edition, as a row that answers point to."""

    __tablename__ = "edition_question"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    standard_id: Mapped[int] = mapped_column(ForeignKey("edition_standard.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class EditionOffer(Base):
    """A board offers an edition of its own to other boards, until it withdraws the offer."""

    __tablename__ = "edition_offer"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    offered_by_name: Mapped[str] = mapped_column(String(200))
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DeclaredMapping(Base):
    """What a board has declared that the grades of one scale count as on another, until it withdraws it.

    Both scales are kept whole, with the meanings that they had. A mark is ``audit.domain.scale_mapping.meaning_mark``.
    """

    __tablename__ = "scale_mapping"
    __table_args__ = (
        Index("ix_scale_mapping_board_id_before_mark_now_mark", "board_id", "before_mark", "now_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JsonData)
    before_mark: Mapped[str] = mapped_column(String(64))
    now: Mapped[dict[str, Any]] = mapped_column(JsonData)
    now_mark: Mapped[str] = mapped_column(String(64))
    grades: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """By the key of each grade before: the key of the grade now, or null where it has no equal."""
    note: Mapped[str] = mapped_column(Text, default="")
    declared_by_name: Mapped[str] = mapped_column(String(200))
    declared_at: Mapped[datetime]
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]


class AdoptedSet(Base):
    """A board uses an edition that another board offered. It keeps it when the offer is withdrawn."""

    __tablename__ = "adopted_set"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    adopted_by_name: Mapped[str] = mapped_column(String(200))
    adopted_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
