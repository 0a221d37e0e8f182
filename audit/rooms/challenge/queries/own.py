"""What an organisation sees of an event: its own slot once the event is announced, and nothing of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.challenge import EventState
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.challenge.models import ChallengeEvent, Line, PanelSeat, Slot, SlotFile
from audit.rooms.challenge.queries.panel import marks_of, panel_of, seats_of
from audit.rooms.challenge.queries.slots import with_event
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import organisation_by_id


@dataclass(frozen=True)
class OwnSlot:
    """A slot in an organisation's list."""

    slot: Slot
    shared: int
    """Lines that it has been shown."""
    files: int


_ANNOUNCED = (
    ChallengeEvent.state != EventState.DRAFT,
    ChallengeEvent.cancelled_at.is_(None),
    Slot.removed_at.is_(None),
)


def own_slot(
    session: Session,
    actor: Actor,
    slot_id: int,
    permission: Permission = Permission.CHALLENGE_ATTEND,
    *,
    lock: bool = False,
) -> Slot:
    """A slot of one of the actor's organisations in an event that was announced; raises NotVisible otherwise."""
    statement = with_event().where(Slot.id == slot_id, *_ANNOUNCED)
    if not actor.is_operator:
        statement = statement.where(Slot.organisation_id.in_(actor.organisations(permission)))
    if lock:
        statement = statement.with_for_update(of=Slot).execution_options(populate_existing=True)
    slot = session.scalar(statement)
    if slot is None:
        raise NotVisible
    return slot


def own_slots(session: Session, actor: Actor, organisation_id: int | None = None) -> list[OwnSlot]:
    """The slots of the actor's organisations, or of one of them, the latest event first. One query."""
    organisations = actor.organisations(Permission.CHALLENGE_ATTEND)
    if organisation_id is not None:
        organisations &= {organisation_id}
    if not organisations:
        return []
    shared = (
        select(func.count())
        .where(
            Line.slot_id == Slot.id, Line.is_shared, Line.shared_at.is_not(None), Line.dropped_at.is_(None)
        )
        .correlate(Slot)
        .scalar_subquery()
    )
    files = (
        select(func.count())
        .where(SlotFile.slot_id == Slot.id, SlotFile.removed_at.is_(None))
        .correlate(Slot)
        .scalar_subquery()
    )
    rows = session.execute(
        with_event()
        .add_columns(shared, files)
        .where(Slot.organisation_id.in_(organisations), *_ANNOUNCED)
        .order_by(ChallengeEvent.held_on.desc(), Slot.starts_at, Slot.id)
    )
    return [OwnSlot(*row) for row in rows]


def organisation_with_slots(
    session: Session, actor: Actor, organisation_id: int
) -> tuple[Organisation, list[OwnSlot]]:
    """An organisation of the actor's with its slots; raises NotVisible for any other."""
    organisation = organisation_by_id(session, actor, organisation_id, Permission.CHALLENGE_ATTEND)
    return organisation, own_slots(session, actor, organisation_id)


def panel_for(session: Session, slot: Slot) -> Sequence[PanelSeat]:
    """Who hears the organisation of a slot: the panel without those marked out of it and those who have left."""
    seats = seats_of(session, slot.event)
    left = {line.seat.id for line in panel_of(session, slot.event, seats) if line.has_left}
    out = marks_of(session, slot.event, seats, [slot]).out_of(slot.id)
    return [seat for seat in seats if seat.id not in out and seat.id not in left]


def own_file(session: Session, slot: Slot, file_id: int) -> SlotFile:
    """A presentation linked to this slot, taken away or not; raises NotVisible otherwise."""
    row = session.get(SlotFile, file_id)
    if row is None or row.slot_id != slot.id:
        raise NotVisible
    return row
