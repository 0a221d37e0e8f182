"""The letters about actions."""

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
    here = RoleHeld.organisation_id == action.organisation_id
    people = session.scalars(
        select(Person)
        .where(
            Person.is_closed.is_(False),
            exists().where(
                RoleHeld.person_id == Person.id,
                here,
                or_(RoleHeld.role == Role.LEAD, RoleHeld.person_id == action.owner_id),
            ),
        )
        .order_by(Person.id)
    )
    for person in people:
        write_letter(
            session,
            clock,
            "action-sent-back",
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
