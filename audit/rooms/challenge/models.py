"""The tables of challenge events: panel, slots, lines of enquiry and what was noted on the day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.domain.challenge import EnquiryOutcome, EnquiryReason, EventKind, EventState, PanelRole
from audit.infra.database import Base, EnumText, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return, Round


class ChallengeEvent(Base):
    """One event: a day on which a panel hears organisations about their returns or their action plans."""

    __tablename__ = "challenge_event"
    __table_args__ = (one_of("kind", EventKind), one_of("state", EventState))

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(EnumText(EventKind, 14), default=EventKind.RETURNS)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    """The round it is about; for action plans it may be empty: then all of the board's actions."""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("challenge_event.id"))
    """The event whose open lines this one starts from."""
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(300), default="")
    video_link: Mapped[str] = mapped_column(String(500), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    """What everybody who comes should know."""
    state: Mapped[EventState] = mapped_column(EnumText(EventState, 12), default=EventState.DRAFT)
    report_summary: Mapped[str] = mapped_column(Text, default="")
    report_themes: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    """When the draft was cancelled; it can be put back."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    board: Mapped[Board] = relationship()
    round: Mapped[Round | None] = relationship()
    previous: Mapped["ChallengeEvent | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}


class PanelSeat(Base):
    """One person on the panel of one event."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("event_id", "person_id"), one_of("role", PanelRole))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("challenge_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[PanelRole] = mapped_column(EnumText(PanelRole, 12), default=PanelRole.MEMBER)
    attended: Mapped[bool | None]
    invited_at: Mapped[datetime | None]
    """When they were last written to about the event."""
    invited_words: Mapped[str] = mapped_column(String(900), default="")
    """Day, place and part as they were last told; a difference is news to them."""

    event: Mapped[ChallengeEvent] = relationship()
    person: Mapped[Person] = relationship()


class Slot(Base):
    """The time in which one organisation is heard."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id"),
        Index("ix_slot_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("challenge_event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("return.id"))
    starts_at: Mapped[str] = mapped_column(String(5))
    """London's time of day, ``HH:MM``."""
    minutes: Mapped[int] = mapped_column(default=30)
    removed_at: Mapped[datetime | None]
    """Taken off the agenda; it can be put back, with its lines."""
    announced_words: Mapped[str] = mapped_column(String(900), default="")
    """Day, time and place as the organisation was last told; a difference is news to it."""
    lines_shared_at: Mapped[datetime | None]
    """When the lines meant for the organisation were shared with it."""
    attending: Mapped[str] = mapped_column(Text, default="")
    """Who comes for the organisation, as it says beforehand or as noted on the day."""
    attended: Mapped[bool | None]
    feedback: Mapped[str] = mapped_column(Text, default="")
    feedback_sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[ChallengeEvent] = relationship()
    organisation: Mapped[Organisation] = relationship()
    about: Mapped[Return | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class MarkedOut(Base):
    """A member of the panel who takes no part in one slot, because of an interest in that organisation."""

    __tablename__ = "marked_out"
    __table_args__ = (UniqueConstraint("slot_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id", ondelete="CASCADE"), index=True)
    why: Mapped[str] = mapped_column(String(300))


class SlotFile(Base):
    """What an organisation presents: a file of its own library."""

    __tablename__ = "slot_file"
    __table_args__ = (Index("ix_slot_file_slot_id", "slot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by_name: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship()


class Line(Base):
    """One line of enquiry of one slot."""

    __tablename__ = "line_of_enquiry"
    __table_args__ = (
        one_of("reason", EnquiryReason),
        one_of("outcome", EnquiryOutcome),
        Index("ix_line_of_enquiry_slot_id", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[EnquiryReason] = mapped_column(EnumText(EnquiryReason, 16))
    reason_words: Mapped[str] = mapped_column(Text, default="")
    """What in the data led to it, with its figures."""
    standard_title: Mapped[str] = mapped_column(String(300), default="")
    question_code: Mapped[str] = mapped_column(String(40), default="")
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("line_of_enquiry.id"))
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether the organisation sees it before the event; otherwise it is the panel's own."""
    shared_at: Mapped[datetime | None]
    """When the organisation was first shown it; until then it is only meant for it."""
    outcome: Mapped[EnquiryOutcome | None] = mapped_column(EnumText(EnquiryOutcome, 16))
    follow_up: Mapped[str] = mapped_column(Text, default="")
    dropped_at: Mapped[datetime | None]
    """Taken off the list; it can be put back."""
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    slot: Mapped[Slot] = relationship()
    action: Mapped[Action | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class LineAction(Base):
    """An action of the organisation's plan that was agreed on a line."""

    __tablename__ = "line_action"
    __table_args__ = (UniqueConstraint("line_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line_of_enquiry.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    action: Mapped[Action] = relationship()


class LineNote(Base):
    """What was asked or answered on a line, as one note-taker wrote it. Each note has one writer."""

    __tablename__ = "line_note"
    __table_args__ = (UniqueConstraint("line_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line_of_enquiry.id"))
    key: Mapped[str] = mapped_column(String(32))
    """Chosen with the empty form: a note that is sent twice, because the first answer was lost, is one note."""
    kind: Mapped[str] = mapped_column(String(10))
    """``asked`` or ``answered``."""
    by_whom: Mapped[str] = mapped_column(String(200), default="")
    """Who spoke."""
    text: Mapped[str] = mapped_column(Text, default="")
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    taken_by_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
