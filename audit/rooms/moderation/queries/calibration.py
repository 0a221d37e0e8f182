"""Reading where moderators move grades: one grouped statement by question, one by moderator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from audit.domain.actor import Actor
from audit.domain.calibration import MovedCounts
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question, Questionnaire, Standard
from audit.domain.scales import Scale
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.moderation.queries.outcomes import FINALISED
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.queries import round_by_code


@dataclass(frozen=True)
class QuestionMoved:
    """One graded question, and how its grades were moved."""

    standard: Standard
    question: Question
    counts: MovedCounts


@dataclass(frozen=True)
class ModeratorMoved:
    """One moderator, and how they moved grades."""

    name: str
    returns: int
    counts: MovedCounts


@dataclass(frozen=True)
class Calibration:
    """The calibration of a round, of both stages together."""

    round: Round
    finalised: int
    """Moderations whose grades the moderator has finalised. Notes that are unfinished are not counted."""
    live: int
    """Moderations that have not been declined or withdrawn."""
    overall: MovedCounts
    questions: Sequence[QuestionMoved]
    moderators: Sequence[ModeratorMoved]


def calibration_of(session: Session, actor: Actor, code: str) -> Calibration:
    """Where the moderators of a round move grades, for those who run it; raises NotVisible.

    A constant number of queries; rows grow with the questions and the moderators, never with the returns.
    """
    row = round_by_code(session, actor, code, Permission.MODERATION_RUN)
    questionnaire = questionnaire_by(session, row.edition)
    ids = question_ids_of(session, row.edition)
    by_question = _by_question(session, row, questionnaire.scale)
    overall = MovedCounts()
    for counts in by_question.values():
        _merge(overall, counts)
    states = session.execute(
        select(Moderation.state, func.count())
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(ModerationPlan.round_id == row.id, Moderation.state.not_in(("declined", "withdrawn")))
        .group_by(Moderation.state)
    ).all()
    return Calibration(
        row,
        sum(count for state, count in states if state in FINALISED),
        sum(count for _, count in states),
        overall,
        _questions(questionnaire, {code: by_question.get(id) for code, id in ids.items()}),
        _moderators(session, row, questionnaire.scale),
    )


def _questions(questionnaire: Questionnaire, counts: dict[str, MovedCounts | None]) -> list[QuestionMoved]:
    return [
        QuestionMoved(questionnaire.standard_of[q.code], q, counts.get(q.code) or MovedCounts())
        for q in questionnaire.graded()
    ]


def _by_question(session: Session, row: Round, scale: Scale) -> dict[int, MovedCounts]:
    found: dict[int, MovedCounts] = {}
    for key, own, own_na, given, given_na, how, count in _groups(session, row, Judgement.question_id):
        found.setdefault(key, MovedCounts()).add(scale, (own, own_na), (given, given_na), how or "", count)
    return found


def _moderators(session: Session, row: Round, scale: Scale) -> list[ModeratorMoved]:
    returns = session.execute(
        select(Moderation.moderator_id, Moderation.moderator_name, func.count())
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(ModerationPlan.round_id == row.id, Moderation.state.in_(FINALISED))
        .group_by(Moderation.moderator_id, Moderation.moderator_name)
        .order_by(Moderation.moderator_name)
    ).all()
    moved: dict[tuple[int | None, str], MovedCounts] = {}
    groups = _groups(session, row, Moderation.moderator_id, Moderation.moderator_name)
    for id, name, own, own_na, given, given_na, how, count in groups:
        moved.setdefault((id, name), MovedCounts()).add(
            scale, (own, own_na), (given, given_na), how or "", count
        )
    return [ModeratorMoved(name, count, moved.get((id, name), MovedCounts())) for id, name, count in returns]


def _groups(session: Session, row: Round, *keys: InstrumentedAttribute[Any]) -> Sequence[Any]:
    said = (
        Judgement.self_grade,
        Judgement.self_not_applicable,
        Judgement.grade,
        Judgement.not_applicable,
        AgreedGrade.how,
    )
    return session.execute(
        select(*keys, *said, func.count())
        .select_from(Judgement)
        .join(Moderation, Moderation.id == Judgement.moderation_id)
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .outerjoin(
            AgreedGrade,
            and_(
                # By return as well, because that index knows the question.
                AgreedGrade.return_id == Moderation.return_id,
                AgreedGrade.moderation_id == Moderation.id,
                AgreedGrade.question_id == Judgement.question_id,
                AgreedGrade.is_current,
            ),
        )
        .where(ModerationPlan.round_id == row.id, Moderation.state.in_(FINALISED))
        .group_by(*keys, *said)
    ).all()


def _merge(into: MovedCounts, counts: MovedCounts) -> None:
    into.judged += counts.judged
    into.steps.update(counts.steps)
    into.other += counts.other
    into.how.update(counts.how)
