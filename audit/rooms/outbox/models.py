"""The table of letters."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base, EnumText, one_of


class LetterState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    POSTED = "posted"
    FAILED = "failed"


class Letter(Base):
    """One letter to one person. ``kind`` is named by what the letter says."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("state", LetterState),
        Index("ix_letter_state_next_try_at", "state", "next_try_at"),
        Index("ix_letter_board_id_created_at", "board_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    to_email: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    board_id: Mapped[int | None]
    """The board on whose behalf it is sent; a board sees its own letters."""
    about_kind: Mapped[str] = mapped_column(String(40), default="")
    about_id: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[LetterState] = mapped_column(EnumText(LetterState, 10), default=LetterState.WAITING)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")


class LetterWording(Base):
    """A board's own words for one kind of letter, in place of the product's."""

    __tablename__ = "letter_wording"
    __table_args__ = (UniqueConstraint("board_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int]
    """Not a foreign key: this room lies below the boards."""
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
