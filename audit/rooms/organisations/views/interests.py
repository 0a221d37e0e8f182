"""Declaring interests, the board's list of them, and the organisations that a board keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import InterestForm, LinkForm
from audit.rooms.organisations.queries import all_in_area
from audit.rooms.organisations.queries.ties import (
    declarable,
    interests_of_board,
    links_of_board,
    own_interests,
)
from audit.rooms.organisations.views.blueprint import ID, blueprint, board_here
from audit.web.gathering import ended_by_interest
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    pass

Answer = str | Response | tuple[str, int]


@blueprint.route("/interests", methods=["GET", "POST"])
@allow(Permission.INTEREST_DECLARE)
def list_interests() -> Answer:
    """What this person has declared, and declaring more."""
    choices = declarable(db(), actor())
    form = InterestForm().offer(choices)
    touched: list[str] = []
    if form.validate_on_submit():
        chosen = next((one for one in choices if one.key == form.organisation.data), None)
        board_id, organisation_id = (chosen.board_id, chosen.organisation_id) if chosen else (0, 0)
        touched = ended_by_interest(board_id, organisation_id)
        if not touched or form.confirmed.data == form.organisation.data:
            try:
                if chosen is None:
                    raise RuleBroken("Choose an organisation", "organisation")
                operations.declare_interest(
                    db(), actor(), clock(), board_id, organisation_id, form.why.data or "", touched=touched,
                    public_url=current_app.config["AUDIT_SETTINGS"].public_url,
                )  # fmt: skip
            except RuleBroken as broken:
                form.refuse(broken)
                touched = []
            else:
                flash(f"Declared: your interest in {chosen.organisation}.", "success")
                return redirect(url_for(".list_interests"), 303)
        form.confirmed.data = form.organisation.data
    page = render_template(
        "organisations/interests.html",
        form=form,
        touched=touched,
        interests=own_interests(db(), actor()),
        boards={one.board for one in choices},
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"/interests/<{ID}:interest_id>/end")
@allow(Permission.INTEREST_DECLARE)
def end_interest(interest_id: int) -> Response:
    """End an interest."""
    row = operations.end_interest(db(), actor(), clock(), interest_id)
    flash(f"Ended: your interest in {row.organisation.name}. Declare it again if it comes back.", "success")
    return redirect(url_for(".list_interests"), 303)


@blueprint.get("/boards/<board_code>/interests")
@allow(Permission.MODERATION_RUN)
def list_board_interests(board_code: str) -> str:
    """Every interest declared in a board."""
    board = board_here(board_code, Permission.MODERATION_RUN)
    return render_template(
        "organisations/board_interests.html",
        board=board,
        interests=interests_of_board(db(), actor(), board.id),
    )


@blueprint.route("/boards/<board_code>/links", methods=["GET", "POST"])
@allow(Permission.MODERATION_RUN)
def list_links(board_code: str) -> Answer:
    """The organisations that a board keeps apart, and adding a pair."""
    board = board_here(board_code, Permission.MODERATION_RUN)
    form = LinkForm().offer(all_in_area(db(), actor(), board.id))
    if form.validate_on_submit():
        try:
            operations.link_organisations(
                db(),
                actor(),
                clock(),
                board.id,
                int(form.one.data),
                int(form.other.data),
                form.why.data or "",
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Linked. Neither is given the other’s return.", "success")
            return redirect(url_for(".list_links", board_code=board_code), 303)
    page = render_template(
        "organisations/links.html", board=board, form=form, links=links_of_board(db(), actor(), board.id)
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"/boards/<board_code>/links/<{ID}:link_id>/remove")
@allow(Permission.MODERATION_RUN)
def remove_link(board_code: str, link_id: int) -> Response:
    """Take a link away."""
    board = board_here(board_code, Permission.MODERATION_RUN)
    operations.unlink_organisations(db(), actor(), clock(), board.id, link_id)
    flash("Taken away. The two may moderate each other’s returns again.", "success")
    return redirect(url_for(".list_links", board_code=board_code), 303)
