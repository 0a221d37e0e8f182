"""The events of a board, making one, its page, changing and cancelling it."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import EVENT_STATE_WORDS, EventState, open_event_verbs
from audit.domain.dates import days_left
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.infra.clock import today
from audit.rooms.challenge import operations
from audit.rooms.challenge.forms import EventForm, plan_in_form
from audit.rooms.challenge.models import ChallengeEvent
from audit.rooms.challenge.operations import to_tell
from audit.rooms.challenge.policy import may_run, require_run
from audit.rooms.challenge.presenters import (
    EVENT_COLOURS,
    agenda_lines,
    chair_warnings,
    differences,
    tasks_of,
    where,
)
from audit.rooms.challenge.queries import (
    board_of_events,
    events_of_board,
    files_of,
    has_left_area,
    lines_of,
    marks_of,
    panel_of,
    rounds_to_choose,
    seats_of,
    slots_of,
)
from audit.rooms.challenge.views.blueprint import (
    Answer,
    blueprint,
    event_here,
    event_run_here,
    runs_here,
    version_in,
)
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/boards/<board_code>/challenge")
@allow(Permission.CHALLENGE_SIT)
def list_events(board_code: str) -> str:
    """The events of a board: those to come, those past, drafts that were cancelled."""
    board = board_of_events(db(), actor(), board_code)
    stand_in("board", board.id)
    day = today(clock())
    events = events_of_board(db(), actor(), board.id)
    kept = [event for event in events if event.cancelled_at is None]
    coming = [event for event in kept if _is_to_come(event, day)]
    return render_template(
        "challenge/events.html",
        board=board,
        coming=sorted(coming, key=lambda event: (event.held_on, event.id)),
        past=[event for event in kept if not _is_to_come(event, day)],
        cancelled=[event for event in events if event.cancelled_at is not None],
        may_plan=may_run(actor(), board.id),
        where=where,
        days_left=days_left,
        day=day,
        state_words=EVENT_STATE_WORDS,
        colours=EVENT_COLOURS,
    )


@blueprint.route("/boards/<board_code>/challenge/new", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def new_event(board_code: str) -> Answer:
    """Plan an event."""
    board = board_of_events(db(), actor(), board_code)
    require_run(actor(), board.id)
    stand_in("board", board.id)
    form = _offered(EventForm(), board.id, None)
    if form.validate_on_submit():
        try:
            event = operations.plan_event(db(), actor(), clock(), board_code, form.plan())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved as a draft. Nobody is written to until you announce it.", "success")
            return redirect(url_for(".show_event", event_id=event.id), 303)
    page = render_template("challenge/new.html", board=board, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/challenge/<int:event_id>")
@allow(Permission.CHALLENGE_SIT)
def show_event(event_id: int) -> str:
    """An event: for the board what is to be done, for its panel the agenda."""
    event = event_here(event_id)
    runs = runs_here(event)
    seats, slots = seats_of(db(), event), slots_of(db(), event)
    panel, marks = panel_of(db(), event, seats), marks_of(db(), event, seats, slots)
    ids = [slot.id for slot in slots]
    agenda = agenda_lines(
        slots, lines_of(db(), ids), files_of(db(), ids), marks, panel, has_left_area(db(), event)
    )
    told = to_tell(db(), actor(), event) if runs else None
    mine = next((seat for seat in seats if seat.person_id == actor().person_id), None)
    return render_template(
        "challenge/event.html" if runs else "challenge/event_for_panel.html",
        event=event,
        panel=panel,
        agenda=agenda,
        mine=mine,
        my_marks={slot.id: marks.why(slot.id, mine.id) for slot in slots} if mine else {},
        tasks=tasks_of(event, panel, agenda, len(told.slots) + len(told.seats)) if told else (),
        warnings=chair_warnings(panel, slots, marks),
        round_is_open=event.round is not None and event.round.state is RoundState.OPEN,
        verbs=open_event_verbs(event.state),
        days_left=days_left(event.held_on, today(clock())),
        is_to_come=_is_to_come(event, today(clock())),
        where=where(event),
        state_words=EVENT_STATE_WORDS,
        colours=EVENT_COLOURS,
    )


@blueprint.route("/challenge/<int:event_id>/details", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def change_details(event_id: int) -> Answer:
    """Change what was decided of an event."""
    event = event_run_here(event_id)
    saved = plan_in_form(event)
    form = _offered(EventForm(data=saved), event.board_id, event)
    conflict, status = None, 200
    if form.validate_on_submit():
        try:
            operations.change_event(
                db(), actor(), clock(), event_id, form.plan(), seen_version=version_in(form.version.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            conflict, status = differences(form, saved), 409
            form.version.data = str(event.version)
        else:
            flash(_saved(event), "success")
            return redirect(url_for(".show_event", event_id=event_id), 303)
    page = render_template("challenge/details.html", event=event, form=form, conflict=conflict)
    return page, 422 if form.errors else status


@blueprint.post("/challenge/<int:event_id>/cancel")
@allow(Permission.CHALLENGE_RUN)
def cancel_event(event_id: int) -> Response:
    """Cancel a draft; the list then offers to put it back."""
    event = operations.cancel_event(db(), actor(), clock(), event_id)
    flash(f"{event.title} is cancelled. You can put it back below.", "success")
    return redirect(url_for(".list_events", board_code=event.board.code), 303)


@blueprint.post("/challenge/<int:event_id>/put-back")
@allow(Permission.CHALLENGE_RUN)
def put_back_event(event_id: int) -> Response:
    """Put a cancelled draft back."""
    operations.put_back_event(db(), actor(), clock(), event_id)
    flash("The draft is back, as it was.", "success")
    return redirect(url_for(".show_event", event_id=event_id), 303)


def _is_to_come(event: ChallengeEvent, day: date) -> bool:
    return event.held_on >= day and event.state not in (EventState.HELD, EventState.REPORTED)


def _offered(form: EventForm, board_id: int, event: ChallengeEvent | None) -> EventForm:
    others = [
        each
        for each in events_of_board(db(), actor(), board_id)
        if each.cancelled_at is None and (event is None or each.id != event.id)
    ]
    return form.offer(rounds_to_choose(db(), actor(), board_id), others)


def _saved(event: ChallengeEvent) -> str:
    if event.state is EventState.ANNOUNCED:
        return "Saved. If the day or the place is new, tell people of it under Announce."
    return "Saved."
