"""Evidence that answers cite: what each answer of a return cites now, and how often an item is cited."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Exists, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.assessments.models import CitedEvidence, Submission
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.evidence.models import Evidence, Scan, StoredFile
from audit.rooms.rounds.models import Return


class CitedContent(NamedTuple):
    """The content of a cited file: its size in bytes, and what the virus scanner said."""

    size: int
    scan: Scan


class CitedFile(NamedTuple):
    """An item of the library, as the answers that cite it show it."""

    id: int
    organisation_id: int
    """Whose library it is in: the organisation's own, or its trust's."""
    sha256: str
    file_name: str
    description: str
    review_on: date | None
    uploaded_by_name: str
    uploaded_at: datetime
    withdrawn_at: datetime | None
    file: CitedContent


class Citation(NamedTuple):
    """An answer cites an item now."""

    evidence_id: int
    evidence: CitedFile


# Built once, and read past the ORM: every page of a return runs it.
_CITED = (
    select(
        CitedEvidence.question_id,
        *(getattr(Evidence, name) for name in CitedFile._fields[:-1]),
        *(getattr(StoredFile, name) for name in CitedContent._fields),
    )
    .join(Evidence, Evidence.id == CitedEvidence.evidence_id)
    .join(StoredFile, StoredFile.sha256 == Evidence.sha256)
    .where(CitedEvidence.return_id == bindparam("return_id"), CitedEvidence.removed_at.is_(None))
    .order_by(CitedEvidence.id)
)


_CITED_BY_MANY = (
    select(
        CitedEvidence.return_id,
        CitedEvidence.question_id,
        *(getattr(Evidence, name) for name in CitedFile._fields[:-1]),
        *(getattr(StoredFile, name) for name in CitedContent._fields),
    )
    .join(Evidence, Evidence.id == CitedEvidence.evidence_id)
    .join(StoredFile, StoredFile.sha256 == Evidence.sha256)
    .where(
        CitedEvidence.return_id.in_(bindparam("returns", expanding=True)), CitedEvidence.removed_at.is_(None)
    )
    .order_by(CitedEvidence.id)
)


def cited_by_many(session: Session, rows: Sequence[AnyReturn]) -> dict[int, dict[int, list[Citation]]]:
    """What the answers of these returns, which the caller has in scope, cite now, by return and question id."""
    session.flush()  # as the ORM does before it reads
    found: dict[int, dict[int, list[Citation]]] = {row.id: {} for row in rows}
    values = {"returns": list(found)}
    for return_id, question_id, *columns, size, scan in session.connection().execute(_CITED_BY_MANY, values):
        file = CitedFile._make([*columns, CitedContent(size, scan)])
        found[return_id].setdefault(question_id, []).append(Citation(file.id, file))
    return found


def cited_by(session: Session, row: AnyReturn) -> dict[int, list[Citation]]:
    """What the answers of this return, which the caller has in scope, cite now, by question id, the oldest first."""
    session.flush()  # as the ORM does before it reads
    found: dict[int, list[Citation]] = {}
    for question_id, *columns, size, scan in session.connection().execute(_CITED, {"return_id": row.id}):
        file = CitedFile._make([*columns, CitedContent(size, scan)])
        found.setdefault(question_id, []).append(Citation(file.id, file))
    return found


def lends(return_id: Any, evidence_id: int) -> Exists:
    """The condition that an answer of a return cites an item now, or cited it in a copy that was submitted."""
    submitted_with = exists().where(
        Submission.return_id == CitedEvidence.return_id,
        Submission.submitted_at >= CitedEvidence.added_at,
        Submission.submitted_at <= CitedEvidence.removed_at,
    )
    return exists().where(
        CitedEvidence.return_id == return_id,
        CitedEvidence.evidence_id == evidence_id,
        or_(CitedEvidence.removed_at.is_(None), submitted_with),
    )


def is_lent_to(session: Session, row: AnyReturn, evidence_id: int) -> bool:
    """Whether a return, which the caller has in scope, cites an item, in its own library or in its trust's."""
    return bool(session.scalar(select(lends(row.id, evidence_id))))


def lent_evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence | None:
    """An item of another library that a return of one of the actor's organisations cites; None for any other."""
    return session.scalar(
        select(Evidence)
        .join(Evidence.file)
        .options(contains_eager(Evidence.file))
        .where(
            Evidence.id == evidence_id,
            exists().where(
                Return.organisation_id.in_(actor.organisations(Permission.EVIDENCE_VIEW)),
                lends(Return.id, evidence_id).correlate(Return),
            ),
        )
    )


def count_uses(session: Session, actor: Actor, organisation_id: int, ids: Sequence[int]) -> dict[int, int]:
    """How many answers cite each of these items of one of the actor's organisations now, by evidence id.

    Of a trust, the answers of its schools count too.
    """
    if not ids or organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        return {}
    current = select(CitedEvidence.evidence_id, func.count()).join(
        Evidence, Evidence.id == CitedEvidence.evidence_id
    )
    current = current.where(CitedEvidence.evidence_id.in_(ids), CitedEvidence.removed_at.is_(None))
    current = current.where(Evidence.organisation_id == organisation_id)
    return {row[0]: row[1] for row in session.execute(current.group_by(CitedEvidence.evidence_id))}
