"""One question a page: everything it says in one form, and its code and kind."""

from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind
from audit.rooms.drafts.forms.parts import PartForm
from audit.rooms.drafts.forms.questions import KIND_CHOICES, groups_of, question_fields
from audit.rooms.drafts.models import DraftQuestion
from audit.rooms.drafts.operations.editing import PartConflict, draft_to_change
from audit.rooms.drafts.operations.questions import change_code, save_question
from audit.rooms.drafts.presenters.outline import (
    KIND_WORDS,
    around,
    condition_words,
    decider,
    scale_of,
    standard_words,
)
from audit.rooms.drafts.queries import comments_of
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.saving import (
    conflict_answer,
    refused_answer,
    saved_answer,
    saved_words,
    typed,
    version_seen,
)
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/drafts/<int:draft_id>/questions/<int:question_id>"


@blueprint.get(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_question(board_code: str, draft_id: int, question_id: int) -> Response:
    """A question: its form for those who may change it, else what it says; and what is said of it."""
    opened = open_draft(board_code, draft_id)
    return question_page(opened, opened.question(question_id))


@blueprint.post(_AT)
@allow(Permission.DRAFT_KEEP)
def change_question(board_code: str, draft_id: int, question_id: int) -> Any:
    """Save what a question says: from the form, or as it is typed."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    draft_to_change(db(), actor(), draft_id)
    row = opened.question(question_id)
    form = form_of(opened, row, request.form)
    try:
        row = save_question(
            db(), actor(), clock(), draft_id, question_id, form.content(), seen_version=version_seen()
        )
    except PartConflict as conflict:
        differences = form.differences(row.content)
        return conflict_answer(
            conflict, lambda: question_page(opened, row, 409, form=form, conflict=differences)
        )
    except RuleBroken as refusal:
        return refused_answer(
            refusal, form, lambda: question_page(opened, row, 422, form=form, version=version_seen())
        )
    if answer := saved_answer(row):
        return answer
    flash(f"Question {row.content['code']} is saved.", "success")
    after = around(opened.outline, row.id).after
    if request.form.get("action") == "next" and after is not None:
        return redirect(opened.address("show_question", question_id=after.id), 303)
    return redirect(opened.address("show_question", question_id=row.id), 303)


@blueprint.post(f"{_AT}/code")
@allow(Permission.DRAFT_KEEP)
def recode_question(board_code: str, draft_id: int, question_id: int) -> Response:
    """Give a question another code or kind; the conditions that name it go along."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    code, kind = typed("code"), request.form.get("kind", "")
    try:
        if kind not in KIND_WORDS:
            raise RuleBroken("Choose the kind of answer", "kind")
        change_code(
            db(), actor(), clock(), draft_id, question_id, code, Kind(kind), seen_version=version_seen()
        )
    except PartConflict as conflict:
        return question_page(opened, row, 409, trouble=conflict.sentence, recode=(code, kind))
    except RuleBroken as refusal:
        return question_page(opened, row, 422, trouble=refusal.sentence, recode=(code, kind))
    flash(f"This is now question {code}.", "success")
    return redirect(opened.address("show_question", question_id=row.id), 303)


def form_of(opened: Opened, row: DraftQuestion, sent: Any = None) -> PartForm:
    """The form of a question as its kind needs it."""
    fields = question_fields(row.content, scale_of(opened.draft), in_header=row.standard_id is None)
    return PartForm(fields, row.content, sent)


def question_page(opened: Opened, row: DraftQuestion, status: int = 200, **more: Any) -> Response:
    """The page of a question."""
    outline, scale = opened.outline, scale_of(opened.draft)
    form = more.pop("form", None) or form_of(opened, row)
    standard = next(
        (s for s in [*outline.standards, *outline.retired_standards] if s.id == row.standard_id), None
    )
    code = str(row.content["code"])
    deciding = decider(outline, row.content)
    earlier = opened.question(deciding.id).content if deciding is not None else None
    values: dict[str, Any] = {
        "row": row,
        "code": code,
        "kind_words": KIND_WORDS.get(str(row.content.get("kind")), ""),
        "standard": standard,
        "standard_title": standard_words(standard) if standard is not None else "About this return",
        "form": form,
        "groups": groups_of(list(form.fields.values())),
        "version": row.version,
        "conflict": None,
        "trouble": "",
        "recode": (code, str(row.content.get("kind", ""))),
        "kinds": [
            (str(k), words) for k, words in KIND_CHOICES if standard is not None or k is not Kind.GRADED
        ],
        "condition": condition_words(row.content, earlier, scale),
        "decides": outline.depending_on(code),
        "around": around(outline, row.id),
        "homes": [(0, "About this return"), *((s.id, standard_words(s)) for s in outline.standards)],
        "saved": saved_words(opened.draft),
        "comments": [c for c in comments_of(db(), opened.draft) if c.question_id == row.id],
        "typed": request.form,
    }
    return page("question", opened, status, **{**values, **more})
