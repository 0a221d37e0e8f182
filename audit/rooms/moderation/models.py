"""The tables of moderation: its plan, who moderates what, their judgements, the agreed grades and the outcomes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.moderation import (
    Coverage,
    EvidenceQuality,
    Match,
    ModerationState,
    Moderators,
    PlanState,
    Stratum,
)
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return, Round

_Big = BigInteger().with_variant(Integer, "sqlite")
_LIVE = "state NOT IN ('declined', 'withdrawn')"


class ModerationPlan(Base):
    """How the returns of a round are moderated, once (stage 1) or a second time (stage 2)."""

    __tablename__ = "moderation_plan"
    __table_args__ = (
        UniqueConstraint("round_id", "stage"),
        one_of("coverage", Coverage),
        one_of("stratum", Stratum),
        one_of("moderators", Moderators),
        one_of("matching", Match),
        one_of("state", PlanState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    stage: Mapped[int] = mapped_column(default=1)
    coverage: Mapped[Coverage] = mapped_column(EnumText(Coverage, 10), default=Coverage.EVERYONE)
    sample_size: Mapped[int | None]
    """How many returns a sample holds; of each stratum when it is stratified."""
    stratum: Mapped[Stratum] = mapped_column(EnumText(Stratum, 8), default=Stratum.NONE)
    seed: Mapped[int] = mapped_column(default=1)
    """What makes the sample and the proposal come out the same again."""
    moderators: Mapped[Moderators] = mapped_column(EnumText(Moderators, 6), default=Moderators.PEERS)
    matching: Mapped[Match] = mapped_column(EnumText(Match, 8), default=Match.LIKE)
    allow_mutual: Mapped[bool] = mapped_column(default=False)
    reply_days: Mapped[int] = mapped_column(default=10)
    """Calendar days that an organisation has to reply to a moved grade."""
    moderate_by: Mapped[date | None]
    chosen: Mapped[list[Any]] = mapped_column(JsonData, default=list)
    """References of the returns chosen by hand, where coverage is ``chosen``."""
    state: Mapped[PlanState] = mapped_column(EnumText(PlanState, 8), default=PlanState.DRAFT)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Moderation(Base):
    """One return given to one moderator. A return that changes hands has a new row; the old one keeps its notes."""

    __tablename__ = "moderation"
    __table_args__ = (
        one_of("state", ModerationState),
        Index(
            "uq_moderation_live",
            "plan_id",
            "return_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index("ix_moderation_return_id", "return_id"),
        Index("ix_moderation_moderator_id", "moderator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("moderation_plan.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    moderator_name: Mapped[str] = mapped_column(String(200))
    moderator_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Whom a peer belongs to; empty for a moderator of the board."""
    why: Mapped[str] = mapped_column(Text, default="")
    """Why this moderator has this return, in words."""
    state: Mapped[ModerationState] = mapped_column(
        EnumText(ModerationState, 20), default=ModerationState.OFFERED
    )
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was declined or withdrawn."""
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    finalised_at: Mapped[datetime | None]
    reply_by: Mapped[date | None]
    replied_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[ModerationPlan] = relationship()
    moderated: Mapped[Return] = relationship()
    moderator: Mapped[Person | None] = relationship()
    moderator_organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Judgement(Base):
    """What a moderator says of one answer, what the organisation replies, and how it ends."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("moderation_id", "question_id"),
        one_of("evidence_quality", EvidenceQuality),
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    moderation_id: Mapped[int] = mapped_column(ForeignKey("moderation.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    self_grade: Mapped[str | None] = mapped_column(String(20))
    """The organisation's own grade when the moderator looked; empty for no answer and for not applicable."""
    self_not_applicable: Mapped[bool] = mapped_column(default=False)
    answer_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Of the answer that was looked at: a reopened return may have changed it since."""
    grade: Mapped[str | None] = mapped_column(String(20))
    not_applicable: Mapped[bool] = mapped_column(default=False)
    evidence_quality: Mapped[EvidenceQuality | None] = mapped_column(EnumText(EvidenceQuality, 10))
    comment: Mapped[str] = mapped_column(Text, default="")
    good_practice: Mapped[str] = mapped_column(Text, default="")
    improvement: Mapped[str] = mapped_column(Text, default="")
    updated_by_name: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    """Whether the organisation accepts a moved grade; empty until it says."""
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by_name: Mapped[str] = mapped_column(String(200), default="")
    gives_way: Mapped[bool | None]
    """Whether the moderator gives way to the reply; empty until they say."""
    rejoinder: Mapped[str] = mapped_column(Text, default="")
    settled_grade: Mapped[str | None] = mapped_column(String(20))
    settled_not_applicable: Mapped[bool] = mapped_column(default=False)
    settled_reason: Mapped[str] = mapped_column(Text, default="")
    settled_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    moderation: Mapped[Moderation] = relationship()
    question: Mapped[EditionQuestion] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AgreedGrade(Base):
    """The grade that stands for one answer after moderation, beside the two that it came from.

    ``is_current`` is taken away, and the row stays, when the return is reopened or moderated a second time.
    """

    __tablename__ = "agreed_grade"
    __table_args__ = (
        Index(
            "uq_agreed_grade_current",
            "return_id",
            "question_id",
            unique=True,
            sqlite_where=text("is_current = 1"),  # as SQLAlchemy writes it there, or the index is not used
            postgresql_where=text("is_current"),
        ),
        Index("ix_agreed_grade_moderation_id", "moderation_id"),
    )

    id: Mapped[int] = mapped_column(_Big, primary_key=True)
    moderation_id: Mapped[int] = mapped_column(ForeignKey("moderation.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("edition_question.id"))
    self_grade: Mapped[str | None] = mapped_column(String(20))
    moderated_grade: Mapped[str | None] = mapped_column(String(20))
    grade: Mapped[str | None] = mapped_column(String(20))
    not_applicable: Mapped[bool] = mapped_column(default=False)
    how: Mapped[str] = mapped_column(String(20))
    """``same``, ``accepted``, ``gave-way`` or ``settled``."""
    is_current: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]

    moderation: Mapped[Moderation] = relationship()


class Outcome(Base):
    """The written outcome of one return: a draft of the board's, then a letter that never changes."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("return_id", "submission_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    submission_number: Mapped[int]
    """Which submitted copy it is about."""
    strength_1: Mapped[str] = mapped_column(Text, default="")
    strength_2: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    actions_expected: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[list[Any]] = mapped_column(JsonData, default=list)
    """Actions that the organisation is asked for: ``code`` of the question, ``what``, ``due_on`` as ISO. They come into
    its plan when the outcome is sent."""
    content: Mapped[dict[str, Any] | None]
    """The whole letter as it was sent; empty while it is a draft."""
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime | None]
    sent_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    outcome_of: Mapped[Return] = relationship()

    __mapper_args__ = {"version_id_col": version}
