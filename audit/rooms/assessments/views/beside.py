"""The actions that stand beside an answer: those of this question, and those still open from earlier rounds."""

from dataclasses import replace
from typing import Any

from audit.domain.actions import needs_action
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question
from audit.infra.clock import today
from audit.rooms.action_plans.queries import EarlierQuestion, QuestionActions, actions_beside
from audit.rooms.assessments.queries import ReturnView
from audit.rooms.assessments.views.blueprint import is_entered_here
from audit.web.guard import actor
from audit.web.transactions import clock, db


def with_actions_beside(view: ReturnView, question: Question) -> tuple[ReturnView, QuestionActions]:
    """The view with the actions of its return, and what stands beside this question. One query."""
    found = actions_beside(
        db(),
        return_id=view.row.id,
        organisation_id=view.row.organisation_id,
        board_id=view.row.round.board_id,
        earlier=_continued(view, question),
    )
    return replace(view, actions=found.of_return), found


def actions_panel(view: ReturnView, question: Question, beside: QuestionActions) -> dict[str, Any]:
    """What the actions part of a question page shows; nothing for a question that is not graded."""
    grade = view.questionnaire.scale.by_key.get(view.content(question.code).grade or "")
    own = beside.of_return.get(question.code, [])
    return {
        "is_shown": question.kind is Kind.GRADED or bool(own),
        "own": own,
        "carried": beside.carried,
        "grade": grade if needs_action(grade) else None,
        "is_required": view.row.round.actions_required,
        "may_add": view.row.organisation_id in actor().organisations(Permission.ACTION_KEEP)
        or is_entered_here(view.row),
        "today": today(clock()),
    }


def _continued(view: ReturnView, question: Question) -> EarlierQuestion:
    """The question of earlier rounds that this one continues: as it says, else the same code of the same set."""
    if question.continues:
        edition, _, code = question.continues.partition("#")
        questionnaire, _, number = edition.partition("/")
        return EarlierQuestion(questionnaire, number, code)
    return EarlierQuestion(view.questionnaire.code, "", question.code)
