"""The lines of enquiry of a slot."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import BEFORE_THE_END, EventState
from audit.domain.enquiry import MOST_LINES
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.challenge import operations
from audit.rooms.challenge.forms import LineForm
from audit.rooms.challenge.models import Line, Slot
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.operations.lines import LineConflict
from audit.rooms.challenge.presenters import REASON_TITLES, read_by
from audit.rooms.challenge.queries import dropped_lines, files_of, line_to_read, lines_of, slots_of
from audit.rooms.challenge.views.blueprint import (
    Answer,
    blueprint,
    event_run_here,
    public_url,
    runs_here,
    slot_here,
    version_in,
)
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/challenge/slots/<int:slot_id>/lines")
@allow(Permission.CHALLENGE_SIT)
def show_lines(slot_id: int) -> Answer:
    """The lines of a slot: for the board to work on, for the panel to read."""
    return _page(slot_here(slot_id), LineForm())


@blueprint.post("/challenge/<int:event_id>/lines/propose")
@allow(Permission.CHALLENGE_RUN)
def propose_for_all(event_id: int) -> Response:
    """Propose lines for every organisation of the agenda."""
    event_run_here(event_id)
    added = operations.propose_lines(db(), actor(), clock(), event_id)
    flash(_proposed(added), "success")
    return redirect(url_for(".show_event", event_id=event_id) + "#agenda", 303)


@blueprint.post("/challenge/slots/<int:slot_id>/lines/propose")
@allow(Permission.CHALLENGE_RUN)
def propose_lines(slot_id: int) -> Response:
    """Propose lines for one organisation."""
    slot = slot_here(slot_id)
    added = operations.propose_lines(db(), actor(), clock(), slot.event_id, slot_id)
    flash(_proposed(added), "success")
    return _to_lines(slot_id)


@blueprint.post("/challenge/slots/<int:slot_id>/lines/add")
@allow(Permission.CHALLENGE_RUN)
def add_line(slot_id: int) -> Answer:
    """Write a line by hand."""
    slot = slot_here(slot_id)
    form = LineForm()
    if form.validate():
        try:
            operations.add_line(
                db(), actor(), clock(), slot_id, form.text.data or "", is_shared=form.is_shared
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Line added.", "success")
            return _to_lines(slot_id)
    return _page(slot, form)


@blueprint.post("/challenge/slots/<int:slot_id>/lines/share")
@allow(Permission.CHALLENGE_RUN)
def share_lines(slot_id: int) -> Response:
    """Show the organisation the lines meant for it."""
    slot = slot_here(slot_id)
    new, letters = operations.share_lines(db(), actor(), clock(), slot_id, public_url=public_url())
    lines = f"{len(new)} {'line is' if len(new) == 1 else 'lines are'} shared with {slot.organisation.name}."
    told = f"{letters} {'letter is' if letters == 1 else 'letters are'} in the outbox."
    flash(f"{lines} {told if letters else 'It has no lead to write to.'}", "success")
    return _to_lines(slot_id)


@blueprint.route("/challenge/lines/<int:line_id>", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def change_line(line_id: int) -> Answer:
    """Change the words of a line and who reads it."""
    line, slot = line_to_read(db(), actor(), line_id)
    stand_in("board", slot.event.board_id)
    form = LineForm(text=line.text, who="shared" if line.is_shared else "panel", version=str(line.version))
    conflict = None
    if form.validate_on_submit():
        try:
            operations.change_line(
                db(), actor(), clock(), line_id, form.text.data or "",
                is_shared=form.is_shared, seen_version=version_in(form.version.data),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        except LineConflict as stale:
            conflict = stale.line
            form.version.data = str(stale.line.version)
        else:
            flash("Saved.", "success")
            return _to_lines(slot.id)
    page = render_template(
        "challenge/line.html",
        line=line,
        slot=slot,
        form=form,
        conflict=conflict,
        read_by=read_by,
        reasons=REASON_TITLES,
    )
    return page, 409 if conflict else 422 if form.errors else 200


@blueprint.post("/challenge/lines/<int:line_id>/up")
@allow(Permission.CHALLENGE_RUN)
def move_up(line_id: int) -> Response:
    """Move a line up by one."""
    return _to_line(operations.move_line(db(), actor(), clock(), line_id, up=True))


@blueprint.post("/challenge/lines/<int:line_id>/down")
@allow(Permission.CHALLENGE_RUN)
def move_down(line_id: int) -> Response:
    """Move a line down by one."""
    return _to_line(operations.move_line(db(), actor(), clock(), line_id, up=False))


@blueprint.post("/challenge/lines/<int:line_id>/mean-for-organisation")
@allow(Permission.CHALLENGE_RUN)
def mean_for_organisation(line_id: int) -> Response:
    """Mean a line for the organisation."""
    return _to_line(operations.mark_line(db(), actor(), clock(), line_id, is_shared=True))


@blueprint.post("/challenge/lines/<int:line_id>/keep-to-panel")
@allow(Permission.CHALLENGE_RUN)
def keep_to_panel(line_id: int) -> Response:
    """Keep a line to the panel."""
    return _to_line(operations.mark_line(db(), actor(), clock(), line_id, is_shared=False))


@blueprint.post("/challenge/lines/<int:line_id>/take-off")
@allow(Permission.CHALLENGE_RUN)
def drop_line(line_id: int) -> Response:
    """Take a line off the list."""
    line = operations.drop_line(db(), actor(), clock(), line_id)
    flash("The line is off the list. You can put it back below.", "success")
    return _to_lines(line.slot_id)


@blueprint.post("/challenge/lines/<int:line_id>/put-back")
@allow(Permission.CHALLENGE_RUN)
def put_back_line(line_id: int) -> Response:
    """Put a line back on the list."""
    return _to_line(operations.put_back_line(db(), actor(), clock(), line_id))


def _page(slot: Slot, form: LineForm) -> tuple[str, int]:
    lines = lines_of(db(), [slot.id]).get(slot.id, [])
    runs = runs_here(slot.event)
    # The neighbours on the agenda are links only for those who run the event: a panel may not see each of them.
    order = [each.id for each in slots_of(db(), slot.event)] if runs else []
    place = order.index(slot.id) if slot.id in order else -1
    page = render_template(
        "challenge/lines.html",
        slot=slot,
        event=slot.event,
        form=form,
        lines=lines,
        dropped=dropped_lines(db(), slot) if runs else (),
        files=files_of(db(), [slot.id]).get(slot.id, ()),
        runs=runs,
        changeable=runs and slot.event.state in BEFORE_THE_END and slot.removed_at is None,
        to_share=sum(line.is_shared and line.shared_at is None for line in lines),
        is_draft=slot.event.state is EventState.DRAFT,
        before=order[place - 1] if place > 0 else None,
        after=order[place + 1] if 0 <= place < len(order) - 1 else None,
        time=say_slot(slot),
        read_by=read_by,
        reasons=REASON_TITLES,
        most=MOST_LINES,
    )
    return page, 422 if form.errors else 200


def _proposed(added: int) -> str:
    if not added:
        return (
            "Nothing new to propose: what the data gives reason to ask is on the list, or was taken off it."
        )
    return f"{added} {'line' if added == 1 else 'lines'} proposed. Read, change and order them."


def _to_lines(slot_id: int) -> Response:
    return redirect(url_for(".show_lines", slot_id=slot_id), 303)


def _to_line(line: Line) -> Response:
    return redirect(url_for(".show_lines", slot_id=line.slot_id) + f"#line-{line.id}", 303)
