"""The tables of staff surveys. What staff reply is kept without anything that tells who or when.

A reply is a row only until it is added up: then the sums stay, and the rows are removed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.surveys import SurveyState
from audit.infra.database import Base, EnumText, JsonData, one_of
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round


class Survey(Base):
    """One survey of a board: a question set, the organisations whose staff are asked, and the days."""

    __tablename__ = "survey"
    __table_args__ = (one_of("state", SurveyState), Index("ix_survey_round_id", "round_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    """The round beside whose grades the results stand."""
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[SurveyState] = mapped_column(EnumText(SurveyState, 10), default=SurveyState.DRAFT)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date]
    """The last day on which staff can reply."""
    shares_results: Mapped[bool] = mapped_column(default=True)
    """Whether each organisation sees the results of its own staff."""
    openings: Mapped[int] = mapped_column(default=0)
    """How often it has been opened. A form that was fetched in an earlier opening is not taken."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    edition: Mapped[Edition] = relationship()
    round: Mapped[Round | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class SurveyPlace(Base):
    """An organisation in a survey, with its link and its code.

    Both come from one secret, which is kept sealed so that it can be shown to its people again; a link is found by
    hashes alone.
    """

    __tablename__ = "survey_place"
    __table_args__ = (UniqueConstraint("survey_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[str] = mapped_column(Text)
    told_on: Mapped[date | None]
    """When its leads were last sent the link."""
    counted: Mapped[int] = mapped_column(default=0)
    """How many replies its sums hold: none, or five and more."""
    closings: Mapped[int] = mapped_column(default=0)
    """How many closings of the survey have added replies of this organisation up."""

    survey: Mapped[Survey] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SurveyReply(Base):
    """What one member of staff replied, until it is added up: with a random id, no time, no address, no browser.

    On SQLite rows stand in the order of their ids. PostgreSQL's files keep an order of coming until rows are removed.
    """

    __tablename__ = "survey_reply"
    # SQLite would else number the rows as they come.
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("survey_place.id"), index=True)
    role: Mapped[str] = mapped_column(String(30), default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """By question code the key of the grade, or ``n/a`` for "I do not know"."""


class SpentForm(Base):
    """A form that was sent, so that reloading or pressing twice counts once. It says nothing of what was replied."""

    __tablename__ = "survey_spent_form"
    __table_args__ = {"sqlite_with_rowid": False}

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)


class SurveySum(Base):
    """Five replies or more of one organisation, added up at one closing; see ``audit.domain.disclosure``."""

    __tablename__ = "survey_sum"
    __table_args__ = (UniqueConstraint("place_id", "closing", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("survey_place.id"))
    closing: Mapped[int]
    role: Mapped[str] = mapped_column(String(30))
    replies: Mapped[int]
    counts: Mapped[dict[str, Any]] = mapped_column(JsonData)
    """By question code, how often each grade was chosen."""
