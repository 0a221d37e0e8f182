"""Marking a question as looked at and not finished, and taking the mark away."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.assessments.operations.answering import READ_ONLY
from audit.rooms.assessments.queries import ReturnRow, own_row, view_of
from audit.rooms.colleagues.models import LookedAt
from audit.rooms.colleagues.policy import may
from audit.rooms.trail.operations import record

NOT_NOW = "This return cannot be answered now, so no question can be marked."


def mark_looked_at(session: Session, actor: Actor, clock: Clock, reference: str, code: str) -> None:
    """Mark a question as looked at, not finished; twice is once. Raises NotVisible and NotAllowed."""
    row = _to_mark(session, actor, reference, code)
    found = session.scalar(
        select(LookedAt.id).where(LookedAt.return_id == row.id, LookedAt.question_code == code)
    )
    if found is None:
        session.add(LookedAt(return_id=row.id, question_code=code, by_name=actor.name, at=clock()))
        _note(session, actor, clock, "question.looked-at", row, code)


def remove_mark(session: Session, actor: Actor, clock: Clock, reference: str, code: str) -> None:
    """Take the mark away; where there is none, nothing happens. Raises NotVisible and NotAllowed."""
    row = _to_mark(session, actor, reference, code)
    gone = session.execute(
        delete(LookedAt)
        .where(LookedAt.return_id == row.id, LookedAt.question_code == code)
        .returning(LookedAt.id)
    ).all()
    if gone:
        _note(session, actor, clock, "question.mark-removed", row, code)


def _to_mark(session: Session, actor: Actor, reference: str, code: str) -> ReturnRow:
    row = own_row(session, actor, reference, Permission.RETURN_VIEW, lock=True)
    view = view_of(session, row, with_actions=False)
    view.question(code)
    if not may(actor, Permission.RETURN_ANSWER, row.organisation_id):
        raise NotAllowed(READ_ONLY)
    if not view.may_be_answered:
        raise NotAllowed(NOT_NOW)
    return row


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: ReturnRow, code: str) -> None:
    record(
        session, actor, clock, event,
        subject=("return", row.reference), organisation_id=row.organisation_id, question=code,
    )  # fmt: skip
