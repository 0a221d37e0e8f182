"""The day: beginning and ending the event, who came, what was asked and answered, and what the panel concluded."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import EnquiryOutcome, EventVerb, next_event_state
from audit.domain.dates import say_date
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.infra.clock import Clock, today
from audit.rooms.challenge.models import ChallengeEvent, Line, LineNote, PanelSeat, Slot
from audit.rooms.challenge.operations.attending import LONGEST_ATTENDING
from audit.rooms.challenge.operations.noting import note_event, note_slot
from audit.rooms.challenge.policy import checked_text
from audit.rooms.challenge.policy.day import (
    LONGEST_FOLLOW_UP,
    LONGEST_NOTE,
    LONGEST_SPEAKER,
    NOTE_KINDS,
    require_noting,
    require_under_way,
)
from audit.rooms.challenge.queries import event_to_change, seats_of
from audit.rooms.challenge.queries.day import line_at_work, live_slot, lock_event, may_note


class NoteConflict(Stale):
    """The same note was saved in another window in between. Carries it as it is there."""

    def __init__(self, theirs: LineNote) -> None:
        super().__init__("You saved this note in another window meanwhile. Nothing was overwritten.")
        self.theirs = theirs


class OutcomeConflict(Stale):
    """Another note-taker saved the outcome in between. Carries the line as it is now."""

    def __init__(self, theirs: Line) -> None:
        super().__init__(
            f"{theirs.updated_by_name} changed this line while you had it open. Nothing was overwritten."
        )
        self.theirs = theirs


class AttendanceConflict(Stale):
    """Somebody else noted who came in between. Carries the slot as it is now."""

    def __init__(self, theirs: Slot) -> None:
        super().__init__("Somebody else changed who came while you had this open. Nothing was overwritten.")
        self.theirs = theirs


@dataclass(frozen=True)
class NoteWords:
    """One note: ``asked`` or ``answered``, by whom, and what."""

    kind: str
    by_whom: str = ""
    text: str = ""


def begin_event(session: Session, actor: Actor, clock: Clock, event_id: int) -> ChallengeEvent:
    """Begin an event that was announced, on its day. Raises NotVisible, NotAllowed or RuleBroken."""
    event = event_to_change(session, actor, event_id)
    state = next_event_state(event.state, EventVerb.BEGIN)
    if event.held_on > today(clock):
        raise RuleBroken(
            f"This event is on {say_date(event.held_on)}. If it is held earlier, change its day first."
        )
    event.state = state
    note_event(session, actor, clock, "challenge.begun", event)
    return event


def end_event(session: Session, actor: Actor, clock: Clock, event_id: int) -> ChallengeEvent:
    """End an event that is under way. It can be taken up again until its report is sent."""
    return _move(session, actor, clock, event_id, EventVerb.END, "challenge.ended")


def resume_event(session: Session, actor: Actor, clock: Clock, event_id: int) -> ChallengeEvent:
    """Take up an event again that was ended, to complete its notes."""
    return _move(session, actor, clock, event_id, EventVerb.RESUME, "challenge.resumed")


def _move(
    session: Session, actor: Actor, clock: Clock, event_id: int, verb: EventVerb, what: str
) -> ChallengeEvent:
    event = event_to_change(session, actor, event_id)
    event.state = next_event_state(event.state, verb)
    note_event(session, actor, clock, what, event)
    return event


def note_panel(
    session: Session, actor: Actor, clock: Clock, event_id: int, came: Mapping[int, bool | None]
) -> None:
    """Note who of the panel came, by seat id; seats that are not named keep what is noted of them."""
    event = event_to_change(session, actor, event_id)
    require_under_way(event.state)
    changed = 0
    for seat in seats_of(session, event):
        if seat.id in came and seat.attended is not came[seat.id]:
            session.get_one(PanelSeat, seat.id).attended = came[seat.id]
            changed += 1
    if changed:
        note_event(session, actor, clock, "challenge.panel-attendance", event, count=changed)


def note_attendance(
    session: Session,
    actor: Actor,
    clock: Clock,
    slot_id: int,
    came: bool | None,
    attending: str,
    *,
    seen: tuple[bool | None, str],
) -> Slot:
    """Note whether an organisation came, and who. ``seen`` is what stood there when it was typed.

    Raises AttendanceConflict when somebody else noted something else meanwhile.
    """
    slot = _slot_to_note(session, actor, slot_id)
    attending = checked_text(attending, LONGEST_ATTENDING, "Who came", "attending")
    there = (slot.attended, slot.attending)
    if there == (came, attending):
        return slot
    if there != seen:
        raise AttendanceConflict(slot)
    slot.attended, slot.attending = came, attending
    session.flush()
    note_slot(session, actor, clock, "challenge.attendance", slot)
    return slot


def save_note(
    session: Session,
    actor: Actor,
    clock: Clock,
    line_id: int,
    key: str,
    words: NoteWords,
    *,
    seen_version: int,
) -> LineNote:
    """Save what was asked or answered; ``key`` names the note, so that one sent twice stays one.

    ``seen_version`` is 0 for a new note. Raises NotVisible, also for a note of another note-taker; NotAllowed for those
    who only read; RuleBroken with the field; NoteConflict when the note was saved in another window.
    """
    line, slot = _line_to_note(session, actor, line_id)
    if words.kind not in NOTE_KINDS:
        raise RuleBroken("Choose whether it was asked or answered", "kind")
    values = {
        "kind": words.kind,
        "by_whom": checked_text(
            " ".join(words.by_whom.split()), LONGEST_SPEAKER, "The name of who spoke", "by_whom"
        ),
        "text": checked_text(words.text, LONGEST_NOTE, "The note", "narrative"),
    }
    note = _note(session, line, key)
    if note is None:
        if not values["text"]:
            raise RuleBroken("Write what was said", "narrative")
        note = LineNote(
            line_id=line.id,
            key=key[:32] or secrets.token_hex(8),
            taken_by_id=actor.person_id,
            taken_by_name=actor.name,
            created_at=clock(),
            updated_at=clock(),
            **values,
        )
        try:
            with session.begin_nested():
                session.add(note)
        except IntegrityError:
            found = _note(session, line, key)
            if found is None:
                raise
            note = found
        else:
            note_slot(session, actor, clock, "challenge.noted", slot)
            return note
    _require_own(actor, note)
    if note.removed_at is None and all(getattr(note, name) == value for name, value in values.items()):
        return note
    if note.version != seen_version:
        raise NoteConflict(note)
    for name, value in values.items():
        setattr(note, name, value)
    # What is typed on in another window after it was removed here is back: words are never lost.
    note.updated_at, note.removed_at = clock(), None
    session.flush()
    return note


def remove_note(session: Session, actor: Actor, clock: Clock, note_id: int) -> LineNote:
    """Remove one's own note; it can be put back. Twice is the same as once."""
    note, slot = _own_note(session, actor, note_id)
    if note.removed_at is None:
        note.removed_at = clock()
        note_slot(session, actor, clock, "challenge.note-removed", slot)
    return note


