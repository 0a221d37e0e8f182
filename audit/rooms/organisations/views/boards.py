"""The pages of a board's settings, and of all boards for those who keep the site."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import (
    AdministratorForm,
    BoardForm,
    BoardSettingsForm,
    settings_in_form,
)
from audit.rooms.organisations.presenters import differences
from audit.rooms.organisations.queries import board_for_site, boards_of_site
from audit.rooms.organisations.views.blueprint import blueprint, board_here, send_invitation, version_in
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.route("/boards/<board_code>/settings", methods=["GET", "POST"])
@allow(Permission.BOARD_KEEP)
def change_settings(board_code: str) -> Answer:
    """A board's name, colour and contact."""
    board = board_here(board_code, Permission.BOARD_KEEP)
    form = BoardSettingsForm(data=settings_in_form(board))
    conflict, status = None, 200
    if form.validate_on_submit():
        try:
            operations.change_board(
                db(),
                actor(),
                clock(),
                board_code,
                form.settings(),
                seen_version=version_in(form.version.data),
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            conflict, status = differences(form, settings_in_form(board)), 409
            form.version.data = str(board.version)
        else:
            flash("Saved.", "success")
            return redirect(url_for(".change_settings", board_code=board_code), 303)
    page = render_template("organisations/settings.html", board=board, form=form, conflict=conflict)
    return page, 422 if form.errors else status


@blueprint.get("/site/boards")
@allow(Permission.SITE_KEEP)
def list_boards() -> str:
    """Every board."""
    stand_in("site", 0)
    return render_template("organisations/boards.html", boards=boards_of_site(db(), actor()))


@blueprint.route("/site/boards/add", methods=["GET", "POST"])
@allow(Permission.SITE_KEEP)
def add_board() -> Answer:
    """Add a board."""
    stand_in("site", 0)
    form = BoardForm()
    if form.validate_on_submit():
        try:
            board = operations.add_board(db(), actor(), clock(), form.code.data or "", form.settings())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. {board.name} has no administrator yet. Invite the first one.", "success")
            return redirect(url_for(".invite_administrator", board_code=board.code), 303)
    return render_template("organisations/add-board.html", form=form), 422 if form.errors else 200


@blueprint.route("/site/boards/<board_code>/invite", methods=["GET", "POST"])
@allow(Permission.SITE_KEEP)
def invite_administrator(board_code: str) -> Answer:
    """Invite an administrator of a board."""
    stand_in("site", 0)
    board = board_for_site(db(), actor(), board_code)
    form = AdministratorForm()
    if form.validate_on_submit() and send_invitation(form, Role.BOARD_ADMINISTRATOR, board_id=board.id):
        return redirect(url_for(".list_boards"), 303)
    page = render_template("organisations/invite-administrator.html", form=form, board=board)
    return page, 422 if form.errors else 200
