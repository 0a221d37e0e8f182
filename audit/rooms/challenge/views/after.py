"""After the day, for one organisation: actions from its lines, and its feedback."""

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for

from audit.domain.actions import Priority, add_months, default_due_on
from audit.domain.challenge import OUTCOME_WORDS, EnquiryOutcome, EventState, why_not
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.forms import ActionForm
from audit.rooms.action_plans.queries import possible_owners
from audit.rooms.challenge.exports import feedback_document
from audit.rooms.challenge.forms.day import FeedbackForm, SendForm
from audit.rooms.challenge.models import Line, Slot
from audit.rooms.challenge.operations import after as operations
from audit.rooms.challenge.operations.after import FeedbackConflict
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.policy.day import AFTER_THE_BEGINNING
from audit.rooms.challenge.presenters import REASON_TITLES, Difference
from audit.rooms.challenge.presenters.day import child_warnings, outcome_colour
from audit.rooms.challenge.presenters.report import state_words
from audit.rooms.challenge.queries import line_to_read, lines_of, slot_to_run
from audit.rooms.challenge.queries.day import agreed_actions, told_now, told_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, own_slot_here, public_url
from audit.rooms.challenge.views.packs import send_document
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/challenge/slots/<int:slot_id>/after")
@allow(Permission.CHALLENGE_RUN)
def show_after(slot_id: int) -> str:
    """What was concluded, the actions made from it, and how far the feedback is."""
    slot = _slot(slot_id)
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    day = today(clock())
    return render_template(
        "challenge/after_slot.html",
        slot=slot,
        event=slot.event,
        lines=lines,
        actions=agreed_actions(db(), [line.id for line in lines]),
        reasons=REASON_TITLES,
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
        state=lambda action: state_words(action, day),
        time=say_slot(slot),
        is_held=slot.event.state in (EventState.HELD, EventState.REPORTED),
    )


@blueprint.route("/challenge/lines/<int:line_id>/action", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def agree_action(line_id: int) -> Answer:
    """Make an action from a line."""
    line, slot = line_to_read(db(), actor(), line_id)
    _require_begun(slot)
    if line.dropped_at is not None:
        raise NotVisible
    stand_in("board", slot.event.board_id)
    form = ActionForm().offer(possible_owners(db(), slot.organisation_id))
    if request.method == "GET":
        _suggest(form, line)
    elif form.is_good(owner_needed=False):
        try:
            operations.agree_action(db(), actor(), clock(), line_id, form.facts())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"The action is in the plan of {slot.organisation.name}.", "success")
            return redirect(url_for(".show_after", slot_id=slot.id) + f"#line-{line.id}", 303)
    page = render_template(
        "challenge/after_action.html",
        slot=slot,
        line=line,
        form=form,
        made=agreed_actions(db(), [line.id]).get(line.id, ()),
        state=lambda action: state_words(action, today(clock())),
        outcome_words=OUTCOME_WORDS,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _suggest(form: ActionForm, line: Line) -> None:
    form.what.data = line.follow_up
    day = today(clock())
    if line.outcome is EnquiryOutcome.NOT_ASSURED:
        form.suggest(add_months(day, 6), Priority.HIGH)
    else:
        form.suggest(default_due_on(None, day), Priority.MEDIUM)


@blueprint.route("/challenge/slots/<int:slot_id>/feedback", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def write_feedback(slot_id: int) -> Answer:
    """Write the feedback; until it is sent it is a draft."""
    slot = _slot(slot_id)
    if slot.feedback_sent_at is not None:
        return redirect(url_for(".preview_feedback", slot_id=slot_id), 303)
    form = FeedbackForm(
        feedback=slot.feedback or operations.proposed_feedback(db(), slot), seen=slot.feedback
    )
    conflict = None
    if form.validate_on_submit():
        typed = form.feedback.data or ""
        try:
            operations.save_feedback(db(), actor(), clock(), slot_id, typed, seen=_lines(form.seen.data))
        except RuleBroken as broken:
            form.refuse(broken)
        except FeedbackConflict as stale:
            conflict = [Difference("Feedback", stale.theirs.feedback, typed)]
            form.seen.data = stale.theirs.feedback
        else:
            if request.form.get("action") == "preview":
                return redirect(url_for(".preview_feedback", slot_id=slot_id), 303)
            flash("Saved as a draft. The organisation does not see it yet.", "success")
            return redirect(url_for(".write_feedback", slot_id=slot_id), 303)
    told = told_now(db(), slot)
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    page = render_template(
        "challenge/feedback_write.html",
        slot=slot,
        event=slot.event,
        form=form,
        conflict=conflict,
        is_new=not slot.feedback,
        panel_only=len(lines) - len(told.lines),
    )
    return page, 409 if conflict is not None else 422 if form.errors or form.form_errors else 200


@blueprint.route("/challenge/slots/<int:slot_id>/feedback/preview", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def preview_feedback(slot_id: int) -> Answer:
    """The feedback as the organisation reads it, and the button that sends it."""
    slot = _slot(slot_id)
    if not slot.feedback:
        return redirect(url_for(".write_feedback", slot_id=slot_id), 303)
    form = SendForm(seen=slot.feedback)
    status = 200
    if form.validate_on_submit():
        try:
            letters = operations.send_feedback(
                db(), actor(), clock(), slot_id, seen=_lines(form.seen.data), public_url=public_url()
            )
        except RuleBroken as broken:
            form.refuse(broken)
            status = 422
        except FeedbackConflict as stale:
            form.form_errors, status = [f"{stale.sentence} Read it as it is now."], 409
            form.seen.data = stale.theirs.feedback
        else:
            told = f"{letters} {'letter is' if letters == 1 else 'letters are'} in the outbox."
            flash(f"Sent. {told if letters else 'The organisation has no lead to write to.'}", "success")
            return redirect(url_for(".show_after", slot_id=slot_id), 303)
    page = render_template(
        "challenge/feedback_preview.html",
        slot=slot,
        event=slot.event,
        form=form,
        told=told_now(db(), slot),
        warnings=child_warnings(slot.feedback),
        is_held=slot.event.state in (EventState.HELD, EventState.REPORTED),
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
        state=lambda action: state_words(action, today(clock())),
    )
    return page, status


@blueprint.get("/challenge/slots/<int:slot_id>/feedback.docx")
@allow(Permission.CHALLENGE_RUN)
def download_feedback(slot_id: int) -> FileResponse:
    """The feedback as a Word document; a draft too."""
    slot = _slot(slot_id)
    if not slot.feedback:
        raise NotVisible
    return _document(slot)


@blueprint.get("/challenge/slots/<int:slot_id>/ours/feedback.docx")
@allow(Permission.CHALLENGE_ATTEND)
def download_own_feedback(slot_id: int) -> FileResponse:
    """The feedback as the organisation has it."""
    slot = own_slot_here(slot_id)
    if told_of(db(), slot) is None:
        raise NotVisible
    return _document(slot)


def _document(slot: Slot) -> FileResponse:
    document = feedback_document(told_now(db(), slot), today(clock()), clock()())
    return send_document(document, f"feedback-{slot.event_id}-{slot.id}.docx")


def _slot(slot_id: int) -> Slot:
    slot = slot_to_run(db(), actor(), slot_id)
    stand_in("board", slot.event.board_id)
    if slot.removed_at is not None:
        raise NotVisible
    _require_begun(slot)
    return slot


def _require_begun(slot: Slot) -> None:
    if slot.event.state not in AFTER_THE_BEGINNING:
        raise RuleBroken(why_not(slot.event.state))


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
