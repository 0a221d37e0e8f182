"""Adding, copying, splitting, moving, taking out and putting back questions."""

from typing import Any

from flask import flash, jsonify, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind
from audit.rooms.drafts.models import DraftQuestion
from audit.rooms.drafts.operations.arranging import (
    OthersDepend,
    add_question,
    copy_question,
    move_question,
    place_question,
    put_back_question,
    retire_question,
    split_question,
)
from audit.rooms.drafts.operations.editing import PartConflict
from audit.rooms.drafts.presenters.outline import KIND_WORDS
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.home import outline_page
from audit.rooms.drafts.views.questions import question_page
from audit.rooms.drafts.views.saving import typed, version_seen
from audit.rooms.drafts.views.standards import standard_page
from audit.web.errors import wants_json
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_DRAFT = "/boards/<board_code>/drafts/<int:draft_id>"
_AT = f"{_DRAFT}/questions/<int:question_id>"


@blueprint.post(f"{_DRAFT}/questions")
@allow(Permission.DRAFT_KEEP)
def new_question(board_code: str, draft_id: int) -> Response:
    """Add a question at the end of a standard (``standard``; 0 for the return's own details)."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    home, kind = request.form.get("standard", 0, type=int), request.form.get("kind", "")
    standard = opened.standard(home) if home else None
    try:
        if kind not in KIND_WORDS:
            raise RuleBroken("Choose the kind of answer", "kind")
        row = add_question(db(), actor(), clock(), draft_id, home or None, typed("text"), Kind(kind))
    except RuleBroken as refusal:
        return standard_page(opened, standard, 422, trouble=refusal.sentence)
    flash(f"Question {row.content['code']} is added. Fill in what else it needs.", "success")
    return redirect(opened.address("show_question", question_id=row.id), 303)


@blueprint.post(f"{_AT}/copy")
@allow(Permission.DRAFT_KEEP)
def duplicate_question(board_code: str, draft_id: int, question_id: int) -> Response:
    """Copy a question to just after itself."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        row = copy_question(db(), actor(), clock(), draft_id, question_id)
    except RuleBroken as refusal:
        return question_page(opened, opened.question(question_id), 422, trouble=refusal.sentence)
    flash(f"This is the copy, question {row.content['code']}.", "success")
    return redirect(opened.address("show_question", question_id=row.id), 303)


@blueprint.get(f"{_AT}/split")
@allow(Permission.DRAFT_KEEP)
def show_split(board_code: str, draft_id: int, question_id: int) -> Response:
    """Two texts from one."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    text = str(row.content.get("text") or "")
    return page("split", opened, row=row, first=text, second=text, version=row.version, trouble="", field="")


@blueprint.post(f"{_AT}/split")
@allow(Permission.DRAFT_KEEP)
def split(board_code: str, draft_id: int, question_id: int) -> Response:
    """Make two questions of one."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    first, second = typed("first"), typed("second")
    try:
        new = split_question(
            db(), actor(), clock(), draft_id, question_id, first, second, seen_version=version_seen()
        )
    except (PartConflict, RuleBroken) as refusal:
        return page(
            "split", opened, 409 if isinstance(refusal, PartConflict) else 422,
            row=row, first=first, second=second, version=row.version, trouble=refusal.sentence,
            field=getattr(refusal, "field", None) or "",
        )  # fmt: skip
    flash(
        f"Question {row.content['code']} is split. The second is question {new.content['code']}.", "success"
    )
    return redirect(_standard_address(opened, row, f"question-{row.id}"), 303)


@blueprint.post(f"{_AT}/move")
@allow(Permission.DRAFT_KEEP)
def move(board_code: str, draft_id: int, question_id: int) -> Any:
    """Move a question: ``way`` is up, down or place (before the question ``before`` of the standard ``standard``)."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    code, way = row.content["code"], request.form.get("way", "")
    try:
        if way in ("up", "down"):
            place, of = move_question(db(), actor(), clock(), draft_id, question_id, -1 if way == "up" else 1)
            said = f"Question {code} is now {place} of {of}."
        else:
            home = request.form.get("standard", 0, type=int)
            before = request.form.get("before", type=int)
            place_question(db(), actor(), clock(), draft_id, question_id, home or None, before)
            said = f"Question {code} is moved."
    except RuleBroken as refusal:
        if wants_json():
            raise
        return question_page(opened, row, 422, trouble=refusal.sentence)
    if wants_json():
        return jsonify(said=said)
    flash(said, "success")
    return redirect(
        _standard_address(opened, row, f"{way}-{row.id}" if way in ("up", "down") else f"question-{row.id}"),
        303,
    )


@blueprint.post(f"{_AT}/take-out")
@allow(Permission.DRAFT_KEEP)
def take_out(board_code: str, draft_id: int, question_id: int) -> Response:
    """Take a question out; where others depend on it, say so and offer to ask them always."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    drop = request.form.get("drop") == "y"
    try:
        retire_question(db(), actor(), clock(), draft_id, question_id, drop_conditions=drop)
    except OthersDepend as refusal:
        return page("take_out", opened, 422, row=row, trouble=refusal.sentence, others=refusal.others)
    flash(f"Question {row.content['code']} is taken out. You can put it back from the outline.", "success")
    return redirect(_standard_address(opened, row), 303)


@blueprint.post(f"{_AT}/put-back")
@allow(Permission.DRAFT_KEEP)
def return_question(board_code: str, draft_id: int, question_id: int) -> Response:
    """Put a question back where it stood."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    try:
        row = put_back_question(db(), actor(), clock(), draft_id, question_id)
    except RuleBroken as refusal:
        return outline_page(opened, refusal.sentence, 422)
    flash(f"Question {row.content['code']} is back.", "success")
    return redirect(opened.address("show_question", question_id=row.id), 303)


def _standard_address(opened: Opened, row: DraftQuestion, anchor: str | None = None) -> str:
    if row.standard_id is None:
        return opened.address("show_header", _anchor=anchor)
    return opened.address("show_standard", standard_id=row.standard_id, _anchor=anchor)
