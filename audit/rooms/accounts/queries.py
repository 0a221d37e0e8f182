"""Reading people, their links and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.identity import Limits
from audit.infra.secrets import key_hash
from audit.rooms.accounts.models import LinkPurpose, Person, SignedIn, SignInAttempt, SingleUseLink
from audit.rooms.accounts.policy import Throttle


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address, whose account is open. For signing in and inviting."""
    return session.scalar(
        select(Person).where(Person.email == email.strip().lower(), Person.is_closed.is_(False))
    )


def own_person(session: Session, actor: Actor) -> Person:
    """The actor's own row; raises NotVisible for the operator, who has none."""
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is None:
        raise NotVisible
    return person


def own_sessions(session: Session, actor: Actor, now: datetime, limits: Limits) -> Sequence[SignedIn]:
    """Where the actor is signed in at this moment, the last seen first."""
    return session.scalars(
        select(SignedIn)
        .where(
            SignedIn.person_id == actor.person_id,
            SignedIn.ended_at.is_(None),
            SignedIn.started_at > now - limits.absolute,
            SignedIn.last_seen_at > now - limits.idle,
        )
        .order_by(SignedIn.last_seen_at.desc(), SignedIn.id.desc())
    ).all()


def link_by_key(
    session: Session, key: str, purpose: LinkPurpose, *, lock: bool = False
) -> tuple[SingleUseLink, Person] | None:
    """The link that this key opens, used or not, with its person; ``None`` when there never was one.

    The key itself is the right to see it. ``lock`` holds the row, so that two clicks use it once.
    """
    statement = (
        select(SingleUseLink, Person)
        .join(Person, Person.id == SingleUseLink.person_id)
        .where(
            SingleUseLink.key_hash == key_hash(key),
            SingleUseLink.purpose == purpose,
            Person.is_closed.is_(False),
        )
    )
    if lock:
        statement = statement.with_for_update(of=SingleUseLink)
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def tries_made(session: Session, key: str, throttle: Throttle, now: datetime) -> int:
    """How many tries were counted under this key within the throttle's stretch of time."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SignInAttempt)
            .where(SignInAttempt.key == key, SignInAttempt.at > now - throttle.within)
        )
        or 0
    )
