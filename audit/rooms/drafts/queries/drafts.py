"""Drafts and what is in them: a constant number of queries for a set of any length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.drafting import Parts, StandardPart, together
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft, DraftQuestion, DraftStandard, DraftState


@dataclass(frozen=True)
class Whole:
    """A draft with its standards and questions in order; what is retired stands apart."""

    row: Draft
    standards: Sequence[DraftStandard]
    questions: Mapping[int | None, Sequence[DraftQuestion]]
    """The questions by the id of their standard; under None the return's own details."""
    retired: Sequence[DraftQuestion]
    retired_standards: Sequence[DraftStandard] = ()

    @cached_property
    def content(self) -> dict[str, Any]:
        """The question set as a file would have it, with the whole scale in it. It may be unfinished."""
        return together(
            Parts(
                self.row.settings,
                self.row.scale,
                [question.content for question in self.questions.get(None, ())],
                [
                    StandardPart(
                        standard.content,
                        [question.content for question in self.questions.get(standard.id, ())],
                    )
                    for standard in self.standards
                ],
            )
        )


def drafts_of(session: Session, actor: Actor, board_id: int) -> list[Draft]:
    """The open drafts of a board, the one changed last first; none for somebody who may not see them."""
    return list(
        session.scalars(
            select(Draft)
            .where(
                Draft.board_id == board_id,
                Draft.state == DraftState.OPEN,
                _in_boards(actor, Permission.QUESTIONNAIRE_VIEW),
            )
            .order_by(Draft.changed_at.desc(), Draft.id.desc())
        )
    )


def draft_to_read(session: Session, actor: Actor, draft_id: int) -> Draft:
    """A draft of the actor's board; raises NotVisible for any other."""
    return _draft(session, actor, draft_id, Permission.QUESTIONNAIRE_VIEW)


def draft_to_keep(session: Session, actor: Actor, draft_id: int) -> Draft:
    """A draft that the actor may change, or could if it were open; raises NotVisible for any other."""
    return _draft(session, actor, draft_id, Permission.DRAFT_KEEP)


def whole_draft(session: Session, row: Draft) -> Whole:
    """Everything in a draft that the caller has in scope: two queries."""
    standards = session.scalars(
        select(DraftStandard).where(DraftStandard.draft_id == row.id).order_by(DraftStandard.position)
    ).all()
    questions = session.scalars(
        select(DraftQuestion)
        .where(DraftQuestion.draft_id == row.id)
        .order_by(DraftQuestion.position, DraftQuestion.id)
    ).all()
    by_standard: dict[int | None, list[DraftQuestion]] = {}
    for question in questions:
        if question.retired_at is None:
            by_standard.setdefault(question.standard_id, []).append(question)
    return Whole(
        row,
        [standard for standard in standards if standard.retired_at is None],
        by_standard,
        [question for question in questions if question.retired_at is not None],
        [standard for standard in standards if standard.retired_at is not None],
    )


def _draft(session: Session, actor: Actor, draft_id: int, permission: Permission) -> Draft:
    row = session.scalar(select(Draft).where(Draft.id == draft_id, _in_boards(actor, permission)))
    if row is None:
        raise NotVisible
    return row


def _in_boards(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if actor.is_operator:
        return true()
    boards = actor.boards(permission)
    return Draft.board_id.in_(boards) if boards else false()
