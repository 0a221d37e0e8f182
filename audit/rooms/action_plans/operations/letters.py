"""The letters about actions."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from audit.domain.permissions import Role
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.operations import write_letter


def tell_sent_back(
    session: Session, clock: Clock, action: Action, *, by: str, reason: str, public_url: str
) -> None:
    """Tell the owner, while still there, and the leads that the board has sent an action back, and why."""
    _tell(session, clock, "action-sent-back", action, by=by, reason=reason, public_url=public_url)


def tell_added(session: Session, clock: Clock, action: Action, *, by: str, public_url: str) -> None:
    """Tell the leads that the board has added an action to their plan."""
    _tell(session, clock, "action-added", action, by=by, reason=action.why, public_url=public_url)


def tell_held(
    session: Session,
    clock: Clock,
    action: Action,
    kind: str,
    *,
    what: str,
    by: str,
    reason: str,
    public_url: str,
) -> None:
    """Tell the leads and the owner what of an action the board holds back, or shows again, never its words."""
    for person in _people_of(session, action):
        write_letter(
            session,
            clock,
            kind,
            to_email=person.email,
            to_name=person.name,
            board_id=action.board_id,
            about=("action", str(action.id)),
            organisation=action.organisation.name,
            board=action.board.name,
            by=by,
            what=what,
            reason=reason,
            link=f"{public_url}/actions/{action.id}",
        )


def _tell(
    session: Session, clock: Clock, kind: str, action: Action, *, by: str, reason: str, public_url: str
) -> None:
    for person in _people_of(session, action):
        write_letter(
            session,
            clock,
            kind,
            to_email=person.email,
            to_name=person.name,
            board_id=action.board_id,
            about=("action", str(action.id)),
            organisation=action.organisation.name,
            board=action.board.name,
            by=by,
            what=action.what,
            owner=action.owner_name,
            due=action.due_on,
            reason=reason,
            link=f"{public_url}/actions/{action.id}",
        )


def _people_of(session: Session, action: Action) -> Sequence[Person]:
    return session.scalars(
        select(Person)
        .where(
            Person.is_closed.is_(False),
            exists().where(
                RoleHeld.person_id == Person.id,
                RoleHeld.organisation_id == action.organisation_id,
                or_(RoleHeld.role == Role.LEAD, RoleHeld.person_id == action.owner_id),
            ),
        )
        .order_by(Person.id)
    ).all()
