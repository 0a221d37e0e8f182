"""Saying which organisation another one carries on, so that it finds what was submitted before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Predecessor
from audit.rooms.organisations.queries import organisation_in_area
from audit.rooms.organisations.queries.predecessors import ever_in_area
from audit.rooms.trail.operations import record

LONGEST_WHY = 200


def name_predecessor(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    organisation_id: int,
    predecessor_id: int,
    why: str,
) -> Predecessor:
    """Say that an organisation of the area carries on another one, which is or was in it.

    Its people then see what the other one submitted to this board. Raises NotVisible for an organisation that is not
    in the area and for those who do not keep it; RuleBroken with the field at fault.
    """
    place = organisation_in_area(session, actor, board_id, organisation_id, Permission.REGISTER_KEEP)
    if not place.is_in_area:
        raise NotVisible
    name = place.organisation.name
    names = dict(ever_in_area(session, actor, board_id))
    if predecessor_id not in names or predecessor_id == organisation_id:
        raise RuleBroken("Choose another organisation that is or was in your area", "predecessor")
    why = " ".join(why.split())
    if not why:
        raise RuleBroken("Say why, for example: a merger", "why")
    if len(why) > LONGEST_WHY:
        raise RuleBroken(f"The reason must be {LONGEST_WHY} characters or fewer", "why")
    pairs = {(organisation_id, predecessor_id), (predecessor_id, organisation_id)}
    known = session.execute(
        select(Predecessor.organisation_id, Predecessor.predecessor_id).where(
            Predecessor.board_id == board_id,
            Predecessor.organisation_id.in_((organisation_id, predecessor_id)),
        )
    )
    if any((one, other) in pairs for one, other in known):
        raise RuleBroken(f"{name} and {names[predecessor_id]} are joined in this way already", "predecessor")
    row = Predecessor(
        board_id=board_id, organisation_id=organisation_id, predecessor_id=predecessor_id, why=why,
        made_at=clock(), made_by_name=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, actor, clock, "organisation.predecessor-named", subject=("organisation", str(organisation_id)),
        board_id=board_id, organisation_id=organisation_id, predecessor=names[predecessor_id], reason=why,
    )  # fmt: skip
    return row


def remove_predecessor(
    session: Session, actor: Actor, clock: Clock, board_id: int, organisation_id: int, predecessor_id: int
) -> str:
    """Take that back; gives the predecessor's name. What was brought forward stays. Raises NotVisible."""
    organisation_in_area(session, actor, board_id, organisation_id, Permission.REGISTER_KEEP)
    row = session.scalar(
        select(Predecessor).where(
            Predecessor.board_id == board_id,
            Predecessor.organisation_id == organisation_id,
            Predecessor.predecessor_id == predecessor_id,
        )
    )
    if row is None:
        raise NotVisible
    name = row.predecessor.name
    record(
        session, actor, clock, "organisation.predecessor-removed", subject=("organisation", str(organisation_id)),
        board_id=board_id, organisation_id=organisation_id, predecessor=name,
    )  # fmt: skip
    session.delete(row)
    return name
