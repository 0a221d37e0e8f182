"""Linking organisations that a board keeps apart in moderation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Organisation, OrganisationLink
from audit.rooms.organisations.policy import require_in_board
from audit.rooms.organisations.queries.register import now_in_area
from audit.rooms.trail.operations import record

LONGEST_WHY = 200


def link_organisations(
    session: Session, actor: Actor, clock: Clock, board_id: int, one_id: int, other_id: int, why: str
) -> OrganisationLink:
    """Keep two organisations apart: neither moderates the other. Raises RuleBroken with the field at fault."""
    require_in_board(actor, Permission.MODERATION_RUN, board_id)
    names = {
        row[0]: row[1]
        for row in session.execute(
            select(Organisation.id, Organisation.name).where(
                Organisation.id.in_([one_id, other_id]), now_in_area(board_id)
            )
        )
    }
    if one_id not in names:
        raise RuleBroken("Choose an organisation of your area", "one")
    if other_id not in names:
        raise RuleBroken("Choose another organisation of your area", "other")
    if one_id == other_id:
        raise RuleBroken("Choose two different organisations", "other")
    why = " ".join(why.split())
    if not why:
        raise RuleBroken("Say why, for example: a joint return", "why")
    if len(why) > LONGEST_WHY:
        raise RuleBroken(f"The reason must be {LONGEST_WHY} characters or fewer", "why")
    first, second = sorted((one_id, other_id))
    found = session.scalars(
        select(OrganisationLink.id).where(
            OrganisationLink.board_id == board_id,
            OrganisationLink.organisation_id == first,
            OrganisationLink.other_id == second,
        )
    ).first()
    if found is not None:
        raise RuleBroken(f"{names[one_id]} and {names[other_id]} are linked already.", "other")
    row = OrganisationLink(
        board_id=board_id, organisation_id=first, other_id=second, why=why, made_at=clock(),
        made_by_name=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, actor, clock, "organisations.linked",
        subject=("board", str(board_id)), board_id=board_id, organisations=[names[first], names[second]], reason=why,
    )  # fmt: skip
    return row


def unlink_organisations(session: Session, actor: Actor, clock: Clock, board_id: int, link_id: int) -> None:
    """Take a link away. Raises NotVisible for one of another board."""
    require_in_board(actor, Permission.MODERATION_RUN, board_id)
    row = session.get(OrganisationLink, link_id)
    if row is None or row.board_id != board_id:
        raise NotVisible
    record(
        session, actor, clock, "organisations.unlinked",
        subject=("board", str(board_id)), board_id=board_id, organisations=[row.organisation.name, row.other.name],
    )  # fmt: skip
    session.delete(row)
