"""Adding an action about an answer."""

from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.actions import ActionOrigin, default_due_on, default_priority
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question
from audit.infra.clock import today
from audit.rooms.action_plans.forms import ActionForm
from audit.rooms.action_plans.operations import ReturnAbout, add_action
from audit.rooms.action_plans.queries import (
    possible_owners,
)
from audit.rooms.assessments.queries import ReturnView, is_review
from audit.rooms.assessments.views.blueprint import blueprint, is_entered_here, open_return
from audit.rooms.assessments.views.citing import save_typed
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_PLACE = "/returns/<reference>/questions/<code>/actions"


@blueprint.post(f"{_PLACE}/begin")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def leave_to_add_action(reference: str, code: str) -> Any:
    """Save what was typed, then go to add an action."""
    open_return(reference, entering=True).question(code)
    return save_typed(reference, code) or redirect(
        url_for(".add_question_action", reference=reference, code=code), 303
    )


@blueprint.route(f"{_PLACE}/new", methods=["GET", "POST"])
@allow(Permission.ACTION_KEEP, Permission.RETURN_ENTER)
def add_question_action(reference: str, code: str) -> Any:
    """Add an action about this answer, then come back to the question."""
    view = open_return(reference, entering=True)
    question = view.question(code)
    row = view.row
    keeps = row.organisation_id in actor().organisations(Permission.ACTION_KEEP)
    if not keeps and not is_entered_here(row):
        raise NotAllowed(
            "Your role lets you read this return, but not add actions. Ask the lead of your organisation."
        )
    form = ActionForm().offer(possible_owners(db(), row.organisation_id))
    if not form.is_submitted():
        grade = view.questionnaire.scale.by_key.get(view.content(code).grade or "")
        form.suggest(default_due_on(grade, today(clock())), default_priority(grade))
        form.owner.data = str(actor().person_id)
        return _page(view, question, form)
    if not form.is_good():
        return make_response(_page(view, question, form), 422)
    try:
        add_action(
            db(),
            actor(),
            clock(),
            organisation_id=row.organisation_id,
            board_id=row.round.board_id,
            facts=form.facts(),
            origin=ActionOrigin.REVIEW if is_review(row) else ActionOrigin.ANSWER,
            about=ReturnAbout(
                row.id, row.round.id, view.questionnaire.standard_of[code].title[:300], code, question.text
            ),
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return make_response(_page(view, question, form), 422)
    flash("Saved. The action is in your plan.", "success")
    return _question(reference, code)


def _page(view: ReturnView, question: Question, form: ActionForm) -> str:
    return render_template("assessments/add_action.html", view=view, question=question, form=form)


def _question(reference: str, code: str) -> Response:
    address = url_for(".show_question", reference=reference, code=code)
    return redirect(f"{address}#actions", 303)
