"""The tables of assignments, discussions, marks and gathered letters. They are the organisation's own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base
from audit.rooms.accounts.models import Person
from audit.rooms.rounds.models import Return

_LIVE = text("ended_at IS NULL")


class Assignment(Base):
    """A question or a whole standard of a return that a colleague sees to. One live row for each."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_live",
            "return_id",
            "standard_code",
            "question_code",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_assignment_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    standard_code: Mapped[str] = mapped_column(String(40))
    question_code: Mapped[str] = mapped_column(String(40), default="")
    """Empty when it is the whole standard."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    is_urgent: Mapped[bool] = mapped_column(default=False)
    given_by_name: Mapped[str] = mapped_column(String(200))
    given_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When a letter told the person; empty while it waits for the day's letter."""
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    asked_in: Mapped[Return] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Remark(Base):
    """One thing said about a question among colleagues. Replies name the remark that began the discussion."""

    __tablename__ = "remark"
    __table_args__ = (Index("ix_remark_return_id_question_code", "return_id", "question_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_code: Mapped[str] = mapped_column(String(40))
    begins_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id"), index=True)
    """The remark that began the discussion; empty for that one itself."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    """Only of a remark that began a discussion."""
    resolved_by_name: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None]
    """When its words were taken out for good: somebody may have written what does not belong here."""
    removed_by_name: Mapped[str] = mapped_column(String(200), default="")


class Mention(Base):
    """A colleague named in a remark."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("remark_id", "person_id"), Index("ix_mention_person_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime | None]

    remark: Mapped[Remark] = relationship()
    person: Mapped[Person] = relationship()


class LookedAt(Base):
    """Somebody looked at a question, and it is not finished, whatever the answer looks like."""

    __tablename__ = "looked_at"
    __table_args__ = (UniqueConstraint("return_id", "question_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_code: Mapped[str] = mapped_column(String(40))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class GatheredLetter(Base):
    """A person has been written the gathered letter of a day: there is never a second."""

    __tablename__ = "gathered_letter"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    day: Mapped[date]
