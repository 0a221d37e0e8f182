"""The pages on which an amendment is prepared."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.amending import TEXTS, amended, changes_from, questions_in
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.amendments import operations
from audit.rooms.amendments.forms import CorrectionForm, QuestionForm, ReasonForm
from audit.rooms.amendments.models import Amendment, AmendmentState
from audit.rooms.amendments.queries import amendments_of, content_before
from audit.rooms.amendments.views.blueprint import amendment_here, blueprint, may_amend, version_in
from audit.rooms.rounds.queries import round_by_code
from audit.web.forms import tidy
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.get("/rounds/<round_code>/amendments")
@allow(Permission.ROUND_VIEW)
def list_amendments(round_code: str) -> str:
    """What has been changed in a round while it ran: when, by whom and why."""
    row = round_by_code(db(), actor(), round_code)
    stand_in("board", row.board_id)
    found = amendments_of(db(), row)
    return render_template(
        "amendments/list.html",
        row=row,
        amendments=[(each, changes_from(each.changes)) for each in found],
        is_open=row.state is RoundState.OPEN,
        is_preparing=any(each.state is AmendmentState.PREPARED for each in found),
        may_amend=may_amend(row.board_id),
    )


@blueprint.route("/rounds/<round_code>/amendments/new", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def prepare(round_code: str) -> Answer:
    """Begin an amendment: why, and by when."""
    row = round_by_code(db(), actor(), round_code)
    stand_in("board", row.board_id)
    if not may_amend(row.board_id):
        raise NotAllowed("Only an administrator of the board can do this.")
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            made = operations.prepare(
                db(), actor(), clock(), round_code, reason=form.reason.data or "", due_on=form.due_on.data
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect(url_for(".show_amendment", amendment_id=made.id), 303)
    page = render_template("amendments/reason.html", row=row, form=form, amendment=None)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/amendments/<int:amendment_id>/reason", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def describe(amendment_id: int) -> Answer:
    """Say anew why and by when."""
    row = _prepared(amendment_id)
    form = ReasonForm(data={"reason": row.reason, "due_on": row.due_on, "version": row.version})
    if form.validate_on_submit():
        try:
            operations.describe(
                db(), actor(), clock(), amendment_id, version=version_in(form.version.data),
                reason=form.reason.data or "", due_on=form.due_on.data,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _back(amendment_id, "Saved.")
    page = render_template("amendments/reason.html", row=row.round, form=form, amendment=row)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/amendments/<int:amendment_id>/questions", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def add_question(amendment_id: int) -> Answer:
    """Write a question that is added."""
    row = _prepared(amendment_id)
    content = _content_now(row)
    form = QuestionForm(data={"version": row.version, "kind": "graded", "strength": "must", "required": True})
    form.offer(content)
    grades = list(content["scale"].get("grades") or ())
    said = {each["key"]: str(tidy(request.form.get(f"grade-{each['key']}", "")))[:2000] for each in grades}
    if form.validate_on_submit():
        try:
            code = operations.add_question(
                db(), actor(), clock(), amendment_id, form.words(said), version=version_in(form.version.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _back(amendment_id, f"Question {code} is in the amendment. Nobody has been told yet.")
    page = render_template(
        "amendments/question.html", amendment=row, form=form, scale=content["scale"], grades=grades, said=said
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/amendments/<int:amendment_id>/corrections", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def correct(amendment_id: int) -> Answer:
    """Put spelling right in one question."""
    row = _prepared(amendment_id)
    before = {each["code"]: each for each in questions_in(content_before(db(), row))}
    code = str(request.values.get("code", ""))[:20]
    chosen = before.get(code)
    if chosen is None:
        return render_template("amendments/choose.html", amendment=row, questions=list(before.values()))
    now = {each["code"]: each for each in questions_in(_content_now(row))}[code]
    form = CorrectionForm(data={**{part: now.get(part) or "" for part in TEXTS}, "version": row.version})
    if form.validate_on_submit():
        texts = {part: form[part].data or "" for part in TEXTS}
        try:
            number = operations.correct(
                db(), actor(), clock(), amendment_id, code, texts, confirmed=bool(form.confirmed.data),
                version=version_in(form.version.data),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            words = (
                f"The new words of question {code} are in the amendment."
                if number
                else "Nothing was changed."
            )
            return _back(amendment_id, words)
    page = render_template("amendments/correct.html", amendment=row, form=form, question=chosen)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/amendments/<int:amendment_id>/drop")
@allow(Permission.ROUND_RUN)
def drop(amendment_id: int) -> Response:
    """Take what concerns one question out of the amendment again."""
    _prepared(amendment_id)
    code = request.form.get("code", "")[:20]
    operations.drop(
        db(), actor(), clock(), amendment_id, code, version=version_in(request.form.get("version"))
    )
    return _back(amendment_id, f"{code} is not in the amendment any more.")


@blueprint.post("/amendments/<int:amendment_id>/discard")
@allow(Permission.ROUND_RUN)
def discard(amendment_id: int) -> Response:
    """Give the amendment up."""
    row = _prepared(amendment_id)
    operations.discard(db(), actor(), clock(), amendment_id, version=version_in(request.form.get("version")))
    flash("The amendment was discarded. The round asks what it asked.", "success")
    return redirect(url_for(".list_amendments", round_code=row.round.code), 303)


def _prepared(amendment_id: int) -> Amendment:
    row = amendment_here(amendment_id)
    if not may_amend(row.round.board_id):
        raise NotAllowed("Only an administrator of the board can do this.")
    if row.state is not AmendmentState.PREPARED:
        raise RuleBroken("This amendment has been made already. Prepare another one to change more.")
    return row


def _content_now(row: Amendment) -> dict[str, Any]:
    """What the round would ask with the amendment as it is."""
    return amended(content_before(db(), row), changes_from(row.changes))


def _back(amendment_id: int, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for(".show_amendment", amendment_id=amendment_id), 303)
