"""Holding back an action's words or a note, for the administrators of its board."""

from typing import Any

from flask import current_app, flash, redirect, url_for

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.action_plans.forms import HoldBackForm
from audit.rooms.action_plans.operations import hold_back_words, show_words_again
from audit.rooms.action_plans.views.action import action_page
from audit.rooms.action_plans.views.blueprint import ID, action_here, blueprint, number_in
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_PLACE = f"/actions/<{ID}:action_id>/held-back"


@blueprint.post(_PLACE)
@allow(Permission.RETURN_QUARANTINE)
def hold_back(action_id: int) -> Any:
    """Hold back its words or one note."""
    view = action_here(action_id)
    form = HoldBackForm(prefix="hold-")
    kind, _, which = (form.what.data or "").partition(":")
    try:
        if kind not in ("words", "note"):
            raise RuleBroken("Choose what to hold back", "what")
        hold_back_words(
            db(),
            actor(),
            clock(),
            action_id,
            number_in(which) if kind == "note" else None,
            reason=form.reason.data or "",
            public_url=_public_url(),
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return action_page(view, form), 422
    flash("Held back. The leads of the organisation have been told by letter.", "success")
    return redirect(url_for(".show_action", action_id=action_id), 303)


@blueprint.post(f"{_PLACE}/<{ID}:hold_id>/show-again")
@allow(Permission.RETURN_QUARANTINE)
def show_held_again(action_id: int, hold_id: int) -> Any:
    """Show what was held back again."""
    action_here(action_id)
    try:
        show_words_again(db(), actor(), clock(), action_id, hold_id, public_url=_public_url())
    except NotVisible:
        raise
    except RuleBroken as broken:
        flash(broken.sentence)
    else:
        flash("It is shown again. The leads of the organisation have been told by letter.", "success")
    return redirect(url_for(".show_action", action_id=action_id), 303)


def _public_url() -> str:
    return str(current_app.config["AUDIT_SETTINGS"].public_url)
