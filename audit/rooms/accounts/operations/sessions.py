"""Sessions as rows: begun, seen, ended."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.infra.clock import Clock
from audit.infra.secrets import key_hash, new_key
from audit.rooms.accounts.models import Person, SignedIn
from audit.rooms.trail.operations import record


def start_signed_in(
    session: Session,
    clock: Clock,
    person: Person,
    *,
    second_factor: bool = False,
    address: str = "",
    browser: str = "",
) -> str:
    """Begin a session for a person and return the key for their cookie."""
    key = new_key()
    now = clock()
    session.add(
        SignedIn(
            key_hash=key_hash(key),
            person_id=person.id,
            second_factor=second_factor,
            started_at=now,
            last_seen_at=now,
            address=address[:60],
            browser=browser[:200],
        )
    )
    session.flush()
    return key


def touch(session: Session, signed_in_id: int, now: datetime) -> None:
    """Write down that a session was seen."""
    session.execute(update(SignedIn).where(SignedIn.id == signed_in_id).values(last_seen_at=now))


def renew_key(session: Session, actor: Actor, signed_in_id: int) -> str:
    """Mark a session as signed in with a one-time code, under a new key: the old one is worth nothing more."""
    row = _own_session(session, actor, signed_in_id)
    key = new_key()
    row.key_hash, row.second_factor = key_hash(key), True
    session.flush()
    return key


def end_session(session: Session, actor: Actor, clock: Clock, signed_in_id: int) -> None:
    """End one of the actor's own sessions; raises NotVisible for anybody else's."""
    row = _own_session(session, actor, signed_in_id)
    if row.ended_at is None:
        row.ended_at = clock()
        record(session, actor, clock, "signed-in.ended", subject=("person", str(actor.person_id)))


def end_other_sessions(
    session: Session, actor: Actor, clock: Clock, person_id: int, keep: int | None = None
) -> None:
    """End every session of a person but the one to keep. Callers have authorised it."""
    ended = session.scalars(
        update(SignedIn)
        .where(SignedIn.person_id == person_id, SignedIn.ended_at.is_(None), SignedIn.id != (keep or 0))
        .values(ended_at=clock())
        .returning(SignedIn.id)
    ).all()
    if ended:
        record(session, actor, clock, "signed-in.ended", subject=("person", str(person_id)), count=len(ended))


def remember_place(session: Session, actor: Actor, signed_in_id: int, token: str) -> None:
    """Remember which of their places a person looks at in this session; it only decides the navigation."""
    _own_session(session, actor, signed_in_id).place = token[:40]


def _own_session(session: Session, actor: Actor, signed_in_id: int) -> SignedIn:
    row = session.scalar(
        select(SignedIn).where(SignedIn.id == signed_in_id, SignedIn.person_id == actor.person_id)
    )
    if row is None:
        raise NotVisible
    return row
