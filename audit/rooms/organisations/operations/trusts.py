"""Which schools belong to a trust, as a board's administrators say it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.queries.boards import board_by_code
from audit.rooms.organisations.queries.trusts import schools_for_trust, trust_in_area
from audit.rooms.trail.operations import record


def set_schools(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    organisation_id: int,
    school_ids: Collection[int],
) -> tuple[int, int]:
    """Let exactly these schools of the board's area belong to a trust; says how many are new and how many left it.

    Schools of other boards are left as they are. Raises NotVisible, RuleBroken when the trust has left the area, is
    itself part of another organisation, or when a school belongs to another one.
    """
    board = board_by_code(session, actor, board_code, Permission.REGISTER_KEEP)
    trust = trust_in_area(session, actor, board.id, organisation_id)
    if trust.parent_id is not None:
        raise RuleBroken(f"{trust.name} is itself part of another organisation. Change that first", "schools")
    offered = {school.id: school for school in schools_for_trust(session, actor, board.id, trust)}
    wanted = set(school_ids)
    if not wanted <= set(offered):
        raise NotVisible
    now = {id for id, school in offered.items() if school.parent_id == trust.id}
    for id in wanted - now:
        school = offered[id]
        if school.parent_id is not None:
            raise RuleBroken(
                f"{school.name} belongs to another organisation. Change its details first", "schools"
            )
        school.parent_id = trust.id
    for id in now - wanted:
        offered[id].parent_id = None
    added, gone = len(wanted - now), len(now - wanted)
    if added or gone:
        record(
            session,
            actor,
            clock,
            "trust.schools-set",
            subject=("organisation", str(trust.id)),
            board_id=board.id,
            organisation_id=trust.id,
            added=added,
            taken_out=gone,
        )
    session.flush()
    return added, gone
