"""What an organisation sees and does before it is heard, and how the panel opens what it handed in."""

from typing import Any

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.challenge import EVENT_STATE_WORDS, OUTCOME_WORDS, PANEL_ROLE_WORDS, EventState
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.file_names import say_kinds, say_size
from audit.rooms.challenge import operations
from audit.rooms.challenge.forms import AttendingForm
from audit.rooms.challenge.models import Slot
from audit.rooms.challenge.operations.attending import AttendingConflict, require_presenter
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.presenters import EVENT_COLOURS, where
from audit.rooms.challenge.presenters.day import outcome_colour
from audit.rooms.challenge.presenters.report import state_words
from audit.rooms.challenge.queries import (
    file_to_read,
    files_of,
    organisation_with_slots,
    panel_for,
    shared_lines,
)
from audit.rooms.challenge.queries.day import told_of
from audit.rooms.challenge.views.blueprint import Answer, blueprint, own_slot_here
from audit.rooms.evidence.operations import require_shown_to_others
from audit.web.files import TakenIn, send_kept_file, take_in_uploads
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, unit_of_work

_OPEN = (EventState.ANNOUNCED, EventState.UNDER_WAY)


@blueprint.get("/organisations/<int:organisation_id>/challenge")
@allow(Permission.CHALLENGE_ATTEND)
def list_own(organisation_id: int) -> str:
    """The events at which an organisation is or was heard."""
    organisation, slots = organisation_with_slots(db(), actor(), organisation_id)
    stand_in("organisation", organisation.id)
    return render_template(
        "challenge/own_list.html",
        organisation=organisation,
        slots=slots,
        say_slot=say_slot,
        where=where,
        state_words=EVENT_STATE_WORDS,
        colours=EVENT_COLOURS,
    )


@blueprint.route("/challenge/slots/<int:slot_id>/ours", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_ATTEND)
def show_own(slot_id: int) -> Answer:
    """An organisation's own slot: when, where, before whom, what will be asked; and who comes."""
    slot = own_slot_here(slot_id)
    if request.method == "POST":
        require_presenter(db(), actor(), slot_id)
    form = AttendingForm(attending=slot.attending, seen=slot.attending)
    conflict = None
    if form.validate_on_submit():
        try:
            operations.say_attending(
                db(), actor(), clock(), slot_id, form.attending.data or "", seen=_lines(form.seen.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except AttendingConflict as stale:
            conflict = stale.theirs
            form.seen.data = stale.theirs
        else:
            flash("Saved. The board and the panel see who will attend.", "success")
            return redirect(url_for(".show_own", slot_id=slot_id), 303)
    page, status = _page(slot, form, conflict=conflict)
    return page, 409 if conflict is not None else status


@blueprint.post("/challenge/slots/<int:slot_id>/ours/files")
@allow(Permission.CHALLENGE_PRESENT)
def add_presentation(slot_id: int) -> Answer:
    """Hand in a presentation. What cannot be kept is named, the rest is added all the same."""
    require_presenter(db(), actor(), slot_id)
    try:
        arrived = take_in_uploads("files")
    except RuleBroken as broken:
        arrived = TakenIn((), (broken.sentence,))
    refused = list(arrived.refused)
    added = 0
    for taken in arrived.taken:
        try:
            operations.add_presentation(db(), actor(), clock(), slot_id, taken)
            added += 1
        except RuleBroken as broken:
            refused.append(f"{taken.name}: {broken.sentence}")
    if not added and not refused:
        refused.append("Choose a file to add")
    if not refused:
        flash(f"{added} {'file' if added == 1 else 'files'} added.", "success")
        return redirect(url_for(".show_own", slot_id=slot_id) + "#presentation", 303)
    slot = own_slot_here(slot_id)
    page, _ = _page(
        slot, AttendingForm(formdata=None, attending=slot.attending, seen=slot.attending), refused, added
    )
    return page, 200 if added else 422


@blueprint.post("/challenge/slots/<int:slot_id>/ours/files/<int:file_id>/remove")
@allow(Permission.CHALLENGE_PRESENT)
def remove_presentation(slot_id: int, file_id: int) -> Response:
    """Take a file away from the slot."""
    operations.remove_presentation(db(), actor(), clock(), slot_id, file_id)
    flash("The file is taken away. It stays in your evidence library, and you can put it back.", "success")
    return redirect(url_for(".show_own", slot_id=slot_id) + "#presentation", 303)


@blueprint.post("/challenge/slots/<int:slot_id>/ours/files/<int:file_id>/put-back")
@allow(Permission.CHALLENGE_PRESENT)
def put_back_presentation(slot_id: int, file_id: int) -> Response:
    """Put a file back."""
    operations.put_back_presentation(db(), actor(), clock(), slot_id, file_id)
    flash("The file is back.", "success")
    return redirect(url_for(".show_own", slot_id=slot_id) + "#presentation", 303)


@blueprint.get("/challenge/slots/<int:slot_id>/files/<int:file_id>")
@allow(Permission.CHALLENGE_SIT)
def download_presentation(slot_id: int, file_id: int) -> FileResponse:
    """What an organisation handed in, for the board and the panel that hears it. That it was opened is noted."""
    row, slot = file_to_read(db(), actor(), slot_id, file_id)
    stand_in("board", slot.event.board_id)
    require_shown_to_others(row.evidence)
    answer = send_kept_file(row.evidence.sha256, row.evidence.file_name)
    if request.method == "GET":
        with unit_of_work().begin() as session:
            operations.note_presentation_opened(session, actor(), clock(), slot_id, file_id)
    return answer


def _page(
    slot: Slot,
    form: AttendingForm,
    refused: list[str] | None = None,
    added: int = 0,
    conflict: str | None = None,
) -> tuple[str, int]:
    settings: Any = current_app.config["AUDIT_SETTINGS"]
    page = render_template(
        "challenge/own.html",
        slot=slot,
        event=slot.event,
        form=form,
        conflict=conflict,
        refused=refused or [],
        added=added,
        time=say_slot(slot),
        where=where(slot.event),
        panel=panel_for(db(), slot),
        role_words=PANEL_ROLE_WORDS,
        lines=shared_lines(db(), slot),
        told=told_of(db(), slot),
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
        state=lambda action: state_words(action, today(clock())),
        files=files_of(db(), [slot.id]).get(slot.id, ()),
        removed=files_of(db(), [slot.id], removed=True).get(slot.id, ()),
        may_change=slot.event.state in _OPEN
        and slot.organisation_id in actor().organisations(Permission.CHALLENGE_PRESENT),
        today=today(clock()),
        kinds=say_kinds(settings.evidence_types),
        largest=say_size(settings.evidence_max_bytes),
        most=settings.evidence_max_files,
    )
    return page, 422 if form.errors else 200


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
