"""The letters of an amendment, to the leads of the returns that it reaches."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.amending import Changes
from audit.infra.clock import Clock
from audit.rooms.amendments.models import Amendment
from audit.rooms.amendments.queries import Asked
from audit.rooms.organisations.queries import HeldRole, leads_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.rounds.models import Round

_AT_ONCE = 500


def tell_leads(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_: Round,
    row: Amendment,
    kind: str,
    asked: Sequence[Asked],
    changes: Changes,
    *,
    public_url: str,
    submitted: Collection[int] = (),
    waited: Collection[int] = (),
) -> int:
    """Write to every lead of these returns, and say how many letters that is. Grouped statements."""
    leads: dict[int, list[HeldRole]] = {}
    ids = [each.organisation_id for each in asked]
    for start in range(0, len(ids), _AT_ONCE):
        for held in leads_of(session, actor, ids[start : start + _AT_ONCE]):
            leads.setdefault(held.organisation_id or 0, []).append(held)
    words = {
        each.content["code"]: f"{each.content['code']} {each.content['text']}" for each in changes.additions
    }
    return write_letters(
        session,
        clock,
        kind,
        (
            {
                "to_email": lead.email,
                "to_name": lead.name,
                "about": ("return", each.reference),
                "organisation": each.organisation,
                "board": round_.board.name,
                "round": round_.title,
                "reference": each.reference,
                "questions": [words[code] for code in each.codes],
                "due": row.due_on if each.id in submitted else each.due,
                "reason": row.reason,
                "is_submitted": each.id in submitted,
                "was_waiting": each.id in waited,
                "contact_email": round_.board.contact_email,
                "contact_phone": round_.board.contact_phone,
                "link": f"{public_url}/returns/{each.reference}",
            }
            for each in asked
            for lead in leads.get(each.organisation_id, ())
        ),
        board_id=round_.board_id,
    )
