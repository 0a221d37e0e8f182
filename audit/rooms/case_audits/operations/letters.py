"""The letters of a case audit."""

from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.case_audits import SampleState
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.case_audits.models import CaseAudit, CaseAuditPlace
from audit.rooms.case_audits.queries.audits import samples_of_audit
from audit.rooms.organisations.queries import leads_of
from audit.rooms.outbox.operations import write_letters

_PAGES = {"case-audit-asked": "our-cases/{}", "case-audit-results": "our-cases/{}/results"}


def say_cases(number: int) -> str:
    """``1 case``, ``6 cases``."""
    return "1 case" if number == 1 else f"{number:,} cases"


def write_to_leads(
    session: Session, actor: Actor, clock: Clock, row: CaseAudit, kind: str, public_url: str
) -> int:
    """Write a letter of this kind to every lead of the organisations asked; gives how many there were."""
    places = {line.row.organisation_id: line.row for line in samples_of_audit(session, row)}
    letters = []
    for lead in leads_of(session, actor, list(places)):
        place = places[lead.organisation_id or 0]
        letters.append(
            _facts(row, place)
            | {
                "to_email": lead.email,
                "to_name": lead.name,
                "due": row.due_on,
                "cases": say_cases(row.cases_each),
                "notes": row.about,
                "link": f"{public_url}/{_PAGES[kind].format(place.id)}",
            }
        )
    write_letters(session, clock, kind, letters, board_id=row.board_id)
    return len(letters)


def write_to_moderator(
    session: Session, clock: Clock, place: CaseAuditPlace, moderator: Person, public_url: str
) -> None:
    """Tell a moderator that an organisation's cases were given to them."""
    row = place.audit
    letter = _facts(row, place) | {
        "to_email": moderator.email,
        "to_name": moderator.name,
        "moderate_by": row.moderation_by,
        "are_sent": place.state is not SampleState.ANSWERING,
        "link": f"{public_url}/cases-to-moderate/{place.id}",
    }
    write_letters(session, clock, "case-audit-to-moderate", [letter], board_id=row.board_id)


def _facts(row: CaseAudit, place: CaseAuditPlace) -> dict[str, Any]:
    return {
        "about": ("case-audit", row.code),
        "organisation": place.organisation.name,
        "board": row.board.name,
        "audit": row.title,
        "theme": row.theme,
        "contact_email": row.board.contact_email,
        "contact_phone": row.board.contact_phone,
    }
