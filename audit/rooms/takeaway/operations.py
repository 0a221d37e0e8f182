"""Noting that an organisation took everything away."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.infra.clock import Clock
from audit.rooms.takeaway.queries import Belongings, belongings_of
from audit.rooms.trail.operations import record


def require_something(belongings: Belongings) -> None:
    """Raise NotAllowed, with the reason, where there is nothing to take away."""
    if belongings.nothing:
        raise NotAllowed(
            f"{belongings.organisation.name} has no returns, files or actions here yet, "
            "so there is nothing to download."
        )


def note_taken(
    session: Session, actor: Actor, clock: Clock, organisation_id: int, *, files: int, missing: int
) -> None:
    """Note that everything was taken away, with how many files were in it and how many could not be.

    Each board that has asked for a return finds it in its trail. The ZIP is built before, from a session for
    reading, so that a long download never keeps the people who are answering from saving. Raises NotVisible or
    NotAllowed.
    """
    belongings = belongings_of(session, actor, organisation_id)
    require_something(belongings)
    boards: dict[int | None, int] = {}
    for row in belongings.returns:
        boards[row.round.board_id] = boards.get(row.round.board_id, 0) + 1
    for board_id, returns in (boards or {None: 0}).items():
        record(
            session,
            actor,
            clock,
            "everything.taken",
            subject=("organisation", str(organisation_id)),
            board_id=board_id,
            organisation_id=organisation_id,
            returns=returns,
            files=files,
            missing=missing,
            organisation=belongings.organisation.name,
        )
