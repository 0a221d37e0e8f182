"""The letters of a round: to the leads of the organisations asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.instruments import ASKED_FOR
from audit.domain.workflows import RoundKind
from audit.infra.clock import Clock, today
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import HeldRole, leads_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.rounds.models import Return, Round

_AT_ONCE = 500


@dataclass(frozen=True)
class Written:
    """What came of writing to the leads of some returns."""

    returns: int = 0
    letters: int = 0
    without_lead: Sequence[Organisation] = field(default=())
    """Organisations to which no letter could be written."""


def invitation_to(row: Round) -> str:
    """The kind of the letter that invites to a round."""
    return "invitation-to-review" if row.kind is RoundKind.REVIEW else "invitation-to-answer"


def reminder_of(row: Round) -> str:
    """The kind of the letter that reminds of a round."""
    return "reminder-of-review" if row.kind is RoundKind.REVIEW else "reminder"


def write_to_leads(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Round,
    kind: str,
    *,
    public_url: str,
    product: str,
    references: Collection[str] | None = None,
) -> Written:
    """Write a letter of this kind to every lead of these returns (of all, when none are named)."""
    returns = _returns(session, row, references)
    leads: dict[int, list[HeldRole]] = {}
    ids = [each.organisation_id for each in returns]
    for start in range(0, len(ids), _AT_ONCE):
        for held in leads_of(session, actor, ids[start : start + _AT_ONCE]):
            leads.setdefault(held.organisation_id or 0, []).append(held)
    day = today(clock)
    letters = write_letters(
        session,
        clock,
        kind,
        (
            {
                "to_email": lead.email,
                "to_name": lead.name,
                "about": ("return", each.reference),
                "organisation": each.organisation.name,
                "board": row.board.name,
                "round": row.title,
                "asked_for": ASKED_FOR.get(row.edition.instrument, "its return"),
                "reviews": row.reviews.title if row.reviews else "",
                "questions": len(each.only_questions or ()),
                "opening": row.notes if row.kind is RoundKind.REVIEW else "",
                "reference": each.reference,
                "due": each.due_on or row.due_on,
                "is_late": (each.due_on or row.due_on) < day,
                "contact_email": row.board.contact_email,
                "contact_phone": row.board.contact_phone,
                "link": f"{public_url}/returns/{each.reference}",
                "product": product,
            }
            for each in returns
            for lead in leads.get(each.organisation_id, ())
        ),
        board_id=row.board_id,
    )
    missing = [each.organisation for each in returns if each.organisation_id not in leads]
    return Written(len(returns), letters, missing)


def _returns(session: Session, row: Round, references: Collection[str] | None) -> list[Return]:
    statement = (
        select(Return)
        .join(Return.organisation)
        .where(Return.round_id == row.id)
        .options(contains_eager(Return.organisation))
        .execution_options(populate_existing=True)
        .order_by(Organisation.name, Return.id)
    )
    if references is None:
        return list(session.scalars(statement))
    found: list[Return] = []
    listed = sorted(references)
    for start in range(0, len(listed), _AT_ONCE):
        found += session.scalars(statement.where(Return.reference.in_(listed[start : start + _AT_ONCE])))
    return found
