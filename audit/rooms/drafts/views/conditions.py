"""On what condition a question is asked: choose an earlier question, then its answers."""

from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts.forms.questions import values_of
from audit.rooms.drafts.models import DraftQuestion
from audit.rooms.drafts.operations.editing import PartConflict
from audit.rooms.drafts.operations.questions import set_condition
from audit.rooms.drafts.presenters.outline import may_decide, scale_of, short
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.saving import version_seen
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/drafts/<int:draft_id>/questions/<int:question_id>/condition"


@blueprint.get(_AT)
@allow(Permission.DRAFT_KEEP)
def show_condition(board_code: str, draft_id: int, question_id: int) -> Response:
    """Choose the earlier question; with one in the address, choose its answers."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    return _page(opened, opened.question(question_id), request.args.get("question", type=int))


@blueprint.post(_AT)
@allow(Permission.DRAFT_KEEP)
def change_condition(board_code: str, draft_id: int, question_id: int) -> Response:
    """Save the condition, or take it away."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    row = opened.question(question_id)
    earlier = None if request.form.get("always") else request.form.get("question", type=int)
    if earlier is None and not request.form.get("always"):
        return _page(opened, row, None, "Choose a question", "question", 422)
    try:
        set_condition(
            db(), actor(), clock(), draft_id, question_id, earlier, _chosen_values(opened, earlier),
            seen_version=version_seen(),
        )  # fmt: skip
    except PartConflict as conflict:
        return _page(opened, row, earlier, conflict.sentence, "", 409)
    except RuleBroken as refusal:
        return _page(opened, row, earlier, refusal.sentence, refusal.field or "", 422)
    flash(f"When question {row.content['code']} is asked is saved.", "success")
    return redirect(opened.address("show_question", question_id=row.id), 303)


def _chosen_values(opened: Opened, earlier_id: int | None) -> list[str]:
    """The ticked answers that the earlier question has."""
    if earlier_id is None:
        return []
    known = dict(values_of(opened.question(earlier_id).content, scale_of(opened.draft)))
    return [value for value in request.form.getlist("values") if value in known]


def _page(
    opened: Opened,
    row: DraftQuestion,
    earlier_id: int | None,
    trouble: str = "",
    field: str = "",
    status: int = 200,
) -> Response:
    scale = scale_of(opened.draft)
    possible = may_decide(opened.whole, row, scale)
    now: dict[str, Any] = row.content.get("condition") or {}
    chosen = next(
        (
            q
            for q in possible
            if (q.id == earlier_id if earlier_id else q.content["code"] == now.get("question"))
        ),
        None,
    )
    is_now = chosen is not None and chosen.content["code"] == now.get("question")
    ticked = request.form.getlist("values") or (now.get("is") or [] if is_now else [])
    return page(
        "condition",
        opened,
        status,
        row=row,
        code=str(row.content["code"]),
        possible=[
            (q.id, f"{q.content['code']} {short(str(q.content.get('text') or ''), 70)}") for q in possible
        ],
        chosen=chosen,
        answers=values_of(chosen.content, scale) if chosen is not None else [],
        ticked=ticked,
        has_one=bool(now),
        version=row.version,
        trouble=trouble,
        field=field,
    )
