"""What an organisation does before it is heard: it says who comes, and hands in its presentation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import EventState
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.infra.intake import TakenFile
from audit.rooms.challenge.models import Slot, SlotFile
from audit.rooms.challenge.operations.noting import note_slot
from audit.rooms.challenge.policy import checked_text, require_state
from audit.rooms.challenge.queries import file_to_read, files_of, own_file, own_slot
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import Added, add_evidence, record_opened, require_shown_to_others

LONGEST_ATTENDING = 2_000
MOST_FILES = 10
"""Presentations linked to one slot."""

_OPEN = frozenset({EventState.ANNOUNCED, EventState.UNDER_WAY})
_READ_ONLY = "Your role lets you read this, but not change it. Ask the lead of your organisation."


class AttendingConflict(Stale):
    """A colleague changed who comes in between. Carries what they wrote."""

    def __init__(self, theirs: str) -> None:
        super().__init__(
            "Somebody else changed who will attend while you had this open. Nothing was overwritten."
        )
        self.theirs = theirs


def say_attending(
    session: Session, actor: Actor, clock: Clock, slot_id: int, text: str, *, seen: str
) -> Slot:
    """Say who comes for the organisation. ``seen`` is what stood there when it was typed."""
    slot = _slot_to_present(session, actor, slot_id)
    text = checked_text(
        text,
        LONGEST_ATTENDING,
        "Who will attend",
        "attending",
        needed="Enter the names and jobs of those who will attend",
    )
    if text == slot.attending:
        return slot
    if slot.attending != seen.strip():
        raise AttendingConflict(slot.attending)
    slot.attending = text
    note_slot(session, actor, clock, "challenge.attending-said", slot)
    return slot


def require_presenter(session: Session, actor: Actor, slot_id: int) -> Slot:
    """The slot, if the actor may hand in a presentation for it now; asked before a file is taken in."""
    return _slot_to_present(session, actor, slot_id)


def add_presentation(session: Session, actor: Actor, clock: Clock, slot_id: int, taken: TakenFile) -> Added:
    """Put a file into the organisation's library and link it to its slot. The same file twice is linked once.

    Raises RuleBroken when the slot has as many files as it may.
    """
    slot = _slot_to_present(session, actor, slot_id)
    linked = files_of(session, [slot.id]).get(slot.id, [])
    added = add_evidence(session, actor, clock, slot.organisation_id, taken)
    if any(row.evidence_id == added.evidence.id for row in linked):
        return added
    if len(linked) >= MOST_FILES:
        raise RuleBroken(
            f"{MOST_FILES} files are linked to this slot already, the most that it can have. Remove one first",
            "files",
        )
    session.add(
        SlotFile(slot_id=slot.id, evidence_id=added.evidence.id, added_by_name=actor.name, added_at=clock())
    )
    session.flush()
    note_slot(session, actor, clock, "challenge.file-added", slot)
    return Added(added.evidence, was_there=False)


def remove_presentation(session: Session, actor: Actor, clock: Clock, slot_id: int, file_id: int) -> SlotFile:
    """Take a file away from the slot; it stays in the library. Twice is the same as once."""
    slot = _slot_to_present(session, actor, slot_id)
    row = own_file(session, slot, file_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by_name = clock(), actor.name
        note_slot(session, actor, clock, "challenge.file-removed", slot)
    return row


def put_back_presentation(
    session: Session, actor: Actor, clock: Clock, slot_id: int, file_id: int
) -> SlotFile:
    """Link a file to the slot again. Raises RuleBroken when the slot has as many files as it may."""
    slot = _slot_to_present(session, actor, slot_id)
    row = own_file(session, slot, file_id)
    linked = files_of(session, [slot.id]).get(slot.id, [])
    if row.removed_at is None or any(each.evidence_id == row.evidence_id for each in linked):
        return row
    if len(linked) >= MOST_FILES:
        raise RuleBroken(f"{MOST_FILES} files are linked to this slot already. Remove one first", "files")
    row.removed_at = row.removed_by_name = None
    note_slot(session, actor, clock, "challenge.file-put-back", slot)
    return row


def note_presentation_opened(
    session: Session, actor: Actor, clock: Clock, slot_id: int, file_id: int
) -> Evidence:
    """Note that the board or its panel opened a presentation; gives the file. Raises NotAllowed in quarantine."""
    row, slot = file_to_read(session, actor, slot_id, file_id)
    evidence = session.scalars(select(Evidence).where(Evidence.id == row.evidence_id)).one()
    require_shown_to_others(evidence)
    record_opened(session, actor, clock, evidence, on_behalf="board", board_id=slot.event.board_id)
    return evidence


def _slot_to_present(session: Session, actor: Actor, slot_id: int) -> Slot:
    slot = own_slot(session, actor, slot_id, lock=True)
    if not actor.is_operator and slot.organisation_id not in actor.organisations(
        Permission.CHALLENGE_PRESENT
    ):
        raise NotAllowed(_READ_ONLY)
    require_state(slot.event.state, _OPEN)
    return slot
