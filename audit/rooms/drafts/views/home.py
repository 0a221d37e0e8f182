"""The outline of a draft, and the settings of the set."""

from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts.forms.parts import PartForm
from audit.rooms.drafts.forms.sets import settings_fields
from audit.rooms.drafts.operations.editing import PartConflict, draft_to_change
from audit.rooms.drafts.operations.standards import save_settings
from audit.rooms.drafts.presenters.outline import count_words, scale_of, sections, short, standard_words
from audit.rooms.drafts.queries import comments_of, last_change
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.saving import (
    conflict_answer,
    refused_answer,
    saved_answer,
    saved_words,
    version_seen,
)
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_draft(board_code: str, draft_id: int) -> Response:
    """The outline: standards, and the questions of each."""
    return outline_page(open_draft(board_code, draft_id))


def outline_page(opened: Opened, trouble: str = "", status: int = 200) -> Response:
    """The outline, with the reason why something could not be done."""
    comments = comments_of(db(), opened.draft)
    shown = sections(opened.outline, comments)
    return page(
        "draft",
        opened,
        status,
        sections=shown,
        questions=count_words(sum(len(section.lines) for section in shown[1:]), "question"),
        standards=count_words(len(shown) - 1, "standard"),
        scale=scale_of(opened.draft),
        retired=[(asked.id, asked.code, short(asked.text)) for asked in opened.outline.retired],
        retired_standards=[(row.id, standard_words(row)) for row in opened.outline.retired_standards],
        comments=[comment for comment in comments if comment.question_id is None],
        waiting=sum(comment.settled_at is None for comment in comments),
        last=last_change(db(), opened.draft),
        trouble=trouble,
        typed=request.form,
    )


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>/settings")
@allow(Permission.DRAFT_KEEP)
def show_settings(board_code: str, draft_id: int) -> Response:
    """What is said of the set as a whole."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    return _settings_page(opened, PartForm(settings_fields(), opened.draft.settings))


@blueprint.post("/boards/<board_code>/drafts/<int:draft_id>/settings")
@allow(Permission.DRAFT_KEEP)
def change_settings(board_code: str, draft_id: int) -> Any:
    """Save the settings: from the form, or as they are typed."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    draft_to_change(db(), actor(), draft_id)
    form = PartForm(settings_fields(), opened.draft.settings, request.form)
    try:
        row = save_settings(db(), actor(), clock(), draft_id, form.content(), seen_version=version_seen())
    except PartConflict as conflict:
        differences = form.differences(opened.draft.settings)
        return conflict_answer(conflict, lambda: _settings_page(opened, form, 409, conflict=differences))
    except RuleBroken as refusal:
        return refused_answer(
            refusal, form, lambda: _settings_page(opened, form, 422, version=version_seen())
        )
    if answer := saved_answer(row):
        return answer
    flash("The settings are saved.", "success")
    return redirect(opened.address("show_draft"), 303)


def _settings_page(opened: Opened, form: PartForm, status: int = 200, **more: Any) -> Response:
    version = more.pop("version", opened.draft.version)
    return page(
        "settings", opened, status,
        **{"form": form, "version": version, "conflict": None, "saved": saved_words(opened.draft), **more},
    )  # fmt: skip
