"""One line of enquiry on the day: what was asked and answered, saved as it is typed, and what the panel concludes."""

import secrets
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actions import ACTION_STATE_WORDS, OUTSTANDING, is_overdue
from audit.domain.challenge import OUTCOME_WORDS, EventState
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.action_plans.queries import actions_of_organisations
from audit.rooms.challenge.forms.day import NoteForm, OutcomeForm
from audit.rooms.challenge.models import Line, LineNote, Slot
from audit.rooms.challenge.operations import day as operations
from audit.rooms.challenge.operations.day import NoteConflict, NoteWords, OutcomeConflict
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.policy.day import ANSWERED, ASKED, NOTE_KINDS
from audit.rooms.challenge.presenters import REASON_TITLES
from audit.rooms.challenge.presenters.day import (
    around,
    by_others,
    child_warnings,
    clock_of,
    outcome_colour,
    own_notes,
    saved_at,
)
from audit.rooms.challenge.queries import lines_of
from audit.rooms.challenge.queries.day import (
    agreed_actions,
    line_at_work,
    may_note,
    notes_of,
    removed_notes,
    speakers_of,
)
from audit.rooms.challenge.queries.pack import answer_to
from audit.rooms.challenge.views.blueprint import blueprint, runs_here, version_in
from audit.web.errors import wants_json
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/challenge/lines/<int:line_id>/day")
@allow(Permission.CHALLENGE_SIT)
def show_line_day(line_id: int) -> str:
    """One line: why it is asked, what the organisation said, the notes, the outcome."""
    return _page(*_here(line_id))


@blueprint.get("/challenge/lines/<int:line_id>/notes")
@allow(Permission.CHALLENGE_SIT)
def read_notes(line_id: int) -> Response:
    """What others have noted by now, and the outcome, for the page's script."""
    line, _slot = _here(line_id)
    notes = by_others(notes_of(db(), [line.id]).get(line.id, ()), actor().person_id)
    words = OUTCOME_WORDS[line.outcome] if line.outcome else "No outcome"
    return jsonify(
        html=render_template("challenge/_notes.html", notes=notes, kinds=NOTE_KINDS),
        version=line.version,
        outcome=f"{words}. {saved_at(line.updated_at, clock()(), line.updated_by_name)}.",
    )


@blueprint.post("/challenge/lines/<int:line_id>/notes")
@allow(Permission.CHALLENGE_SIT)
def save_note(line_id: int) -> Any:
    """Save a note: from its form, or as it is typed. ``note`` in the address names it."""
    line, slot = _here(line_id)
    key, form = request.args.get("note", "")[:32], NoteForm()
    words = NoteWords(form.kind.data or ASKED, form.by_whom.data or "", form.narrative.data or "")
    try:
        note = operations.save_note(
            db(), actor(), clock(), line_id, key, words, seen_version=version_in(form.version.data)
        )
    except RuleBroken as refusal:
        if wants_json():
            return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
        form.refuse(refusal)
        return make_response(_page(line, slot, note_form=(key, form)), 422)
    except NoteConflict as stale:
        if wants_json():
            said = {"narrative": stale.theirs.text}
            return make_response(
                jsonify(error=stale.sentence, version=stale.theirs.version, mine=True, theirs=said), 409
            )
        form.version.data = str(stale.theirs.version)
        return make_response(_page(line, slot, note_form=(key, form), note_conflict=stale.theirs), 409)
    if wants_json():
        return jsonify(
            version=note.version,
            saved=saved_at(note.updated_at, clock()()),
            warnings=child_warnings(note.text),
        )
    for sentence in child_warnings(note.text):
        flash(f"The note is saved. Please look at this: {sentence}", "information")
    after = ANSWERED if note.kind == ASKED else ASKED
    # Without a fragment: with one, a browser would not put the cursor into the next note.
    return redirect(url_for(".show_line_day", line_id=line_id, next=after), 303)


@blueprint.post("/challenge/notes/<int:note_id>/remove")
@allow(Permission.CHALLENGE_SIT)
def remove_note(note_id: int) -> Response:
    """Remove one's own note."""
    note = operations.remove_note(db(), actor(), clock(), note_id)
    flash("The note is removed. You can put it back below.", "success")
    return redirect(url_for(".show_line_day", line_id=note.line_id) + "#notes", 303)


@blueprint.post("/challenge/notes/<int:note_id>/put-back")
@allow(Permission.CHALLENGE_SIT)
def put_back_note(note_id: int) -> Response:
    """Put back one's own note."""
    note = operations.put_back_note(db(), actor(), clock(), note_id)
    flash("The note is back.", "success")
    return redirect(url_for(".show_line_day", line_id=note.line_id) + "#notes", 303)


