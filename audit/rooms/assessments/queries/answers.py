"""What returns say: their answers as plain rows, the history of one, and the questions that are asked now.

The rows are read past the ORM: a return has a hundred of them, every page of it reads them all, and none of them
is changed by way of an object.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from audit.domain.answers import EMPTY, AnswerContent, numbers_said
from audit.domain.questionnaire import Question, Respondent
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by


class GivenAnswer(NamedTuple):
    """An answer as it stands in the database: the row of one question of one return."""

    id: int
    return_id: int
    question_id: int
    grade: str | None
    value: Any
    narrative: str
    not_applicable: bool
    na_reason: str
    updated_by_id: int | None
    updated_by_name: str
    updated_at: datetime
    version: int
    """Counts the changes; 0 for an answer that is not in the database."""


_TABLE = cast(Table, Answer.__table__)

# Built once: every page and every save of a return runs them.
_ANSWERS = select(*(_TABLE.c[name] for name in GivenAnswer._fields)).where(
    _TABLE.c.return_id == bindparam("return_id")
)
_ANSWERS_OF_MANY = select(*(_TABLE.c[name] for name in GivenAnswer._fields)).where(
    _TABLE.c.return_id.in_(bindparam("returns", expanding=True))
)
_ANSWER = _ANSWERS.where(_TABLE.c.question_id == bindparam("question_id"))
_SOURCES = _ANSWERS.where(_TABLE.c.question_id.in_(bindparam("question_ids", expanding=True)))


def content_of(row: GivenAnswer | AnswerRevision) -> AnswerContent:
    """What an answer, or one entry of its history, says."""
    return AnswerContent(row.grade, row.value, row.narrative, row.not_applicable, row.na_reason)


def answers_of(session: Session, row: AnyReturn) -> list[GivenAnswer]:
    """Every answer of this return, which the caller has in scope, in no order."""
    return _rows(session, _ANSWERS, {"return_id": row.id})


def answers_of_many(session: Session, rows: Sequence[AnyReturn]) -> dict[int, list[GivenAnswer]]:
    """Every answer of these returns, which the caller has in scope, by return id."""
    found: dict[int, list[GivenAnswer]] = {row.id: [] for row in rows}
    for answer in _rows(session, _ANSWERS_OF_MANY, {"returns": list(found)}):
        found[answer.return_id].append(answer)
    return found


def answer_to(session: Session, row: AnyReturn, question_id: int) -> GivenAnswer | None:
    """The answer of this return, which the caller has in scope, to one question."""
    found = _rows(session, _ANSWER, {"return_id": row.id, "question_id": question_id})
    return found[0] if found else None


def content_seen(session: Session, answer: GivenAnswer, version: int) -> AnswerContent | None:
    """What an answer, which the caller has in scope, said in one of its versions; nothing in version 0."""
    if version == 0:
        return EMPTY
    row = session.scalar(
        select(AnswerRevision).where(AnswerRevision.answer_id == answer.id, AnswerRevision.version == version)
    )
    return None if row is None else content_of(row)


def history_of(session: Session, answer: GivenAnswer) -> Sequence[AnswerRevision]:
    """Every change of an answer that the caller has in scope, the latest first."""
    return session.scalars(
        select(AnswerRevision)
        .where(AnswerRevision.answer_id == answer.id)
        .order_by(AnswerRevision.version.desc())
    ).all()


def respondent_of(row: AnyReturn) -> Respondent:
    """What decides which questions this return asks."""
    organisation = row.organisation
    only = row.only_questions if row.added_state is None else row.added_questions
    return Respondent(
        organisation.kind,
        organisation.phase,
        organisation.type,
        row.profile,
        None if only is None else frozenset(only),
    )


def asked_now(session: Session, row: AnyReturn) -> list[Question]:
    """The questions that a return, which the caller has in scope, asks now, in order.

    Only the answers on which a condition hangs are read; none where the set has no conditions.
    """
    questionnaire = questionnaire_by(session, row.round.edition)
    values: Mapping[str, frozenset[str]] = {}
    if questionnaire.deciding:
        ids = question_ids_of(session, row.round.edition)
        codes = {ids[code]: code for code in questionnaire.deciding}
        found = _rows(session, _SOURCES, {"return_id": row.id, "question_ids": list(codes)})
        values = {codes[answer.question_id]: content_of(answer).chosen() for answer in found}
    return questionnaire.asked_of(respondent_of(row), values)


def unfit_now(session: Session, row: AnyReturn, codes: Collection[str]) -> list[str]:
    """Sentences about numbers of this return, which the caller has in scope, that do not fit together now.

    Only of the checks that look at one of these questions; nothing is read where no check does.
    """
    questionnaire = questionnaire_by(session, row.round.edition)
    checks = [check for check in questionnaire.figures.checks if not set(codes).isdisjoint(check.codes)]
    if not checks:
        return []
    ids = question_ids_of(session, row.round.edition)
    wanted = {ids[code]: code for check in checks for code in check.codes}
    found = _rows(session, _SOURCES, {"return_id": row.id, "question_ids": list(wanted)})
    asked = {question.code for question in asked_now(session, row)}
    contents = {wanted[answer.question_id]: content_of(answer) for answer in found}
    numbers = numbers_said(questionnaire, asked, contents)
    return [sentence for check in checks if (sentence := check.broken_by(numbers))]


def _rows(session: Session, statement: Select[Any], values: Mapping[str, Any]) -> list[GivenAnswer]:
    session.flush()  # as the ORM does before it reads
    return [GivenAnswer._make(row) for row in session.connection().execute(statement, values).all()]
