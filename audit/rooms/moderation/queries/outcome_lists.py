"""Reading which returns of a round still wait for their written outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.moderation import ENDED, ModerationState
from audit.domain.organisations import sector_of
from audit.domain.outcomes import OutcomeCounts, count_outcomes
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundKind
from audit.rooms.moderation.models import Moderation, ModerationPlan, Outcome
from audit.rooms.moderation.queries.outcomes import due_of, latest_number
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.queries import round_by_code


@dataclass(frozen=True)
class OutcomeLine:
    """A submitted return of a round, and where its outcome stands."""

    return_id: int
    reference: str
    organisation: str
    sector: str
    submitted_at: datetime
    moderation: ModerationState | None
    """The state of its latest moderation; None for a return that nobody moderates."""
    due: date
    begun_by: str
    sent_at: datetime | None

    @property
    def state(self) -> str:
        """``sent``, ``draft`` or ``none``."""
        return "sent" if self.sent_at else "draft" if self.begun_by else "none"

    def is_overdue(self, today: date) -> bool:
        """Whether it waits past its day."""
        return self.sent_at is None and today > self.due


@dataclass(frozen=True)
class RoundOutcomes:
    """The outcomes of a round."""

    round: Round
    lines: Sequence[OutcomeLine]
    counts: OutcomeCounts


def round_outcomes(session: Session, actor: Actor, code: str, today: date) -> RoundOutcomes:
    """Every submitted return of a round by name, with its outcome; raises NotVisible. Three queries."""
    row = round_by_code(session, actor, code, Permission.OUTCOME_WRITE)
    moderations = _moderation_states(session, row.id)
    found = session.execute(
        select(
            Return.id,
            Return.reference,
            Return.submitted_at,
            Organisation.name,
            func.coalesce(Return.submitted_kind, Organisation.kind).label("kind"),
            func.coalesce(Return.submitted_phase, Organisation.phase).label("phase"),
            func.coalesce(Return.submitted_type, Organisation.type).label("type"),
            Outcome.updated_by_name,
            Outcome.sent_at,
        )
        .join(Organisation, Organisation.id == Return.organisation_id)
        .outerjoin(
            Outcome, and_(Outcome.return_id == Return.id, Outcome.submission_number == latest_number())
        )
        .where(Return.round_id == row.id, Return.state == ReturnState.SUBMITTED)
    )
    lines = [
        OutcomeLine(
            each.id,
            each.reference,
            each.name,
            sector_of(each.kind, each.phase, each.type),
            each.submitted_at,
            moderations.get(each.id),
            due_of(each.submitted_at, row.moderation_by),
            each.updated_by_name or "",
            each.sent_at,
        )
        for each in found
    ]
    lines.sort(key=lambda line: (line.organisation.casefold(), line.return_id))
    counts = count_outcomes(
        ((line.sent_at is not None, bool(line.begun_by), line.due) for line in lines), today
    )
    return RoundOutcomes(row, lines, counts)


def _moderation_states(session: Session, round_id: int) -> dict[int, ModerationState]:
    rows = session.execute(
        select(Moderation.return_id, Moderation.state)
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(ModerationPlan.round_id == round_id, Moderation.state.not_in(ENDED))
        .order_by(ModerationPlan.stage, Moderation.id)
    )
    latest: dict[int, ModerationState] = {}
    for return_id, state in rows:
        latest[return_id] = state
    return latest


@dataclass(frozen=True)
class OutcomesOwed:
    """A round whose returns wait for their outcome."""

    code: str
    title: str
    waiting: int
    overdue: int
    first_due: date


def outcomes_owed(session: Session, actor: Actor, today: date) -> list[OutcomesOwed]:
    """By round, the submitted returns without a sent outcome, where the actor writes outcomes. One query."""
    boards = actor.boards(Permission.OUTCOME_WRITE)
    if not boards:
        return []
    rows = session.execute(
        select(Round.code, Round.title, Round.moderation_by, Return.submitted_at)
        .join(Round, Round.id == Return.round_id)
        .outerjoin(
            Outcome,
            and_(
                Outcome.return_id == Return.id,
                Outcome.submission_number == latest_number(),
                Outcome.sent_at.is_not(None),
            ),
        )
        .where(
            Round.board_id.in_(boards),
            # A progress review is answered by the board's look at before and after, not by a letter of its own.
            Round.kind == RoundKind.AUDIT,
            Return.state == ReturnState.SUBMITTED,
            Outcome.id.is_(None),
        )
        .order_by(Round.id)
    )
    found: dict[tuple[str, str], list[date]] = {}
    for code, title, moderation_by, submitted_at in rows:
        if submitted_at is not None:
            found.setdefault((code, title), []).append(due_of(submitted_at, moderation_by))
    return [
        OutcomesOwed(code, title, len(days), sum(today > day for day in days), min(days))
        for (code, title), days in found.items()
    ]