def put_back_note(session: Session, actor: Actor, clock: Clock, note_id: int) -> LineNote:
    """Put back one's own note. Twice is the same as once."""
    note, slot = _own_note(session, actor, note_id)
    if note.removed_at is not None:
        note.removed_at = None
        note_slot(session, actor, clock, "challenge.note-put-back", slot)
    return note


def save_outcome(
    session: Session,
    actor: Actor,
    clock: Clock,
    line_id: int,
    outcome: EnquiryOutcome | None,
    follow_up: str,
    *,
    seen_version: int,
) -> Line:
    """Save what the panel concludes on a line, and what is to follow; no outcome takes it back.

    Raises OutcomeConflict when another note-taker saved something else meanwhile, and RuleBroken once the organisation
    has its feedback.
    """
    line, slot = _line_to_note(session, actor, line_id, lock=True)
    follow_up = checked_text(follow_up, LONGEST_FOLLOW_UP, "The follow-up", "narrative")
    if (line.outcome, line.follow_up) == (outcome, follow_up):
        return line
    if slot.feedback_sent_at is not None:
        raise RuleBroken(
            f"{slot.organisation.name} has its feedback already, so the outcome stays as it was told."
        )
    if line.version != seen_version:
        raise OutcomeConflict(line)
    line.outcome, line.follow_up = outcome, follow_up
    line.updated_at, line.updated_by_name = clock(), actor.name
    session.flush()
    note_slot(session, actor, clock, "challenge.outcome-noted", slot)
    return line


def _slot_to_note(session: Session, actor: Actor, slot_id: int) -> Slot:
    slot = live_slot(session, actor, slot_id)
    require_noting(may_note(session, actor, slot))
    require_under_way(lock_event(session, slot.event_id).state)
    return session.scalars(
        select(Slot)
        .where(Slot.id == slot.id)
        .with_for_update(of=Slot)
        .execution_options(populate_existing=True)
    ).one()


def _line_to_note(session: Session, actor: Actor, line_id: int, *, lock: bool = False) -> tuple[Line, Slot]:
    line, slot = line_at_work(session, actor, line_id)
    require_noting(may_note(session, actor, slot))
    require_under_way(lock_event(session, slot.event_id).state)
    if lock:
        line = session.scalars(
            select(Line)
            .where(Line.id == line_id)
            .with_for_update(of=Line)
            .execution_options(populate_existing=True)
        ).one()
        if line.dropped_at is not None:
            raise NotVisible
    return line, slot


def _note(session: Session, line: Line, key: str) -> LineNote | None:
    if not key:
        return None
    return session.scalar(
        select(LineNote)
        .where(LineNote.line_id == line.id, LineNote.key == key[:32])
        .with_for_update(of=LineNote)
        .execution_options(populate_existing=True)
    )


def _own_note(session: Session, actor: Actor, note_id: int) -> tuple[LineNote, Slot]:
    note = session.get(LineNote, note_id)
    if note is None:
        raise NotVisible
    _line, slot = _line_to_note(session, actor, note.line_id)
    _require_own(actor, note)
    return note, slot


def _require_own(actor: Actor, note: LineNote) -> None:
    if actor.person_id is None or note.taken_by_id != actor.person_id:
        raise NotVisible
