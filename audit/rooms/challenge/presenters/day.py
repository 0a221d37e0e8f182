"""The day in words: the clock, who noted what when, and what of it a script is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from audit.domain.challenge import EnquiryOutcome
from audit.domain.child_details import warnings_in
from audit.domain.dates import LONDON, in_london, say_date, say_time
from audit.rooms.challenge.models import Line, LineNote, Slot
from audit.rooms.challenge.presenters.report import OUTCOME_COLOURS


@dataclass(frozen=True)
class SlotClock:
    """When a slot begins and ends, in seconds since 1970."""

    begins: int
    ends: int


def clock_of(slot: Slot) -> SlotClock:
    """A slot's time as the page's clock takes it. The time is London's on the day of the event."""
    hours, minutes = slot.starts_at.split(":")
    begins = datetime.combine(slot.event.held_on, time(int(hours), int(minutes)), tzinfo=LONDON)
    return SlotClock(int(begins.timestamp()), int((begins + timedelta(minutes=slot.minutes)).timestamp()))


def saved_at(moment: datetime, now: datetime, by: str = "") -> str:
    """``Saved at 2:05pm by Kit Chair``, with the day where it was another."""
    is_today = in_london(moment).date() == in_london(now).date()
    when = f"at {say_time(moment)}" if is_today else f"on {say_date(moment)}"
    return f"Saved {when}{f' by {by}' if by else ''}"


def child_warnings(*texts: str) -> list[str]:
    """Sentences about what may tell who a child is. They never stop anybody."""
    return [warning.sentence for text in texts if text for warning in warnings_in(text)]


def outcome_colour(outcome: EnquiryOutcome | None) -> str:
    """The colour of an outcome's tag."""
    return OUTCOME_COLOURS[outcome] if outcome is not None else "grey"


@dataclass(frozen=True)
class Around:
    """Where a line stands among those of its slot."""

    place: int
    count: int
    before: Line | None
    after: Line | None


def around(lines: Sequence[Line], line: Line) -> Around:
    """The lines before and after a line."""
    at = next(place for place, each in enumerate(lines) if each.id == line.id)
    return Around(
        at + 1,
        len(lines),
        lines[at - 1] if at else None,
        lines[at + 1] if at + 1 < len(lines) else None,
    )


def by_others(notes: Iterable[LineNote], person_id: int | None) -> list[LineNote]:
    """The notes that other note-takers wrote."""
    return [note for note in notes if note.taken_by_id is None or note.taken_by_id != person_id]


def own_notes(notes: Iterable[LineNote], person_id: int | None) -> list[LineNote]:
    """The notes that this person wrote."""
    return [note for note in notes if note.taken_by_id is not None and note.taken_by_id == person_id]
