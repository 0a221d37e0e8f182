"""Giving and ending roles, and inviting people to them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.emails import tidy_email
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import BOARD_ROLES, ORGANISATION_ROLES, ROLE_TITLES, Permission, Role
from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.accounts.operations import find_or_add_person, write_invitation
from audit.rooms.organisations.models import Board, Organisation, RoleHeld
from audit.rooms.organisations.policy import (
    is_leads_own,
    may_keep_role_in_board,
    may_keep_role_in_organisation,
    require_site,
)
from audit.rooms.organisations.queries.register import board_ids_of
from audit.rooms.trail.operations import record

LONGEST_NAME, LONGEST_TITLE = 200, 100


@dataclass(frozen=True)
class _Where:
    """Where a role is held: a board, an organisation, or the whole site; and on behalf of which board."""

    name: str
    board: Board | None = None
    organisation: Organisation | None = None
    for_board_id: int | None = None

    @property
    def board_id(self) -> int | None:
        return self.board.id if self.board else None

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.id if self.organisation else None


def give_role(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Person,
    role: Role,
    *,
    board_id: int | None = None,
    organisation_id: int | None = None,
    title: str = "",
) -> RoleHeld:
    """Give a person a role in a board, in an organisation, or (site administrators) in neither.

    Somebody who holds it already keeps it, with the new title if one is given. Raises NotVisible when the
    actor does not keep the people of that place, NotAllowed for a role out of their reach, RuleBroken for
    a role that is of another kind of place.
    """
    where = _where(session, actor, role, board_id, organisation_id)
    return _give(session, actor, clock, person, role, where, title)


def invite_person(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    email: str,
    name: str,
    role: Role,
    public_url: str,
    product: str,
    board_id: int | None = None,
    organisation_id: int | None = None,
    title: str = "",
    signs_as: str = "",
) -> RoleHeld:
    """Give somebody a role by their email address, and write to them.

    Whoever has no account yet gets one, with a link to set a password. A name that is given for somebody
    who has an account already is not used: people keep their own names. ``signs_as`` is the one step of a
    sign-off that an approver signs, empty for any. Raises as ``give_role`` does, and RuleBroken with the field
    at fault.
    """
    where = _where(session, actor, role, board_id, organisation_id)
    address, name, title = tidy_email(email), " ".join(name.split()), " ".join(title.split())
    if address is None:
        raise RuleBroken("Enter an email address like name@example.org", "email")
    if not name:
        raise RuleBroken("Enter their name", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"The name must be {LONGEST_NAME} characters or fewer", "name")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"What they are called must be {LONGEST_TITLE} characters or fewer", "title")
    if signs_as and signs_as not in SIGN_OFF_TITLES:
        raise RuleBroken("Choose one of the signatures in the list", "signs_as")
    person, is_new = find_or_add_person(session, clock, address, name)
    if is_new:
        record(
            session, actor, clock, "person.invited",
            subject=("person", str(person.id)), board_id=where.for_board_id, organisation_id=where.organisation_id,
            name=person.name,
        )  # fmt: skip
    held = _give(session, actor, clock, person, role, where, title)
    if role is Role.APPROVER:
        held.signs_as = signs_as
    _write(session, actor, clock, person, role, where, public_url, product)
    return held


def invite_again(
    session: Session, actor: Actor, clock: Clock, held_id: int, *, public_url: str, product: str
) -> Person:
    """Write the invitation of a role again to somebody who has not joined yet; the older link stops working."""
    held, where = _held(session, actor, held_id)
    person = held.person
    if person.password_hash is not None:
        raise RuleBroken(f"{person.name} has joined already, so there is no invitation to send again.")
    if person.is_closed:
        raise RuleBroken(f"The account of {person.name} is closed, so no letter was written.")
    _write(session, actor, clock, person, Role(held.role), where, public_url, product)
    return person


def end_role(session: Session, actor: Actor, clock: Clock, held_id: int) -> RoleHeld:
    """End a role from now. What the person did keeps their name.

    Raises NotVisible when the actor does not keep it, and RuleBroken for a board's last administrator and
    for a lead who would leave their own organisation without one.
    """
    held, where = _held(session, actor, held_id)
    role = Role(held.role)
    if role is Role.BOARD_ADMINISTRATOR and where.board is not None:
        # Two administrators who end each other's role at one moment take turns here.
        session.execute(select(Board.id).where(Board.id == where.board_id).with_for_update())
        if _others(session, held) == 0:
            raise RuleBroken(
                f"{held.person.name} is the only administrator of {where.name}, and a board is never without "
                "one. Invite another administrator first."
            )
    by_board = actor.is_operator or where.for_board_id in actor.boards(Permission.PEOPLE_KEEP)
    if role is Role.LEAD and where.organisation is not None and not by_board and _others(session, held) == 0:
        raise RuleBroken(
            f"{held.person.name} is the only lead of {where.name}. Make somebody else a lead first, or ask the "
            "board to change it."
        )
    if role is Role.SITE_ADMINISTRATOR and _others(session, held) == 0:
        raise RuleBroken("The site is never without an administrator. Invite another one first.")
    session.delete(held)
    record(
        session, actor, clock, "role.ended",
        subject=("person", str(held.person_id)), board_id=where.for_board_id,
        organisation_id=where.organisation_id, role=role.value, name=held.person.name,
    )  # fmt: skip
    return held


def _others(session: Session, held: RoleHeld) -> int:
    """How many other people hold this role in the same place and can sign in."""
    same_board = RoleHeld.board_id.is_(None) if held.board_id is None else RoleHeld.board_id == held.board_id
    same_organisation = (
        RoleHeld.organisation_id.is_(None)
        if held.organisation_id is None
        else RoleHeld.organisation_id == held.organisation_id
    )
    return (
        session.scalar(
            select(func.count())
            .select_from(RoleHeld)
            .join(Person)
            .where(
                RoleHeld.role == held.role,
                same_board,
                same_organisation,
                RoleHeld.id != held.id,
                Person.is_closed.is_(False),
            )
        )
        or 0
    )


def _held(session: Session, actor: Actor, held_id: int) -> tuple[RoleHeld, _Where]:
    held = session.get(RoleHeld, held_id)
    if held is None:
        raise NotVisible
    return held, _where(session, actor, Role(held.role), held.board_id, held.organisation_id)


def _where(
    session: Session, actor: Actor, role: Role, board_id: int | None, organisation_id: int | None
) -> _Where:
    """The place of a role, once it is sure that the actor keeps that role there."""
    if board_id is not None:
        return _in_board(session, actor, role, board_id)
    if organisation_id is not None:
        return _in_organisation(session, actor, role, organisation_id)
    if role is not Role.SITE_ADMINISTRATOR:
        raise RuleBroken(f"{ROLE_TITLES[role]} is a role in a board or an organisation: say which.", "role")
    require_site(actor)
    return _Where("all boards")


def _in_board(session: Session, actor: Actor, role: Role, board_id: int) -> _Where:
    keeps = may_keep_role_in_board(actor, board_id, Role.BOARD_ADMINISTRATOR)
    board = session.get(Board, board_id) if keeps else None
    if board is None:
        raise NotVisible
    if role not in BOARD_ROLES:
        raise RuleBroken("Choose a role of the board", "role")
    if not may_keep_role_in_board(actor, board_id, role):
        raise NotAllowed("You can invite the board's administrators. They invite everybody else.")
    return _Where(board.name, board=board, for_board_id=board.id)


def _in_organisation(session: Session, actor: Actor, role: Role, organisation_id: int) -> _Where:
    boards = board_ids_of(session, actor, organisation_id)
    keeps = may_keep_role_in_organisation(actor, organisation_id, boards, Role.LEAD)
    organisation = session.get(Organisation, organisation_id) if keeps else None
    if organisation is None:
        raise NotVisible
    if role not in ORGANISATION_ROLES:
        raise RuleBroken("Choose a role of the organisation", "role")
    # On behalf of the board that the actor acts for, else of the only board in whose area it is.
    acting = sorted(actor.boards(Permission.PEOPLE_KEEP) & boards) or (
        sorted(boards) if len(boards) == 1 else []
    )
    return _Where(organisation.name, organisation=organisation, for_board_id=acting[0] if acting else None)


def _give(
    session: Session, actor: Actor, clock: Clock, person: Person, role: Role, where: _Where, title: str
) -> RoleHeld:
    if person.is_closed:
        raise RuleBroken("The account with this address is closed. Ask the site's administrator.", "email")
    if (
        where.organisation_id is not None
        and person.id == actor.person_id
        and not is_leads_own(actor, where.organisation_id)
    ):
        # Whoever keeps the board's people could otherwise read an organisation's answers before it sends them.
        raise RuleBroken(
            "You cannot give yourself a role in an organisation that you keep for the board. Ask its lead.",
            "email",
        )
    same = select(RoleHeld).where(RoleHeld.person_id == person.id, RoleHeld.role == role)
    same = same.where(
        RoleHeld.board_id.is_(None) if where.board_id is None else RoleHeld.board_id == where.board_id,
        RoleHeld.organisation_id.is_(None)
        if where.organisation_id is None
        else RoleHeld.organisation_id == where.organisation_id,
    )
    held = session.scalars(same).first()
    if held is not None:
        held.title = title or held.title
        return held
    held = RoleHeld(
        person_id=person.id,
        role=role,
        board_id=where.board_id,
        organisation_id=where.organisation_id,
        title=title,
        created_at=clock(),
    )
    try:
        with session.begin_nested():
            session.add(held)
    except IntegrityError:  # given by somebody else at the same moment
        return session.scalars(same).one()
    record(
        session, actor, clock, "role.given",
        subject=("person", str(person.id)), board_id=where.for_board_id,
        organisation_id=where.organisation_id, role=role.value, name=person.name,
    )  # fmt: skip
    return held


def _write(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Person,
    role: Role,
    where: _Where,
    public_url: str,
    product: str,
) -> None:
    write_invitation(
        session,
        clock,
        person,
        public_url=public_url,
        product=product,
        invited_by=product if actor.is_operator else actor.name,
        place=where.name,
        role=ROLE_TITLES[role],
        board_id=where.for_board_id,
    )
