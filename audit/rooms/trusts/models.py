"""The tables of what a trust answers for all of its schools, and of what each school took from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.inheriting import Bond
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return, Round


class TrustQuestion(Base):
    """A question of a round that a trust answers for all of its schools."""

    __tablename__ = "trust_question"
    __table_args__ = (UniqueConstraint("organisation_id", "round_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """The trust."""
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    chosen_by_name: Mapped[str] = mapped_column(String(200))
    chosen_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    """When the trust stopped answering it for all. What its schools took from it is theirs then."""

    trust: Mapped[Organisation] = relationship()
    round: Mapped[Round] = relationship()
    question: Mapped[EditionQuestion] = relationship()


class TrustAnswer(Base):
    """What a trust says now to a question that it answers for all."""

    __tablename__ = "trust_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    trust_question_id: Mapped[int] = mapped_column(ForeignKey("trust_question.id"), unique=True)
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    updated_by_name: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class TrustAnswerRevision(Base):
    """One change of a trust's answer: who, when, and what it then said. Rows are only ever added."""

    __tablename__ = "trust_answer_revision"

    trust_answer_id: Mapped[int] = mapped_column(ForeignKey("trust_answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class TrustEvidence(Base):
    """A trust's answer cites a file of the trust's own library. Removing it keeps the row, with who and when."""

    __tablename__ = "trust_evidence"
    __table_args__ = (Index("ix_trust_evidence_trust_question_id", "trust_question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trust_question_id: Mapped[int] = mapped_column(ForeignKey("trust_question.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by_name: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship()


class InheritedAnswer(Base):
    """A school's answer came from its trust: which version, and whether the school keeps it."""

    __tablename__ = "inherited_answer"
    __table_args__ = (
        one_of("state", Bond),
        Index("ix_inherited_answer_trust_answer_id", "trust_answer_id"),
    )

    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"), primary_key=True)
    trust_answer_id: Mapped[int] = mapped_column(ForeignKey("trust_answer.id"))
    trust_version: Mapped[int]
    state: Mapped[Bond] = mapped_column(EnumText(Bond, 12), default=Bond.INHERITED)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the school answers differently."""
    by_name: Mapped[str] = mapped_column(String(200))
    """Who gave the answer, or who said that the school answers differently."""
    at: Mapped[datetime]

    inherited_in: Mapped[Return] = relationship()
