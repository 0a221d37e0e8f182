"""The tables of answers, their history, the evidence they cite, sign-off and submission."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base, JsonData
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return

_Big = BigInteger().with_variant(Integer, "sqlite")


class Answer(Base):
    """What an organisation says now to one question. The big table: one row a question a return."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("return_id", "question_id"),
        # Everything that figures are made of, so that a roll-up reads no row.
        Index("ix_answer_figures", "return_id", "question_id", "is_asked", "grade", "not_applicable"),
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JsonData)
    """Answers to the kinds without a grade; see ``audit.domain.answers.AnswerContent``."""
    narrative: Mapped[str] = mapped_column(Text, default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[str] = mapped_column(Text, default="")
    is_asked: Mapped[bool] = mapped_column(default=True)
    """False in a submitted return whose answer stayed behind: what it hung on was changed later. Not counted."""
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    updated_by_name: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Counts the changes. A save names the version that it was typed over; another one is a conflict."""

    asked_in: Mapped[Return] = relationship()
    question: Mapped[EditionQuestion] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AnswerRevision(Base):
    """One change of an answer: who, when, and what it then said. What it said before is the row before.

    Append-only: triggers refuse a change or a removal.
    """

    __tablename__ = "answer_revision"
    __table_args__ = (UniqueConstraint("answer_id", "version"),)

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
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
    """How it came: typed, saved as typed, chosen in a conflict, carried, shared, entered on behalf."""


class CarriedAnswer(Base):
    """One entry of an answer's history that was brought forward: from which copy, and from which of its questions."""

    __tablename__ = "carried_answer"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    question_code: Mapped[str] = mapped_column(String(30))
    mapping_id: Mapped[int | None] = mapped_column(ForeignKey("scale_mapping.id"))
    """The declared mapping through which its grade came, where the scale had changed."""


class JointWork(Base):
    """An organisation answers the returns to several boards as one piece of work."""

    __tablename__ = "joint_work"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    begun_by_name: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()


class JointReturn(Base):
    """A return in joint work, with what the organisation agreed to share with its board. One live row a return.

    Grades and other plain answers are always the same; the narrative and the evidence only where both sides agree.
    """

    __tablename__ = "joint_return"
    __table_args__ = (
        Index(
            "uq_joint_return_live", "return_id", unique=True, sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index("ix_joint_return_joint_work_id", "joint_work_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    joint_work_id: Mapped[int] = mapped_column(ForeignKey("joint_work.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    shares_narrative: Mapped[bool]
    shares_evidence: Mapped[bool]
    agreed_by_name: Mapped[str] = mapped_column(String(200))
    agreed_at: Mapped[datetime]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    work: Mapped[JointWork] = relationship()

    __mapper_args__ = {"version_id_col": version}


class SharedAnswer(Base):
    """One entry of an answer's history that came from the return to another board."""

    __tablename__ = "shared_answer"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    from_return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))


class CitedEvidence(Base):
    """An answer cites a file of the library. Removing it keeps the row, with who and when."""

    __tablename__ = "cited_evidence"
    __table_args__ = (
        Index("ix_cited_evidence_return_id_question_id", "return_id", "question_id"),
        Index("ix_cited_evidence_evidence_id", "evidence_id"),
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by_name: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)
    """Whether the board attached it while it entered the return from paper."""

    evidence: Mapped[Evidence] = relationship()


class OnBehalf(Base):
    """A board that enters an organisation's return from paper, or has asked to: from asking to the end of it."""

    __tablename__ = "on_behalf"
    __table_args__ = (Index("ix_on_behalf_return_id", "return_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    reason: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime | None]
    """When the board asked a lead first, because the organisation had begun to answer by itself."""
    agreed_by_name: Mapped[str] = mapped_column(String(200), default="")
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str] = mapped_column(String(200), default="")
    ending: Mapped[str] = mapped_column(String(20), default="")
    """How it ended: submitted, taken over, undone, declined or not needed."""
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """The scan of the signed paper, if the board kept one."""

    row: Mapped[Return] = relationship()
    scan: Mapped[Evidence | None] = relationship()


class SignOffDecision(Base):
    """An approver's word on a return: approved, or returned with a reason. Kept for every attempt."""

    __tablename__ = "sign_off_decision"
    __table_args__ = (Index("ix_sign_off_decision_return_id", "return_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    attempt: Mapped[int]
    """Which sending for sign-off this answers, from 1."""
    step: Mapped[str] = mapped_column(String(20))
    approved: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    governing_body_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    by_title: Mapped[str] = mapped_column(String(100), default="")
    on_paper_on: Mapped[date | None]
    """The day on which it was signed on paper; empty for a signature given here."""
    entered_by_name: Mapped[str] = mapped_column(String(200), default="")
    """Who of the board entered a signature from paper."""
    at: Mapped[datetime]


class Submission(Base):
    """The return as it was submitted, for ever: a copy that later changes do not touch.

    ``content`` holds everything needed to show and print it without any other table.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("return_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    number: Mapped[int]
    """1 for the first; higher when the board reopened the return."""
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    content: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[str] = mapped_column(String(200))
