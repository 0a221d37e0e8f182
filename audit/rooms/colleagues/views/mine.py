"""My questions across returns, and handing a colleague's work over."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.together import count_words
from audit.infra.clock import today
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.forms import HandOverForm, number_in
from audit.rooms.colleagues.policy import require_hand_over
from audit.rooms.colleagues.queries import Held, assignable, held_by, my_questions, open_mentions
from audit.rooms.colleagues.views.blueprint import ID, blueprint
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/my-questions")
@allow(Permission.RETURN_VIEW)
def list_mine() -> str:
    """Everything that colleagues gave this person, and the discussions that name them."""
    mine = my_questions(db(), actor())
    return render_template(
        "colleagues/mine.html",
        to_do=[each for each in mine if not each.is_done],
        done=[each for each in mine if each.is_done],
        mentions=open_mentions(db(), actor()),
        today=today(clock()),
    )


@blueprint.route(
    f"/organisations/<{ID}:organisation_id>/people/<{ID}:colleague_id>/hand-over", methods=["GET", "POST"]
)
@allow(Permission.HAND_OVER)
def hand_over(organisation_id: int, colleague_id: int) -> Any:
    """Give all of a colleague's questions and actions to another."""
    require_hand_over(actor(), organisation_id)
    held = held_by(db(), actor(), organisation_id, colleague_id)
    people = assignable(db(), actor(), organisation_id)
    if held is None or not (held.is_something or colleague_id in dict(people)):
        raise NotVisible
    stand_in("organisation", organisation_id)
    form = HandOverForm()
    form.person.choices = [
        ("", "Choose a colleague"),
        *((str(id), name) for id, name in people if id != colleague_id),
    ]
    page = {
        "form": form,
        "held": held,
        "what": say_held(held),
        "others": len(people) > (colleague_id in dict(people)),
    }
    if not form.is_submitted():
        return render_template("colleagues/hand_over.html", **page)
    if not form.validate():
        return render_template("colleagues/hand_over.html", **page), 422
    to_id = number_in(form.person.data)
    try:
        operations.hand_over(db(), actor(), clock(), organisation_id, colleague_id, to_id)
    except RuleBroken as broken:
        form.refuse(broken)
        return render_template("colleagues/hand_over.html", **page), 422
    flash(f"Saved. {dict(people)[to_id]} has what {held.name} had: {say_held(held)}.", "success")
    return redirect(url_for("organisations.list_colleagues", organisation_id=organisation_id), 303)


def say_held(held: Held) -> str:
    """``3 questions or standards and 1 action``."""
    parts = []
    if held.assignments:
        parts.append(count_words(held.assignments, "question or standard", "questions or standards"))
    if held.actions:
        parts.append(count_words(held.actions, "action"))
    return " and ".join(parts) or "nothing"
