"""Declaring and ending interests."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.models import AreaMembership, Board, Interest, Organisation
from audit.rooms.organisations.queries.people import administrators_of
from audit.rooms.organisations.queries.ties import own_interest
from audit.rooms.outbox.operations import write_letters
from audit.rooms.trail.operations import record

LONGEST_WHY = 300


def declare_interest(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    organisation_id: int,
    why: str,
    *,
    touched: Sequence[str] = (),
    public_url: str,
) -> Interest:
    """Declare an interest in an organisation: from now on the person is kept away from what concerns it.

    ``touched`` says, a sentence each, what they have in hand that this ends; the board's administrators are then
    written to. Raises NotVisible for a board in which the actor declares nothing, RuleBroken with the field.
    """
    if board_id not in actor.boards(Permission.INTEREST_DECLARE) or actor.person_id is None:
        raise NotVisible
    board = session.get_one(Board, board_id)
    here = select(AreaMembership.id).where(
        AreaMembership.board_id == board_id, AreaMembership.organisation_id == organisation_id
    )
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or session.scalars(here).first() is None:
        raise RuleBroken("Choose an organisation of your area", "organisation")
    why = " ".join(why.split())
    if not why:
        raise RuleBroken("Say why, for example: my sister is its head", "why")
    if len(why) > LONGEST_WHY:
        raise RuleBroken(f"The reason must be {LONGEST_WHY} characters or fewer", "why")
    if session.scalars(
        select(Interest.id).where(
            Interest.board_id == board_id,
            Interest.person_id == actor.person_id,
            Interest.organisation_id == organisation_id,
            Interest.ended_at.is_(None),
        )
    ).first():
        raise RuleBroken(f"You have already declared an interest in {organisation.name}.", "organisation")
    row = Interest(
        person_id=actor.person_id, organisation_id=organisation_id, board_id=board_id, why=why,
        declared_at=clock(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, actor, clock, "interest.declared",
        subject=("interest", str(row.id)), board_id=board_id, organisation=organisation.name,
    )  # fmt: skip
    if touched:
        write_letters(
            session,
            clock,
            "interest-declared",
            [
                {
                    "to_email": held.email,
                    "to_name": held.name,
                    "about": ("interest", str(row.id)),
                    "person": actor.name,
                    "organisation": organisation.name,
                    "board": board.name,
                    "why": why,
                    "touched": list(touched),
                    "link": f"{public_url}/boards/{board.code}/interests",
                }
                for held in administrators_of(session, actor, board_id)
                if held.person_id != actor.person_id
            ],
            board_id=board_id,
        )
    return row


def end_interest(session: Session, actor: Actor, clock: Clock, interest_id: int) -> Interest:
    """End an interest that the actor declared. It stays in the list, with its dates."""
    row = own_interest(session, actor, interest_id)
    if row.ended_at is not None:
        raise RuleBroken("This interest has ended already.")
    row.ended_at = clock()
    record(
        session, actor, clock, "interest.ended",
        subject=("interest", str(row.id)), board_id=row.board_id, organisation=row.organisation.name,
    )  # fmt: skip
    return row
