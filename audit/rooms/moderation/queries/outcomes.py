"""Reading one written outcome: to write it, to read it, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.dates import in_london
from audit.domain.errors import NotVisible
from audit.domain.moderation import ENDED, ModerationState
from audit.domain.outcomes import outcome_due
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.queries import actions_about
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries import returns_with_rounds
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan, Outcome
from audit.rooms.moderation.queries.agreed import agreed_of
from audit.rooms.questionnaires.queries import question_ids_of
from audit.rooms.rounds.models import Return, Round

FINALISED = frozenset(
    {
        ModerationState.WITH_ORGANISATION,
        ModerationState.REPLIED,
        ModerationState.WITH_BOARD,
        ModerationState.AGREED,
    }
)
"""The states in which a moderator's notes are finished, so that something may be taken from them."""


def latest_number() -> Any:
    """The number of the latest copy of a return, for a statement that has ``Return``."""
    return (
        select(func.max(Submission.number))
        .where(Submission.return_id == Return.id)
        .correlate(Return)
        .scalar_subquery()
    )


def due_of(submitted_at: datetime, moderation_by: date | None) -> date:
    """The day by which a return that was submitted at this moment has its outcome."""
    return outcome_due(in_london(submitted_at).date(), moderation_by)


@dataclass(frozen=True)
class OutcomeView:
    """A submitted return with everything from which its outcome is written."""

    row: Return
    copy: Submission
    """The latest copy, which the outcome is about."""
    outcome: Outcome | None
    due: date
    moderation: Moderation | None
    """The latest that lives; None for a return that nobody moderates."""
    judgements: Mapping[str, Judgement]
    """By question code; empty before the moderator has finished."""
    agreed: Mapping[str, AgreedGrade]
    """By question code."""
    actions: Mapping[str, Sequence[Action]]
    """By question code."""

    @property
    def is_submitted(self) -> bool:
        """Whether it is submitted now: one that was reopened has its outcome when it comes again."""
        return self.row.state is ReturnState.SUBMITTED

    def is_own_of(self, actor: Actor) -> bool:
        """Whether the actor holds a role in the organisation whose return it is."""
        return any(held.organisation_id == self.row.organisation_id for held in actor.memberships)

    @property
    def is_being_moderated(self) -> bool:
        """Whether its grades are still to be agreed."""
        return self.moderation is not None and self.moderation.state is not ModerationState.AGREED


def return_to_conclude(session: Session, actor: Actor, reference: str, *, lock: bool = False) -> Return:
    """A return for those who write its board's outcomes, once it has been submitted; raises NotVisible otherwise."""
    boards = actor.boards(Permission.OUTCOME_WRITE)
    scope: ColumnElement[bool] = (
        true() if actor.is_operator else Round.board_id.in_(boards) if boards else false()
    )
    statement = returns_with_rounds().where(
        Return.reference == reference, scope, exists().where(Submission.return_id == Return.id)
    )
    if lock:
        statement = statement.with_for_update(of=Return, key_share=True).execution_options(
            populate_existing=True
        )
    row = session.scalar(statement)
    if row is None:
        raise NotVisible
    return row


def outcome_to_write(session: Session, actor: Actor, reference: str, *, lock: bool = False) -> OutcomeView:
    """A return with what its outcome is written from; raises NotVisible. A constant number of queries."""
    row = return_to_conclude(session, actor, reference, lock=lock)
    copy = session.scalars(
        select(Submission).where(Submission.return_id == row.id).order_by(Submission.number.desc()).limit(1)
    ).one()
    outcome = session.scalar(
        select(Outcome)
        .where(Outcome.return_id == row.id, Outcome.submission_number == copy.number)
        .execution_options(populate_existing=lock)
    )
    moderation = session.scalar(
        select(Moderation)
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(Moderation.return_id == row.id, Moderation.state.not_in(ENDED))
        .order_by(ModerationPlan.stage.desc(), Moderation.id.desc())
        .limit(1)
    )
    codes = {id: code for code, id in question_ids_of(session, row.round.edition).items()}
    judged: Sequence[Judgement] = ()
    if moderation is not None and moderation.state in FINALISED:
        judged = session.scalars(
            select(Judgement).where(Judgement.moderation_id == moderation.id).order_by(Judgement.id)
        ).all()
    return OutcomeView(
        row,
        copy,
        outcome,
        due_of(row.submitted_at or copy.submitted_at, row.round.moderation_by),
        moderation,
        {codes[each.question_id]: each for each in judged},
        {codes[id]: grade for id, grade in agreed_of(session, [row.id]).get(row.id, {}).items()},
        actions_about(session, row.id, for_others=True),
    )


