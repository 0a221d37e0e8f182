"""Lines of enquiry: proposed, written, ordered, and shared with the organisation or kept to the panel."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import BEFORE_THE_END, CHANGEABLE, EnquiryReason, EventState
from audit.domain.enquiry import key_of, propose
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.infra.clock import Clock, today
from audit.rooms.challenge.models import Line, Slot
from audit.rooms.challenge.operations.letters import write_to_organisations
from audit.rooms.challenge.operations.noting import note_slot
from audit.rooms.challenge.policy import LONGEST_LINE, checked_text, require_state
from audit.rooms.challenge.queries import (
    event_to_change,
    facts_of,
    line_to_change,
    lines_of,
    slot_to_change,
    slots_of,
)


class LineConflict(Stale):
    """Somebody else changed the line in between. Carries it as it is now."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"{line.updated_by_name} changed this line while you had it open. Nothing was overwritten."
        )
        self.line = line


def propose_lines(
    session: Session, actor: Actor, clock: Clock, event_id: int, slot_id: int | None = None
) -> int:
    """Propose lines for every slot of an event, or for one, and say how many were added.

    What a line is there for already, also one that was taken off, is not proposed again, and no line is changed. The
    number of statements does not grow with the number of slots.
    """
    event = event_to_change(session, actor, event_id)
    require_state(event.state, BEFORE_THE_END)
    slots = slots_of(session, event)
    if slot_id is not None:
        slots = [slot for slot in slots if slot.id == slot_id]
        if not slots:
            raise NotVisible
    known: dict[int, set[str]] = {slot.id: set() for slot in slots}
    last = dict.fromkeys(known, 0)
    for line in session.scalars(select(Line).where(Line.slot_id.in_(known))):
        known[line.slot_id].add(key_of(line.reason, line.question_code, line.action_id, line.carried_from_id))
        last[line.slot_id] = max(last[line.slot_id], line.position)
    day, added = today(clock), 0
    for slot_id, facts in facts_of(session, event, slots, day).items():
        slot = next(each for each in slots if each.id == slot_id)
        new = [each for each in propose(facts, day) if each.key not in known[slot_id]]
        for place, each in enumerate(new, last[slot_id] + 1):
            session.add(
                _line(
                    actor,
                    clock,
                    slot,
                    place,
                    text=each.text[:LONGEST_LINE],
                    reason=each.reason,
                    reason_words=each.reason_words,
                    question_code=each.question_code,
                    standard_title=each.standard_title[:300],
                    action_id=each.action_id,
                    carried_from_id=each.carried_from_id,
                )
            )
        if new:
            note_slot(session, actor, clock, "challenge.lines-proposed", slot, count=len(new))
        added += len(new)
    session.flush()
    return added


def add_line(
    session: Session, actor: Actor, clock: Clock, slot_id: int, text: str, *, is_shared: bool = False
) -> Line:
    """Write a line by hand, behind the others."""
    slot = _open_slot(session, actor, slot_id)
    last = session.scalar(select(func.max(Line.position)).where(Line.slot_id == slot.id)) or 0
    line = _line(
        actor, clock, slot, last + 1, text=_checked(text), reason=EnquiryReason.BY_HAND, is_shared=is_shared
    )
    session.add(line)
    session.flush()
    note_slot(session, actor, clock, "challenge.line-added", slot)
    return line


def change_line(
    session: Session,
    actor: Actor,
    clock: Clock,
    line_id: int,
    text: str,
    *,
    is_shared: bool,
    seen_version: int,
) -> Line:
    """Change the words of a line and who reads it. Raises LineConflict when somebody else changed it meanwhile."""
    line, slot = _open_line(session, actor, line_id)
    text = _checked(text)
    if (line.text, line.is_shared) == (text, is_shared):
        return line
    if line.version != seen_version:
        raise LineConflict(line)
    line.text, line.is_shared = text, is_shared
    _touch(actor, clock, line)
    note_slot(session, actor, clock, "challenge.line-changed", slot)
    return line


