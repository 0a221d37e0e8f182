"""The tables of actions, their history and the evidence of their completion."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.actions import ActionOrigin, ActionState, Priority
from audit.infra.database import Base, EnumText, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return, Round


class Action(Base):
    """One thing that an organisation will do. It belongs to the organisation and is shown to one board.

    ``return_id`` and ``question_code`` name the answer it is about; both are empty for one added by hand.
    The question's words are kept here, so that an action says what it is about after its round is forgotten.
    """

    __tablename__ = "action"
    __table_args__ = (
        one_of("state", ActionState),
        one_of("origin", ActionOrigin),
        one_of("priority", Priority),
        Index("ix_action_organisation_id", "organisation_id"),
        Index("ix_action_board_id_due_on", "board_id", "due_on"),
        Index("ix_action_return_id_question_code", "return_id", "question_code"),
        Index("ix_action_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    return_id: Mapped[int | None] = mapped_column(ForeignKey("return.id"))
    standard_title: Mapped[str] = mapped_column(String(300), default="")
    question_code: Mapped[str] = mapped_column(String(40), default="")
    question_text: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[ActionOrigin] = mapped_column(EnumText(ActionOrigin, 12))
    origin_words: Mapped[str] = mapped_column(String(200), default="")
    """Where it came from in words, for example the title of a challenge event."""
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    """The owner's name as it was given; an owner may be somebody without an account."""
    due_on: Mapped[date]
    priority: Mapped[Priority] = mapped_column(EnumText(Priority, 8), default=Priority.MEDIUM)
    impact: Mapped[str] = mapped_column(Text, default="")
    """What is better for children now that it is done."""
    state: Mapped[ActionState] = mapped_column(EnumText(ActionState, 12), default=ActionState.OPEN)
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is no longer needed."""
    created_at: Mapped[datetime]
    created_by_name: Mapped[str] = mapped_column(String(200))
    done_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by_name: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    organisation: Mapped[Organisation] = relationship()
    round: Mapped[Round | None] = relationship()
    asked_in: Mapped[Return | None] = relationship()
    owner: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ActionNote(Base):
    """A note of progress, or of a change of state, with its date. Append-only: triggers refuse a change."""

    __tablename__ = "action_note"
    __table_args__ = (Index("ix_action_note_action_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    state_before: Mapped[str] = mapped_column(String(12), default="")
    state_after: Mapped[str] = mapped_column(String(12), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    on_behalf: Mapped[str] = mapped_column(String(12), default="organisation")
    """``board`` or ``organisation``."""
    at: Mapped[datetime]
    via: Mapped[str] = mapped_column(String(20), default="typed")
    """How it came: typed, or from a workbook."""


class ActionEvidence(Base):
    """Evidence that an action is done. Removing it keeps the row, with who and when."""

    __tablename__ = "action_evidence"
    __table_args__ = (Index("ix_action_evidence_action_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by_name: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship()


class ActionHold(Base):
    """A board keeps an action's words, or one note, from everybody but the organisation. Lifting it keeps the row."""

    __tablename__ = "action_hold"
    __table_args__ = (Index("ix_action_hold_action_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("action_note.id"))
    """The note that is held back; empty when it is the action's own words."""
    reason: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    lifted_by_name: Mapped[str | None] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None]
