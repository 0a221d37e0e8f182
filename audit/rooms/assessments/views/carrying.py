"""Bringing last time's answers forward: the page that offers them, and saying that they are still true."""

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for

from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.assessments.operations import BroughtForward, carry_forward
from audit.rooms.assessments.presenters.carrying import carry_item, carry_page
from audit.rooms.assessments.queries import AgreedBefore, ReturnView, compared_with_earlier, offer_of
from audit.rooms.assessments.views.blueprint import blueprint, may_answer, open_return
from audit.rooms.assessments.views.reviewing import AGREED
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get("/returns/<reference>/earlier")
@allow(Permission.RETURN_VIEW)
def show_earlier(reference: str) -> str:
    """Last time's answers: what can be brought forward, what has changed, what is new."""
    return _page(open_return(reference))


@blueprint.post("/returns/<reference>/earlier")
@allow(Permission.RETURN_ANSWER)
def bring_forward(reference: str) -> Any:
    """Save the earlier answers to one question, or to those of a standard that were on the page, as still true."""
    view = open_return(reference)
    one = request.form.get("question")
    codes = [one] if one else request.form.getlist("shown")
    seen = request.form.get("copy", "")
    copy = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    try:
        if not codes:
            raise RuleBroken("Choose an answer that is still true", "question")
        done = carry_forward(
            db(), actor(), clock(), reference, codes, seen_copy=copy, agreed_before=_agreed_before()
        )
    except (Stale, RuleBroken, NotAllowed) as refusal:
        status = 409 if isinstance(refusal, Stale) else 422 if isinstance(refusal, RuleBroken) else 403
        return make_response(_page(view, refusal.sentence), status)
    _tell(done)
    if request.form.get("from") == "question":
        return redirect(url_for(".show_question", reference=reference, code=codes[0]), 303)
    return redirect(url_for(".show_earlier", reference=reference), 303)


def earlier_notice(view: ReturnView) -> dict[str, Any] | None:
    """What the task list says of last time's answers; nothing once everything is answered."""
    found = compared_with_earlier(db(), view) if may_answer(view) else None
    if found is None or not found.open:
        return None
    return {"round_title": found.source.round_title, "ready": found.ready, "open": len(found.open)}


def earlier_beside(view: ReturnView, code: str) -> dict[str, Any] | None:
    """The earlier answer to a question that nobody has answered yet; nothing where there is none."""
    if not may_answer(view) or not view.content(code).is_empty:
        return None
    offer = offer_of(db(), actor(), view, _agreed_before(), [code])
    found = offer.answers.get(code) if offer is not None else None
    if offer is None or found is None:
        return None
    return {"source": offer.source, "item": carry_item(view, offer, found, today(clock()))}


def _agreed_before() -> AgreedBefore | None:
    provide: AgreedBefore | None = current_app.extensions.get(AGREED)
    return provide


def _page(view: ReturnView, problem: str = "") -> str:
    offer = offer_of(db(), actor(), view, _agreed_before())
    return render_template(
        "assessments/carry.html",
        view=view,
        page=None if offer is None else carry_page(view, offer, today(clock())),
        answering=may_answer(view),
        problem=problem,
    )


def _tell(done: BroughtForward) -> None:
    """Say what was brought forward, and what was left alone and why."""
    if done.saved:
        count = "1 answer was" if len(done.saved) == 1 else f"{len(done.saved)} answers were"
        flash(f"{count} brought forward. You can still change every answer.", "success")
    if done.answered_meanwhile:
        flash(
            f"Already answered: {_listed(done.answered_meanwhile)}. Nothing was overwritten.",
            "information",
        )
    if done.to_answer:
        flash(f"Still to be answered afresh: {_listed(done.to_answer)}.", "information")


def _listed(codes: tuple[str, ...]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"
