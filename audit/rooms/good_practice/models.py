"""The table of good practice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.good_practice import Sharing
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return


class GoodPractice(Base):
    """An exemplary answer, as its organisation agreed to share it, with a copy of its words."""

    __tablename__ = "good_practice"
    __table_args__ = (
        one_of("state", Sharing),
        UniqueConstraint("return_id", "question_code"),
        Index("ix_good_practice_board_id_state", "board_id", "state"),
        Index("ix_good_practice_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_code: Mapped[str] = mapped_column(String(40))
    question_text: Mapped[str] = mapped_column(Text)
    standard_title: Mapped[str] = mapped_column(String(300))
    sector: Mapped[str] = mapped_column(String(60))
    state: Mapped[Sharing] = mapped_column(EnumText(Sharing, 10), default=Sharing.ASKED)
    why: Mapped[str] = mapped_column(Text, default="")
    """What the moderator or the board found good about it."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What is shared: the answer's words as the organisation agreed to them."""
    evidence: Mapped[list[Any]] = mapped_column(JsonData, default=list)
    """Ids of the evidence that is shared with it."""
    asked_at: Mapped[datetime]
    asked_by_name: Mapped[str] = mapped_column(String(200))
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    organisation: Mapped[Organisation] = relationship()
    asked_in: Mapped[Return] = relationship()

    __mapper_args__ = {"version_id_col": version}
