"""The report of an event: on screen, in Word, written and sent."""

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for

from audit.domain.challenge import OUTCOME_WORDS, EventState
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.challenge.exports import report_document
from audit.rooms.challenge.forms.day import ReportForm, SendForm
from audit.rooms.challenge.operations import after as operations
from audit.rooms.challenge.operations.after import ReportConflict
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.policy import require_run
from audit.rooms.challenge.presenters import Difference, where
from audit.rooms.challenge.presenters.day import child_warnings, outcome_colour
from audit.rooms.challenge.presenters.report import (
    CAME_WORDS,
    by_outcome,
    seat_words,
    state_words,
    tally_rows,
    unfinished,
)
from audit.rooms.challenge.queries.report import EventReport, report_to_read
from audit.rooms.challenge.views.blueprint import Answer, blueprint, public_url, runs_here
from audit.rooms.challenge.views.packs import send_document
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/challenge/<int:event_id>/report")
@allow(Permission.CHALLENGE_SIT)
def show_report(event_id: int) -> str:
    """The report: for those who run the event from the day on, for its panel once it is sent."""
    report = _report(event_id)
    event, day = report.event, today(clock())
    return render_template(
        "challenge/report.html",
        event=event,
        report=report,
        runs=runs_here(event),
        is_held=event.state is EventState.HELD,
        is_sent=event.state is EventState.REPORTED,
        tally_rows=tally_rows(report.tally),
        by_outcome=by_outcome(report),
        outcome_words=OUTCOME_WORDS,
        outcome_colour=outcome_colour,
        came_words=CAME_WORDS,
        seat_words=seat_words,
        state=lambda action: state_words(action, day),
        say_slot=say_slot,
        where=where(event),
    )


@blueprint.get("/challenge/<int:event_id>/report.docx")
@allow(Permission.CHALLENGE_SIT)
def download_report(event_id: int) -> FileResponse:
    """The report as a Word document."""
    return send_document(report_document(_report(event_id), clock()), f"report-{event_id}.docx")


@blueprint.route("/challenge/<int:event_id>/report/write", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def write_report(event_id: int) -> Answer:
    """Type the summary and the themes."""
    report = _report_to_run(event_id)
    event = report.event
    if event.state is EventState.REPORTED:
        return redirect(url_for(".show_report", event_id=event_id), 303)
    form = ReportForm(
        summary=event.report_summary,
        themes=event.report_themes,
        seen_summary=event.report_summary,
        seen_themes=event.report_themes,
    )
    conflict = None
    if form.validate_on_submit():
        summary, themes = form.summary.data or "", form.themes.data or ""
        try:
            operations.save_report(db(), actor(), clock(), event_id, summary, themes, seen=_seen(form))
        except RuleBroken as broken:
            form.refuse(broken)
        except ReportConflict as stale:
            saved = (stale.theirs.report_summary, stale.theirs.report_themes)
            pairs = zip(("Summary", "Themes"), saved, (summary, themes), strict=True)
            conflict = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
            form.seen_summary.data, form.seen_themes.data = saved
        else:
            flash("Saved. Only the board sees it until the report is sent.", "success")
            for sentence in child_warnings(summary, themes):
                flash(f"Please look at this: {sentence}", "information")
            return redirect(url_for(".show_report", event_id=event_id), 303)
    page = render_template(
        "challenge/report_write.html", event=event, report=report, form=form, conflict=conflict
    )
    return page, 409 if conflict is not None else 422 if form.errors or form.form_errors else 200


@blueprint.route("/challenge/<int:event_id>/report/send", methods=["GET", "POST"])
@allow(Permission.CHALLENGE_RUN)
def send_report(event_id: int) -> Answer:
    """What is unfinished, who gets the report, and the button that sends it."""
    report = _report_to_run(event_id)
    event = report.event
    form = SendForm(seen_summary=event.report_summary, seen_themes=event.report_themes)
    status = 200
    if form.validate_on_submit():
        try:
            letters = operations.send_report(
                db(), actor(), clock(), event_id, seen=_seen(form), public_url=public_url()
            )
        except RuleBroken as broken:
            form.refuse(broken)
            status = 422
        except ReportConflict as stale:
            form.form_errors, status = [f"{stale.sentence} Read the report as it is now."], 409
            form.seen_summary.data, form.seen_themes.data = event.report_summary, event.report_themes
        else:
            flash(
                f"Sent. {letters} {'letter is' if letters == 1 else 'letters are'} in the outbox.", "success"
            )
            return redirect(url_for(".show_report", event_id=event_id), 303)
    elif request.method == "GET" and event.state is EventState.REPORTED:
        return redirect(url_for(".show_report", event_id=event_id), 303)
    page = render_template(
        "challenge/report_send.html",
        event=event,
        form=form,
        unfinished=unfinished(report),
        is_held=event.state is EventState.HELD,
    )
    return page, status


def _report(event_id: int) -> EventReport:
    report = report_to_read(db(), actor(), event_id)
    stand_in("board", report.event.board_id)
    return report


def _report_to_run(event_id: int) -> EventReport:
    report = _report(event_id)
    require_run(actor(), report.event.board_id)
    return report


def _seen(form: ReportForm | SendForm) -> tuple[str, str]:
    return _lines(form.seen_summary.data), _lines(form.seen_themes.data)


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
