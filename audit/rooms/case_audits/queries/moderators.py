"""Who moderates for a board, and whose cases each may not be given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.queries.samples import why_too_near
from audit.rooms.organisations.models import RoleHeld


@dataclass(frozen=True)
class Moderators:
    """The moderators of a board by id, by name, and what keeps whom from which organisation."""

    people: Mapping[int, str]
    ties: Mapping[tuple[int, int], str]
    """(person, organisation) → why."""

    def may_have(self, organisation_id: int) -> dict[int, str]:
        """Those who may moderate an organisation's cases."""
        return {id: name for id, name in self.people.items() if (id, organisation_id) not in self.ties}

    def kept_from(self, organisation_id: int) -> dict[str, str]:
        """Those who may not, by name, with why."""
        return {
            name: self.ties[id, organisation_id]
            for id, name in self.people.items()
            if (id, organisation_id) in self.ties
        }


def moderators_of(session: Session, row: CaseAudit, organisation_ids: Collection[int]) -> Moderators:
    """The moderators of the audit's board, which the caller runs. Six queries, however many there are."""
    held = session.execute(
        select(Person.id, Person.name)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(
            RoleHeld.board_id == row.board_id, RoleHeld.role == Role.MODERATOR, Person.is_closed.is_(False)
        )
        .group_by(Person.id, Person.name)
        .order_by(func.lower(Person.name), Person.id)
    )
    people = {id: name for id, name in held}  # noqa: C416
    ties = why_too_near(session, row.board_id, list(people), organisation_ids) if organisation_ids else {}
    return Moderators(people, ties)
