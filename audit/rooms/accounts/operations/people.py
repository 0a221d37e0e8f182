"""People's accounts: added, kept, closed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.infra.secrets import hash_password, password_matches
from audit.rooms.accounts.models import Person
from audit.rooms.accounts.operations.links import write_password_changed
from audit.rooms.accounts.operations.sessions import end_other_sessions
from audit.rooms.accounts.operations.signing_in import TryCounter
from audit.rooms.accounts.policy import PASSWORD_TRIES, check_password_fit, plain_password
from audit.rooms.accounts.queries import own_person
from audit.rooms.trail.operations import record


def find_or_add_person(session: Session, clock: Clock, email: str, name: str) -> tuple[Person, bool]:
    """The person with this e-mail address, added if need be; and whether they are new here.

    The caller has authorised it and gives the role, writes the letter and the trail. Raises RuleBroken
    when the account was closed.
    """
    email = email.strip().lower()
    person = session.scalar(select(Person).where(Person.email == email))
    if person is not None and person.is_closed:
        raise RuleBroken("The account with this email address was closed. Use another address.", "email")
    if person is not None:
        return person, False
    person = Person(email=email, name=name.strip(), created_at=clock())
    session.add(person)
    session.flush()
    return person, True


def change_password(
    session: Session,
    actor: Actor,
    clock: Clock,
    old: str,
    new: str,
    *,
    keep_session: int,
    public_url: str,
    product: str,
) -> None:
    """Change one's own password; ends one's other sessions and writes a letter.

    Raises RuleBroken on ``old`` when it is not the present password (commit all the same: the try is
    counted) and on ``password`` when the new one may not be taken.
    """
    person = own_person(session, actor)
    check_own_password(session, actor, clock, old)
    new = plain_password(new)
    check_password_fit(new, person.email)
    person.password_hash = hash_password(new)
    record(session, actor, clock, "password.set", subject=("person", str(person.id)))
    end_other_sessions(session, actor, clock, person.id, keep=keep_session)
    write_password_changed(session, clock, person, public_url=public_url, product=product)


def check_own_password(session: Session, actor: Actor, clock: Clock, typed: str, field: str = "old") -> None:
    """Make sure that it is really the actor who sits there; raises RuleBroken, and counts the try."""
    person = own_person(session, actor)
    counter = TryCounter(session, clock, "own-password", str(person.id), PASSWORD_TRIES)
    if counter.is_spent():
        raise RuleBroken("Too many tries. Wait 15 minutes, then try again", field)
    if not password_matches(plain_password(typed), person.password_hash):
        counter.count()
        raise RuleBroken("That is not your present password", field)
    counter.forget()


def close_account(session: Session, actor: Actor, clock: Clock, person_id: int) -> None:
    """Close an account: nobody can sign in with it. What the person did keeps their name.

    For the operator and for site administrators; raises NotVisible for others and NotAllowed for oneself.
    """
    if not (actor.is_operator or actor.may(Permission.SITE_KEEP)):
        raise NotVisible
    person = session.get(Person, person_id)
    if person is None:
        raise NotVisible
    if person.id == actor.person_id:
        raise NotAllowed("You cannot close your own account. Ask another administrator.")
    if person.is_closed:
        return
    person.is_closed = True
    record(session, actor, clock, "person.changed", subject=("person", str(person.id)), changed=["is_closed"])
    end_other_sessions(session, actor, clock, person.id)
