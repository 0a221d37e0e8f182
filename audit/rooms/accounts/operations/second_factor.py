"""The second factor: setting it up, giving a code, recovery codes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.infra.clock import Clock
from audit.infra.one_time import new_recovery_codes, plain_recovery_code, step_taken
from audit.infra.secrets import decrypt, encrypt, key_hash
from audit.rooms.accounts.models import Person
from audit.rooms.accounts.operations.signing_in import TryCounter
from audit.rooms.accounts.policy import CODE_TRIES
from audit.rooms.accounts.queries import own_person
from audit.rooms.trail.operations import record

WRONG_CODE = "That code was not right, or it has been used. Wait for the next one and enter it"
TOO_MANY_CODES = "Too many tries. Wait 15 minutes, then enter the code that your app shows then"


@dataclass(frozen=True)
class CodeOutcome:
    """What came of a code. ``recovery_left`` is set when it was a recovery code."""

    taken: bool = False
    throttled: bool = False
    recovery_left: int | None = None


def use_code(session: Session, actor: Actor, clock: Clock, typed: str, secret_key: str) -> CodeOutcome:
    """Take a one-time code or a recovery code of the actor's. Commit it even when it failed."""
    person = own_person(session, actor)
    counter = TryCounter(session, clock, "code", str(person.id), CODE_TRIES)
    if counter.is_spent():
        return CodeOutcome(throttled=True)
    outcome = _take(session, actor, clock, person, typed, secret_key)
    if outcome.taken:
        counter.forget()
    else:
        record(session, actor, clock, "signin.failed", subject=_subject(person), with_code=True)
        if counter.count():
            record(session, actor, clock, "signin.throttled", subject=_subject(person), with_code=True)
    return outcome


def _take(
    session: Session, actor: Actor, clock: Clock, person: Person, typed: str, secret_key: str
) -> CodeOutcome:
    plain = plain_recovery_code(typed)
    if len(plain) == 6 and plain.isdecimal():
        secret = decrypt(person.otp_secret, secret_key) if person.otp_secret else None
        step = step_taken(secret, plain, clock(), person.otp_last_step) if secret else None
        if step is None:
            return CodeOutcome()
        person.otp_last_step = step
        return CodeOutcome(taken=True)
    hashes = list(person.recovery_code_hashes or [])
    if key_hash(plain) not in hashes:
        return CodeOutcome()
    hashes.remove(key_hash(plain))
    person.recovery_code_hashes = hashes
    record(session, actor, clock, "recovery-code.used", subject=_subject(person), left=len(hashes))
    return CodeOutcome(taken=True, recovery_left=len(hashes))


def confirm_second_factor(
    session: Session, actor: Actor, clock: Clock, secret: str, code: str, secret_key: str
) -> list[str]:
    """Switch the second factor on, or over to a new phone, and return the recovery codes, once.

    Raises RuleBroken when the code is not the one that an app with this secret shows.
    """
    person = own_person(session, actor)
    step = step_taken(secret, plain_recovery_code(code), clock(), None)
    if step is None:
        raise RuleBroken("That code was not right. Enter the code that your app shows now", "code")
    person.otp_secret = encrypt(secret, secret_key)
    person.otp_last_step = step
    record(session, actor, clock, "second-factor.set", subject=_subject(person))
    return _give_recovery_codes(person)


def make_recovery_codes(session: Session, actor: Actor, clock: Clock) -> list[str]:
    """New recovery codes instead of the old ones; raises NotAllowed where no second factor is set."""
    person = own_person(session, actor)
    if person.otp_secret is None:
        raise NotAllowed("Switch one-time codes on first.")
    record(session, actor, clock, "recovery-codes.made", subject=_subject(person))
    return _give_recovery_codes(person)


def remove_second_factor(session: Session, actor: Actor, clock: Clock, person_id: int | None = None) -> None:
    """Switch the second factor off: one's own where no role needs it, or (the operator) anybody's.

    People of a board are then asked to set it up again when they next sign in.
    """
    if actor.is_operator:
        person = session.get(Person, person_id)
        if person is None:
            raise NotVisible
    elif person_id not in (None, actor.person_id):
        raise NotVisible
    elif actor.needs_second_factor:
        raise NotAllowed("People of a board sign in with a one-time code. You can move it to a new phone.")
    else:
        person = own_person(session, actor)
    person.otp_secret = person.otp_last_step = person.recovery_code_hashes = None
    record(session, actor, clock, "second-factor.removed", subject=_subject(person))


def _give_recovery_codes(person: Person) -> list[str]:
    codes = new_recovery_codes()
    hashes: list[Any] = [key_hash(plain_recovery_code(code)) for code in codes]
    person.recovery_code_hashes = hashes
    return codes


def _subject(person: Person) -> tuple[str, str]:
    return ("person", str(person.id))
