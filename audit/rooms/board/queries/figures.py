"""The figures of a round: two grouped statements, whatever the number of organisations, questions or answers.

What is not answered is not a row: it is what was asked less what was said. What was asked follows from the
question set, the kind of organisation and, where a graded question hangs on an earlier answer, from that answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from audit.domain.answers import AnswerContent
from audit.domain.organisations import SECTORS
from audit.domain.questionnaire import Kind, Respondent
from audit.domain.rollup import Blank, Distribution, ResponseRate, combine
from audit.domain.scales import Scale
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Answer
from audit.rooms.board.queries import grades as counted
from audit.rooms.board.queries.scope import AskedReturn, Scope, asked_returns, counting
from audit.rooms.questionnaires.models import EditionQuestion, EditionStandard
from audit.rooms.rounds.models import Return


def _counts(scope: Scope) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Answers that are alike, and how many of them are not applicable."""
    return func.count(), func.count().filter(counted.not_applicable(scope))


@dataclass(slots=True)
class Tally:
    """Answers of one thing, counted while the rows of a grouped statement are read."""

    grades: dict[str, int] = field(default_factory=dict)
    not_applicable: int = 0

    def add(self, scale: Scale, grade: str | None, count: int, not_applicable: int) -> None:
        """Count the answers that have one grade, or none, and how many of those are not applicable.

        One that has no grade and is not "not applicable" is not answered, and is not counted here.
        """
        self.not_applicable += not_applicable
        if grade is not None and grade in scale.by_key:
            self.grades[grade] = count - not_applicable

    def distribution(self, scale: Scale, asked: int) -> Distribution:
        """The distribution, where so many were asked for."""
        said = sum(self.grades.values()) + self.not_applicable
        # More said than asked can only be read in the moment in which an organisation's kind is being changed.
        return Distribution(scale, self.grades, max(0, asked - said), self.not_applicable)


@dataclass(frozen=True)
class RoundFigures:
    """Everything that the summary of a round counts.

    ``asked`` holds, by the id of each return that counts, the codes of the graded questions asked of it.
    """

    scope: Scope
    today: date
    returns: tuple[AskedReturn, ...]
    asked: Mapping[int, frozenset[str]]
    by_question: Mapping[str, Distribution]
    by_return: Mapping[int, Distribution]

    @cached_property
    def response(self) -> ResponseRate:
        """Returned of asked."""
        return ResponseRate(len(self.returns), sum(each.is_returned for each in self.returns))

    @cached_property
    def states(self) -> Mapping[ReturnState, int]:
        """How many returns stand in each state."""
        return Counter(each.state for each in self.returns)

    @cached_property
    def blanks(self) -> Mapping[Blank, int]:
        """How many returns have not been started, and how many never came."""
        return Counter(each.blank for each in self.returns if each.blank)

    @cached_property
    def late(self) -> int:
        """How many returns are past their day in an open round."""
        return sum(each.is_late(self.today) for each in self.returns)

    @cached_property
    def reopened(self) -> int:
        """How many returns were submitted, are open again and do not count just now."""
        return sum(each.is_reopened for each in self.returns)

    @cached_property
    def overall(self) -> Distribution:
        """All answers that count."""
        return combine(self.scope.scale, self.by_question.values())

    @cached_property
    def by_standard(self) -> Mapping[str, Distribution]:
        """By the standard's code, in order."""
        return {
            standard.code: combine(
                self.scope.scale,
                (self.by_question[q.code] for q in standard.questions if q.kind is Kind.GRADED),
            )
            for standard in self.scope.standards
        }

    @cached_property
    def sectors(self) -> Mapping[str, tuple[ResponseRate, Distribution]]:
        """By the sector's name, in the order in which sectors are listed."""
        members: dict[str, list[AskedReturn]] = {}
        for each in self.returns:
            members.setdefault(each.sector, []).append(each)
        return {
            sector: (
                ResponseRate(len(members[sector]), sum(each.is_returned for each in members[sector])),
                combine(
                    self.scope.scale,
                    (self.by_return[each.id] for each in members[sector] if each.id in self.by_return),
                ),
            )
            for sector in SECTORS
            if sector in members
        }

    @cached_property
    def returned(self) -> tuple[AskedReturn, ...]:
        """The returns that count."""
        return tuple(each for each in self.returns if each.is_returned)


