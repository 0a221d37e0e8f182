"""The grade scales that a board knows, and its own: made, copied, changed, retired, deleted."""

from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.scale_writing import free_scale_code, looked_at
from audit.domain.scales import scale_from_data
from audit.rooms.drafts.forms.scales import ScaleForm, new_scale
from audit.rooms.drafts.models import BoardScale
from audit.rooms.drafts.operations.editing import PartConflict
from audit.rooms.drafts.operations.own_scales import (
    change_own_scale,
    delete_scale,
    make_scale,
    put_back_scale,
    retire_scale,
)
from audit.rooms.drafts.queries.scales import (
    board_scale,
    board_scales,
    drafts_with_scales,
    edition_scales,
    rounds_by_edition,
)
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.saving import version_seen
from audit.rooms.drafts.views.scales import asked, form_values, known_scales, rearrange, shipped_scales
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/scales"


@blueprint.get(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_scales(board_code: str) -> str:
    """The board's own scales and those that come with the service, with where each is used."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    uses = uses_by_code(board)
    own = board_scales(db(), actor(), board.id, retired=True)
    return render_template(
        "drafts/scales.html",
        board=board,
        own=[(row, looked_at(row.content), len(uses.get(row.code, ()))) for row in own],
        shipped=[(each.scale, len(uses.get(each.scale.code, ()))) for each in shipped_scales()],
        may_change=board.id in actor().boards(Permission.DRAFT_KEEP),
    )


@blueprint.get(f"{_AT}/new")
@allow(Permission.DRAFT_KEEP)
def new_own_scale(board_code: str) -> Response:
    """A new scale: with three grades, or as a copy of another one."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    known = known_scales(board)
    source = next((k.data for k in known if k.data["scale"] == request.args.get("copy")), None)
    data: dict[str, Any] = new_scale()
    if source is not None:
        taken = [str(each.data["scale"]) for each in known]
        data = {**source, "scale": free_scale_code(f"{source['scale']}-{board.key}", taken),
                "title": f"{source['title'][:190]} (copy)"}  # fmt: skip
    return _form_page(board, ScaleForm(data), None)


@blueprint.post(f"{_AT}/new")
@allow(Permission.DRAFT_KEEP)
def make_own_scale(board_code: str) -> Response:
    """Make the scale; or add, move or take out a grade on the page."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    form = ScaleForm(new_scale(), request.form, new=True)
    if rearrange(form, request.form.get("do", "")):
        return _form_page(board, form, None)
    made = form.checked()
    if made is None:
        return _form_page(board, form, None, 422)
    try:
        row = make_scale(db(), actor(), clock(), board.id, made, known_scales(board))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _form_page(board, form, None, 422)
    flash(f"{row.title} is ready. New sets can be graded with it.", "success")
    return redirect(url_for(".show_own_scale", board_code=board.key, scale_code=row.code), 303)


@blueprint.get(f"{_AT}/<scale_code>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_own_scale(board_code: str, scale_code: str) -> Response:
    """A scale with its meanings and where it is used: the board's own, or one that comes with the service."""
    return _one_page(board_place(board_code, Permission.QUESTIONNAIRE_VIEW), scale_code)


@blueprint.get(f"{_AT}/<scale_code>/change")
@allow(Permission.DRAFT_KEEP)
def edit_own_scale(board_code: str, scale_code: str) -> Response:
    """The form of a scale of the board's own."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = board_scale(db(), actor(), board.id, scale_code)
    return _form_page(board, ScaleForm(row.content), row)


@blueprint.post(f"{_AT}/<scale_code>/change")
@allow(Permission.DRAFT_KEEP)
def save_own_scale(board_code: str, scale_code: str) -> Response:
    """Save a scale of the board's own."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = board_scale(db(), actor(), board.id, scale_code)
    form = ScaleForm(row.content, request.form)
    if rearrange(form, request.form.get("do", "")):
        return _form_page(board, form, row, version=version_seen())
    made = form.checked()
    if made is None:
        return _form_page(board, form, row, 422, version=version_seen())
    try:
        change_own_scale(
            db(), actor(), clock(), board.id, scale_code, made,
            seen_version=version_seen(), known=known_scales(board), spelling=request.form.get("spelling") == "y",
        )  # fmt: skip
    except PartConflict as conflict:
        form.problems[""] = conflict.sentence
        return _form_page(board, form, row, 409, theirs=looked_at(row.content))
    except RuleBroken as refusal:
        return _form_page(board, form, row, 422, version=version_seen(), **asked(form, refusal))
    flash("The scale is saved. Sets that have it already keep it as it was.", "success")
    return redirect(url_for(".show_own_scale", board_code=board.key, scale_code=scale_code), 303)


@blueprint.post(f"{_AT}/<scale_code>/retire")
@allow(Permission.DRAFT_KEEP)
def retire_own_scale(board_code: str, scale_code: str) -> Response:
    """Offer a scale no longer."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = retire_scale(db(), actor(), clock(), board.id, scale_code)
    flash(f"{row.title} is retired. Sets that have it keep it.", "success")
    return redirect(url_for(".show_own_scale", board_code=board.key, scale_code=scale_code), 303)


@blueprint.post(f"{_AT}/<scale_code>/put-back")
@allow(Permission.DRAFT_KEEP)
def put_back_own_scale(board_code: str, scale_code: str) -> Response:
    """Offer a retired scale again."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = put_back_scale(db(), actor(), clock(), board.id, scale_code)
    flash(f"{row.title} is offered again.", "success")
    return redirect(url_for(".show_own_scale", board_code=board.key, scale_code=scale_code), 303)


@blueprint.post(f"{_AT}/<scale_code>/delete")
@allow(Permission.DRAFT_KEEP)
def delete_own_scale(board_code: str, scale_code: str) -> Response:
    """Delete a scale that nobody uses."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = board_scale(db(), actor(), board.id, scale_code)
    title = row.title
    try:
        uses = [words for words, _href in uses_by_code(board).get(scale_code, ())]
        delete_scale(db(), actor(), clock(), board.id, scale_code, uses)
    except RuleBroken as refusal:
        return _one_page(board, scale_code, refusal.sentence, 422)
    flash(f"{title} is deleted.", "success")
    return redirect(url_for(".list_scales", board_code=board.key), 303)


def uses_by_code(board: Place) -> dict[str, list[tuple[str, str]]]:
    """Where each scale is used, by its code: words and an address, which may be empty."""
    found: dict[str, list[tuple[str, str]]] = {}
    rounds = rounds_by_edition(db(), actor(), board.id)
    for each in edition_scales(db(), actor(), board.id):
        uses = found.setdefault(str(each.scale["scale"]), [])
        uses.append(
            (
                each.words,
                url_for("questionnaires.show_edition", board_code=board.key, edition_id=each.edition_id),
            )
        )
        uses += [
            (f"Round {title}", url_for("rounds.show_round", round_code=code))
            for code, title in rounds.get(each.edition_id, ())
        ]
    for id, title, code in drafts_with_scales(db(), actor(), board.id):
        found.setdefault(code, []).append(
            (f"Draft of {title}", url_for(".show_draft", board_code=board.key, draft_id=id))
        )
    return found


def _one_page(board: Place, code: str, trouble: str = "", status: int = 200) -> Response:
    row, data = _found(board, code)
    shown = render_template(
        "drafts/one_scale.html",
        board=board,
        row=row,
        scale=scale_from_data(data),
        uses=uses_by_code(board).get(code, []),
        may_change=board.id in actor().boards(Permission.DRAFT_KEEP),
        trouble=trouble,
    )
    return make_response(shown, status)


def _found(board: Place, code: str) -> tuple[BoardScale | None, Mapping[str, Any]]:
    for row in board_scales(db(), actor(), board.id, retired=True):
        if row.code == code:
            return row, row.content
    for each in shipped_scales():
        if each.scale.code == code:
            return None, each.data
    raise NotVisible


def _form_page(
    board: Place, form: ScaleForm, row: BoardScale | None, status: int = 200, **more: Any
) -> Response:
    values = {"version": row.version if row else 0, "theirs": None, **form_values(form), **more}
    return make_response(render_template("drafts/own_scale.html", board=board, row=row, **values), status)