@dataclass(frozen=True)
class SentOutcome:
    """A return with the outcome that was sent about one of its copies."""

    row: Return
    outcome: Outcome | None
    """None where none has been sent yet."""
    others: Sequence[tuple[int, datetime]]
    """All that were sent: the number of the copy and when, in order."""
    due: date


def _to_read(actor: Actor) -> ColumnElement[bool]:
    if actor.is_operator:
        return true()
    organisations = actor.organisations(Permission.OUTCOME_READ)
    boards = actor.boards(Permission.OUTCOME_WRITE)
    return or_(
        Return.organisation_id.in_(organisations) if organisations else false(),
        Round.board_id.in_(boards) if boards else false(),
    )


def outcome_to_read(session: Session, actor: Actor, reference: str, number: int | None = None) -> SentOutcome:
    """The outcome of a return: the latest that was sent, or that about one copy. Raises NotVisible.

    For the organisation's people, and for the board's who write outcomes. A draft is never read here. Without a
    number, a submitted return whose outcome has not been sent is found too, because the organisation may know by
    when it comes.
    """
    row = session.scalar(
        returns_with_rounds().where(
            Return.reference == reference, Round.state != RoundState.DRAFT, _to_read(actor)
        )
    )
    if row is None:
        raise NotVisible
    sent = session.scalars(_sent(row.id)).all()
    wanted = sent[-1:] if number is None else [each for each in sent if each.submission_number == number]
    if not wanted and (number is not None or row.submitted_at is None):
        raise NotVisible
    return SentOutcome(
        row,
        wanted[0] if wanted else None,
        [(each.submission_number, each.sent_at) for each in sent if each.sent_at],
        due_of(row.submitted_at or sent[-1].sent_at, row.round.moderation_by),  # type: ignore[arg-type]
    )


def _sent(return_id: int) -> Select[Outcome]:
    return (
        select(Outcome)
        .where(Outcome.return_id == return_id, Outcome.sent_at.is_not(None))
        .order_by(Outcome.submission_number)
    )


@dataclass(frozen=True)
class OutcomeStanding:
    """What the organisation is told of the outcome of its return."""

    due: date
    sent_at: datetime | None
    """When the outcome of the latest copy was sent."""
    has_earlier: bool
    """Whether one was sent about an earlier copy."""
    is_submitted: bool


def outcome_standing(session: Session, actor: Actor, return_id: int) -> OutcomeStanding | None:
    """Where the outcome of a return stands; None where there is nothing to say to this reader. One query."""
    row = session.execute(
        select(
            Return.submitted_at,
            Round.moderation_by,
            latest_number().label("latest"),
            Outcome.submission_number,
            Outcome.sent_at,
        )
        .join(Round, Round.id == Return.round_id)
        .outerjoin(Outcome, and_(Outcome.return_id == Return.id, Outcome.sent_at.is_not(None)))
        .where(Return.id == return_id, _to_read(actor))
        .order_by(Outcome.submission_number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or (row.submitted_at is None and row.sent_at is None):
        return None
    is_latest = row.sent_at is not None and row.submission_number == row.latest
    return OutcomeStanding(
        due_of(row.submitted_at or row.sent_at, row.moderation_by),
        row.sent_at if is_latest else None,
        row.sent_at is not None and not (is_latest and row.submitted_at is not None),
        row.submitted_at is not None,
    )
