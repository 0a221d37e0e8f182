"""Feedback on an audit: giving it, and what the board sees of it."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.feedback import FEWEST
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question
from audit.domain.workflows import RoundState
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of, prefix_of
from audit.rooms.questionnaires.queries import editions, questionnaire_by
from audit.rooms.trail.operations import record
from audit.rooms.visits.exports import feedback_workbook
from audit.rooms.visits.forms import FeedbackAskForm, NamedForm
from audit.rooms.visits.operations.feedback import (
    ask_for_feedback,
    give_feedback,
    stop_asking,
    write_about_feedback,
)
from audit.rooms.visits.presenters import child_warnings
from audit.rooms.visits.queries.feedback import feedback_of_round, own_feedback, return_to_give_for
from audit.rooms.visits.views.blueprint import Answer, blueprint, public_url, send_workbook
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

LONGEST_TEXT = 20_000


@blueprint.get("/rounds/<round_code>/feedback")
@allow(Permission.FEEDBACK_RUN)
def show_feedback(round_code: str) -> str:
    """What people said of the audit, and asking them."""
    return _results(round_code)


def _results(round_code: str, refusal: RuleBroken | None = None) -> str:
    results = feedback_of_round(db(), actor(), round_code)
    stand_in("board", results.round.board_id)
    form = FeedbackAskForm(formdata=None)
    form.edition.choices = [
        (each.id, f"{each.title}, edition {each.edition}")
        for each in editions(db(), actor(), [Instrument.FEEDBACK])
    ]
    if results.ask is not None:
        form.edition.data = results.ask.edition_id
    if refusal is not None:
        form.refuse(refusal)
    return render_template(
        "visits/feedback.html",
        results=results,
        round=results.round,
        form=form,
        fewest=FEWEST,
        asking=results.ask is not None and results.ask.stopped_at is None,
        open=results.round.state is RoundState.OPEN,
    )


@blueprint.post("/rounds/<round_code>/feedback")
@allow(Permission.FEEDBACK_RUN)
def ask_feedback(round_code: str) -> Answer:
    """Ask for feedback, stop asking, or write to those who have submitted meanwhile."""
    action = request.form.get("action", "")
    try:
        if action == "stop":
            stop_asking(db(), actor(), clock(), round_code)
            flash("Nobody is asked for feedback any more. What was given stays.", "success")
        elif action == "write":
            number = write_about_feedback(db(), actor(), clock(), round_code, public_url=public_url())
            flash("1 letter was written." if number == 1 else f"{number:,} letters were written.", "success")
        else:
            form = FeedbackAskForm()
            ask_for_feedback(db(), actor(), clock(), round_code, form.edition.data or 0)
            flash(
                "Asked. Whoever submits is invited on the page that confirms it. "
                "Write to those who have submitted already.",
                "success",
            )
    except RuleBroken as refusal:
        return _results(round_code, refusal), 422
    return redirect(url_for(".show_feedback", round_code=round_code), 303)


@blueprint.post("/rounds/<round_code>/feedback/workbook")
@allow(Permission.FEEDBACK_RUN)
def download_feedback(round_code: str) -> Response:
    """The results as a workbook. Taking it away is noted in the trail."""
    results = feedback_of_round(db(), actor(), round_code)
    row = results.round
    record(
        db(), actor(), clock(), "workbook.exported", subject=("round", row.code), board_id=row.board_id,
        what="feedback",
    )  # fmt: skip
    return send_workbook(feedback_workbook(results), f"{row.code}-feedback.xlsx")


@blueprint.route("/returns/<reference>/feedback", methods=["GET", "POST"])
@allow(Permission.FEEDBACK_GIVE)
def give(reference: str) -> Answer:
    """Give feedback on the audit, or change it until the round closes."""
    row, ask = return_to_give_for(db(), actor(), reference)
    stand_in("organisation", row.organisation_id)
    questionnaire = questionnaire_by(db(), ask.edition)
    given = own_feedback(db(), actor(), row)
    named = NamedForm(data={"is_named": given.is_named if given else False})
    forms = _forms(questionnaire.questions.values(), questionnaire.scale, given.answers if given else {})
    problems: list[dict[str, str]] = []
    if named.validate_on_submit():
        try:
            contents = {code: form.content() for code, form in forms.items()}
            give_feedback(db(), actor(), clock(), reference, contents, is_named=bool(named.is_named.data))
        except (RuleBroken, NotAllowed) as refusal:
            code = getattr(refusal, "field", None) or ""
            if code in forms:
                forms[code].refuse(RuleBroken(refusal.sentence, "value"))
            problems.append(
                {"text": refusal.sentence, "href": f"#q-{code}-heading" if code in forms else "#main-content"}
            )
        else:
            warnings = [w for c in contents.values() for w in child_warnings(str(c.value or ""))]
            if warnings:
                flash(
                    f"Thank you, your feedback is saved. Please look at this: {' '.join(warnings)}",
                    "information",
                )
                return redirect(url_for(".give", reference=reference), 303)
            flash(
                "Thank you. Your feedback is saved, and you can change it until the round closes.", "success"
            )
            return redirect(url_for("assessments.show_return", reference=reference), 303)
    page = render_template(
        "visits/give_feedback.html",
        row=row,
        questionnaire=questionnaire,
        forms=forms,
        named=named,
        form=_Errors(problems),
        given=given,
        open=row.round.state is RoundState.OPEN and ask.stopped_at is None,
        longest=LONGEST_TEXT,
    )
    return page, 422 if problems else 200


class _Errors:
    """Problems, as the layout's error summary takes them."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        self.errors = errors

    def error_list(self) -> list[dict[str, str]]:
        """The sentences, each linked to its field."""
        return self.errors


def _forms(questions: Iterable[Question], scale: Any, answers: dict[str, Any]) -> dict[str, AnswerForm]:
    forms = {}
    for question in questions:
        prefix = prefix_of(question.code)
        if request.method == "POST":
            forms[question.code] = form_from(question, scale, request.form, prefix)
            continue
        said = answers.get(question.code)
        content = EMPTY
        if said:
            graded = question.kind is Kind.GRADED
            content = AnswerContent(grade=said if graded else None, value=None if graded else said)
        forms[question.code] = form_of(question, scale, content, 0, prefix)
    return forms
