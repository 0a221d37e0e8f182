"""Reading lines of enquiry."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.rooms.challenge.models import Line, Slot
from audit.rooms.challenge.queries.slots import slot_to_change, slot_to_run


def lines_of(session: Session, slot_ids: Collection[int]) -> dict[int, list[Line]]:
    """The lines of these slots in their order, by slot id, without those taken off. One query.

    The caller has the slots in scope. They hold what only the panel may read: an organisation is shown
    ``shared_lines``.
    """
    found: dict[int, list[Line]] = {}
    if slot_ids:
        for line in session.scalars(
            select(Line)
            .where(Line.slot_id.in_(slot_ids), Line.dropped_at.is_(None))
            .order_by(Line.position, Line.id)
        ):
            found.setdefault(line.slot_id, []).append(line)
    return found


def shared_lines(session: Session, slot: Slot) -> Sequence[Line]:
    """The lines of a slot that its organisation has been shown, in their order."""
    return session.scalars(
        select(Line)
        .where(
            Line.slot_id == slot.id,
            Line.dropped_at.is_(None),
            Line.is_shared,
            Line.shared_at.is_not(None),
        )
        .order_by(Line.position, Line.id)
    ).all()


def dropped_lines(session: Session, slot: Slot) -> Sequence[Line]:
    """The lines of a slot that were taken off; they can be put back."""
    return session.scalars(
        select(Line)
        .where(Line.slot_id == slot.id, Line.dropped_at.is_not(None))
        .order_by(Line.dropped_at, Line.id)
    ).all()


def line_to_read(session: Session, actor: Actor, line_id: int) -> tuple[Line, Slot]:
    """A line with its slot, for those who run the event; raises NotVisible, or NotAllowed for the panel."""
    line = session.get(Line, line_id)
    if line is None:
        raise NotVisible
    return line, slot_to_run(session, actor, line.slot_id)


def line_to_change(session: Session, actor: Actor, line_id: int) -> tuple[Line, Slot]:
    """``line_to_read`` with the event locked until the unit ends, and the line as it then is."""
    line = session.get(Line, line_id)
    if line is None:
        raise NotVisible
    slot = slot_to_change(session, actor, line.slot_id)
    session.refresh(line)
    return line, slot
