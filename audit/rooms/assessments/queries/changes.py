"""Every change of every answer of a return, for whoever takes the whole of it away."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.queries.rows import AnyReturn


class Changed(NamedTuple):
    """One change of an answer and what it then said."""

    question_id: int
    version: int
    grade: str | None
    value: Any
    narrative: str
    not_applicable: bool
    na_reason: str
    by_name: str
    at: datetime
    via: str


def changes_of(session: Session, row: AnyReturn) -> Iterator[Changed]:
    """Every change of every answer of a return, which the caller has in scope, as a stream by one query."""
    rows = session.execute(
        select(Answer.question_id, *(getattr(AnswerRevision, name) for name in Changed._fields[1:]))
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Answer.return_id == row.id)
        .order_by(Answer.question_id, AnswerRevision.version)
        .execution_options(yield_per=200)
    )
    return (Changed._make(each) for each in rows)
