"""The page of one action: everything about it, and what is done to it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from audit.domain.actions import ActionVerb, open_action_verbs
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.file_names import say_kinds, say_size
from audit.rooms.action_plans import operations
from audit.rooms.action_plans.forms import (
    DropForm,
    FinishForm,
    HoldBackForm,
    NoteForm,
    SendBackForm,
    TakeBackForm,
    VerifyForm,
)
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.policy import keeps, oversees, reads
from audit.rooms.action_plans.presenters import child_warnings, history_heading, priority_tag, state_tags
from audit.rooms.action_plans.queries import ActionView, past_holds
from audit.rooms.action_plans.views.blueprint import ID, action_here, blueprint, number_in
from audit.rooms.evidence.queries import opened_by_board
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.places import has_page
from audit.web.transactions import clock, db

FORMS: Mapping[ActionVerb, type[Form]] = {
    ActionVerb.NOTE: NoteForm,
    ActionVerb.FINISH: FinishForm,
    ActionVerb.DROP: DropForm,
    ActionVerb.TAKE_BACK: TakeBackForm,
    ActionVerb.VERIFY: VerifyForm,
    ActionVerb.SEND_BACK: SendBackForm,
}


@blueprint.get(f"/actions/<{ID}:action_id>")
@allow(Permission.ACTION_VIEW)
def show_action(action_id: int) -> str:
    """One action, with its history."""
    return action_page(action_here(action_id))


@blueprint.post(f"/actions/<{ID}:action_id>/notes")
@allow(Permission.ACTION_KEEP)
def add_note(action_id: int) -> Any:
    """Write a note of progress."""
    form = _form(ActionVerb.NOTE)
    return _do(
        action_id,
        form,
        lambda: operations.note_progress(db(), actor(), clock(), action_id, form.note.data or ""),
        "Saved. Your note is in the history.",
    )


@blueprint.post(f"/actions/<{ID}:action_id>/finish")
@allow(Permission.ACTION_KEEP)
def finish(action_id: int) -> Any:
    """Mark it as done."""
    form = _form(ActionVerb.FINISH)
    return _do(
        action_id,
        form,
        lambda: operations.finish_action(
            db(), actor(), clock(), action_id, impact=form.impact.data or "", text=form.note.data or ""
        ),
        "Marked as done. The board will look at it.",
    )


@blueprint.post(f"/actions/<{ID}:action_id>/drop")
@allow(Permission.ACTION_KEEP)
def drop(action_id: int) -> Any:
    """Mark it as no longer needed."""
    form = _form(ActionVerb.DROP)
    return _do(
        action_id,
        form,
        lambda: operations.drop_action(db(), actor(), clock(), action_id, form.reason.data or ""),
        "Marked as no longer needed.",
    )


@blueprint.post(f"/actions/<{ID}:action_id>/take-back")
@allow(Permission.ACTION_KEEP)
def take_back(action_id: int) -> Any:
    """Take it back into work."""
    form = _form(ActionVerb.TAKE_BACK)
    return _do(
        action_id,
        form,
        lambda: operations.take_back_action(db(), actor(), clock(), action_id, form.note.data or ""),
        "Taken back. The action is in progress again.",
    )


@blueprint.post(f"/actions/<{ID}:action_id>/verify")
@allow(Permission.PLANS_OVERSEE)
def verify(action_id: int) -> Any:
    """The board has seen that it is done."""
    form = _form(ActionVerb.VERIFY)
    return _do(
        action_id,
        form,
        lambda: operations.verify_action(
            db(),
            actor(),
            clock(),
            action_id,
            form.note.data or "",
            seen_version=number_in(form.version.data),
        ),
        "Verified. The action is closed.",
    )


@blueprint.post(f"/actions/<{ID}:action_id>/send-back")
@allow(Permission.PLANS_OVERSEE)
def send_back(action_id: int) -> Any:
    """The board gives it back with a reason."""
    form = _form(ActionVerb.SEND_BACK)
    return _do(
        action_id,
        form,
        lambda: operations.send_back_action(
            db(),
            actor(),
            clock(),
            action_id,
            form.reason.data or "",
            seen_version=number_in(form.version.data),
            public_url=current_app.config["AUDIT_SETTINGS"].public_url,
        ),
        "Sent back. A letter to the owner and the leads is on its way.",
    )


def action_page(view: ActionView, failed: Form | None = None, **more: Any) -> str:
    """The page; ``failed`` is the form that could not be taken, with what was typed and why."""
    action = view.action
    day = today(clock())
    is_keeper, is_overseer = keeps(actor(), action.organisation_id), oversees(actor(), action.board_id)
    is_own = reads(actor(), action.organisation_id)
    verbs = open_action_verbs(action.state)
    forms = {
        verb.value: _blank(verb, action)
        for verb in verbs
        if _may(verb, is_keeper, is_overseer and not is_own)
    }
    if failed is not None:
        forms.update({verb.value: failed for verb, kind in FORMS.items() if isinstance(failed, kind)})
    settings = current_app.config["AUDIT_SETTINGS"]
    ids = [link.evidence_id for link in view.evidence]
    return render_template(
        "action_plans/action.html",
        view=view,
        action=action,
        forms=forms,
        form=failed,
        tags=state_tags(action, day),
        priority=priority_tag(action),
        heading_of=history_heading,
        warnings=child_warnings(view),
        today=day,
        is_own=is_own,
        may_change=_may_change(view, is_keeper, is_overseer),
        may_attach=is_keeper and action.state.value != "verified",
        opened=opened_by_board(db(), actor(), action.organisation_id, ids) if is_own else {},
        removed=request.args.get("removed", 0, int) if request.method == "GET" else 0,
        question=_question_of(action, is_own),
        **_holding(view, failed, may_hold=action.board_id in actor().boards(Permission.RETURN_QUARANTINE)),
        kinds=say_kinds(settings.evidence_types),
        largest=say_size(settings.evidence_max_bytes),
        most=settings.evidence_max_files,
        **more,
    )


def _holding(view: ActionView, failed: Form | None, *, may_hold: bool) -> dict[str, Any]:
    """What is held back of an action, and for administrators of its board the form that holds back."""
    holds = past_holds(db(), view.action)
    live = {hold.note_id for hold in holds if hold.lifted_at is None}
    form = failed if isinstance(failed, HoldBackForm) else HoldBackForm(formdata=None, prefix="hold-")
    if isinstance(form, HoldBackForm):
        form.offer(
            None not in live,
            [(note.id, f"The note of {say_date(note.at)} by {note.by_name}")
             for note in view.notes if note.text and note.id not in live],
        )  # fmt: skip
    return {"holds": holds, "may_hold": may_hold, "hold_form": form}


def _do(action_id: int, form: Any, work: Callable[[], Action], said: str) -> Any:
    view = action_here(action_id)
    if not form.validate():
        return action_page(view, form), 422
    try:
        work()
    except RuleBroken as broken:
        form.refuse(broken)
        return action_page(view, form), 422
    except Stale as stale:
        form.version.raw_data, form.version.data = None, str(view.action.version)
        form.form_errors = [*form.form_errors, stale.sentence]
        return action_page(view, form), 409
    flash(said, "success")
    return redirect(url_for(".show_action", action_id=action_id), 303)


def _form(verb: ActionVerb) -> Any:
    return FORMS[verb](prefix=f"{verb.value}-")


def _blank(verb: ActionVerb, action: Action) -> Any:
    """The form of a verb as it is first shown, without what came with this request."""
    form = FORMS[verb](formdata=None, prefix=f"{verb.value}-")
    if "version" in form:
        form["version"].data = str(action.version)
    if verb is ActionVerb.FINISH:
        form["impact"].data = action.impact
    return form


def _may(verb: ActionVerb, is_keeper: bool, judges: bool) -> bool:
    return judges if verb in (ActionVerb.VERIFY, ActionVerb.SEND_BACK) else is_keeper


def _may_change(view: ActionView, is_keeper: bool, is_overseer: bool) -> bool:
    outstanding = view.action.state.value in ("open", "in-progress")
    return outstanding and (is_keeper or (is_overseer and view.added_on_behalf == "board"))


def _question_of(action: Action, is_own: bool) -> str:
    """The address of the answer that an action is about, for those who can open it."""
    endpoint = "assessments.show_question"
    if not is_own or action.asked_in is None or not has_page(endpoint):
        return ""
    return url_for(endpoint, reference=action.asked_in.reference, code=action.question_code)
