"""The answers behind a figure, by name: a page of them for the screen, all of them for the workbook."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from audit.domain.agreement import Verdict
from audit.domain.organisations import sector_of
from audit.domain.quarantine import HELD_FILE
from audit.domain.questionnaire import Kind, Question
from audit.rooms.assessments.models import Answer, CitedEvidence
from audit.rooms.board.queries import grades as counted
from audit.rooms.board.queries.figures import RoundFigures
from audit.rooms.board.queries.scope import KIND_THEN, AskedReturn, Scope, counting
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.queries import held_texts_of_round
from audit.rooms.moderation.models import AgreedGrade
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return

AT_ONCE = 500
"""Rows of the flat list that are in memory at one time."""


@dataclass(frozen=True)
class AnswerFilter:
    """Which answers are wanted. What is empty does not narrow the choice.

    ``only`` is ``priority``, ``below`` or ``meets`` (the minimum), ``graded``, ``not-applicable`` or ``not-answered``.
    """

    standard: str = ""
    question: str = ""
    grade: str = ""
    sector: str = ""
    organisation: int = 0
    only: str = ""

    def wants(self, each: AskedReturn) -> bool:
        """Whether this organisation's answers are wanted."""
        return (not self.sector or each.sector == self.sector) and (
            not self.organisation or each.organisation_id == self.organisation
        )

    def questions(self, scope: Scope) -> list[Question]:
        """The graded questions whose answers are wanted."""
        standard_of = scope.questionnaire.standard_of
        return [
            question
            for question in scope.graded
            if (not self.standard or standard_of[question.code].code == self.standard)
            and (not self.question or question.code == self.question)
        ]


class AnswerRow(NamedTuple):
    """One answer with everything said about it. ``evidence`` is the names of its files, parted by ``; ``."""

    return_id: int
    reference: str
    organisation_id: int
    organisation: str
    sector: str
    question: str
    grade: str | None
    value: Any
    narrative: str
    not_applicable: bool
    na_reason: str
    evidence: str
    updated_by: str
    updated_at: datetime
    own: Verdict
    moderated: Verdict | None = None
    """What the moderator gave; None where nobody moderated."""
    agreed: Verdict | None = None
    """What was agreed; None where nobody moderated. ``grade`` is this one, or the own, whichever is counted."""

    @property
    def differs(self) -> bool:
        """Whether the agreed grade is another than the organisation's own."""
        return self.agreed is not None and self.agreed != self.own


def find_answers(
    session: Session, figures: RoundFigures, wanted: AnswerFilter, *, offset: int, limit: int
) -> tuple[list[AnswerRow], int]:
    """A page of the graded answers that are wanted, in order of organisation, and how many there are in all.

    Two statements. Narratives are there; whether they may be shown is the caller's to decide.
    """
    scope = figures.scope
    conditions = _narrowed(figures, wanted)
    total = session.scalar(
        counted.with_agreed(
            scope,
            select(func.count()).select_from(Answer).join(Return, Return.id == Answer.return_id),
        ).where(*counting(scope), *conditions)
    )
    # The page is chosen first, so that the database sorts ids and not narratives.
    chosen = (
        counted.with_agreed(scope, _in_order(select(Answer.id).where(*counting(scope), *conditions)))
        .offset(offset)
        .limit(limit)
        .scalar_subquery()
    )
    statement = _flat(scope, graded_only=True).where(Answer.id.in_(chosen))
    held = held_texts_of_round(session, scope.round)
    return [_row(scope, row, held) for row in session.execute(statement)], total or 0


def all_answers(session: Session, scope: Scope) -> Iterator[AnswerRow]:
    """Every answer of every kind of the returns that count, streamed: memory does not grow with the round."""
    statement = _flat(scope, graded_only=False).where(
        or_(
            Answer.grade.is_not(None),
            Answer.value.is_not(None),
            Answer.narrative != "",
            Answer.not_applicable.is_(True),
        )
    )
    held = held_texts_of_round(session, scope.round)
    for row in session.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield _row(scope, row, held)


def unanswered(
    session: Session, figures: RoundFigures, wanted: AnswerFilter
) -> list[tuple[AskedReturn, Question]]:
    """What was asked and left empty, by organisation and question. One statement, over those questions only."""
    scope = figures.scope
    questions = [q for q in wanted.questions(scope) if figures.by_question[q.code].not_answered]
    if not questions:
        return []
    rows = session.execute(
        select(Answer.return_id, Answer.question_id)
        .join(Return, Return.id == Answer.return_id)
        .where(*counting(scope), Answer.question_id.in_(scope.ids(questions)), _is_said(scope))
    )
    said = {(return_id, scope.codes[question_id]) for return_id, question_id in rows}
    return [
        (each, question)
        for each in figures.returned
        if wanted.wants(each)
        for question in questions
        if question.code in figures.asked[each.id] and (each.id, question.code) not in said
    ]


def _graded(scope: Scope, keys: Collection[str]) -> ColumnElement[bool]:
    """The condition that what counts is one of these grades."""
    return and_(counted.not_applicable(scope).is_(False), counted.grade(scope).in_(sorted(keys)))


def _is_said(scope: Scope) -> ColumnElement[bool]:
    return or_(Answer.not_applicable.is_(True), Answer.grade.in_(scope.scale.by_key))


