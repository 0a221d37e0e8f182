"""Single-use links: invitations and resets."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import Refusal
from audit.infra.clock import Clock
from audit.infra.secrets import hash_password, key_hash, new_key
from audit.rooms.accounts.models import LinkPurpose, Person, SingleUseLink
from audit.rooms.accounts.operations.sessions import end_other_sessions
from audit.rooms.accounts.operations.signing_in import TryCounter
from audit.rooms.accounts.policy import LINK_LIVES, RESET_ASKED, check_password_fit, plain_password
from audit.rooms.accounts.queries import link_by_key, person_by_email
from audit.rooms.outbox.models import Letter
from audit.rooms.outbox.operations import write_letter
from audit.rooms.trail.operations import record


class DeadLink(Refusal):
    """A link that opens nothing any more: ``why`` is ``used``, ``expired`` or ``unknown``."""

    def __init__(self, why: str) -> None:
        super().__init__("This link cannot be used any more.")
        self.why = why


def invite_person_link(session: Session, clock: Clock, person: Person, public_url: str) -> str:
    """Make an invitation for a person and return the address to put into the letter.

    The database keeps only a hash of it. An earlier invitation that was not used stops working.
    """
    return f"{public_url}/invitations/{_make_link(session, clock, person, LinkPurpose.INVITATION)}"


def write_invitation(
    session: Session,
    clock: Clock,
    person: Person,
    *,
    public_url: str,
    product: str,
    invited_by: str,
    place: str,
    role: str,
    board_id: int | None = None,
) -> Letter:
    """Write to somebody who was given a role: with a link to set a password if they have none yet.

    ``place`` is the name of the board or organisation and ``role`` the title of the role there.
    """
    is_new = person.password_hash is None
    link = invite_person_link(session, clock, person, public_url) if is_new else f"{public_url}/sign-in"
    return write_letter(
        session,
        clock,
        "invitation",
        to_email=person.email,
        to_name=person.name,
        board_id=board_id,
        about=("person", str(person.id)),
        product=product,
        invited_by=invited_by,
        place=place,
        role=role,
        link=link,
        is_new=is_new,
        days=LINK_LIVES[LinkPurpose.INVITATION].days,
    )


def ask_for_reset(
    session: Session, clock: Clock, email: str, address: str | None, *, public_url: str, product: str
) -> bool:
    """Send a link to set a new password, if there is such an account; ``False`` when asked too often.

    The answer is the same whether or not there is one. Somebody who never took up their invitation
    may come in this way too: the letter goes to the same address.
    """
    counter = TryCounter(session, clock, "reset", email.strip().lower(), RESET_ASKED, address)
    if counter.is_spent():
        return False
    counter.count()
    person = person_by_email(session, email)
    if person is None:
        return True
    actor = Actor(person.id, person.name)
    key = _make_link(session, clock, person, LinkPurpose.RESET)
    record(session, actor, clock, "password.reset-asked", subject=("person", str(person.id)))
    write_letter(
        session,
        clock,
        "reset",
        to_email=person.email,
        to_name=person.name,
        about=("person", str(person.id)),
        product=product,
        link=f"{public_url}/reset/{key}",
        ask_again=f"{public_url}/reset",
    )
    return True


def find_link(
    session: Session, clock: Clock, key: str, purpose: LinkPurpose, *, lock: bool = False
) -> tuple[SingleUseLink, Person]:
    """The link that a key opens now, with its person; raises DeadLink when it opens nothing any more."""
    found = link_by_key(session, key, purpose, lock=lock)
    if found is None:
        raise DeadLink("unknown")
    if found[0].used_at is not None:
        raise DeadLink("used")
    if found[0].expires_at <= clock():
        raise DeadLink("expired")
    return found


def use_link(
    session: Session,
    clock: Clock,
    key: str,
    purpose: LinkPurpose,
    password: str,
    *,
    name: str | None = None,
    public_url: str,
    product: str,
) -> Person:
    """Set a password by a link, which is then used up; every session of the person ends.

    Raises DeadLink, or RuleBroken when the password may not be taken.
    """
    link, person = find_link(session, clock, key, purpose, lock=True)
    password = plain_password(password)
    check_password_fit(password, person.email)
    joined = person.password_hash is None
    person.password_hash = hash_password(password)
    person.name = name or person.name
    now = clock()
    # Every other link of this person dies with it: whoever holds one must not set the password again.
    session.execute(
        update(SingleUseLink)
        .where(SingleUseLink.person_id == person.id, SingleUseLink.used_at.is_(None))
        .values(expires_at=now)
    )
    link.used_at = now
    actor, subject = Actor(person.id, person.name), ("person", str(person.id))
    if joined:
        record(session, actor, clock, "person.joined", subject=subject)
    record(session, actor, clock, "password.set", subject=subject)
    end_other_sessions(session, actor, clock, person.id)
    if not joined:
        write_password_changed(session, clock, person, public_url=public_url, product=product)
    return person


def write_password_changed(
    session: Session, clock: Clock, person: Person, *, public_url: str, product: str
) -> None:
    """Tell a person that their password was changed, in case it was not they who did it."""
    write_letter(
        session,
        clock,
        "password-changed",
        to_email=person.email,
        to_name=person.name,
        about=("person", str(person.id)),
        product=product,
        changed_at=clock(),
        reset_page=f"{public_url}/reset",
    )


def _make_link(session: Session, clock: Clock, person: Person, purpose: LinkPurpose) -> str:
    key, now = new_key(), clock()
    session.flush()  # a person added a moment ago has no id yet
    session.execute(
        update(SingleUseLink)
        .where(
            SingleUseLink.person_id == person.id,
            SingleUseLink.purpose == purpose,
            SingleUseLink.used_at.is_(None),
            SingleUseLink.expires_at > now,
        )
        .values(expires_at=now)
    )
    session.add(
        SingleUseLink(
            key_hash=key_hash(key),
            person_id=person.id,
            purpose=purpose,
            created_at=now,
            expires_at=now + LINK_LIVES[purpose],
        )
    )
    return key
