"""The agenda of an event."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import BEFORE_THE_END, parse_time, say_clock
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.challenge import operations
from audit.rooms.challenge.forms import FillForm
from audit.rooms.challenge.models import ChallengeEvent, Slot
from audit.rooms.challenge.operations import SlotTime
from audit.rooms.challenge.operations.agenda import time_key
from audit.rooms.challenge.queries import candidates_of, has_left_area, slots_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, event_run_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


class TimesForm(Form):
    """The times of the agenda; its fields are as many as there are slots."""


@blueprint.get("/challenge/<int:event_id>/agenda")
@allow(Permission.CHALLENGE_RUN)
def show_agenda(event_id: int) -> Answer:
    """The agenda: times, order, who could be added."""
    return _page(event_run_here(event_id), TimesForm())


@blueprint.post("/challenge/<int:event_id>/agenda/add")
@allow(Permission.CHALLENGE_RUN)
def add_slots(event_id: int) -> Answer:
    """Put organisations on the agenda."""
    event = event_run_here(event_id)
    form = Form()
    texts = request.form.getlist("organisations")
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
    try:
        added = operations.add_slots(db(), actor(), clock(), event_id, ids)
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(event, form, ticked=ids)
    flash(f"{len(added)} {'organisation' if len(added) == 1 else 'organisations'} added.", "success")
    return _to_agenda(event_id)


@blueprint.post("/challenge/<int:event_id>/agenda/times")
@allow(Permission.CHALLENGE_RUN)
def change_times(event_id: int) -> Answer:
    """Save the times that were typed."""
    event = event_run_here(event_id)
    form = TimesForm()
    slots = slots_of(db(), event)
    try:
        operations.change_times(db(), actor(), clock(), event_id, _typed(slots))
    except RuleBroken as broken:
        form.form_errors = [broken.sentence]
        return _page(event, form, typed=True)
    except Stale as stale:
        form.form_errors = [stale.sentence]
        page, _ = _page(event, form, typed=True)
        return page, 409
    flash("Saved.", "success")
    return _to_agenda(event_id)


@blueprint.post("/challenge/<int:event_id>/agenda/fill")
@allow(Permission.CHALLENGE_RUN)
def fill_agenda(event_id: int) -> Answer:
    """Give everybody the same time, one after another."""
    event = event_run_here(event_id)
    form = FillForm()
    if form.validate():
        try:
            starts_at, minutes, pause = form.read()
            operations.fill_agenda(db(), actor(), clock(), event_id, starts_at, minutes, pause)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("The agenda is filled from the first slot on.", "success")
            return _to_agenda(event_id)
    return _page(event, form, fill=form)


@blueprint.post("/challenge/slots/<int:slot_id>/earlier")
@allow(Permission.CHALLENGE_RUN)
def move_earlier(slot_id: int) -> Response:
    """Let an organisation change places with the one before it."""
    slot = operations.move_slot(db(), actor(), clock(), slot_id, earlier=True)
    return _moved(slot)


@blueprint.post("/challenge/slots/<int:slot_id>/later")
@allow(Permission.CHALLENGE_RUN)
def move_later(slot_id: int) -> Response:
    """Let an organisation change places with the one after it."""
    slot = operations.move_slot(db(), actor(), clock(), slot_id, earlier=False)
    return _moved(slot)


@blueprint.post("/challenge/slots/<int:slot_id>/remove")
@allow(Permission.CHALLENGE_RUN)
def remove_slot(slot_id: int) -> Response:
    """Take an organisation off the agenda."""
    slot = operations.remove_slot(db(), actor(), clock(), slot_id)
    flash(f"{slot.organisation.name} is off the agenda. You can put it back below.", "success")
    return _to_agenda(slot.event_id)


@blueprint.post("/challenge/slots/<int:slot_id>/put-back")
@allow(Permission.CHALLENGE_RUN)
def put_back_slot(slot_id: int) -> Response:
    """Put an organisation back on the agenda."""
    slot = operations.put_back_slot(db(), actor(), clock(), slot_id)
    flash(f"{slot.organisation.name} is on the agenda again, at {say_clock(slot.starts_at)}.", "success")
    return _to_agenda(slot.event_id)


def _page(
    event: ChallengeEvent,
    form: Form,
    *,
    fill: FillForm | None = None,
    typed: bool = False,
    ticked: Sequence[int] = (),
) -> tuple[str, int]:
    slots = slots_of(db(), event)
    if fill is None:
        # Bound to nothing: another form of this page was sent.
        fill = FillForm(formdata=None)
    page = render_template(
        "challenge/agenda.html",
        event=event,
        form=form if form.errors or form.form_errors else None,
        fill=fill,
        slots=slots,
        times={slot.id: _shown(slot, request.form if typed else {}) for slot in slots},
        removed=slots_of(db(), event, removed=True),
        candidates=candidates_of(db(), event),
        left=has_left_area(db(), event),
        ticked=ticked,
        round_is_open=event.round is not None and event.round.state is RoundState.OPEN,
        changeable=event.state in BEFORE_THE_END,
        time_key=time_key,
        say_clock=say_clock,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _shown(slot: Slot, typed: Mapping[str, str]) -> tuple[str, str]:
    """The time and the minutes of a slot as its fields show them: what was typed, else what is there."""
    return (
        typed.get(f"starts-{slot.id}", say_clock(slot.starts_at))[:20],
        typed.get(f"minutes-{slot.id}", str(slot.minutes))[:6],
    )


def _typed(slots: Sequence[Slot]) -> dict[int, SlotTime]:
    found = {}
    for slot in slots:
        starts, minutes = request.form.get(f"starts-{slot.id}"), request.form.get(f"minutes-{slot.id}", "")
        if starts is None:
            continue
        try:
            time = parse_time(starts)
        except RuleBroken as broken:
            raise RuleBroken(
                f"{slot.organisation.name}: {broken.sentence[:1].lower()}{broken.sentence[1:]}"
            ) from None
        if not (minutes.strip().isascii() and minutes.strip().isdigit() and len(minutes) < 5):
            raise RuleBroken(f"{slot.organisation.name}: enter a number of minutes, for example 30")
        found[slot.id] = SlotTime(time, int(minutes), request.form.get(f"seen-{slot.id}", ""))
    return found


def _moved(slot: Slot) -> Response:
    flash(f"{slot.organisation.name} is heard at {say_clock(slot.starts_at)}.", "success")
    return _to_agenda(slot.event_id)


def _to_agenda(event_id: int) -> Response:
    return redirect(url_for(".show_agenda", event_id=event_id), 303)
