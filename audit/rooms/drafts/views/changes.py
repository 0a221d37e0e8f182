"""Who changed what in a draft, and taking a change back or doing it again."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts.operations.undoing import redo_change, undo_change
from audit.rooms.drafts.queries import changes_of
from audit.rooms.drafts.queries.beside import CHANGES_A_PAGE
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/drafts/<int:draft_id>/changes"


@blueprint.get(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_changes(board_code: str, draft_id: int) -> Response:
    """The changes of a draft, the latest first."""
    return _page(open_draft(board_code, draft_id))


@blueprint.post(f"{_AT}/<int:change_id>/undo")
@allow(Permission.DRAFT_KEEP)
def undo(board_code: str, draft_id: int, change_id: int) -> Response:
    """Take one change back, if what it changed is still so."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        change = undo_change(db(), actor(), clock(), draft_id, change_id)
    except RuleBroken as refusal:
        return _page(opened, refusal.sentence)
    flash(f"Taken back: {change.what}.", "success")
    endpoint = "show_draft" if request.form.get("from") == "outline" else "list_changes"
    return redirect(opened.address(endpoint), 303)


@blueprint.post(f"{_AT}/<int:change_id>/redo")
@allow(Permission.DRAFT_KEEP)
def redo(board_code: str, draft_id: int, change_id: int) -> Response:
    """Do a change again that was taken back."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        change = redo_change(db(), actor(), clock(), draft_id, change_id)
    except RuleBroken as refusal:
        return _page(opened, refusal.sentence)
    flash(f"Done again: {change.what}.", "success")
    return redirect(opened.address("list_changes"), 303)


def _page(opened: Opened, trouble: str = "") -> Response:
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    changes, of = changes_of(db(), opened.draft, number)
    return page(
        "changes",
        opened,
        422 if trouble else 200,
        changes=changes,
        number=number,
        pages=-(-of // CHANGES_A_PAGE),
        trouble=trouble,
    )
