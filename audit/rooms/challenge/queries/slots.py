"""Reading one slot: those who run the event, and the members of its panel who are not marked out of it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.policy import may_run, require_run
from audit.rooms.challenge.queries.events import event_to_change, in_sight
from audit.rooms.challenge.queries.panel import marks_of, seat_of_actor


def with_event() -> Select[Slot]:
    """Slots with their event, its board and round, their organisation and the return that they are about."""
    return (
        select(Slot)
        .join(Slot.event)
        .join(ChallengeEvent.board)
        .outerjoin(ChallengeEvent.round)
        .join(Slot.organisation)
        .outerjoin(Slot.about)
        .options(
            contains_eager(Slot.event).contains_eager(ChallengeEvent.board),
            contains_eager(Slot.event).contains_eager(ChallengeEvent.round),
            contains_eager(Slot.organisation),
            contains_eager(Slot.about),
        )
    )


def slot_to_read(session: Session, actor: Actor, slot_id: int) -> Slot:
    """A slot with its event and organisation; raises NotVisible for anybody who takes no part in it.

    An interest that a member of the panel declared, or a role they were given, counts at once.
    """
    slot = session.scalar(with_event().where(Slot.id == slot_id, in_sight(actor)))
    if slot is None:
        raise NotVisible
    if may_run(actor, slot.event.board_id):
        return slot
    seat = seat_of_actor(session, actor, slot.event)
    if slot.removed_at is not None or seat is None or marks_of(session, slot.event).why(slot.id, seat.id):
        raise NotVisible
    return slot


def slot_to_run(session: Session, actor: Actor, slot_id: int) -> Slot:
    """A slot for those who run its event; raises NotVisible, or NotAllowed for a member of its panel."""
    slot = slot_to_read(session, actor, slot_id)
    require_run(actor, slot.event.board_id)
    return slot


def slot_to_change(session: Session, actor: Actor, slot_id: int) -> Slot:
    """``slot_to_run`` with its event locked until the unit ends, and the slot as it then is."""
    slot = slot_to_run(session, actor, slot_id)
    event_to_change(session, actor, slot.event_id)
    session.refresh(slot)
    return slot
