"""The table of amendments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    PREPARED = "prepared"
    MADE = "made"
    TAKEN_BACK = "taken-back"
    DISCARDED = "discarded"


class Amendment(Base):
    """A change of the questions of one running round: prepared, then made, and taken back if nobody has answered."""

    __tablename__ = "amendment"
    __table_args__ = (one_of("state", AmendmentState),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    state: Mapped[AmendmentState] = mapped_column(
        EnumText(AmendmentState, 10), default=AmendmentState.PREPARED
    )
    reason: Mapped[str] = mapped_column(Text)
    """Why, in the board's words; the leads read it."""
    due_on: Mapped[date]
    """The day by which those who had submitted answer what is added."""
    changes: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """As ``audit.domain.amending.changes_data`` has them."""
    before_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    prepared_by_name: Mapped[str] = mapped_column(String(200))
    prepared_at: Mapped[datetime]
    made_by_name: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime | None]
    taken_back_by_name: Mapped[str | None] = mapped_column(String(200))
    taken_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()
    before: Mapped[Edition | None] = relationship(foreign_keys=[before_id])

    __mapper_args__ = {"version_id_col": version}
