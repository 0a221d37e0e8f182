"""Returns that a board enters from paper: what stands about one, without a word of its answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.on_paper import VIA, VIA_UNDONE
from audit.domain.permissions import Permission
from audit.domain.workflows import PaperState, ReturnState, RoundState
from audit.rooms.assessments.models import Answer, AnswerRevision, CitedEvidence, OnBehalf
from audit.rooms.assessments.queries.returns import returns_with_rounds
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.rounds.models import Return, Round


def return_to_enter(session: Session, actor: Actor, reference: str, *, lock: bool = False) -> Return:
    """A return of a round of the actor's board, without its answers; raises NotVisible for others."""
    statement = returns_with_rounds().where(
        Return.reference == reference,
        Round.state != RoundState.DRAFT,
        Round.board_id.in_(actor.boards(Permission.RETURN_ENTER)),
    )
    if lock:
        statement = statement.with_for_update(of=Return, key_share=True).execution_options(
            populate_existing=True
        )
    row = session.scalar(statement)
    if row is None:
        raise NotVisible
    return row


def answers_itself(session: Session, row: AnyReturn) -> bool:
    """Whether the organisation has begun to answer by itself, whatever the board entered."""
    if row.state in (ReturnState.AWAITING_SIGN_OFF, ReturnState.SUBMITTED):
        return True
    typed = exists().where(
        Answer.return_id == row.id,
        AnswerRevision.answer_id == Answer.id,
        AnswerRevision.via.not_in((VIA, VIA_UNDONE)),
    )
    attached = exists().where(
        CitedEvidence.return_id == row.id,
        CitedEvidence.on_behalf.is_(False),
        CitedEvidence.removed_at.is_(None),
    )
    return bool(session.scalar(select(or_(typed, attached))))


@dataclass(frozen=True)
class Entering:
    """What stands about entering one return from paper, which the caller has in scope."""

    past: Sequence[OnBehalf]
    """Every attempt, the latest first."""

    @property
    def live(self) -> OnBehalf | None:
        """The attempt that has not ended: asked for, agreed, or under way."""
        return self.past[0] if self.past and self.past[0].ended_at is None else None


def entering_of(session: Session, row: AnyReturn) -> Entering:
    """Every attempt to enter a return, which the caller has in scope, from paper."""
    return Entering(
        session.scalars(
            select(OnBehalf).where(OnBehalf.return_id == row.id).order_by(OnBehalf.id.desc())
        ).all()
    )


def last_begun(session: Session, row: AnyReturn) -> OnBehalf | None:
    """The latest attempt in which the board entered something that stands; none where nothing is from paper."""
    if row.paper_received_on is None:
        return None
    return session.scalar(
        select(OnBehalf)
        .where(OnBehalf.return_id == row.id, OnBehalf.begun_at.is_not(None))
        .order_by(OnBehalf.id.desc())
        .limit(1)
    )


def being_entered(session: Session, actor: Actor) -> Sequence[Return]:
    """The returns that the actor's boards enter from paper now."""
    boards = actor.boards(Permission.RETURN_ENTER)
    if not boards:
        return []
    return session.scalars(
        returns_with_rounds()
        .where(
            Return.paper_state == PaperState.ENTERING,
            Round.state == RoundState.OPEN,
            Round.board_id.in_(boards),
        )
        .order_by(Return.id)
    ).all()
