"""The table of what a board agrees on about its partnership."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base


class AgreedLevel(Base):
    """The level that the partners agreed on for one question of a maturity matrix, after they talked about it.

    No partner's own grade is changed by it.
    """

    __tablename__ = "agreed_level"
    __table_args__ = (UniqueConstraint("round_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    grade: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    """What was said that led to it, and what follows."""
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
