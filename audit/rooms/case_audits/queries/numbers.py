"""The running numbers of cases, for the board's workbook."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.rooms.case_audits.models import AuditedCase, CaseAudit, CaseAuditPlace


def numbers_of(session: Session, row: CaseAudit) -> dict[int, int]:
    """The running number of every case of an audit that the caller has in scope, by the case's id."""
    found = session.execute(
        select(AuditedCase.id, AuditedCase.number)
        .join(AuditedCase.place)
        .where(CaseAuditPlace.audit_id == row.id)
    )
    return {id: number for id, number in found}  # noqa: C416
