"""The tables of visits with their answers, and of feedback."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.visits import VisitState
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.questionnaires.models import Edition, EditionQuestion
from audit.rooms.rounds.models import Return, Round


class Visit(Base):
    """One unannounced visit to an organisation that has submitted, by one visitor, with one form."""

    __tablename__ = "visit"
    __table_args__ = (
        one_of("state", VisitState),
        Index("ix_visit_return_id", "return_id"),
        Index("ix_visit_visitor_id", "visitor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    """The return beside which the form is read; its round and organisation are the visit's."""
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    visitor_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[VisitState] = mapped_column(EnumText(VisitState, 10), default=VisitState.ASKED)
    asked_at: Mapped[datetime]
    asked_by_name: Mapped[str] = mapped_column(String(200))
    visit_by: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    """What the board asked the visitor to look at."""
    ended_because: Mapped[str] = mapped_column(Text, default="")
    """Why it was given back or taken back."""
    visited_on: Mapped[date | None]
    visited_time: Mapped[str] = mapped_column(String(5), default="")
    """When the visitor came, as ``13:05``."""
    met: Mapped[str] = mapped_column(Text, default="")
    """Whom the visitor met: parts that people play, never names."""
    details_version: Mapped[int] = mapped_column(default=0)
    """Counts the changes of the three above, which are saved as they are typed."""
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    """The copy of the return beside which the form was sent: what they had said then, whatever is submitted later."""
    sent_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]
    shared_by_name: Mapped[str] = mapped_column(String(200), default="")
    shared_note: Mapped[str] = mapped_column(Text, default="")
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None]
    replied_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    visited: Mapped[Return] = relationship()
    edition: Mapped[Edition] = relationship()
    visitor: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class VisitAnswer(Base):
    """What a visitor noted to one question of the form."""

    __tablename__ = "visit_answer"
    __table_args__ = (UniqueConstraint("visit_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    question: Mapped[EditionQuestion] = relationship()

    __mapper_args__ = {"version_id_col": version}


class FeedbackAsk(Base):
    """A round asks for feedback on itself, with one question set."""

    __tablename__ = "feedback_ask"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    asked_at: Mapped[datetime]
    asked_by_name: Mapped[str] = mapped_column(String(200))
    stopped_at: Mapped[datetime | None]
    """When the board stopped asking; what was given stays."""
    written_to: Mapped[list[Any]] = mapped_column(JsonData, default=list)
    """Ids of the returns whose people have had a letter about it, so that nobody has two."""

    edition: Mapped[Edition] = relationship()
    round: Mapped[Round] = relationship()


class Feedback(Base):
    """What one person says of an audit. Who it was is kept so that they can change it, and is shown to nobody."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("return_id", "person_id"),
        Index("ix_feedback_round_id", "round_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answers: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """By question code: the grade, the choice or the words."""
    is_named: Mapped[bool] = mapped_column(default=False)
    """Whether the board may know which organisation it comes from."""
    version: Mapped[int] = mapped_column(default=1)

    given_for: Mapped[Return] = relationship()

    __mapper_args__ = {"version_id_col": version}
