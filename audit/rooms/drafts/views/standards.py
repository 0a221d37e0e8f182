"""One standard a page: what it says and its questions in order. The return's own details are such a page too."""

from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts.forms.parts import PartForm
from audit.rooms.drafts.forms.questions import KIND_CHOICES
from audit.rooms.drafts.forms.sets import standard_fields
from audit.rooms.drafts.models import DraftStandard
from audit.rooms.drafts.operations.editing import PartConflict, draft_to_change
from audit.rooms.drafts.operations.standards import (
    add_standard,
    copy_standard,
    move_standard,
    put_back_standard,
    retire_standard,
    save_standard,
)
from audit.rooms.drafts.presenters.outline import sections, standard_words
from audit.rooms.drafts.queries import comments_of
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.home import outline_page
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

_AT = "/boards/<board_code>/drafts/<int:draft_id>"


@blueprint.get(f"{_AT}/header")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_header(board_code: str, draft_id: int) -> Response:
    """The return's own details."""
    return standard_page(open_draft(board_code, draft_id), None)


@blueprint.get(f"{_AT}/standards/<int:standard_id>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_standard(board_code: str, draft_id: int, standard_id: int) -> Response:
    """A standard and its questions."""
    opened = open_draft(board_code, draft_id)
    return standard_page(opened, opened.standard(standard_id))


@blueprint.post(f"{_AT}/standards/<int:standard_id>")
@allow(Permission.DRAFT_KEEP)
def change_standard(board_code: str, draft_id: int, standard_id: int) -> Any:
    """Save what a standard says: from the form, or as it is typed."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    draft_to_change(db(), actor(), draft_id)
    row = opened.standard(standard_id)
    form = PartForm(standard_fields(), row.content, request.form)
    try:
        row = save_standard(
            db(), actor(), clock(), draft_id, standard_id, form.content(), seen_version=version_seen()
        )
    except PartConflict as conflict:
        differences = form.differences(row.content)
        return conflict_answer(
            conflict, lambda: standard_page(opened, row, 409, form=form, conflict=differences)
        )
    except RuleBroken as refusal:
        return refused_answer(
            refusal, form, lambda: standard_page(opened, row, 422, form=form, version=version_seen())
        )
    if answer := saved_answer(row):
        return answer
    flash(f"Standard {standard_words(row)} is saved.", "success")
    return redirect(opened.address("show_standard", standard_id=row.id), 303)


@blueprint.post(f"{_AT}/standards")
@allow(Permission.DRAFT_KEEP)
def new_standard(board_code: str, draft_id: int) -> Response:
    """Add a standard at the end."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        row = add_standard(db(), actor(), clock(), draft_id, typed("title"))
    except RuleBroken as refusal:
        return outline_page(opened, refusal.sentence, 422)
    flash(f"Standard {standard_words(row)} is added. Now add its questions.", "success")
    return redirect(opened.address("show_standard", standard_id=row.id), 303)


@blueprint.post(f"{_AT}/standards/<int:standard_id>/move")
@allow(Permission.DRAFT_KEEP)
def reorder_standard(board_code: str, draft_id: int, standard_id: int) -> Response:
    """Move a standard up or down."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    way = "up" if request.form.get("way") == "up" else "down"
    place, of = move_standard(db(), actor(), clock(), draft_id, standard_id, -1 if way == "up" else 1)
    flash(f"{standard_words(opened.standard(standard_id))} is now standard {place} of {of}.", "success")
    return redirect(opened.address("show_draft", _anchor=f"standard-{way}-{standard_id}"), 303)


@blueprint.post(f"{_AT}/standards/<int:standard_id>/copy")
@allow(Permission.DRAFT_KEEP)
def duplicate_standard(board_code: str, draft_id: int, standard_id: int) -> Response:
    """Copy a standard with its questions."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        row = copy_standard(db(), actor(), clock(), draft_id, standard_id)
    except RuleBroken as refusal:
        return standard_page(opened, opened.standard(standard_id), 422, trouble=refusal.sentence)
    flash(f"This is the copy: standard {standard_words(row)}.", "success")
    return redirect(opened.address("show_standard", standard_id=row.id), 303)


@blueprint.post(f"{_AT}/standards/<int:standard_id>/take-out")
@allow(Permission.DRAFT_KEEP)
def take_out_standard(board_code: str, draft_id: int, standard_id: int) -> Response:
    """Take a standard out with its questions."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    drop = request.form.get("drop") == "y"
    try:
        row = retire_standard(db(), actor(), clock(), draft_id, standard_id, drop_conditions=drop)
    except RuleBroken as refusal:
        row = opened.standard(standard_id)
        return standard_page(opened, row, 422, trouble=refusal.sentence, offer_drop=True)
    flash(
        f"Standard {standard_words(row)} is taken out, with its questions. You can put it back below.",
        "success",
    )
    return redirect(opened.address("show_draft"), 303)


@blueprint.post(f"{_AT}/standards/<int:standard_id>/put-back")
@allow(Permission.DRAFT_KEEP)
def return_standard(board_code: str, draft_id: int, standard_id: int) -> Response:
    """Put a standard back."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = put_back_standard(db(), actor(), clock(), draft_id, standard_id)
    flash(f"Standard {standard_words(row)} is back.", "success")
    return redirect(opened.address("show_standard", standard_id=row.id), 303)


def standard_page(opened: Opened, row: DraftStandard | None, status: int = 200, **more: Any) -> Response:
    """The page of a standard; of the return's own details without one."""
    shown = sections(opened.outline, comments_of(db(), opened.draft))
    id = row.id if row is not None else None
    section = next((s for s in shown if (s.row.id if s.row else None) == id), None)
    values: dict[str, Any] = {
        "row": row,
        "title": standard_words(row) if row is not None else "About this return",
        "lines": section.lines if section is not None else [],
        "form": PartForm(standard_fields(), row.content) if row is not None else None,
        "version": row.version if row is not None else 0,
        "conflict": None,
        "saved": saved_words(opened.draft),
        "trouble": "",
        "offer_drop": False,
        "kinds": [(str(kind), words) for kind, words in KIND_CHOICES if row is not None or kind != "graded"],
        "others": [(s.row.id if s.row else 0, s.title) for s in shown if (s.row.id if s.row else None) != id],
        "typed": request.form,
    }
    return page("standard", opened, status, **{**values, **more})
