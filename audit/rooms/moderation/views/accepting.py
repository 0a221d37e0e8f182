"""A moderator's list of what they were given: accepting it and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.moderation import (
    MODERATION_STATE_WORDS,
    WITH_MODERATOR,
    ModerationState,
)
from audit.domain.permissions import Permission
from audit.rooms.moderation.forms import GiveBackForm
from audit.rooms.moderation.operations import accepting
from audit.rooms.moderation.presenters.planning import COLOURS
from audit.rooms.moderation.queries.given import GivenReturn, given_one, given_to, touched_by
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.planning import Answer, public_url
from audit.web.guard import actor, allow
from audit.web.home import Waiting
from audit.web.places import has_page
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_WORK, _REPLIES = "moderation.show_moderation", "moderation.show_replies"
_BUTTONS = {
    ModerationState.OFFERED: "Accept or give back",
    ModerationState.ACCEPTED: "Start",
    ModerationState.IN_PROGRESS: "Go on",
    ModerationState.REPLIED: "Answer the reply",
}


@blueprint.get("/moderations")
@allow(Permission.MODERATION_DO)
def list_given() -> str:
    """What this moderator was given."""
    return render_template(
        "moderation/mine.html",
        given=given_to(db(), actor()),
        state_words=MODERATION_STATE_WORDS,
        colours=COLOURS,
        work_page=_work_page,
        with_moderator=WITH_MODERATOR,
        offered=ModerationState.OFFERED,
    )


@blueprint.post("/moderations/<int:moderation_id>/accept")
@allow(Permission.MODERATION_DO)
def accept_given(moderation_id: int) -> Response:
    """Accept a return to moderate."""
    row = accepting.accept(db(), actor(), clock(), moderation_id)
    flash(f"Accepted. The return of {row.moderated.organisation.name} is yours to moderate.", "success")
    return redirect(url_for(".list_given"), 303)


@blueprint.route("/moderations/<int:moderation_id>/give-back", methods=["GET", "POST"])
@allow(Permission.MODERATION_DO)
def give_back(moderation_id: int) -> Answer:
    """Decline a return, or give one back that was begun."""
    given = given_one(db(), actor(), moderation_id)
    form = GiveBackForm()
    if form.validate_on_submit():
        try:
            accepting.hand_back(
                db(), actor(), clock(), moderation_id, form.reason.data or "", public_url=public_url()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Given back. The board has been told about {given.organisation.name}.", "success")
            return redirect(url_for(".list_given"), 303)
    page = render_template("moderation/give_back.html", given=given, form=form)
    return page, 422 if form.errors else 200


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """What a moderator has to do, for the home page."""
    if not actor.may(Permission.MODERATION_DO):
        return []
    return [_waiting(given) for given in given_to(session, actor) if given.row.state in WITH_MODERATOR]


def touched(session: Session, actor: Actor, board_id: int, organisation_id: int) -> Sequence[str]:
    """What a declared interest in an organisation takes from a moderator."""
    return [
        f"The return of {row.moderated.organisation.name} in {row.plan.round.title}, which "
        f"{row.moderator_name} was given to moderate ({MODERATION_STATE_WORDS[row.state].lower()}). It is hidden at "
        "once, what was noted is kept, and the board gives it to somebody else."
        for row in touched_by(session, actor, board_id, organisation_id)
        if row.state is not ModerationState.AGREED
    ]


def _waiting(given: GivenReturn) -> Waiting:
    row = given.row
    page = None if given.tie else _work_page(given)
    detail = f"{given.round.title}, {given.round.board.name}: {MODERATION_STATE_WORDS[row.state].lower()}"
    return Waiting(
        f"Moderate: {given.organisation.name}",
        f"{given.tie} Please give it back." if given.tie else detail,
        page or url_for("moderation.list_given"),
        "Give it back" if given.tie else _BUTTONS[row.state],
        row.plan.moderate_by,
    )


def _work_page(given: GivenReturn) -> str | None:
    """Where a return is moderated, once it was accepted."""
    page = _REPLIES if given.row.state is ModerationState.REPLIED else _WORK
    if given.tie or given.row.state is ModerationState.OFFERED or not has_page(page):
        return None
    return url_for(page, moderation_id=given.row.id)