def mark_line(session: Session, actor: Actor, clock: Clock, line_id: int, *, is_shared: bool) -> Line:
    """Mean a line for the organisation, or keep it to the panel; one that it was shown is hidden from it again."""
    line, slot = _open_line(session, actor, line_id)
    if line.is_shared is not is_shared:
        line.is_shared = is_shared
        _touch(actor, clock, line)
        note_slot(session, actor, clock, "challenge.line-changed", slot)
    return line


def move_line(session: Session, actor: Actor, clock: Clock, line_id: int, *, up: bool) -> Line:
    """Let a line change places with the one above or below it. At the end of the list nothing happens."""
    line, slot = _open_line(session, actor, line_id)
    lines = lines_of(session, [slot.id]).get(slot.id, [])
    if line not in lines:
        return line
    place = lines.index(line)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(lines):
        return line
    lines[place], lines[other] = lines[other], lines[place]
    # Past the version, which counts changes of the words: whoever edits a line meanwhile is not disturbed.
    for position, each in enumerate(lines, 1):
        if each.position != position:
            session.execute(update(Line).where(Line.id == each.id).values(position=position))
    session.expire_all()
    return line


def drop_line(session: Session, actor: Actor, clock: Clock, line_id: int) -> Line:
    """Take a line off the list. It is not proposed again, and can be put back. Twice is the same as once."""
    line, slot = _open_line(session, actor, line_id)
    if line.dropped_at is None:
        line.dropped_at = clock()
        _touch(actor, clock, line)
        note_slot(session, actor, clock, "challenge.line-dropped", slot)
    return line


def put_back_line(session: Session, actor: Actor, clock: Clock, line_id: int) -> Line:
    """Put a line back on the list, where it stood. Twice is the same as once."""
    line, slot = _open_line(session, actor, line_id)
    if line.dropped_at is not None:
        line.dropped_at = None
        _touch(actor, clock, line)
        note_slot(session, actor, clock, "challenge.line-put-back", slot)
    return line


def share_lines(
    session: Session, actor: Actor, clock: Clock, slot_id: int, *, public_url: str
) -> tuple[list[Line], int]:
    """Show the organisation the lines meant for it, and write to its leads; gives the new lines and the letters.

    Raises RuleBroken before the event is announced, and when there is nothing new to show.
    """
    slot = _open_slot(session, actor, slot_id)
    if slot.event.state is EventState.DRAFT:
        raise RuleBroken("Announce the event first: the organisation does not know of it yet.")
    require_state(slot.event.state, CHANGEABLE | {EventState.UNDER_WAY})
    meant = [line for line in lines_of(session, [slot.id]).get(slot.id, ()) if line.is_shared]
    new = [line for line in meant if line.shared_at is None]
    if not new:
        raise RuleBroken(
            "There is no new line to share. Mark a line as shared with the organisation first."
            if not meant
            else "The organisation has been shown all of these lines already."
        )
    again = slot.lines_shared_at is not None
    for line in new:
        line.shared_at = clock()
    slot.lines_shared_at = clock()
    letters = write_to_organisations(
        session, actor, clock, "lines-shared", slot.event, [slot], public_url=public_url,
        more=lambda _slot: {"lines": [line.text for line in new], "is_again": again, "count": len(meant)},
    )  # fmt: skip
    note_slot(session, actor, clock, "challenge.lines-shared", slot, count=len(new))
    return new, letters


def _checked(text: str) -> str:
    return checked_text(text, LONGEST_LINE, "The line", "text", needed="Enter what the panel wants to ask")


def _line(actor: Actor, clock: Clock, slot: Slot, position: int, **values: object) -> Line:
    return Line(slot_id=slot.id, position=position, updated_at=clock(), updated_by_name=actor.name, **values)


def _touch(actor: Actor, clock: Clock, line: Line) -> None:
    line.updated_at, line.updated_by_name = clock(), actor.name


def _open_slot(session: Session, actor: Actor, slot_id: int) -> Slot:
    slot = slot_to_change(session, actor, slot_id)
    require_state(slot.event.state, BEFORE_THE_END)
    if slot.removed_at is not None:
        raise RuleBroken("This organisation was taken off the agenda. Put it back first.")
    return slot


def _open_line(session: Session, actor: Actor, line_id: int) -> tuple[Line, Slot]:
    line, slot = line_to_change(session, actor, line_id)
    require_state(slot.event.state, BEFORE_THE_END)
    return line, slot
