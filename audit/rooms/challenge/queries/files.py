"""Reading what organisations present: files of their own libraries, linked to their slots."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.rooms.challenge.models import Slot, SlotFile
from audit.rooms.challenge.queries.slots import slot_to_read
from audit.rooms.evidence.models import Evidence


def files_of(
    session: Session, slot_ids: Collection[int], *, removed: bool = False
) -> dict[int, list[SlotFile]]:
    """The presentations of these slots with their files, by slot id, the oldest first; or those taken away.

    The caller has the slots in scope. One query.
    """
    found: dict[int, list[SlotFile]] = {}
    if slot_ids:
        for row in session.scalars(
            select(SlotFile)
            .join(SlotFile.evidence)
            .join(Evidence.file)
            .where(
                SlotFile.slot_id.in_(slot_ids),
                SlotFile.removed_at.is_not(None) if removed else SlotFile.removed_at.is_(None),
            )
            .options(contains_eager(SlotFile.evidence).contains_eager(Evidence.file))
            .order_by(SlotFile.id)
        ):
            found.setdefault(row.slot_id, []).append(row)
    return found


def file_to_read(session: Session, actor: Actor, slot_id: int, file_id: int) -> tuple[SlotFile, Slot]:
    """A presentation, for those who may read of its slot; raises NotVisible otherwise."""
    slot = slot_to_read(session, actor, slot_id)
    row = next((each for each in files_of(session, [slot.id]).get(slot.id, ()) if each.id == file_id), None)
    if row is None:
        raise NotVisible
    return row, slot
