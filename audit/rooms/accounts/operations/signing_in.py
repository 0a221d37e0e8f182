"""Signing in with a password, and slowing down whoever guesses."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.infra.networks import address_group
from audit.infra.secrets import password_matches
from audit.rooms.accounts.models import Person, SignInAttempt
from audit.rooms.accounts.policy import (
    PASSWORD_TRIES,
    TRIES_FROM_ONE_ADDRESS,
    Throttle,
    plain_password,
)
from audit.rooms.accounts.queries import person_by_email, tries_made
from audit.rooms.trail.operations import record

NOBODY = Actor(person_id=None, name="Somebody not signed in")
_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class PasswordOutcome:
    """What came of a password: the person, or nobody, or nobody because there were too many tries."""

    person: Person | None = None
    throttled: bool = False


def check_password(
    session: Session, clock: Clock, email: str, password: str, address: str | None
) -> PasswordOutcome:
    """Find out whether this is the person's password.

    It takes as long and answers the same whether or not there is such an account. Commit it even when
    it failed: the try must be counted.
    """
    counter = TryCounter(session, clock, "password", email.strip().lower(), PASSWORD_TRIES, address)
    if counter.is_spent():
        return PasswordOutcome(throttled=True)
    person = person_by_email(session, email)
    if password_matches(plain_password(password), person.password_hash if person else None):
        counter.forget()
        return PasswordOutcome(person)
    record(session, NOBODY, clock, "signin.failed", subject=_subject(person))
    if counter.count():
        record(session, NOBODY, clock, "signin.throttled", subject=_subject(person))
    return PasswordOutcome()


def note_sign_in(session: Session, actor: Actor, clock: Clock, *, with_code: bool) -> None:
    """Write into the trail that somebody has come all the way in."""
    subject = ("person", str(actor.person_id))
    record(session, actor, clock, "signin.succeeded", subject=subject, with_code=with_code)


def _subject(person: Person | None) -> tuple[str, str]:
    return ("person", str(person.id) if person else "unknown")


class TryCounter:
    """Counts tries of one kind for one account and for one address.

    What is counted under is hashed: people type passwords into the field for their e-mail address.
    """

    def __init__(
        self,
        session: Session,
        clock: Clock,
        what: str,
        account: str,
        throttle: Throttle,
        address: str | None = None,
    ) -> None:
        self.session, self.clock, self.throttle = session, clock, throttle
        self.account_key = f"{what}:account:{hashlib.sha256(account.encode()).hexdigest()}"
        self.address_key = f"{what}:address:{address_group(address)}" if address is not None else None
        if session.get_bind().dialect.name == "postgresql":
            # Tries at the same moment take turns, or each would see the count before the others.
            session.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": self.account_key}
            )

    def is_spent(self) -> bool:
        """Whether there were too many tries already."""
        now = self.clock()
        if tries_made(self.session, self.account_key, self.throttle, now) >= self.throttle.most:
            return True
        if self.address_key is None:
            return False
        made = tries_made(self.session, self.address_key, TRIES_FROM_ONE_ADDRESS, now)
        return made >= TRIES_FROM_ONE_ADDRESS.most

    def count(self) -> bool:
        """Count one try; whether it was the last one allowed for now. Old counts are swept away."""
        now = self.clock()
        self.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEPT_FOR))
        self.session.add(SignInAttempt(key=self.account_key, at=now))
        if self.address_key is not None:
            self.session.add(SignInAttempt(key=self.address_key, at=now))
        self.session.flush()
        return self.is_spent()

    def forget(self) -> None:
        """Forget the account's tries: it was its owner after all."""
        self.session.execute(delete(SignInAttempt).where(SignInAttempt.key == self.account_key))
