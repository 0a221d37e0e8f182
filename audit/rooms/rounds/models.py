"""The tables of rounds and of the returns asked for in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.workflows import PaperState, ReturnState, RoundKind, RoundState
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition


class Round(Base):
    """One audit of one board: an edition, the organisations asked, and the dates."""

    __tablename__ = "round"
    __table_args__ = (one_of("state", RoundState), one_of("kind", RoundKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[RoundKind] = mapped_column(EnumText(RoundKind, 8), default=RoundKind.AUDIT)
    reviews_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    """The round whose answers below the minimum a progress review asks about again."""
    actions_required: Mapped[bool] = mapped_column(default=False)
    """Whether an answer below the minimum needs an action before the return can be sent for sign-off."""
    state: Mapped[RoundState] = mapped_column(EnumText(RoundState, 10), default=RoundState.DRAFT)
    opens_on: Mapped[date | None]
    due_on: Mapped[date]
    """The last day for a signed return, unless a return has its own."""
    sign_off_by: Mapped[date | None]
    moderation_by: Mapped[date | None]
    challenge_on: Mapped[date | None]
    review_on: Mapped[date | None]
    sign_off_steps: Mapped[list[Any]] = mapped_column(JsonData)
    """One to three of chief-officer, head, chair: who signs, in order."""
    governing_body_date: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    """The board's own words about this round, printed in the workbook's Notes."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    edition: Mapped[Edition] = relationship()
    reviews: Mapped["Round | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}


class Return(Base):
    """One organisation's return in one round. ``reference`` is what people quote and what URLs carry."""

    __tablename__ = "return"
    __table_args__ = (
        one_of("state", ReturnState),
        UniqueConstraint("round_id", "organisation_id"),
        Index("ix_return_organisation_id", "organisation_id"),
        Index("ix_return_joint_id", "joint_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    profile: Mapped[str] = mapped_column(String(20), default="full")
    only_questions: Mapped[list[Any] | None] = mapped_column(JsonData)
    """Codes of the questions that a progress review asks of this organisation; empty when all are asked."""
    due_on: Mapped[date | None]
    """The organisation's own due date, when the board has extended it."""
    state: Mapped[ReturnState] = mapped_column(EnumText(ReturnState, 20), default=ReturnState.NOT_STARTED)
    started_at: Mapped[datetime | None]
    sent_for_sign_off_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submitted_kind: Mapped[str | None] = mapped_column(String(30))
    submitted_phase: Mapped[str | None] = mapped_column(String(20))
    submitted_type: Mapped[str | None] = mapped_column(String(30))
    """What the organisation was when it submitted, which decided what it was asked: a school that becomes an academy
    afterwards changes no figure of the round. Empty until submitted; then the organisation as it is now counts."""
    joint_id: Mapped[int | None]
    """The work in which it is answered together with the returns to other boards, as its live ``JointReturn`` says.
    Kept here too, so that the saving of an answer knows without asking."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it has been sent for sign-off. An approver's word carries the number of the sending it answers."""
    paper_state: Mapped[PaperState] = mapped_column(EnumText(PaperState, 10), default=PaperState.NONE)
    """Whether its board enters it from paper, and then alone changes its answers; or did, or was relieved of it."""
    paper_received_on: Mapped[date | None]
    """The day on which the board received on paper what it entered; the mark of such a return, for ever."""
    created_at: Mapped[datetime]
    added_questions: Mapped[list[Any] | None] = mapped_column(JsonData)
    """Codes of the questions added to the round after this return was submitted, until they are signed too."""
    added_state: Mapped[ReturnState | None] = mapped_column(EnumText(ReturnState, 20))
    """Where the answering of those stands. ``state`` stays submitted meanwhile, so that figures stay as they were."""
    added_due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def board_enters(self) -> bool:
        """Whether its board enters it from paper now."""
        return self.paper_state is PaperState.ENTERING

    @property
    def due(self) -> date:
        """The date by which this return is due; while only added questions are asked, by which those are."""
        return (self.added_due_on if self.added_state else None) or self.due_on or self.round.due_on

    @property
    def now(self) -> ReturnState:
        """Where its organisation stands with it: with the added questions, while those are asked."""
        return self.added_state or self.state

    def move_to(self, state: ReturnState) -> None:
        """Move what its organisation is doing: the answering of added questions, while those are asked."""
        if self.added_state is None:
            self.state = state
        else:
            self.added_state = state
