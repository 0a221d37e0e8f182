"""Who stands too near to whom: declared interests, organisations that belong together, where people work."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from audit.domain.organisations import OrganisationKind
from audit.rooms.organisations.models import Interest, Organisation, OrganisationLink, RoleHeld

_AT_ONCE = 10_000


def interests_in(session: Session, board_id: int, person_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What these people have declared in this board and not ended: person → organisation → why.

    The caller may see them. One query.
    """
    found: dict[int, dict[int, str]] = {}
    for some in _batches(person_ids):
        rows = session.execute(
            select(Interest.person_id, Interest.organisation_id, Interest.why)
            .where(Interest.board_id == board_id, Interest.ended_at.is_(None), Interest.person_id.in_(some))
            .order_by(Interest.id)
        )
        for person_id, organisation_id, why in rows:
            found.setdefault(person_id, {})[organisation_id] = why
    return found


def near_organisations(
    session: Session, board_id: int, organisation_ids: Collection[int]
) -> dict[int, dict[int, str]]:
    """What belongs together: organisation → other organisation → why, for a sentence.

    The same trust, a service and its agency, two services of one agency, and what this board has linked.
    ``board_id`` says whose links count. The caller has the organisations in scope. Three queries.
    """
    found: dict[int, dict[int, str]] = {}
    for some in _batches(organisation_ids):
        _add_links(session, board_id, some, found)
        _add_families(session, some, found)
        _add_trusts(session, some, found)
    return found


def home_organisations(session: Session, person_ids: Collection[int]) -> dict[int, set[int]]:
    """The organisations in which each of these people holds any role. One query."""
    found: dict[int, set[int]] = {}
    for some in _batches(person_ids):
        rows = session.execute(
            select(RoleHeld.person_id, RoleHeld.organisation_id).where(
                RoleHeld.person_id.in_(some), RoleHeld.organisation_id.is_not(None)
            )
        )
        for person_id, organisation_id in rows:
            if organisation_id is not None:
                found.setdefault(person_id, set()).add(organisation_id)
    return found


def _add_links(session: Session, board_id: int, ids: list[int], found: dict[int, dict[int, str]]) -> None:
    rows = session.execute(
        select(OrganisationLink.organisation_id, OrganisationLink.other_id, OrganisationLink.why).where(
            OrganisationLink.board_id == board_id,
            or_(OrganisationLink.organisation_id.in_(ids), OrganisationLink.other_id.in_(ids)),
        )
    )
    wanted = frozenset(ids)
    for one, other, why in rows:
        words = f"the board has linked the two: {why}" if why else "the board has linked the two"
        for here, there in ((one, other), (other, one)):
            if here in wanted:
                found.setdefault(here, {})[there] = words


def _add_families(session: Session, ids: list[int], found: dict[int, dict[int, str]]) -> None:
    agencies = select(Organisation.parent_id).where(
        Organisation.id.in_(ids), Organisation.parent_id.is_not(None)
    )
    rows = session.execute(
        select(Organisation.id, Organisation.parent_id, Organisation.name).where(
            or_(
                Organisation.id.in_(ids),
                Organisation.parent_id.in_(ids),
                Organisation.id.in_(agencies),
                Organisation.parent_id.in_(agencies),
            )
        )
    ).all()
    names = {id: name for id, _, name in rows}
    parents = {id: parent for id, parent, _ in rows if parent is not None and parent in names}
    children: dict[int, list[int]] = {}
    for id, parent in parents.items():
        children.setdefault(parent, []).append(id)
    for here in ids:
        near: dict[int, str] = {}
        above = parents.get(here)
        if above is not None:
            near = {one: f"both are part of {names[above]}" for one in children[above] if one != here}
            near[above] = f"it is part of {names[above]}"
        near |= dict.fromkeys(children.get(here, ()), f"it is part of {names[here]}")
        for there, why in near.items():
            found.setdefault(here, {}).setdefault(there, why)


def _add_trusts(session: Session, ids: list[int], found: dict[int, dict[int, str]]) -> None:
    named = select(func.lower(Organisation.trust_name)).where(
        Organisation.id.in_(ids), Organisation.trust_name != ""
    )
    # The trust itself may stand in the register too, under the name that its schools give.
    name = case(
        (Organisation.kind == OrganisationKind.TRUST, Organisation.name), else_=Organisation.trust_name
    )
    rows = session.execute(
        select(Organisation.id, func.lower(name), name).where(func.lower(name).in_(named))
    ).all()
    members: dict[str, list[int]] = {}
    for id, key, _ in rows:
        members.setdefault(key, []).append(id)
    wanted = frozenset(ids)
    for here, key, trust in rows:
        if here in wanted:
            near = found.setdefault(here, {})
            for there in members[key]:
                if there != here:
                    near.setdefault(there, f"both belong to {trust}")


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(set(ids))
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
