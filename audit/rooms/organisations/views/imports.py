"""Bringing schools in from a file of the national register: choose the file, look at what it would do, confirm."""

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import Refusal, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.register_diff import RegisterPreview
from audit.infra.uploads import forget_upload, keep_upload, kept_upload
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import ConfirmImportForm, ImportForm
from audit.rooms.organisations.presenters import changed_fields, left_out_groups, preview_lines
from audit.rooms.organisations.queries import authorities_in_area
from audit.rooms.organisations.views.blueprint import blueprint, board_here
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db, let_go

Answer = str | Response | tuple[str, int]


@blueprint.route("/boards/<board_code>/organisations/import", methods=["GET", "POST"])
@allow(Permission.REGISTER_KEEP)
def import_register(board_code: str) -> Answer:
    """Choose a file of the register and an authority."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    known = authorities_in_area(db(), actor(), board.id)
    form = ImportForm(data={"authority": f"{known[0]:03}" if known else ""})
    if form.validate_on_submit():
        authority = _authority(form.authority.data or "")
        if authority is None:
            form.refuse(RuleBroken("The local authority code is three digits, for example 860", "authority"))
        else:
            let_go()
            key = keep_upload(_folder(), board_code, form.file.data.stream, clock()())
            try:
                _run(board_code, key, authority, dry_run=True)
            except Refusal as refusal:
                forget_upload(_folder(), board_code, key)
                at = refusal.field if isinstance(refusal, RuleBroken) else None
                form.refuse(RuleBroken(refusal.sentence, at or "file"))
            else:
                return redirect(
                    url_for(".preview_import", board_code=board_code, key=key, authority=authority), 303
                )
    page = render_template("organisations/import.html", board=board, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/boards/<board_code>/organisations/import/<key>", methods=["GET", "POST"])
@allow(Permission.REGISTER_KEEP)
def preview_import(board_code: str, key: str) -> Answer:
    """Look at what the file would do; then do it."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    authority = _authority(request.values.get("authority", ""))
    if authority is None or kept_upload(_folder(), board_code, key) is None:
        flash("That file is no longer here. Nothing was changed. Choose it again.")
        return redirect(url_for(".import_register", board_code=board_code), 303)
    form = ConfirmImportForm()
    if form.validate_on_submit():
        done = _run(board_code, key, authority, take_out=form.take_out.data == "take-out")
        forget_upload(_folder(), board_code, key)
        flash(
            f"Saved. {len(done.added):,} {'school' if len(done.added) == 1 else 'schools'} added and "
            f"{len(done.changed):,} changed.",
            "success",
        )
        return redirect(url_for(".list_organisations", board_code=board_code), 303)
    preview = _run(board_code, key, authority, dry_run=True)
    page = render_template(
        "organisations/preview.html",
        board=board,
        form=form,
        authority=f"{authority:03}",
        preview=preview,
        lines=preview_lines(preview),
        fields=changed_fields(preview),
        groups=left_out_groups(preview),
    )
    return page, 422 if form.errors else 200


def _run(
    board_code: str, key: str, authority: int, *, dry_run: bool = False, take_out: bool = False
) -> RegisterPreview:
    path = kept_upload(_folder(), board_code, key)
    if path is None:
        raise RuleBroken("That file is no longer here. Nothing was changed. Choose it again.")
    return operations.import_register(
        db(), actor(), clock(), board_code, path, authority, dry_run=dry_run, take_out_closed=take_out
    )


def _authority(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 999 else None


def _folder() -> Path:
    return Path(current_app.config["AUDIT_SETTINGS"].evidence_dir) / "uploads"
