"""The tables of case audits: the audit, each organisation's sample, its cases, the answers and the judgements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.case_audits import AuditState, CaseState, SampleState
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition, EditionQuestion

_Big = BigInteger().with_variant(Integer, "sqlite")


class CaseAudit(Base):
    """One dip sample of a board: a theme, a short form, and how many cases each organisation looks at."""

    __tablename__ = "case_audit"
    __table_args__ = (one_of("state", AuditState), Index("ix_case_audit_board_id", "board_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("case_audit.id"))
    """The earlier audit beside which the results are shown."""
    title: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    """What the board tells the auditors: which cases to take, from which months."""
    categories: Mapped[list[Any]] = mapped_column(JsonData, default=list)
    """The themes among which each case has one, as texts in order; empty when cases have none."""
    cases_each: Mapped[int]
    due_on: Mapped[date]
    moderation_by: Mapped[date | None]
    state: Mapped[AuditState] = mapped_column(EnumText(AuditState, 8), default=AuditState.DRAFT)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    edition: Mapped[Edition] = relationship()
    repeats: Mapped["CaseAudit | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}


class CaseAuditPlace(Base):
    """The sample of one organisation in a case audit, and the moderator to whom it was given."""

    __tablename__ = "case_audit_place"
    __table_args__ = (
        one_of("state", SampleState),
        UniqueConstraint("audit_id", "organisation_id"),
        Index("ix_case_audit_place_organisation_id", "organisation_id"),
        Index("ix_case_audit_place_moderator_id", "moderator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[SampleState] = mapped_column(EnumText(SampleState, 10), default=SampleState.ANSWERING)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    moderator_name: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[datetime | None]
    sent_by_name: Mapped[str] = mapped_column(String(200), default="")
    moderated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    audit: Mapped[CaseAudit] = relationship()
    organisation: Mapped[Organisation] = relationship()
    moderator: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AuditedCase(Base):
    """One anonymised case: a running number and a theme, nothing that tells who the child is."""

    __tablename__ = "audited_case"
    __table_args__ = (one_of("state", CaseState), UniqueConstraint("place_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("case_audit_place.id"))
    number: Mapped[int]
    category: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState, 10), default=CaseState.DRAFT)
    added_at: Mapped[datetime]
    added_by_name: Mapped[str] = mapped_column(String(200))
    finished_at: Mapped[datetime | None]
    moderated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    place: Mapped[CaseAuditPlace] = relationship()

    __mapper_args__ = {"version_id_col": version}


class CaseAnswer(Base):
    """What the auditor says to one question about one case. The columns mean what they mean in a return."""

    __tablename__ = "case_answer"
    __table_args__ = (UniqueConstraint("case_id", "question_id"),)

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("audited_case.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    updated_by_name: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[AuditedCase] = relationship()
    question: Mapped[EditionQuestion] = relationship()

    __mapper_args__ = {"version_id_col": version}


class CaseAnswerRevision(Base):
    """One change of a case's answer. Append-only: triggers refuse a change or a removal."""

    __tablename__ = "case_answer_revision"
    __table_args__ = (UniqueConstraint("answer_id", "version"),)

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("case_answer.id"))
    version: Mapped[int]
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    via: Mapped[str] = mapped_column(String(20), default="typed")


class CaseJudgement(Base):
    """What the moderator says to one graded question of one case.

    A grade is a key of the scale or ``not-applicable`` (``audit.domain.case_audits.NOT_APPLICABLE``).
    """

    __tablename__ = "case_judgement"
    __table_args__ = (UniqueConstraint("case_id", "question_id"),)

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("audited_case.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(Text, default="")
    agreed_grade: Mapped[str | None] = mapped_column(String(20))
    """What auditor and moderator agreed after they had talked; empty where the moderator's grade stands."""
    updated_by_name: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[AuditedCase] = relationship()

    __mapper_args__ = {"version_id_col": version}
