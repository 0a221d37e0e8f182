"""The panel of an event."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import BEFORE_THE_END, PANEL_ROLE_WORDS, PanelRole
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.challenge import operations
from audit.rooms.challenge.forms import MarkForm, SeatForm
from audit.rooms.challenge.models import ChallengeEvent, PanelSeat
from audit.rooms.challenge.presenters import chair_warnings
from audit.rooms.challenge.queries import marks_of, panel_of, people_to_seat, seats_of, slots_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, event_run_here, id_in
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.route("/challenge/<int:event_id>/panel", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def show_panel(event_id: int) -> Answer:
    """The panel, and putting somebody on it."""
    event = event_run_here(event_id)
    form = SeatForm().offer(people_to_seat(db(), event, seats_of(db(), event)))
    if form.validate_on_submit():
        try:
            seat = operations.give_seat(
                db(), actor(), clock(), event_id, int(form.person_id.data), PanelRole(form.role.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"{seat.person.name} is on the panel.", "success")
            return _to_panel(event_id)
    return _page(event, form)


@blueprint.post("/challenge/<int:event_id>/panel/<int:seat_id>/role")
@allow(Permission.CHALLENGE_RUN)
def change_seat(event_id: int, seat_id: int) -> Response:
    """Give a member another part."""
    _seat_here(event_id, seat_id)
    role = request.form.get("role", "")
    if role not in set(PanelRole):
        raise RuleBroken("Choose a part")
    seat = operations.change_seat(db(), actor(), clock(), seat_id, PanelRole(role))
    flash(f"{seat.person.name}: {PANEL_ROLE_WORDS[seat.role].lower()}.", "success")
    return _to_panel(event_id)


@blueprint.post("/challenge/<int:event_id>/panel/<int:seat_id>/remove")
@allow(Permission.CHALLENGE_RUN)
def remove_seat(event_id: int, seat_id: int) -> Response:
    """Take somebody off the panel."""
    _seat_here(event_id, seat_id)
    seat = operations.remove_seat(db(), actor(), clock(), seat_id)
    flash(f"{seat.person.name} is off the panel. You can put them on it again below.", "success")
    return _to_panel(event_id)


@blueprint.route("/challenge/<int:event_id>/panel/<int:seat_id>/mark-out", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def mark_out(event_id: int, seat_id: int) -> Answer:
    """Mark a member out of a slot by hand."""
    event, seat = _seat_here(event_id, seat_id)
    slots = slots_of(db(), event)
    marks = marks_of(db(), event)
    free = [(slot.id, slot.organisation.name) for slot in slots if marks.why(slot.id, seat.id) is None]
    form = MarkForm().offer(free)
    if form.validate_on_submit():
        try:
            operations.mark_out(db(), actor(), clock(), seat_id, int(form.slot_id.data), form.why.data or "")
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved.", "success")
            return _to_panel(event_id)
    page = render_template("challenge/mark_out.html", event=event, seat=seat, form=form, free=free)
    return page, 422 if form.errors else 200


@blueprint.post("/challenge/<int:event_id>/panel/<int:seat_id>/take-part")
@allow(Permission.CHALLENGE_RUN)
def take_part_again(event_id: int, seat_id: int) -> Response:
    """Take back that a member was marked out of a slot."""
    _seat_here(event_id, seat_id)
    operations.take_part_again(db(), actor(), clock(), seat_id, id_in("slot_id"))
    flash("Saved.", "success")
    return _to_panel(event_id)


def _page(event: ChallengeEvent, form: SeatForm) -> tuple[str, int]:
    seats, slots = seats_of(db(), event), slots_of(db(), event)
    panel, marks = panel_of(db(), event, seats), marks_of(db(), event, seats, slots)
    out = {
        seat.id: [
            (slot, why, seat.id not in marks.by_rule.get(slot.id, {}))
            for slot in slots
            if (why := marks.why(slot.id, seat.id)) is not None
        ]
        for seat in seats
    }
    page = render_template(
        "challenge/panel.html",
        event=event,
        form=form,
        panel=panel,
        out=out,
        slots=slots,
        warnings=chair_warnings(panel, slots, marks),
        has_chair=any(line.seat.role is PanelRole.CHAIR and not line.has_left for line in panel),
        roles=[(str(role), words) for role, words in PANEL_ROLE_WORDS.items()],
        role_words=PANEL_ROLE_WORDS,
        changeable=event.state in BEFORE_THE_END,
    )
    return page, 422 if form.errors else 200


def _seat_here(event_id: int, seat_id: int) -> tuple[ChallengeEvent, PanelSeat]:
    """The event of this page and a seat of it; raises NotVisible for the seat of another."""
    event = event_run_here(event_id)
    seat = next((each for each in seats_of(db(), event) if each.id == seat_id), None)
    if seat is None:
        raise NotVisible
    return event, seat


def _to_panel(event_id: int) -> Response:
    return redirect(url_for(".show_panel", event_id=event_id), 303)
