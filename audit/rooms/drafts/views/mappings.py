"""What grades of one scale count as on another: declared grade by grade, read, and withdrawn."""

from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.scale_mapping import mapping_faults, mapping_warnings, same_scale
from audit.domain.scales import scale_from_data
from audit.rooms.drafts.operations.mappings import declare_mapping, withdraw_mapping
from audit.rooms.drafts.queries.mappings import (
    ScaleInUse,
    declared_mapping,
    declared_mappings,
    scales_in_use,
)
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.questionnaires.queries import mapping_between
from audit.web.forms import tidy
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/scale-mappings"


@blueprint.get(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_mappings(board_code: str) -> str:
    """What the board has declared."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    return render_template(
        "drafts/mappings.html",
        board=board,
        mappings=declared_mappings(db(), actor(), board.id),
        may_change=_may_change(board),
    )


@blueprint.get(f"{_AT}/new")
@allow(Permission.DRAFT_KEEP)
def new_mapping(board_code: str) -> Response:
    """Choose two scales, then say grade by grade what counts as what."""
    return _new_page(board_place(board_code, Permission.DRAFT_KEEP))


@blueprint.post(f"{_AT}/new")
@allow(Permission.DRAFT_KEEP)
def declare(board_code: str) -> Response:
    """Declare it; what should be looked at twice is shown first."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    before, now = _chosen(scales_in_use(db(), actor(), board.id))
    if before is None or now is None:
        return _new_page(board, {"before" if before is None else "now": "Choose a scale"}, status=422)
    grades: dict[str, str | None] = {}
    for grade in before.scale.grades:
        chosen = request.form.get(f"equal-{grade.key}", "")
        if chosen:
            grades[grade.key] = None if chosen == "none" else chosen
    faults = mapping_faults(before.scale, now.scale, grades)
    if faults:
        return _new_page(board, {f"equal-{key}": sentence for key, sentence in faults.items()}, status=422)
    warnings = mapping_warnings(before.scale, now.scale, grades)
    if warnings and request.form.get("sure") != "y":
        return _new_page(board, {"sure": "Look at this twice, then confirm"}, warnings=warnings, status=422)
    note = str(tidy(request.form.get("note", "")))
    try:
        made = declare_mapping(db(), actor(), clock(), board.id, before.data, now.data, grades, note)
    except RuleBroken as refusal:
        return _new_page(board, {refusal.field or "": refusal.sentence}, warnings=warnings, status=422)
    flash("This is declared. It is used from now on, and named wherever it is.", "success")
    return redirect(url_for(".show_mapping", board_code=board.key, mapping_id=made.id), 303)


@blueprint.get(f"{_AT}/<int:mapping_id>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_mapping(board_code: str, mapping_id: int) -> str:
    """A declaration: both scales beside each other, by whom and when, and the rounds that it joins."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    row = declared_mapping(db(), actor(), board.id, mapping_id)
    used = {each.mark: each for each in scales_in_use(db(), actor(), board.id)}
    return render_template(
        "drafts/mapping.html",
        board=board,
        row=row,
        before=scale_from_data(row.before),
        now=scale_from_data(row.now),
        used_before=used.get(row.before_mark),
        used_now=used.get(row.now_mark),
        may_change=_may_change(board),
    )


@blueprint.post(f"{_AT}/<int:mapping_id>/withdraw")
@allow(Permission.DRAFT_KEEP)
def withdraw(board_code: str, mapping_id: int) -> Response:
    """Withdraw a declaration."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    withdraw_mapping(db(), actor(), clock(), board.id, mapping_id)
    flash("This is withdrawn. Nothing is compared through it any more.", "success")
    return redirect(url_for(".show_mapping", board_code=board.key, mapping_id=mapping_id), 303)


def _may_change(board: Place) -> bool:
    return board.id in actor().boards(Permission.DRAFT_KEEP)


def _chosen(scales: list[ScaleInUse]) -> tuple[ScaleInUse | None, ScaleInUse | None]:
    by_mark = {each.mark[:16]: each for each in scales}
    return by_mark.get(request.values.get("before", "")), by_mark.get(request.values.get("now", ""))


def _new_page(
    board: Place, trouble: Mapping[str, str] | None = None, *, warnings: Any = (), status: int = 200
) -> Response:
    scales = scales_in_use(db(), actor(), board.id)
    before, now = _chosen(scales)
    trouble = dict(trouble or {})
    if before and now and same_scale(before.scale, now.scale):
        trouble["now"], now = "These are the same scale, so they compare as they are. Choose another.", None
    declared = mapping_between(db(), board.id, before.scale, now.scale) if before and now else None
    rows = []
    if before and now:
        for grade in before.scale.grades:
            chosen = request.form.get(f"equal-{grade.key}")
            if chosen is None:
                there = declared.grade(grade.key) or "none" if declared else grade.key
                chosen = there if there == "none" or there in now.scale.by_key else ""
            rows.append((grade, chosen))
    shown = render_template(
        "drafts/new_mapping.html",
        board=board,
        scales=[(each.mark[:16], _words(each)) for each in scales],
        before=before,
        now=now,
        rows=rows,
        declared=declared,
        trouble=trouble,
        warnings=warnings,
        note=request.form.get("note", declared.note if declared else ""),
    )
    return make_response(shown, status)


def _words(each: ScaleInUse) -> str:
    if not each.editions:
        return each.scale.title
    more = f" and {len(each.editions) - 1} more" if len(each.editions) > 1 else ""
    return f"{each.scale.title} ({each.editions[0]}{more})"
