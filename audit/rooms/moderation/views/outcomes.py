"""Written outcomes: which returns wait for one, writing it, checking it and sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actions import default_due_on
from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.models import Action
from audit.rooms.moderation.models import Outcome
from audit.rooms.moderation.operations.outcome_content import below_minimum, grades_content, outcome_content
from audit.rooms.moderation.operations.outcomes import (
    BEING_MODERATED,
    OPEN_AGAIN,
    OWN,
    OutcomeWords,
    lacking,
    save_outcome,
    send_outcome,
)
from audit.rooms.moderation.presenters import outcomes as present
from audit.rooms.moderation.queries.outcome_lists import outcomes_owed, round_outcomes
from audit.rooms.moderation.queries.outcomes import OutcomeView, outcome_to_write
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.outcome_forms import OutcomeForm, SendForm
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.web.forms import tidy
from audit.web.guard import actor, allow
from audit.web.home import Waiting
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SOON = timedelta(days=21)
"""How long before its day an outcome is something that waits for the board."""
_TEXTS = ("strength_1", "strength_2", "next_steps", "actions_expected")
_LABELS = {
    "strength_1": "First strength",
    "strength_2": "Second strength",
    "next_steps": "Next steps",
    "actions_expected": "Actions expected",
}


@blueprint.get("/rounds/<round_code>/outcomes")
@allow(Permission.OUTCOME_WRITE)
def list_outcomes(round_code: str) -> str:
    """The submitted returns of a round, and which of them have their outcome."""
    day = today(clock())
    found = round_outcomes(db(), actor(), round_code, day)
    stand_in("board", found.round.board_id)
    state, sort = request.args.get("state", ""), request.args.get("sort", "")
    state, sort = state if state in present.STATES else "", sort if sort in present.SORTS else "due"
    words = str(tidy(request.args.get("words", "")))[:100]
    page = request.args.get("page", "1")
    return render_template(
        "moderation/outcomes.html",
        row=found.round,
        counts=found.counts,
        listing=present.listing(found.lines, state, sort, _number(page) or 1, day, words),
        state=state,
        states=present.STATES,
        sort=sort,
        sorts=present.SORTS,
        words=words,
        day=day,
        clock_words=present.clock_words,
        moderation_words=present.moderation_words,
    )


@dataclass(frozen=True)
class AskLine:
    """One answer below the minimum, for the list of actions to ask for."""

    code: str
    text: str
    grade: Any
    due: date
    what: str
    is_asked: bool
    actions: Sequence[Action]


@blueprint.route("/returns/<reference>/outcome/write", methods=["GET", "POST"])
@allow(Permission.OUTCOME_WRITE)
def write_outcome(reference: str) -> Response:
    """The draft of an outcome."""
    view = outcome_to_write(db(), actor(), reference)
    stand_in("board", view.row.round.board_id)
    outcome = view.outcome
    if outcome is not None and outcome.sent_at is not None:
        return redirect(url_for(".show_outcome", reference=reference), 303)
    if request.method == "GET":
        return make_response(
            _write_page(view, _form_of(view), {each["code"]: each["what"] for each in _asked(outcome)})
        )
    form = OutcomeForm()
    typed = {
        code: str(tidy(request.form.get(f"what-{code}", "")))
        for code in request.form.getlist("ask")
        if len(code) <= 40
    }
    conflict: list[dict[str, str]] | None = None
    if form.validate_on_submit():
        words = OutcomeWords(
            strength_1=form.strength_1.data or "",
            strength_2=form.strength_2.data or "",
            next_steps=form.next_steps.data or "",
            actions_expected=form.actions_expected.data or "",
            asked=tuple(typed.items()),
            asked_by=form.asked_by.data,
        )
        try:
            save_outcome(db(), actor(), clock(), reference, words, seen_version=_number(form.version.data))
        except RuleBroken as refusal:
            form.refuse(refusal)
        except Stale:
            view = outcome_to_write(db(), actor(), reference)
            conflict = _differences(view.outcome, form)
            form.version.data = str(view.outcome.version if view.outcome else 0)
        else:
            if request.form.get("action") == "preview":
                return redirect(url_for(".preview_outcome", reference=reference), 303)
            flash("Saved as a draft. The organisation does not see it yet.", "success")
            return redirect(url_for(".write_outcome", reference=reference), 303)
    return make_response(_write_page(view, form, typed, conflict), 409 if conflict is not None else 422)


def _form_of(view: OutcomeView) -> OutcomeForm:
    outcome = view.outcome
    if outcome is not None:
        return OutcomeForm(
            data={"version": str(outcome.version), **{name: getattr(outcome, name) for name in _TEXTS}}
        )
    strengths, steps = present.suggestions(view)
    return OutcomeForm(
        data={
            "version": "0",
            "strength_1": strengths[0].text if strengths else "",
            "strength_2": strengths[1].text if len(strengths) > 1 else "",
            "next_steps": "\n".join(each.text for each in steps),
        }
    )


def _write_page(
    view: OutcomeView,
    form: OutcomeForm,
    asked: Mapping[str, str],
    conflict: list[dict[str, str]] | None = None,
) -> str:
    scale = questionnaire_by(db(), view.row.round.edition).scale
    strengths, steps = present.suggestions(view)
    day = today(clock())
    grades = present.grade_standards(grades_content(view), scale)
    lines = [line for standard in grades for line in standard.lines]
    due = {each["code"]: date.fromisoformat(each["due_on"]) for each in _asked(view.outcome)}
    return render_template(
        "moderation/outcome_write.html",
        view=view,
        row=view.row,
        form=form,
        conflict=conflict,
        day=day,
        scale=scale,
        standards=grades,
        graded=len(lines),
        moved=sum(line.moved for line in lines),
        strengths=strengths,
        steps=steps,
        asks=[
            AskLine(
                code,
                line["text"],
                scale.grade(key),
                due.get(code) or default_due_on(scale.grade(key), day),
                asked.get(code) or _to_ask(view, code, line["text"]),
                code in asked,
                view.actions.get(code, ()),
            )
            for code, (key, line) in below_minimum(view).items()
        ],
        why_not=_why_not(view),
        moderation=present.state_words(view),
    )


def _to_ask(view: OutcomeView, code: str, text: str) -> str:
    judgement = view.judgements.get(code)
    if judgement is not None and judgement.improvement.strip():
        return judgement.improvement.strip()
    return f"Meet the minimum for “{text}”"


def _why_not(view: OutcomeView) -> str:
    """Why the outcome cannot be sent now, whatever is written."""
    if view.is_own_of(actor()):
        return OWN
    if not view.is_submitted:
        return OPEN_AGAIN
    return BEING_MODERATED if view.is_being_moderated else ""


def _differences(theirs: Outcome | None, form: OutcomeForm) -> list[dict[str, str]]:
    pairs = [(label, getattr(theirs, name, ""), form[name].data or "") for name, label in _LABELS.items()]
    return [{"label": label, "saved": saved, "typed": mine} for label, saved, mine in pairs if saved != mine]


@blueprint.get("/returns/<reference>/outcome/preview")
@allow(Permission.OUTCOME_WRITE)
def preview_outcome(reference: str) -> str | Response:
    """The draft as the organisation will read it, and the button that sends it."""
    view = outcome_to_write(db(), actor(), reference)
    stand_in("board", view.row.round.board_id)
    outcome = view.outcome
    if outcome is None or outcome.sent_at is not None:
        return redirect(url_for(".show_outcome" if outcome else ".write_outcome", reference=reference), 303)
    return _preview(view, outcome, SendForm(data={"version": str(outcome.version)}))


@blueprint.post("/returns/<reference>/outcome/preview")
@allow(Permission.OUTCOME_WRITE)
def send(reference: str) -> Response:
    """Send the outcome."""
    form = SendForm()
    try:
        send_outcome(
            db(),
            actor(),
            clock(),
            reference,
            seen_version=_number(form.version.data),
            public_url=str(current_app.config["AUDIT_SETTINGS"].public_url),
        )
    except (RuleBroken, Stale) as refusal:
        view = outcome_to_write(db(), actor(), reference)
        stand_in("board", view.row.round.board_id)
        if view.outcome is None or view.outcome.sent_at is not None:
            flash(refusal.sentence)
            return redirect(url_for(".write_outcome", reference=reference), 303)
        form.form_errors = [refusal.sentence]
        form.version.data = str(view.outcome.version)
        return make_response(_preview(view, view.outcome, form), 409 if isinstance(refusal, Stale) else 422)
    flash("The outcome is sent. The leads and approvers of the organisation have a letter.", "success")
    return redirect(url_for(".show_outcome", reference=reference), 303)


def _preview(view: OutcomeView, outcome: Outcome, form: SendForm) -> str:
    content = outcome_content(view, outcome, sent_at=clock()(), sent_by=actor().name)
    texts = [getattr(outcome, name) for name in _TEXTS] + [each["what"] for each in _asked(outcome)]
    return render_template(
        "moderation/outcome_preview.html",
        row=view.row,
        page=present.read_outcome(content),
        form=form,
        grade_words=present.grade_words,
        missing=lacking(outcome),
        why_not=_why_not(view),
        warnings=present.child_warnings(*texts),
    )


def waiting(session: Session, actor: Actor, day: date) -> Sequence[Waiting]:
    """Outcomes that are due soon or overdue, a line a round."""
    return [
        Waiting(
            title=f"Write outcomes: {owed.title}",
            detail=f"{owed.waiting:,} {'return has' if owed.waiting == 1 else 'returns have'} no written outcome yet"
            + (f", {owed.overdue:,} overdue." if owed.overdue else "."),
            href=url_for("moderation.list_outcomes", round_code=owed.code, state="waiting"),
            button="See which",
            due=owed.first_due,
        )
        for owed in outcomes_owed(session, actor, day)
        if owed.first_due <= day + SOON
    ]


def _asked(outcome: Outcome | None) -> list[dict[str, str]]:
    return list(outcome.asked) if outcome is not None else []


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
