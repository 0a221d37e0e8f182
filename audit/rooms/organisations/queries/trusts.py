"""The schools that a board can let belong to a trust of its area."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.organisations import OrganisationKind
from audit.domain.permissions import Permission
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.policy import require_in_board
from audit.rooms.organisations.queries.register import now_in_area, organisation_in_area

SCHOOLS = (OrganisationKind.SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.ALTERNATIVE_PROVIDER)


def trust_in_area(session: Session, actor: Actor, board_id: int, organisation_id: int) -> Organisation:
    """A trust in a board's area now; raises NotVisible for anything else."""
    place = organisation_in_area(session, actor, board_id, organisation_id, Permission.REGISTER_KEEP)
    if place.organisation.kind != OrganisationKind.TRUST or not place.is_in_area:
        raise NotVisible
    return place.organisation


def schools_for_trust(
    session: Session, actor: Actor, board_id: int, trust: Organisation
) -> list[Organisation]:
    """Every school of the area, first those of the trust, then those that the register says are its, by name."""
    require_in_board(actor, Permission.REGISTER_KEEP, board_id)
    found = session.scalars(
        select(Organisation)
        .where(now_in_area(board_id), Organisation.kind.in_(SCHOOLS))
        .order_by(Organisation.name, Organisation.id)
    ).all()
    return sorted(found, key=lambda one: (one.parent_id != trust.id, not is_named(one, trust)))


def is_named(school: Organisation, trust: Organisation) -> bool:
    """Whether the register names this trust as the school's."""
    return bool(school.trust_name) and school.trust_name.casefold() == trust.name.casefold()
