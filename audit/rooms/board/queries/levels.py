"""The levels of a maturity matrix: what each partner gave, what was agreed, and the same of the round before."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.instruments import Instrument
from audit.domain.levels import Spread, spread_of
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question
from audit.domain.scales import Grade, Scale
from audit.domain.workflows import RoundState
from audit.rooms.assessments.models import Answer
from audit.rooms.board.models import AgreedLevel
from audit.rooms.board.queries.figures import said_to_conditions
from audit.rooms.board.queries.scope import AskedReturn, Scope, asked_returns, board_round, counting
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class QuestionLevels:
    """One question: its spread, what was agreed, and what it was in the round before, if it was asked there."""

    question: Question
    spread: Spread
    agreed: AgreedLevel | None
    before: "QuestionLevels | None" = None

    @property
    def scale(self) -> Scale:
        """The levels."""
        return self.spread.scale

    @property
    def agreed_grade(self) -> Grade | None:
        """The level that was agreed."""
        return self.scale.by_key.get(self.agreed.grade) if self.agreed else None


@dataclass(frozen=True)
class RoundLevels:
    """The levels of a round, by question code in the order of the question set."""

    scope: Scope
    returns: tuple[AskedReturn, ...]
    questions: Mapping[str, QuestionLevels]
    before: Round | None = None
    """The round before, of an edition of the same question set."""


def matrix_round(
    session: Session, actor: Actor, code: str, permission: Permission = Permission.SUMMARY_VIEW
) -> Scope:
    """A round in which partners grade the partnership; raises NotVisible for any other round."""
    scope = board_round(session, actor, code, permission)
    if scope.questionnaire.instrument is not Instrument.MATURITY_MATRIX:
        raise NotVisible
    return scope


def round_levels(session: Session, scope: Scope) -> RoundLevels:
    """The levels of a round that the actor has in scope, beside those of the round before."""
    earlier = _round_before(session, scope)
    if earlier is None:
        return _levels(session, scope)
    # Of the same board, and so in the actor's scope as well.
    asked = Scope(earlier, questionnaire_of(earlier.edition), question_ids(session, earlier.edition_id))
    return _levels(session, scope, _levels(session, asked))


def agreed_level(session: Session, scope: Scope, code: str) -> AgreedLevel | None:
    """What was agreed about one question; raises NotVisible for what is no graded question of the round."""
    if code not in {question.code for question in scope.graded}:
        raise NotVisible
    return session.scalar(
        select(AgreedLevel).where(
            AgreedLevel.round_id == scope.round.id, AgreedLevel.question_id == scope.question_ids[code]
        )
    )


def _round_before(session: Session, scope: Scope) -> Round | None:
    row = scope.round
    return session.scalar(
        select(Round)
        .join(Round.edition)
        .where(
            Round.board_id == row.board_id,
            Round.due_on < row.due_on,
            Round.state != RoundState.DRAFT,
            Edition.code == row.edition.code,
        )
        .order_by(Round.due_on.desc(), Round.id.desc())
        .limit(1)
    )


def _levels(session: Session, scope: Scope, before: RoundLevels | None = None) -> RoundLevels:
    returns = tuple(asked_returns(session, scope))
    returned = [each for each in returns if each.is_returned]
    said: dict[tuple[int, int], tuple[str | None, bool]] = {}
    rows = session.execute(
        select(Answer.return_id, Answer.question_id, Answer.grade, Answer.not_applicable)
        .join(Return, Return.id == Answer.return_id)
        .where(*counting(scope))
    )
    for return_id, question_id, grade, not_applicable in rows:
        said[return_id, question_id] = (grade, not_applicable)
    agreed = {
        level.question_id: level
        for level in session.scalars(select(AgreedLevel).where(AgreedLevel.round_id == scope.round.id))
    }
    answered = said_to_conditions(session, scope) if scope.has_conditions else {}
    asked_of = {
        each.id: {q.code for q in scope.questionnaire.asked_of(each.respondent, answered.get(each.id, {}))}
        for each in returned
    }
    found = {}
    for question in scope.graded:
        id = scope.question_ids[question.code]
        asked = [each for each in returned if question.code in asked_of[each.id]]
        found[question.code] = QuestionLevels(
            question,
            spread_of(scope.scale, ((each.name, *said.get((each.id, id), (None, False))) for each in asked)),
            agreed.get(id),
            _same_question(question, before),
        )
    return RoundLevels(scope, returns, found, before.scope.round if before else None)


def _same_question(question: Question, before: RoundLevels | None) -> QuestionLevels | None:
    """The question of the round before that this one continues, or the same one of the same edition."""
    if before is None:
        return None
    questionnaire = before.scope.questionnaire
    edition, _, code = (question.continues or "").partition("#")
    if edition == f"{questionnaire.code}/{questionnaire.edition}":
        return before.questions.get(code)
    found = before.questions.get(question.code)
    return found if found is not None and found.question.text == question.text else None
