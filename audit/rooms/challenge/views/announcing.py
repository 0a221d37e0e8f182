"""Announcing an event."""

from flask import flash, redirect, render_template, url_for

from audit.domain.challenge import EventState, PanelRole, what_is_missing
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.challenge import operations
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.presenters import chair_warnings, where
from audit.rooms.challenge.queries import has_left_area, marks_of, panel_of, seats_of, slots_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, event_run_here, public_url
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.route("/challenge/<int:event_id>/announce", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def announce(event_id: int) -> Answer:
    """Check an event, then write to the organisations and the panel."""
    event = event_run_here(event_id)
    was_draft = event.state is EventState.DRAFT
    form = Form()
    if form.validate_on_submit():
        try:
            told = operations.announce_event(db(), actor(), clock(), event_id, public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            letters = f"{told.letters} {'letter is' if told.letters == 1 else 'letters are'} in the outbox."
            missing = f" No lead to write to: {', '.join(told.without_lead)}." if told.without_lead else ""
            flash(f"{'Announced. ' if was_draft else 'Told. '}{letters}{missing}", "success")
            return redirect(url_for(".show_event", event_id=event_id), 303)
    seats, slots = seats_of(db(), event), slots_of(db(), event)
    panel = panel_of(db(), event, seats)
    sitting = [line for line in panel if not line.has_left]
    left = has_left_area(db(), event)
    page = render_template(
        "challenge/announce.html",
        event=event,
        form=form,
        was_draft=was_draft,
        missing=what_is_missing(
            panel=len(sitting),
            chairs=sum(line.seat.role is PanelRole.CHAIR for line in sitting),
            slots=len(slots),
        ),
        has_passed=event.held_on < today(clock()),
        told=operations.to_tell(db(), actor(), event),
        warnings=chair_warnings(panel, slots, marks_of(db(), event, seats, slots)),
        left=[slot.organisation.name for slot in slots if slot.organisation_id in left],
        say_slot=say_slot,
        where=where(event),
        can_tell=event.state in (EventState.DRAFT, EventState.ANNOUNCED),
    )
    return page, 422 if form.errors or form.form_errors else 200