def _narrowed(figures: RoundFigures, wanted: AnswerFilter) -> Sequence[ColumnElement[bool]]:
    scope = figures.scope
    conditions: list[ColumnElement[bool]] = []
    if wanted.standard or wanted.question:
        conditions.append(Answer.question_id.in_(scope.ids(wanted.questions(scope))))
    if wanted.sector or wanted.organisation:
        conditions.append(Return.id.in_([each.id for each in figures.returned if wanted.wants(each)]))
    if wanted.only == "not-applicable":
        conditions.append(counted.not_applicable(scope).is_(True))
    else:
        grades = set(scope.scale.by_key)
        if wanted.grade:
            grades &= {wanted.grade}
        if wanted.only == "priority":
            grades &= scope.scale.priorities
        if wanted.only == "below":
            grades &= scope.scale.below_minimum
        if wanted.only == "meets":
            grades -= scope.scale.below_minimum
        graded = _graded(scope, grades)
        # With nothing chosen, whatever was said is listed: the graded and the not applicable.
        narrow = wanted.grade or wanted.only
        conditions.append(graded if narrow else or_(graded, counted.not_applicable(scope).is_(True)))
    return conditions


def _flat(scope: Scope, *, graded_only: bool) -> Select[Any]:
    files = (
        select(
            CitedEvidence.return_id,
            CitedEvidence.question_id,
            func.aggregate_strings(
                case((Evidence.held_back != "", HELD_FILE), else_=Evidence.file_name), "; "
            ).label("names"),
        )
        .join(Evidence, Evidence.id == CitedEvidence.evidence_id)
        .join(Return, Return.id == CitedEvidence.return_id)
        .where(Return.round_id == scope.round.id, CitedEvidence.removed_at.is_(None))
        .group_by(CitedEvidence.return_id, CitedEvidence.question_id)
        .subquery()
    )
    flat = _in_order(
        select(
            Return.id,
            Return.reference,
            Organisation.id.label("organisation_id"),
            Organisation.name,
            *KIND_THEN,
            Answer.question_id,
            Answer.grade,
            Answer.value,
            Answer.narrative,
            Answer.not_applicable,
            Answer.na_reason,
            func.coalesce(files.c.names, "").label("files"),
            Answer.updated_by_name,
            Answer.updated_at,
            *(
                (
                    AgreedGrade.id.label("agreed_id"),
                    AgreedGrade.moderated_grade,
                    AgreedGrade.grade.label("agreed_grade"),
                    AgreedGrade.not_applicable.label("agreed_not_applicable"),
                )
                if scope.moderated
                else ()
            ),
        ).where(*counting(scope, graded_only=graded_only)),
        files,
    )
    return counted.with_agreed(scope, flat, always=True)


def _in_order(statement: Select[Any], files: Any = None) -> Select[Any]:
    """Joined to what it is about, by the organisation's name and then as the questions stand."""
    joined = (
        statement.select_from(Answer)
        .join(Return, Return.id == Answer.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
    )
    if files is not None:
        joined = joined.outerjoin(
            files, and_(files.c.return_id == Answer.return_id, files.c.question_id == Answer.question_id)
        )
    return joined.order_by(
        func.lower(Organisation.name), Return.id, EditionQuestion.position, EditionQuestion.id
    )


def _row(scope: Scope, row: Any, held: Mapping[int, Mapping[str, str]]) -> AnswerRow:
    code = scope.codes[row.question_id]
    sentence = held.get(row.id, {}).get(code, "")
    own_words = scope.questionnaire.questions[code].kind in (Kind.TEXT, Kind.PERSON)
    own = Verdict(None if row.not_applicable else row.grade, row.not_applicable)
    moderated = agreed = None
    if scope.moderated and row.agreed_id is not None:
        moderated = Verdict(row.moderated_grade)
        agreed = Verdict(row.agreed_grade, row.agreed_not_applicable)
    stands = agreed if agreed is not None and scope.counts_agreed else own
    return AnswerRow(
        return_id=row.id,
        reference=row.reference,
        organisation_id=row.organisation_id,
        organisation=row.name,
        sector=sector_of(row.kind, row.phase, row.type),
        question=code,
        grade=stands.grade,
        value=None if sentence and own_words else row.value,
        narrative=sentence or row.narrative,
        not_applicable=stands.not_applicable,
        na_reason="" if sentence else row.na_reason,
        evidence=row.files,
        updated_by=row.updated_by_name,
        updated_at=row.updated_at,
        own=own,
        moderated=moderated,
        agreed=agreed,
    )


def priority_answers(session: Session, scope: Scope, return_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """The answers with a priority grade of some returns: return id, question code, grade key, in order."""
    if not return_ids:
        return []
    rows = session.execute(
        counted.with_agreed(
            scope,
            select(Answer.return_id, Answer.question_id, counted.grade(scope))
            .select_from(Answer)
            .join(Return, Return.id == Answer.return_id)
            .join(EditionQuestion, EditionQuestion.id == Answer.question_id),
        )
        .where(*counting(scope), Return.id.in_(return_ids), _graded(scope, scope.scale.priorities))
        .order_by(Answer.return_id, EditionQuestion.position, EditionQuestion.id)
    )
    return [(return_id, scope.codes[question_id], str(grade)) for return_id, question_id, grade in rows]


def all_priorities(session: Session, scope: Scope) -> Iterator[AnswerRow]:
    """Every answer with a priority grade, with all that is said about it, streamed."""
    statement = _flat(scope, graded_only=True).where(_graded(scope, scope.scale.priorities))
    held = held_texts_of_round(session, scope.round)
    for row in session.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield _row(scope, row, held)
