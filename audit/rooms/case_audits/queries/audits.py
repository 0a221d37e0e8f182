"""Case audits as their board sees them: which there are, how far each organisation is, never what a case says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.actor import Actor
from audit.domain.case_audits import AuditState, CaseState, SampleState
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.rooms.case_audits.models import AuditedCase, CaseAudit, CaseAuditPlace
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition


@dataclass(frozen=True)
class AuditLine:
    """A case audit in the board's list."""

    row: CaseAudit
    organisations: int
    sent: int

    @property
    def share(self) -> Share:
        """How many of the organisations have sent their cases."""
        return Share(self.sent, self.organisations)


@dataclass(frozen=True)
class SampleLine:
    """The sample of one organisation, in numbers."""

    row: CaseAuditPlace
    cases: int
    finished: int
    """Finished by the auditor, moderated or not."""
    moderated: int


def _audits() -> Select[CaseAudit]:
    return (
        select(CaseAudit)
        .join(CaseAudit.board)
        .join(CaseAudit.edition)
        .options(
            contains_eager(CaseAudit.board),
            contains_eager(CaseAudit.edition).defer(Edition.content),
            joinedload(CaseAudit.repeats),
        )
    )


def _may_view(actor: Actor, board_id: int) -> bool:
    return actor.is_operator or board_id in actor.boards(Permission.CASE_AUDIT_VIEW)


def audits_of_board(session: Session, actor: Actor, board: Board) -> list[AuditLine]:
    """The case audits of a board in which the actor may look at them, the latest first; none otherwise."""
    if not _may_view(actor, board.id):
        return []
    sent = func.sum(case((CaseAuditPlace.state != SampleState.ANSWERING, 1), else_=0))
    counts = (
        select(CaseAuditPlace.audit_id, func.count().label("asked"), sent.label("sent"))
        .join(CaseAudit, CaseAudit.id == CaseAuditPlace.audit_id)
        .where(CaseAudit.board_id == board.id)
        .group_by(CaseAuditPlace.audit_id)
        .subquery()
    )
    rows = session.execute(
        _audits()
        .add_columns(func.coalesce(counts.c.asked, 0), func.coalesce(counts.c.sent, 0))
        .outerjoin(counts, counts.c.audit_id == CaseAudit.id)
        .where(CaseAudit.board_id == board.id)
        .order_by(CaseAudit.due_on.desc(), CaseAudit.id.desc())
    )
    return [AuditLine(row, int(asked), int(came)) for row, asked, came in rows]


def audit_by_code(
    session: Session,
    actor: Actor,
    code: str,
    permission: Permission = Permission.CASE_AUDIT_VIEW,
    *,
    lock: bool = False,
) -> CaseAudit:
    """The case audit with this code, if the actor may do this in its board; raises NotVisible otherwise."""
    statement = _audits().where(CaseAudit.code == code)
    if not actor.is_operator:
        statement = statement.where(CaseAudit.board_id.in_(actor.boards(permission)))
    if lock:
        statement = statement.with_for_update(of=CaseAudit).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotVisible
    return row


def earlier_audits(
    session: Session, actor: Actor, board_id: int, row: CaseAudit | None = None
) -> Sequence[CaseAudit]:
    """The audits of the actor's board that an audit may repeat: those opened, but for itself; the latest first."""
    if not _may_view(actor, board_id):
        return []
    statement = (
        select(CaseAudit)
        .where(CaseAudit.board_id == board_id, CaseAudit.state != AuditState.DRAFT)
        .order_by(CaseAudit.due_on.desc(), CaseAudit.id.desc())
    )
    if row is not None:
        statement = statement.where(CaseAudit.id != row.id)
    return session.scalars(statement).all()


def samples_of_audit(session: Session, row: CaseAudit) -> list[SampleLine]:
    """The samples of an audit that the caller has in scope, by organisation. One query."""
    finished = func.sum(case((AuditedCase.state != CaseState.DRAFT, 1), else_=0))
    moderated = func.sum(case((AuditedCase.state == CaseState.MODERATED, 1), else_=0))
    counts = (
        select(
            AuditedCase.place_id,
            func.count().label("cases"),
            finished.label("finished"),
            moderated.label("moderated"),
        )
        .join(CaseAuditPlace, CaseAuditPlace.id == AuditedCase.place_id)
        .where(CaseAuditPlace.audit_id == row.id)
        .group_by(AuditedCase.place_id)
        .subquery()
    )
    found = session.execute(
        select(
            CaseAuditPlace,
            func.coalesce(counts.c.cases, 0),
            func.coalesce(counts.c.finished, 0),
            func.coalesce(counts.c.moderated, 0),
        )
        .join(CaseAuditPlace.organisation)
        .outerjoin(counts, counts.c.place_id == CaseAuditPlace.id)
        .where(CaseAuditPlace.audit_id == row.id)
        .options(contains_eager(CaseAuditPlace.organisation))
        .order_by(func.lower(Organisation.name), CaseAuditPlace.id)
    )
    return [SampleLine(place, int(a), int(b), int(c)) for place, a, b, c in found]


def asked_ids(session: Session, row: CaseAudit) -> frozenset[int]:
    """The ids of the organisations that an audit asks."""
    return frozenset(
        session.scalars(select(CaseAuditPlace.organisation_id).where(CaseAuditPlace.audit_id == row.id))
    )


def audits_without_moderator(session: Session, actor: Actor) -> list[tuple[CaseAudit, int]]:
    """The open audits that the actor runs in which cases were sent that no moderator has, with how many samples."""
    boards = actor.boards(Permission.CASE_AUDIT_RUN)
    if not boards:
        return []
    rows = session.execute(
        select(CaseAudit, func.count())
        .join(CaseAuditPlace, CaseAuditPlace.audit_id == CaseAudit.id)
        .where(
            CaseAudit.board_id.in_(boards),
            CaseAudit.state == AuditState.OPEN,
            CaseAuditPlace.state == SampleState.SENT,
            CaseAuditPlace.moderator_id.is_(None),
        )
        .group_by(CaseAudit.id)
        .order_by(CaseAudit.id)
    )
    return [(row, count) for row, count in rows]
