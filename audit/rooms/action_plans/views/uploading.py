"""A plan's workbook that comes back: choose the file, look at what each row would change, apply."""

from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request, url_for

from audit.domain.actions import ACTION_STATE_WORDS
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.file_names import say_size
from audit.infra.uploads import forget_upload, keep_upload, kept_upload
from audit.infra.workbook_in import LARGEST
from audit.rooms.action_plans.operations.workbook import (
    Line,
    LineKind,
    apply_lines,
    read_lines,
    stamp_of,
)
from audit.rooms.action_plans.policy import require_reporter
from audit.rooms.action_plans.queries import Plan, plan_holds, plan_of_board, plan_of_organisation
from audit.rooms.action_plans.views.blueprint import ID, blueprint, number_in
from audit.web.files import shown_name, size_of, uploads_folder
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, let_go

KIND_WORDS = {
    LineKind.NOTE: ("New note", "blue"),
    LineKind.CHANGED: ("Changed", "green"),
    LineKind.CONFLICT: ("Changed online too", "orange"),
    LineKind.UNREADABLE: ("Cannot be applied", "red"),
    LineKind.UNKNOWN: ("Not recognised", "red"),
    LineKind.UNCHANGED: ("Unchanged", "grey"),
}


@blueprint.route(f"/organisations/<{ID}:organisation_id>/actions/upload", methods=["GET", "POST"])
@allow(Permission.ACTION_KEEP)
def organisation_upload(organisation_id: int) -> Any:
    """Choose the workbook of an organisation's plan."""
    return _choose(_of_organisation(organisation_id), organisation_id=organisation_id)


@blueprint.route(f"/organisations/<{ID}:organisation_id>/actions/upload/<key>", methods=["GET", "POST"])
@allow(Permission.ACTION_KEEP)
def organisation_preview(organisation_id: int, key: str) -> Any:
    """Look at what it would change, then apply it."""
    return _preview(_of_organisation(organisation_id), key, organisation_id=organisation_id)


@blueprint.route("/boards/<board_code>/actions/upload", methods=["GET", "POST"])
@allow(Permission.PLANS_OVERSEE)
def board_upload(board_code: str) -> Any:
    """Choose the workbook of a board's plan of plans."""
    return _choose(_of_board(board_code), board_code=board_code)


@blueprint.route("/boards/<board_code>/actions/upload/<key>", methods=["GET", "POST"])
@allow(Permission.PLANS_OVERSEE)
def board_preview(board_code: str, key: str) -> Any:
    """Look at what it would change, then apply it."""
    return _preview(_of_board(board_code), key, board_code=board_code)


def _of_organisation(organisation_id: int) -> Plan:
    plan = plan_of_organisation(db(), actor(), organisation_id)
    stand_in("organisation", organisation_id)
    require_reporter(actor(), *plan.place)
    return plan


def _of_board(board_code: str) -> Plan:
    plan = plan_of_board(db(), actor(), board_code)
    assert plan.board is not None
    stand_in("board", plan.board.id)
    return plan


def _choose(plan: Plan, **place: Any) -> Any:
    form = Form()
    error = ""
    if form.validate_on_submit():
        file = request.files.get("file")
        if file is None or not file.filename:
            error = "Choose the workbook that you filled in"
        elif size_of(file.stream) > LARGEST:
            error = (
                f"{shown_name(file.filename)} is larger than {say_size(LARGEST)}, which this workbook never is. "
                "Nothing was changed."
            )
        else:
            let_go()
            name = shown_name(file.filename)
            key = keep_upload(uploads_folder(), _owner(plan), cast(BinaryIO, file.stream), clock()())
            try:
                _read(plan, key, name)
            except RuleBroken as broken:
                forget_upload(uploads_folder(), _owner(plan), key)
                error = broken.sentence
            else:
                return redirect(url_for(_page_of(plan, "preview"), key=key, name=name, **place), 303)
    page = render_template(
        "action_plans/upload.html", plan=plan, error=error, back_to=url_for(_page_of(plan, "plan"), **place)
    )
    return page, 422 if error else 200


def _preview(plan: Plan, key: str, **place: Any) -> Any:
    name = shown_name(request.args.get("name", ""))
    if kept_upload(uploads_folder(), _owner(plan), key) is None:
        flash("That workbook is no longer here. Nothing was changed. Choose it again.")
        return redirect(url_for(_page_of(plan, "upload"), **place), 303)
    lines = _read(plan, key, name)
    form, problem, status = Form(), "", 200
    if form.validate_on_submit():
        take = {
            number_in(field.removeprefix("take-"))
            for field, said in request.form.items()
            if said == "workbook"
        }
        try:
            done = apply_lines(
                db(),
                actor(),
                clock(),
                plan,
                lines,
                stamp=request.form.get("stamp", ""),
                take=take,
                public_url=current_app.config["AUDIT_SETTINGS"].public_url,
            )
        except Stale as stale:
            problem, status = stale.sentence, 409
        else:
            forget_upload(uploads_folder(), _owner(plan), key)
            flash(f"Saved. {done} {'action' if done == 1 else 'actions'} changed.", "success")
            return redirect(url_for(_page_of(plan, "plan"), **place), 303)
    page = render_template(
        "action_plans/preview.html",
        plan=plan,
        shown_action=plan_holds(db(), plan).shown,
        lines=sorted((line for line in lines if line.kind is not LineKind.UNCHANGED), key=_worth),
        counts=[(KIND_WORDS[kind][0], sum(line.kind is kind for line in lines)) for kind in KIND_WORDS],
        kinds=KIND_WORDS,
        state_words=ACTION_STATE_WORDS,
        changes=any(line.kind in (LineKind.NOTE, LineKind.CHANGED, LineKind.CONFLICT) for line in lines),
        conflicts=[line for line in lines if line.kind is LineKind.CONFLICT],
        stamp=stamp_of(lines),
        problem=problem,
        here=url_for(_page_of(plan, "preview"), key=key, name=name, **place),
        again=url_for(_page_of(plan, "upload"), **place),
        plan_page=url_for(_page_of(plan, "plan"), **place),
    )
    return page, status


def _worth(line: Line) -> tuple[int, int]:
    """What needs a decision or a mending stands first, then by row."""
    order = (LineKind.CONFLICT, LineKind.UNREADABLE, LineKind.UNKNOWN)
    return (order.index(line.kind) if line.kind in order else len(order), line.row)


def _read(plan: Plan, key: str, name: str) -> list[Line]:
    path = kept_upload(uploads_folder(), _owner(plan), key)
    if path is None:
        raise RuleBroken("That workbook is no longer here. Nothing was changed. Choose it again.")
    return read_lines(db(), actor(), clock(), plan, path, name)


def _owner(plan: Plan) -> str:
    """Whose the kept file is: of this plan, and of nobody but who uploaded it."""
    return f"{plan.key}-{actor().person_id or 0}"


def _page_of(plan: Plan, what: str) -> str:
    return f"action_plans.{'board' if plan.board is not None else 'organisation'}_{what}"
