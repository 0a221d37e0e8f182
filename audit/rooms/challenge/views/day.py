"""The day: the agenda as it goes, and one organisation at a time."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import (
    EVENT_STATE_WORDS,
    OUTCOME_WORDS,
    PANEL_ROLE_WORDS,
    EventState,
    open_event_verbs,
)
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.challenge.forms.day import CAME, AttendanceForm
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.operations import day as operations
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.presenters import EVENT_COLOURS, where
from audit.rooms.challenge.presenters.day import clock_of, outcome_colour
from audit.rooms.challenge.presenters.report import CAME_WORDS
from audit.rooms.challenge.queries import files_of, lines_of, marks_of, seat_of_actor, seats_of, slots_of
from audit.rooms.challenge.queries.day import agreed_actions, live_slot, may_note, progress_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, event_here, event_run_here, runs_here
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/challenge/<int:event_id>/day")
@allow(Permission.CHALLENGE_SIT)
def show_day(event_id: int) -> str:
    """The agenda as it goes, who of the panel came, and the buttons that begin and end the event."""
    event = event_here(event_id)
    if event.state is EventState.DRAFT:
        raise NotVisible
    seats, slots = seats_of(db(), event), slots_of(db(), event)
    marks = marks_of(db(), event, seats, slots)
    mine = next((seat for seat in seats if seat.person_id == actor().person_id), None)
    runs = runs_here(event)
    return render_template(
        "challenge/day_event.html",
        event=event,
        runs=runs,
        seats=seats,
        slots=slots,
        closed={slot.id for slot in slots if mine and not runs and marks.why(slot.id, mine.id) is not None},
        progress=progress_of(db(), event),
        verbs=open_event_verbs(event.state),
        is_early=event.held_on > today(clock()),
        is_under_way=event.state is EventState.UNDER_WAY,
        say_slot=say_slot,
        where=where(event),
        role_words=PANEL_ROLE_WORDS,
        came_words=CAME_WORDS,
        came_value={True: "yes", False: "no", None: ""},
        state_words=EVENT_STATE_WORDS,
        colours=EVENT_COLOURS,
    )


@blueprint.post("/challenge/<int:event_id>/begin")
@allow(Permission.CHALLENGE_RUN)
def begin_event(event_id: int) -> Response:
    """Begin the event."""
    return _moved(event_id, operations.begin_event, "The event is under way. Notes can be taken now.")


@blueprint.post("/challenge/<int:event_id>/end")
@allow(Permission.CHALLENGE_RUN)
def end_event(event_id: int) -> Response:
    """End the event."""
    return _moved(
        event_id,
        operations.end_event,
        "The event has ended. Until its report is sent you can take it up again.",
    )


@blueprint.post("/challenge/<int:event_id>/resume")
@allow(Permission.CHALLENGE_RUN)
def resume_event(event_id: int) -> Response:
    """Take the event up again."""
    return _moved(
        event_id, operations.resume_event, "The event is under way again. Notes can be completed now."
    )


def _moved(event_id: int, move: Callable[..., ChallengeEvent], said: str) -> Response:
    event_run_here(event_id)
    move(db(), actor(), clock(), event_id)
    flash(said, "success")
    return redirect(url_for(".show_day", event_id=event_id), 303)


@blueprint.post("/challenge/<int:event_id>/day/panel")
@allow(Permission.CHALLENGE_RUN)
def note_panel(event_id: int) -> Response:
    """Note who of the panel came. Only what was changed on the page is changed."""
    event = event_run_here(event_id)
    came = {}
    for seat in seats_of(db(), event):
        typed = request.form.get(f"came-{seat.id}")
        if typed in CAME and typed != request.form.get(f"seen-{seat.id}", ""):
            came[seat.id] = CAME[typed]
    operations.note_panel(db(), actor(), clock(), event_id, came)
    flash("Saved.", "success")
    return redirect(url_for(".show_day", event_id=event_id), 303)


@blueprint.route("/challenge/slots/<int:slot_id>/day", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_SIT)
def show_slot_day(slot_id: int) -> Answer:
    """One organisation on the day: its lines with their outcomes, and who came."""
    slot = live_slot(db(), actor(), slot_id)
    stand_in("board", slot.event.board_id)
    form = attendance_form(slot)
    conflict = None
    if form.validate_on_submit():
        try:
            operations.note_attendance(
                db(),
                actor(),
                clock(),
                slot_id,
                CAME.get(form.came.data or ""),
                form.attending.data or "",
                seen=(CAME.get(form.seen_came.data or ""), _lines(form.seen.data)),
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except operations.AttendanceConflict as stale:
            conflict = (stale.theirs.attended, stale.theirs.attending)
            form.seen_came.data, form.seen.data = _came(stale.theirs.attended), stale.theirs.attending
        else:
            flash("Saved.", "success")
            return redirect(url_for(".show_slot_day", slot_id=slot_id), 303)
    page = _slot_page(slot, form, conflict)
    return page, 409 if conflict is not None else 422 if form.errors or form.form_errors else 200


def attendance_form(slot: Slot) -> AttendanceForm:
    """Who came, as it is noted now."""
    came = _came(slot.attended)
    return AttendanceForm(came=came, attending=slot.attending, seen_came=came, seen=slot.attending)


def _slot_page(slot: Slot, form: AttendanceForm, conflict: tuple[bool | None, str] | None) -> str:
    event = slot.event
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    heard = slots_here(event)
    order = [each.id for each in heard]
    place = order.index(slot.id) if slot.id in order else -1
    return render_template(
        "challenge/day_slot.html",
        slot=slot,
        event=event,
        form=form,
        conflict=conflict,
        lines=lines,
        actions=agreed_actions(db(), [line.id for line in lines]),
        files=files_of(db(), [slot.id]).get(slot.id, ()),
        time=say_slot(slot),
        clock=clock_of(slot),
        before=heard[place - 1] if place > 0 else None,
        after=heard[place + 1] if 0 <= place < len(heard) - 1 else None,
        may_write=may_note(db(), actor(), slot) and event.state is EventState.UNDER_WAY,
        runs=runs_here(event),
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
        came_words=CAME_WORDS,
        state_words=EVENT_STATE_WORDS,
    )


def slots_here(event: ChallengeEvent) -> list[Slot]:
    """The slots of the agenda that this person may read of, in their order."""
    slots = slots_of(db(), event)
    if runs_here(event):
        return slots
    seat = seat_of_actor(db(), actor(), event)
    if seat is None:
        return []
    marks = marks_of(db(), event, [seat], slots)
    return [slot for slot in slots if marks.why(slot.id, seat.id) is None]


def _came(attended: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[attended]


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
