"""Everything that an organisation has here, for its leads and approvers: read once, to be taken away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.action_plans.models import Action, ActionEvidence, ActionNote
from audit.rooms.assessments.models import (
    CitedEvidence,
    SignOffDecision,
    Submission,
)
from audit.rooms.assessments.queries import AnyReturn, organisation_with_returns
from audit.rooms.evidence.models import Evidence, Scan, StoredFile
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return


@dataclass(frozen=True)
class Belongings:
    """What an organisation has here, counted."""

    organisation: Organisation
    returns: Sequence[Return]
    """Those of rounds that have been opened, the latest due first."""
    copies: int
    files: int
    size: int
    """Bytes of the files together."""
    actions: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to take away."""
        return not (self.returns or self.files or self.actions)


class LibraryFile(NamedTuple):
    """An item of the library, withdrawn or not, with what is known of its content."""

    id: int
    file_name: str
    description: str
    review_on: date | None
    uploaded_by_name: str
    uploaded_at: datetime
    withdrawn_at: datetime | None
    sha256: str
    size: int
    scan: Scan


class Linked(NamedTuple):
    """An answer cites, or once cited, an item of the library."""

    question_id: int
    evidence_id: int
    added_by_name: str
    added_at: datetime
    removed_by_name: str | None
    removed_at: datetime | None


class KeptCopy(NamedTuple):
    """A copy that was submitted."""

    number: int
    reference: str
    content: dict[str, Any]
    fingerprint: str
    submitted_at: datetime
    submitted_by: str


@dataclass(frozen=True)
class TakenAction:
    """An action with its whole history and the files that show that it is done."""

    action: Action
    board: Board
    notes: Sequence[ActionNote]
    """The oldest first."""
    evidence: Sequence[ActionEvidence]
    """The oldest first, with what was removed."""


def belongings_of(session: Session, actor: Actor, organisation_id: int) -> Belongings:
    """What one of the actor's organisations has here; raises NotVisible for anybody but its leads and approvers."""
    _require_taker(actor, organisation_id)
    organisation, returns = organisation_with_returns(session, actor, organisation_id)
    of_returns = select(Return.id).where(Return.organisation_id == organisation_id)
    copies, files, size, actions = session.execute(
        select(
            select(func.count())
            .select_from(Submission)
            .where(Submission.return_id.in_(of_returns))
            .scalar_subquery(),
            select(func.count())
            .select_from(Evidence)
            .where(Evidence.organisation_id == organisation_id)
            .scalar_subquery(),
            select(func.coalesce(func.sum(StoredFile.size), 0))
            .select_from(Evidence)
            .join(StoredFile, StoredFile.sha256 == Evidence.sha256)
            .where(Evidence.organisation_id == organisation_id)
            .scalar_subquery(),
            select(func.count())
            .select_from(Action)
            .where(Action.organisation_id == organisation_id)
            .scalar_subquery(),
        )
    ).one()
    return Belongings(organisation, returns, copies, files, int(size), actions)


def library_of(session: Session, actor: Actor, organisation_id: int) -> list[LibraryFile]:
    """Every item of the organisation's library, the oldest first, withdrawn ones too. One query."""
    _require_taker(actor, organisation_id)
    rows = session.execute(
        select(
            *(getattr(Evidence, name) for name in LibraryFile._fields[:-2]),
            StoredFile.size,
            StoredFile.scan,
        )
        .join(StoredFile, StoredFile.sha256 == Evidence.sha256)
        .where(Evidence.organisation_id == organisation_id)
        .order_by(Evidence.id)
    )
    return [LibraryFile._make(row) for row in rows]


def actions_to_take(session: Session, actor: Actor, organisation_id: int) -> list[TakenAction]:
    """Every action of the organisation, the first due first, with history and evidence. Three queries."""
    _require_taker(actor, organisation_id)
    notes: dict[int, list[ActionNote]] = {}
    for note in session.scalars(
        select(ActionNote)
        .join(Action, Action.id == ActionNote.action_id)
        .where(Action.organisation_id == organisation_id)
        .order_by(ActionNote.at, ActionNote.id)
    ):
        notes.setdefault(note.action_id, []).append(note)
    evidence: dict[int, list[ActionEvidence]] = {}
    for link in session.scalars(
        select(ActionEvidence)
        .join(Action, Action.id == ActionEvidence.action_id)
        .where(Action.organisation_id == organisation_id)
        .order_by(ActionEvidence.id)
    ):
        evidence.setdefault(link.action_id, []).append(link)
    actions = session.scalars(
        select(Action)
        .join(Action.board)
        .outerjoin(Action.round)
        .where(Action.organisation_id == organisation_id)
        .options(contains_eager(Action.board), contains_eager(Action.round))
        .order_by(Action.due_on, Action.id)
    )
    return [
        TakenAction(each, each.board, notes.get(each.id, ()), evidence.get(each.id, ())) for each in actions
    ]


def kept_copies(session: Session, row: AnyReturn) -> Iterator[KeptCopy]:
    """The copies of a return, which the caller has in scope, the first one first: one at a time, by one query."""
    rows = session.execute(
        select(*(getattr(Submission, name) for name in KeptCopy._fields))
        .where(Submission.return_id == row.id)
        .order_by(Submission.number)
        .execution_options(yield_per=1)
    )
    return (KeptCopy._make(each) for each in rows)


def every_decision(session: Session, row: AnyReturn) -> Sequence[SignOffDecision]:
    """What approvers said to every sending of a return, which the caller has in scope, the oldest first."""
    return session.scalars(
        select(SignOffDecision).where(SignOffDecision.return_id == row.id).order_by(SignOffDecision.id)
    ).all()


def links_of(session: Session, row: AnyReturn) -> list[Linked]:
    """What the answers of a return, which the caller has in scope, cite and once cited, the oldest first."""
    rows = session.execute(
        select(*(getattr(CitedEvidence, name) for name in Linked._fields))
        .where(CitedEvidence.return_id == row.id)
        .order_by(CitedEvidence.id)
    )
    return [Linked._make(each) for each in rows]


def _require_taker(actor: Actor, organisation_id: int) -> None:
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.EVERYTHING_TAKE):
        raise NotVisible
