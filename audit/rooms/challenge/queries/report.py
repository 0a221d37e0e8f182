"""What the report of an event says, read in a constant number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from audit.domain.actions import OUTSTANDING
from audit.domain.actor import Actor
from audit.domain.challenge import EnquiryOutcome, EventState
from audit.domain.errors import NotVisible
from audit.domain.hearing import HeardLine, Tally, Theme, tally, themes_in
from audit.rooms.action_plans.models import Action
from audit.rooms.challenge.models import ChallengeEvent, Line, PanelSeat, Slot
from audit.rooms.challenge.policy import may_run
from audit.rooms.challenge.queries.agenda import slots_of
from audit.rooms.challenge.queries.day import agreed_actions
from audit.rooms.challenge.queries.events import event_to_read
from audit.rooms.challenge.queries.lines import lines_of
from audit.rooms.challenge.queries.panel import Marks, marks_of, seats_of


@dataclass(frozen=True)
class HeardSlot:
    """One organisation in the report."""

    slot: Slot
    lines: Sequence[Line]
    actions: Mapping[int, Sequence[Action]]
    """Agreed actions, by line id."""

    @cached_property
    def tally(self) -> Tally:
        """Its lines by outcome."""
        return tally(line.outcome for line in self.lines)

    @property
    def still_open(self) -> list[Line]:
        """The lines that the next event starts from, as far as this event knows."""
        return [line for line in self.lines if is_open(line, self.actions.get(line.id, ()))]


def is_open(line: Line, actions: Sequence[Action]) -> bool:
    """Whether a line is still open: not assured, never reached, or with a follow-up that is not done."""
    if line.outcome in (None, EnquiryOutcome.NOT_ASSURED):
        return True
    return bool(line.follow_up) and (not actions or any(action.state in OUTSTANDING for action in actions))


@dataclass(frozen=True)
class EventReport:
    """Everything that the report of an event says."""

    event: ChallengeEvent
    seats: Sequence[PanelSeat]
    marks: Marks
    slots: Sequence[HeardSlot]
    """The organisations that the reader may read of, in the order of the day."""
    left_out: Sequence[str]
    """Names of organisations that are left out, because the reader takes no part in their slots."""
    tally: Tally
    """All lines of the event by outcome, also of those left out."""
    themes: Sequence[Theme]

    @property
    def actions(self) -> list[tuple[HeardSlot, Line, Action]]:
        """Every action agreed, with whose it is."""
        return [
            (heard, line, action)
            for heard in self.slots
            for line in heard.lines
            for action in heard.actions.get(line.id, ())
        ]

    @property
    def lines_without_outcome(self) -> list[tuple[HeardSlot, list[Line]]]:
        """Lines that have no outcome, by organisation."""
        found = [(heard, [line for line in heard.lines if line.outcome is None]) for heard in self.slots]
        return [(heard, lines) for heard, lines in found if lines]

    @property
    def without_feedback(self) -> list[Slot]:
        """Slots whose organisation has not been sent its feedback."""
        return [heard.slot for heard in self.slots if heard.slot.feedback_sent_at is None]

    @property
    def without_attendance(self) -> list[str]:
        """Names of those of whom nobody noted whether they came."""
        panel = [seat.person.name for seat in self.seats if seat.attended is None]
        return panel + [heard.slot.organisation.name for heard in self.slots if heard.slot.attended is None]

    @property
    def still_open(self) -> list[tuple[HeardSlot, list[Line]]]:
        """What is still open, by organisation."""
        found = [(heard, heard.still_open) for heard in self.slots]
        return [(heard, lines) for heard, lines in found if lines]


def report_to_read(session: Session, actor: Actor, event_id: int) -> EventReport:
    """The report of an event: for those who run it once it has begun, for its panel once it is sent.

    A member of the panel who takes no part in a slot does not read of it here either. Raises NotVisible.
    """
    event = event_to_read(session, actor, event_id)
    runs = may_run(actor, event.board_id)
    if event.state in (EventState.DRAFT, EventState.ANNOUNCED):
        raise NotVisible
    if event.state is not EventState.REPORTED and not runs:
        raise NotVisible
    return report_of(session, event, None if runs else actor.person_id)


def report_of(session: Session, event: ChallengeEvent, reader_id: int | None = None) -> EventReport:
    """The report of an event that the caller has in scope; ``reader_id`` names a member of the panel who reads it."""
    seats, slots = seats_of(session, event), slots_of(session, event)
    marks = marks_of(session, event, seats, slots)
    mine = next((seat for seat in seats if seat.person_id == reader_id), None) if reader_id else None
    lines = lines_of(session, [slot.id for slot in slots])
    actions = agreed_actions(session, [line.id for each in lines.values() for line in each])
    heard = [HeardSlot(slot, lines.get(slot.id, []), actions) for slot in slots]
    out = {slot.id for slot in slots if mine is not None and marks.why(slot.id, mine.id) is not None}
    return EventReport(
        event=event,
        seats=seats,
        marks=marks,
        slots=[each for each in heard if each.slot.id not in out],
        left_out=[slot.organisation.name for slot in slots if slot.id in out],
        tally=tally(line.outcome for each in heard for line in each.lines),
        themes=themes_in(
            HeardLine(
                line.standard_title,
                "another organisation" if each.slot.id in out else each.slot.organisation.name,
                line.outcome,
            )
            for each in heard
            for line in each.lines
        ),
    )
