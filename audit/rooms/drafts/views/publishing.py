"""Publishing a draft: what still hinders it, then its number, its notes and who approved it."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.problem import Problem
from audit.infra.questionnaire_files import content_problems
from audit.rooms.drafts.forms.publishing import PublishForm
from audit.rooms.drafts.models import DraftState
from audit.rooms.drafts.operations.publishing import (
    origins_of,
    publish_draft,
    seen_mark,
    successors,
    to_publish,
)
from audit.rooms.drafts.queries import Whole, whole_draft
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.places import draft_here
from audit.web.guard import actor, allow
from audit.web.places import board_place, page_if_there
from audit.web.transactions import clock, db


@blueprint.route("/boards/<board_code>/drafts/<int:draft_id>/publish", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def publish(board_code: str, draft_id: int) -> str | Response | tuple[str, int]:
    """Publish a draft: from now on rounds can use it, and it never changes."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_PUBLISH)
    row = draft_here(board, draft_id, keep=True)
    whole = whole_draft(db(), row)
    content = whole.content
    settings = row.settings
    form = PublishForm(
        data={"edition": settings.get("edition", ""), "code": row.code, "seen": seen_mark(content)}
    )
    if row.state is DraftState.OPEN and form.validate_on_submit():
        try:
            edition = publish_draft(
                db(), actor(), clock(), draft_id, form.plan(), seen=str(form.seen.data),
                public_url=current_app.config["AUDIT_SETTINGS"].public_url,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(
                f"Published: {edition.title}, edition {edition.edition}. A new round can use it now.",
                "success",
            )
            address = url_for("questionnaires.show_edition", board_code=board_code, edition_id=edition.id)
            return redirect(address, 303)
    final = to_publish(content, origins_of(db(), row, row.code), row.code, form.edition.data or "1")
    page = render_template(
        "drafts/publish.html",
        board=board,
        draft=row,
        form=form,
        hindered=[(each.sentence, _where(board_code, whole, each)) for each in content_problems(final)],
        followed=successors(db(), row),
        published=row.state is DraftState.PUBLISHED,
        is_open=row.state is DraftState.OPEN,
        draft_page=page_if_there("drafts.show_draft", board_code=board_code, draft_id=draft_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _where(board_code: str, whole: Whole, problem: Problem) -> str | None:
    """The page on which a problem is mended, if the pages for editing are there."""
    path = problem.path
    here = {"board_code": board_code, "draft_id": whole.row.id}
    standard_id: int | None = None
    place: str | int | None = None
    if path[:1] == ("header",):
        place = path[1] if len(path) > 1 else None
    elif path[:1] == ("standards",) and len(path) > 3:
        standard_id, place = whole.standards[int(path[1])].id, path[3]
    questions = whole.questions.get(standard_id, ())
    if isinstance(place, int) and place < len(questions):
        return page_if_there("drafts.show_question", **here, question_id=questions[place].id)
    return page_if_there("drafts.show_draft", **here)