def round_figures(session: Session, scope: Scope, today: date) -> RoundFigures:
    """The figures of a round that the actor has in scope."""
    returns = tuple(asked_returns(session, scope))
    asked = _asked(session, scope, returns)
    expected = Counter[str]()
    for codes, times in Counter(asked.values()).items():
        for code in codes:
            expected[code] += times
    scale, question_ids = scope.scale, scope.question_ids
    questions = _tallies(session, scope, Answer.question_id)
    organisations = _tallies(session, scope, Answer.return_id)
    return RoundFigures(
        scope=scope,
        today=today,
        returns=returns,
        asked=asked,
        by_question={
            q.code: questions[question_ids[q.code]].distribution(scale, expected[q.code])
            for q in scope.graded
        },
        by_return={id: organisations[id].distribution(scale, len(codes)) for id, codes in asked.items()},
    )


def standard_counts(
    session: Session, figures: RoundFigures, return_ids: Iterable[int]
) -> dict[int, dict[str, Distribution]]:
    """By return and by the standard's code, for some of the returns that count: the cells of the heat map."""
    scope = figures.scope
    ids = [id for id in return_ids if id in figures.asked]
    tallies: defaultdict[tuple[int, str], Tally] = defaultdict(Tally)
    if ids:
        rows = session.execute(
            counted.with_agreed(
                scope,
                select(Answer.return_id, EditionStandard.code, counted.grade(scope), *_counts(scope))
                .select_from(Answer)
                .join(Return, Return.id == Answer.return_id)
                .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
                .join(EditionStandard, EditionStandard.id == EditionQuestion.standard_id),
            )
            .where(*counting(scope), Return.id.in_(ids))
            .group_by(Answer.return_id, EditionStandard.code, counted.grade(scope))
        )
        for id, code, grade, count, not_applicable in rows:
            tallies[id, code].add(scope.scale, grade, count, not_applicable)
    standard_of = scope.questionnaire.standard_of
    expected = {
        codes: Counter(standard_of[code].code for code in codes) for codes in set(figures.asked.values())
    }
    return {
        id: {
            standard.code: tallies[id, standard.code].distribution(
                scope.scale, expected[figures.asked[id]][standard.code]
            )
            for standard in scope.standards
        }
        for id in ids
    }


def _tallies(session: Session, scope: Scope, column: InstrumentedAttribute[int]) -> defaultdict[int, Tally]:
    """The answers that count, by what this column of theirs says; nothing for whatever it never says."""
    session.flush()  # as the ORM does before it reads; what it reads here are plain rows
    rows = session.connection().execute(
        counted.with_agreed(
            scope,
            select(column, counted.grade(scope), *_counts(scope))
            .select_from(Answer)
            .join(Return, Return.id == Answer.return_id),
        )
        .where(*counting(scope))
        .group_by(column, counted.grade(scope))
    )
    scale = scope.scale
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    for id, grade, count, not_applicable in rows.all():
        tallies[id].add(scale, grade, count, not_applicable)
    return tallies


def _asked(session: Session, scope: Scope, returns: Iterable[AskedReturn]) -> dict[int, frozenset[str]]:
    """The graded questions asked of each return that counts, worked out once for returns that are alike."""
    said: dict[int, dict[str, frozenset[str]]] = {}
    if scope.has_conditions:
        said = said_to_conditions(session, scope)

    @cache
    def graded(respondent: Respondent, values: frozenset[tuple[str, frozenset[str]]]) -> frozenset[str]:
        asked = scope.questionnaire.asked_of(respondent, dict(values))
        return frozenset(question.code for question in asked if question.kind is Kind.GRADED)

    nothing: Mapping[str, frozenset[str]] = {}
    return {
        each.id: graded(each.respondent, frozenset(said.get(each.id, nothing).items()))
        for each in returns
        if each.is_returned
    }


def said_to_conditions(session: Session, scope: Scope) -> dict[int, dict[str, frozenset[str]]]:
    """What the returns that count say to the questions on which others hang: a handful of questions."""
    questions = scope.questionnaire.questions
    ids = {scope.question_ids[q.condition.question] for q in questions.values() if q.condition}
    rows = session.execute(
        select(Answer.return_id, Answer.question_id, Answer.grade, Answer.value, Answer.not_applicable)
        .join(Return, Return.id == Answer.return_id)
        .where(
            Return.round_id == scope.round.id,
            Return.state == ReturnState.SUBMITTED,
            Answer.question_id.in_(sorted(ids)),
        )
    )
    said: dict[int, dict[str, frozenset[str]]] = {}
    for return_id, question_id, grade, value, not_applicable in rows:
        content = AnswerContent(grade=grade, value=value, not_applicable=not_applicable)
        said.setdefault(return_id, {})[scope.codes[question_id]] = content.chosen()
    return said
