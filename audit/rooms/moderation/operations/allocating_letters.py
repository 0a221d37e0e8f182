"""The letters of allocation: to moderators, and to the board when something comes back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.queries.ground import AskedReturn, Ground
from audit.rooms.organisations.queries import administrators_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.rounds.models import Round


def _board(row: Round) -> dict[str, str]:
    return {
        "round": row.title,
        "board": row.board.name,
        "contact_email": row.board.contact_email,
        "contact_phone": row.board.contact_phone,
    }


def write_offers(
    session: Session,
    clock: Clock,
    plan: ModerationPlan,
    ground: Ground,
    given: Mapping[int, Sequence[AskedReturn]],
    *,
    public_url: str,
) -> int:
    """One letter to each moderator with the returns given to them (by the moderator's id)."""
    people = session.execute(
        select(Person.id, Person.email, Person.name).where(Person.id.in_(given)).order_by(Person.id)
    )
    return write_letters(
        session,
        clock,
        "moderation-offered",
        [
            {
                "to_email": email,
                "to_name": name,
                "about": ("round", ground.round.code),
                **_board(ground.round),
                "how_many": "1 return" if len(given[id]) == 1 else f"{len(given[id])} returns",
                "organisations": [one.organisation for one in given[id]],
                "moderate_by": plan.moderate_by,
                "link": f"{public_url}/moderations",
            }
            for id, email, name in people
        ],
        board_id=ground.round.board_id,
    )


def write_withdrawn(
    session: Session, clock: Clock, ground: Ground, one: AskedReturn, row: Moderation, *, public_url: str
) -> None:
    """Tell a moderator that a return is theirs no longer; nobody when they have left the board."""
    if row.moderator_id not in ground.people or row.moderator is None:
        return
    write_letters(
        session,
        clock,
        "moderation-withdrawn",
        [
            {
                "to_email": row.moderator.email,
                "to_name": row.moderator.name,
                "about": ("return", one.reference),
                **_board(ground.round),
                "organisation": one.organisation,
                "reason": row.ended_reason,
                "link": f"{public_url}/moderations",
            }
        ],
        board_id=ground.round.board_id,
    )


def write_handed_back(
    session: Session, actor: Actor, clock: Clock, row: Moderation, *, public_url: str
) -> None:
    """Tell the board's administrators that a moderator gave a return back."""
    audit = row.plan.round
    write_letters(
        session,
        clock,
        "moderation-declined",
        [
            {
                "to_email": held.email,
                "to_name": held.name,
                "about": ("return", row.moderated.reference),
                **_board(audit),
                "moderator": row.moderator_name,
                "organisation": row.moderated.organisation.name,
                "reference": row.moderated.reference,
                "reason": row.ended_reason,
                "link": f"{public_url}/rounds/{audit.code}/moderation",
            }
            for held in administrators_of(session, actor, audit.board_id)
        ],
        board_id=audit.board_id,
    )
