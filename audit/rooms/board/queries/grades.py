"""Which grade of an answer counts: the one that moderation agreed, where there is one, or the organisation's own.

An answer that was left empty stays not answered, whatever a moderator made of it: nothing was said that could count.
A round without agreed grades is read exactly as if there were no moderation.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, or_

from audit.rooms.assessments.models import Answer
from audit.rooms.board.queries.scope import Scope
from audit.rooms.moderation.models import AgreedGrade

_Statement = TypeVar("_Statement", bound=Select[Any])

_IS_AGREED = AgreedGrade.id.is_not(None)
_GRADE = case((_IS_AGREED, AgreedGrade.grade), else_=Answer.grade)
_NOT_APPLICABLE = case((_IS_AGREED, AgreedGrade.not_applicable), else_=Answer.not_applicable)
_OF_ANSWER = and_(
    AgreedGrade.return_id == Answer.return_id,
    AgreedGrade.question_id == Answer.question_id,
    AgreedGrade.is_current,
    or_(Answer.grade.is_not(None), Answer.not_applicable),
)


def grade(scope: Scope) -> ColumnElement[Any]:
    """The key of the grade that counts; the statement goes through ``with_agreed``."""
    return _GRADE if scope.counts_agreed else Answer.grade  # type: ignore[return-value]


def not_applicable(scope: Scope) -> ColumnElement[bool]:
    """Whether what counts is that the question does not apply."""
    return _NOT_APPLICABLE if scope.counts_agreed else Answer.not_applicable  # type: ignore[return-value]


def with_agreed(scope: Scope, statement: _Statement, *, always: bool = False) -> _Statement:
    """The statement, which is over ``Answer``, with the agreed grades where they count.

    ``always`` joins them in any round that has some, to be shown beside the others.
    """
    if scope.counts_agreed or (always and scope.moderated):
        return statement.outerjoin(AgreedGrade, _OF_ANSWER)
    return statement
