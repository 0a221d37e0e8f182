"""The board's pages: the list of case audits, making and changing one, its progress, opening and closing it."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.case_audits import AUDIT_STATE_WORDS, SAMPLE_STATE_WORDS, AuditState, SampleState
from audit.domain.errors import RuleBroken, Stale
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.case_audits.forms import AuditForm
from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.operations.making import change_audit, close_audit, make_audit, open_audit
from audit.rooms.case_audits.policy import require_run
from audit.rooms.case_audits.queries.audits import (
    asked_ids,
    audits_of_board,
    earlier_audits,
    samples_of_audit,
)
from audit.rooms.case_audits.views.blueprint import STATE_COLOURS, audit_here, blueprint, may_run, public_url
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.queries import all_in_area, board_by_code
from audit.rooms.questionnaires.queries import editions
from audit.web.guard import actor, allow
from audit.web.navigation import address_of, stand_in
from audit.web.transactions import clock, db

Answer = str | Response


@blueprint.get("/boards/<board_code>/case-audits")
@allow(Permission.CASE_AUDIT_VIEW)
def list_audits(board_code: str) -> str:
    """The case audits of a board."""
    board = _board(board_code)
    return render_template(
        "case_audits/list.html",
        board=board,
        audits=audits_of_board(db(), actor(), board),
        words=AUDIT_STATE_WORDS,
        colours=STATE_COLOURS,
        may_run=board.id in actor().boards(Permission.CASE_AUDIT_RUN),
    )


@blueprint.route("/boards/<board_code>/case-audits/new", methods=["GET", "POST"])
@allow(Permission.CASE_AUDIT_RUN)
def new_audit(board_code: str) -> Answer:
    """Make a case audit, perhaps one that repeats an earlier one."""
    board = _board(board_code)
    require_run(actor(), board.id)
    form, earlier = AuditForm(), earlier_audits(db(), actor(), board.id)
    repeated = next((each for each in earlier if each.code == request.args.get("repeats")), None)
    if repeated is not None and request.method == "GET":
        form.show(repeated, asked_ids(db(), repeated))
        form.repeats.data = repeated.code
        form.title.data = form.due_on.data = form.moderation_by.data = None
        form.due_on.parts = form.moderation_by.parts = ("", "", "")
    _offer(form, board.id, None)
    if form.validate_on_submit():
        try:
            row = make_audit(db(), actor(), clock(), board_code, form.plan(), form.organisation_ids())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved as a draft. Nobody has been written to.", "success")
            return redirect(url_for(".show_audit", audit_code=row.code), 303)
    return make_response(_plan_page(form, board, None, fixed=False), 422 if form.errors else 200)


@blueprint.get("/case-audits/<audit_code>")
@allow(Permission.CASE_AUDIT_VIEW)
def show_audit(audit_code: str) -> str:
    """How far everybody is; never what a case says."""
    row = audit_here(audit_code)
    samples = samples_of_audit(db(), row)
    return render_template(
        "case_audits/audit.html",
        row=row,
        samples=samples,
        sent=sum(each.row.state is not SampleState.ANSWERING for each in samples),
        moderated=sum(each.row.state is SampleState.MODERATED for each in samples),
        words=AUDIT_STATE_WORDS,
        sample_words=SAMPLE_STATE_WORDS,
        colours=STATE_COLOURS,
        may_run=may_run(row),
        today=today(clock()),
    )


@blueprint.route("/case-audits/<audit_code>/plan", methods=["GET", "POST"])
@allow(Permission.CASE_AUDIT_RUN)
def change_plan(audit_code: str) -> Answer:
    """Change an audit: everything in a draft, words and dates once it is open."""
    row = audit_here(audit_code, Permission.CASE_AUDIT_RUN)
    if row.state is AuditState.CLOSED:
        flash("This case audit is closed, so it stays as it was. Open it again to change it.", "information")
        return redirect(url_for(".show_audit", audit_code=audit_code), 303)
    form, fixed, status = AuditForm(), row.state is not AuditState.DRAFT, 200
    if request.method == "GET":
        form.show(row, asked_ids(db(), row))
    _offer(form, row.board_id, row)
    if fixed:
        for name in ("theme", "edition_id", "cases_each"):
            form[name].validators = ()
            form[name].validate_choice = False
    if form.validate_on_submit():
        version = form.version.data or ""
        try:
            change_audit(
                db(),
                actor(),
                clock(),
                audit_code,
                form.plan(row),
                None if fixed else form.organisation_ids(),
                seen_version=int(version) if version.isdigit() and len(version) < 10 else 0,
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale as stale:
            # What was typed stays, and is saved over theirs only when it is sent once more.
            form.form_errors = [
                f"{stale.sentence} What you typed is below. Save again to replace what they saved."
            ]
            form.version.data, status = str(row.version), 409
        else:
            flash("Saved.", "success")
            return redirect(url_for(".show_audit", audit_code=audit_code), 303)
    page = _plan_page(form, row.board, row, fixed=fixed)
    return make_response(page, 422 if form.errors and status == 200 else status)


@blueprint.post("/case-audits/<audit_code>/open")
@allow(Permission.CASE_AUDIT_RUN)
def open_one(audit_code: str) -> Response:
    """Open a draft and write to the leads, or open a closed audit again."""
    audit_here(audit_code, Permission.CASE_AUDIT_RUN)
    row, letters = open_audit(db(), actor(), clock(), audit_code, public_url=public_url())
    flash(f"“{row.title}” is open. {_letters(letters)}", "success")
    return redirect(url_for(".show_audit", audit_code=audit_code), 303)


@blueprint.route("/case-audits/<audit_code>/close", methods=["GET", "POST"])
@allow(Permission.CASE_AUDIT_RUN)
def close_one(audit_code: str) -> Answer:
    """What closing does, and closing."""
    row = audit_here(audit_code, Permission.CASE_AUDIT_RUN)
    if request.method == "POST":
        row, letters = close_audit(db(), actor(), clock(), audit_code, public_url=public_url())
        flash(f"“{row.title}” is closed. {_letters(letters)}", "success")
        return redirect(url_for(".show_audit", audit_code=audit_code), 303)
    if row.state is not AuditState.OPEN:
        return redirect(url_for(".show_audit", audit_code=audit_code), 303)
    samples = samples_of_audit(db(), row)
    return render_template(
        "case_audits/close.html",
        row=row,
        missing=[each.row.organisation.name for each in samples if each.row.state is SampleState.ANSWERING],
        unmoderated=[each.row.organisation.name for each in samples if each.row.state is SampleState.SENT],
    )


def _plan_page(form: AuditForm, board: Board, row: CaseAudit | None, *, fixed: bool) -> str:
    return render_template(
        "case_audits/plan.html",
        form=form,
        board=board,
        row=row,
        fixed=fixed,
        sets_page=address_of("questionnaires.list_editions", board_code=board.code),
    )


def _letters(number: int) -> str:
    if not number:
        return "No letters were written."
    return f"{number:,} {'lead has' if number == 1 else 'leads have'} a letter."


def _board(code: str) -> Board:
    board = board_by_code(db(), actor(), code, Permission.CASE_AUDIT_VIEW)
    stand_in("board", board.id)
    return board


def _offer(form: AuditForm, board_id: int, row: CaseAudit | None) -> None:
    form.offer(
        editions(db(), actor(), (Instrument.CASE_AUDIT,)),
        earlier_audits(db(), actor(), board_id, row),
        all_in_area(db(), actor(), board_id),
    )
