"""Writing the trail. Entries are gathered during a unit of work and chained at its very end."""

import hashlib
import json
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.trail_events import check_event
from audit.infra.clock import Clock
from audit.infra.unit_of_work import before_commit
from audit.rooms.trail.models import TrailEntry

_PENDING = "trail.pending"
_LOCK = 7_215_301  # an arbitrary number that names the trail's lock on PostgreSQL
FIRST_HASH = "0" * 64


def record(
    session: Session,
    actor: Actor,
    clock: Clock,
    event: str,
    *,
    subject: tuple[str, str],
    board_id: int | None = None,
    organisation_id: int | None = None,
    **facts: Any,
) -> None:
    """Note that something happened; it is written when the unit of work is committed.

    ``subject`` is the kind of thing and its id or reference. Raises ValueError when the event is not
    in ``audit.domain.trail_events`` or lacks a fact that it must carry.
    """
    check_event(event, facts)
    session.info.setdefault(_PENDING, []).append(
        TrailEntry(
            at=clock(),
            event=event,
            actor_id=actor.person_id,
            actor_name=actor.name,
            subject_kind=subject[0],
            subject_id=subject[1],
            board_id=board_id,
            organisation_id=organisation_id,
            facts=facts,
        )
    )


def entry_hash(entry: TrailEntry, previous_hash: str) -> str:
    """SHA-256 over the previous hash and everything that the entry says."""
    content = json.dumps(
        [
            previous_hash,
            entry.at.isoformat(),
            entry.event,
            entry.actor_id,
            entry.actor_name,
            entry.subject_kind,
            entry.subject_id,
            entry.board_id,
            entry.organisation_id,
            entry.facts,
        ],
        sort_keys=True,
        ensure_ascii=False,
        default=str,
    )
    return hashlib.sha256(content.encode()).hexdigest()


@before_commit
def chain_pending(session: Session) -> None:
    """Write what was noted, each entry chained to the one before it.

    The chain has one end, so writers take turns: on PostgreSQL by a lock held until the commit (taken
    here, at the very end, so that it is short), on SQLite by the write lock that they hold anyway.
    """
    pending: list[TrailEntry] = session.info.pop(_PENDING, [])
    if not pending:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    previous = session.scalar(select(TrailEntry.hash).order_by(TrailEntry.id.desc()).limit(1)) or FIRST_HASH
    for entry in pending:
        entry.facts = json.loads(json.dumps(entry.facts, default=str))
        entry.previous_hash = previous
        entry.hash = previous = entry_hash(entry, previous)
    session.add_all(pending)
    session.flush()
