"""What reviewers say of a draft and of its questions."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts.operations.comments import add_comment, settle_comment
from audit.rooms.drafts.presenters.outline import short
from audit.rooms.drafts.queries import comments_of
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.home import outline_page
from audit.rooms.drafts.views.questions import question_page
from audit.rooms.drafts.views.saving import typed
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/drafts/<int:draft_id>"


@blueprint.get(f"{_AT}/comments")
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_comments(board_code: str, draft_id: int) -> Response:
    """Every comment on a draft, those that wait first."""
    opened = open_draft(board_code, draft_id)
    said = sorted(comments_of(db(), opened.draft), key=lambda comment: comment.settled_at is not None)
    every = [q for questions in opened.whole.questions.values() for q in questions] + list(
        opened.whole.retired
    )
    names = {q.id: f"{q.content['code']} {short(str(q.content.get('text') or ''), 60)}" for q in every}
    return page("comments", opened, comments=said, names=names)


@blueprint.post(f"{_AT}/comments")
@allow(Permission.QUESTIONNAIRE_VIEW)
def comment_on_draft(board_code: str, draft_id: int) -> Response:
    """Say something of the whole set."""
    opened = open_draft(board_code, draft_id)
    try:
        add_comment(db(), actor(), clock(), draft_id, None, typed("comment"))
    except RuleBroken as refusal:
        return outline_page(opened, refusal.sentence, 422)
    flash("Your comment is saved.", "success")
    return redirect(opened.address("show_draft", _anchor="comments"), 303)


@blueprint.post(f"{_AT}/questions/<int:question_id>/comments")
@allow(Permission.QUESTIONNAIRE_VIEW)
def comment_on_question(board_code: str, draft_id: int, question_id: int) -> Response:
    """Say something of one question."""
    opened = open_draft(board_code, draft_id)
    row = opened.question(question_id)
    try:
        add_comment(db(), actor(), clock(), draft_id, row.id, typed("comment"))
    except RuleBroken as refusal:
        return question_page(opened, row, 422, trouble=refusal.sentence)
    flash("Your comment is saved.", "success")
    return redirect(opened.address("show_question", question_id=row.id, _anchor="comments"), 303)


@blueprint.post(f"{_AT}/comments/<int:comment_id>/settle")
@allow(Permission.DRAFT_KEEP)
def settle(board_code: str, draft_id: int, comment_id: int) -> Response:
    """Settle a comment, or open it again."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    settled = request.form.get("settled") == "y"
    comment = settle_comment(db(), actor(), clock(), draft_id, comment_id, settled=settled)
    flash("The comment is settled." if settled else "The comment is open again.", "success")
    return redirect(_back(opened, comment.question_id), 303)


def _back(opened: Opened, question_id: int | None) -> str:
    if request.form.get("from") == "list":
        return opened.address("list_comments")
    if question_id is None:
        return opened.address("show_draft", _anchor="comments")
    return opened.address("show_question", question_id=question_id, _anchor="comments")
