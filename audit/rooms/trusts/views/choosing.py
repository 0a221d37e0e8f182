"""Choosing the questions that a trust answers for all of its schools."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.inheriting import with_themes
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.trusts.operations import choose_questions
from audit.rooms.trusts.operations.answering import CLOSED
from audit.rooms.trusts.policy import ONLY_LEADS, require
from audit.rooms.trusts.presenters import standards_to_choose, themes_to_choose
from audit.rooms.trusts.queries import items_of
from audit.rooms.trusts.views.blueprint import PLACE, blueprint, round_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get(f"{PLACE}/<round_code>/questions")
@allow(Permission.RETURN_SEND)
def choose(organisation_id: int, round_code: str) -> str:
    """The questions of the round by standard and by theme, those chosen ticked."""
    return _page(organisation_id, round_code)


@blueprint.post(f"{PLACE}/<round_code>/questions")
@allow(Permission.RETURN_SEND)
def save_choice(organisation_id: int, round_code: str) -> Response:
    """Let the trust answer exactly what was ticked."""
    here = round_here(organisation_id, round_code)
    themes_of = {code: question.themes for code, question in here.questions.items()}
    chosen = with_themes(
        set(request.form.getlist("questions")), set(request.form.getlist("themes")), themes_of
    )
    form = Form()
    try:
        added, gone = choose_questions(db(), actor(), clock(), organisation_id, round_code, chosen)
    except RuleBroken as broken:  # pragma: no cover - what is not offered was left out above
        form.refuse(broken)
        return make_response(_page(organisation_id, round_code, form, chosen), 422)
    words = [f"{count} {verb}" for count, verb in ((added, "added"), (gone, "taken off")) if count]
    flash(f"Saved: {' and '.join(words)}." if words else "Saved. Nothing was changed.", "success")
    return redirect(url_for(".show_round", organisation_id=organisation_id, round_code=round_code), 303)


def _page(
    organisation_id: int, round_code: str, form: Form | None = None, ticked: set[str] | None = None
) -> str:
    here = round_here(organisation_id, round_code)
    require(actor(), Permission.RETURN_SEND, organisation_id, ONLY_LEADS)
    if here.round.state is not RoundState.OPEN:
        raise NotAllowed(CLOSED)
    items = items_of(db(), here)
    return render_template(
        "trusts/choose.html",
        here=here,
        form=form,
        standards=standards_to_choose(here),
        themes=themes_to_choose(here),
        ticked=set(items) if ticked is None else ticked,
        answered={code for code, item in items.items() if item.answer is not None},
    )
