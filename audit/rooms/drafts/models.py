"""The tables of drafts: a question set in parts, who changed what, and what colleagues say of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base, EnumText, JsonData, one_of


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Draft(Base):
    """A question set that a board is changing. Its standards and questions are rows of their own.

    ``settings`` and ``scale`` are the parts of ``audit.domain.drafting.Parts``; ``version`` guards these two.
    """

    __tablename__ = "draft"
    __table_args__ = (one_of("state", DraftState), Index("ix_draft_board_id", "board_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    code: Mapped[str] = mapped_column(String(60))
    """The code of the set, also in ``settings``: editions of one set share it."""
    title: Mapped[str] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]] = mapped_column(JsonData)
    scale: Mapped[dict[str, Any]] = mapped_column(JsonData)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    """The edition that was copied or that this one is to follow; empty for a set that was begun anew."""
    state: Mapped[DraftState] = mapped_column(EnumText(DraftState, 10), default=DraftState.OPEN)
    published_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    begun_at: Mapped[datetime]
    begun_by_name: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DraftStandard(Base):
    """A standard of a draft. ``content`` is what the file says of it, without its questions."""

    __tablename__ = "draft_standard"
    __table_args__ = (Index("ix_draft_standard_draft_id", "draft_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    position: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JsonData)
    retired_at: Mapped[datetime | None]
    """Taken out of the draft, with its questions; it can be put back."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DraftQuestion(Base):
    """A question of a draft, as the file has it. One without a standard belongs to the return's own details."""

    __tablename__ = "draft_question"
    __table_args__ = (
        Index("ix_draft_question_draft_id", "draft_id"),
        Index("ix_draft_question_standard_id", "standard_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("draft_standard.id"))
    position: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JsonData)
    retired_at: Mapped[datetime | None]
    """Taken out of the draft; it can be put back."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DraftChange(Base):
    """One change of a draft, kept so that it can be read and undone."""

    __tablename__ = "draft_change"
    __table_args__ = (Index("ix_draft_change_draft_id", "draft_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    what: Mapped[str] = mapped_column(String(300))
    """What was done, in a few words: "Changed question 2.4"."""
    steps: Mapped[list[Any]] = mapped_column(JsonData)
    """Each row that changed: ``{"part": draft|standard|question, "id", "before", "after"}``; an absent row is null."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None] = mapped_column(String(200))


class DraftComment(Base):
    """What a reviewer says of a draft, or of one of its questions, until it is settled."""

    __tablename__ = "draft_comment"
    __table_args__ = (Index("ix_draft_comment_draft_id", "draft_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("draft_question.id"))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None] = mapped_column(String(200))


class BroughtLayout(Base):
    """What a board said of a spreadsheet of its own, for the next one with the same headings. Nothing of the file."""

    __tablename__ = "brought_layout"
    __table_args__ = (UniqueConstraint("board_id", "headings"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    headings: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the headings, small and without what stands between letters and figures."""
    choices: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """``columns`` (what each holds), ``standards`` and ``scale``."""
    at: Mapped[datetime]


class BoardScale(Base):
    """A grade scale of a board's own. Question sets take a copy of it, so that changing it changes no set."""

    __tablename__ = "board_scale"
    __table_args__ = (UniqueConstraint("board_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """The scale as its file would have it."""
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None]
    """No longer offered for new sets; it can be put back."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
