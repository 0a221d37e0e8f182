"""Reading the trail."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.trail.models import TrailEntry
from audit.rooms.trail.operations import FIRST_HASH, entry_hash


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole chain found. ``broken_at`` is the id of the first entry at fault."""

    entries: int
    broken_at: int | None = None
    why: str = ""
    last_hash: str = FIRST_HASH


def entries_of_board(
    session: Session, actor: Actor, board_id: int, before: int | None = None, limit: int = 50
) -> Sequence[TrailEntry]:
    """The latest entries of a board in which the actor may read the trail, newest first.

    ``before`` is the id of an entry: only older ones are given.
    """
    if board_id not in actor.boards(Permission.TRAIL_VIEW):
        return []
    statement = select(TrailEntry).where(TrailEntry.board_id == board_id)
    if before is not None:
        statement = statement.where(TrailEntry.id < before)
    return session.scalars(statement.order_by(TrailEntry.id.desc()).limit(limit)).all()


def verify(session: Session) -> Verdict:
    """Walk the whole chain and recompute every hash.

    An entry altered, removed from the middle or put in between is found. The loss of the newest
    entries alone cannot be: keep the count and the last hash elsewhere (``audit trail verify`` prints them).
    """
    previous, count = FIRST_HASH, 0
    statement = select(TrailEntry).order_by(TrailEntry.id).execution_options(yield_per=1000)
    for entry in session.scalars(statement):
        count += 1
        if entry.previous_hash != previous:
            return Verdict(count, entry.id, "An entry before this one is missing or was put in.")
        if entry_hash(entry, previous) != entry.hash:
            return Verdict(count, entry.id, "This entry was altered.")
        previous = entry.hash
    return Verdict(count, last_hash=previous)