@blueprint.post("/challenge/lines/<int:line_id>/outcome")
@allow(Permission.CHALLENGE_SIT)
def save_outcome(line_id: int) -> Any:
    """Save what the panel concludes: from the form, or as it is typed."""
    line, slot = _here(line_id)
    form = OutcomeForm()
    try:
        line = operations.save_outcome(
            db(),
            actor(),
            clock(),
            line_id,
            form.outcome,
            form.narrative.data or "",
            seen_version=version_in(form.version.data),
        )
    except RuleBroken as refusal:
        if wants_json():
            return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
        form.refuse(refusal)
        return make_response(_page(line, slot, outcome_form=form), 422)
    except OutcomeConflict as stale:
        theirs = stale.theirs
        if wants_json():
            said = {"grade": theirs.outcome, "narrative": theirs.follow_up}
            mine = theirs.updated_by_name == actor().name
            return make_response(
                jsonify(error=stale.sentence, version=theirs.version, mine=mine, theirs=said), 409
            )
        form.version.data = str(theirs.version)
        return make_response(_page(theirs, slot, outcome_form=form, outcome_conflict=theirs), 409)
    if wants_json():
        return jsonify(
            version=line.version,
            saved=saved_at(line.updated_at, clock()(), line.updated_by_name),
            warnings=child_warnings(line.follow_up),
        )
    for sentence in child_warnings(line.follow_up):
        flash(f"The outcome is saved. Please look at this: {sentence}", "information")
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    after = around(lines, line).after
    if request.form.get("action") == "continue" and after is not None:
        return redirect(url_for(".show_line_day", line_id=after.id), 303)
    flash("The outcome is saved.", "success")
    if request.form.get("action") == "continue":
        return redirect(url_for(".show_slot_day", slot_id=slot.id), 303)
    return redirect(url_for(".show_line_day", line_id=line_id) + "#outcome", 303)


def _here(line_id: int) -> tuple[Line, Slot]:
    line, slot = line_at_work(db(), actor(), line_id)
    stand_in("board", slot.event.board_id)
    return line, slot


def _page(
    line: Line,
    slot: Slot,
    *,
    note_form: tuple[str, NoteForm] | None = None,
    note_conflict: LineNote | None = None,
    outcome_form: OutcomeForm | None = None,
    outcome_conflict: Line | None = None,
) -> str:
    event, me = slot.event, actor().person_id
    notes = notes_of(db(), [line.id]).get(line.id, [])
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    actions = actions_of_organisations(db(), event.board_id, [slot.organisation_id]).get(
        slot.organisation_id, []
    )
    day = today(clock())
    asked_next = request.args.get("next")
    form = outcome_form or OutcomeForm(
        formdata=None,
        answer=line.outcome.value if line.outcome else "",
        narrative=line.follow_up,
        version=str(line.version),
    )
    typed_key, typed = note_form or ("", None)
    return render_template(
        "challenge/day_line.html",
        line=line,
        slot=slot,
        event=event,
        around=around(lines, line),
        reason=REASON_TITLES[line.reason],
        said=answer_to(db(), slot, line),
        about=[
            action
            for action in actions
            if action.id == line.action_id
            or (line.question_code and action.question_code == line.question_code)
        ],
        others_open=[action for action in actions if action.state in OUTSTANDING],
        is_overdue=lambda action: is_overdue(action.state, action.due_on, day),
        action_words=ACTION_STATE_WORDS,
        agreed=agreed_actions(db(), [line.id]).get(line.id, ()),
        mine=own_notes(notes, me),
        others=by_others(notes, me),
        removed=removed_notes(db(), actor(), line),
        kinds=NOTE_KINDS,
        speakers=speakers_of(db(), slot),
        typed_key=typed_key,
        typed=typed,
        note_conflict=note_conflict,
        new_key=secrets.token_hex(8),
        next_kind=asked_next if asked_next in NOTE_KINDS else ASKED,
        is_next=asked_next in NOTE_KINDS,
        outcome=form,
        outcome_conflict=outcome_conflict,
        outcome_unsaved=outcome_form is not None,
        form=outcome_form if outcome_form is not None and outcome_form.errors else typed,
        may_write=may_note(db(), actor(), slot) and event.state is EventState.UNDER_WAY,
        is_told=slot.feedback_sent_at is not None,
        runs=runs_here(event),
        time=say_slot(slot),
        clock=clock_of(slot),
        now=clock()(),
        saved_at=saved_at,
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
    )
