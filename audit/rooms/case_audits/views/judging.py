"""The moderator's pages: the samples given to them, the cases of one, and one case with a grade beside each answer."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.case_audits import CASE_STATE_WORDS, SAMPLE_STATE_WORDS, AuditState, SampleState
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question
from audit.rooms.assessments.exports import say
from audit.rooms.assessments.forms import prefix_of
from audit.rooms.case_audits.models import CaseJudgement
from audit.rooms.case_audits.operations import moderating
from audit.rooms.case_audits.operations.moderating import JudgementChanged, judge_into, lacking
from audit.rooms.case_audits.policy import LONGEST_COMMENT, may_judge
from audit.rooms.case_audits.presenters import saved_words, warnings_about
from audit.rooms.case_audits.queries.samples import (
    CaseView,
    case_to_moderate,
    sample_to_moderate,
    samples_given,
    whole_sample,
)
from audit.rooms.case_audits.views.blueprint import STATE_COLOURS, blueprint
from audit.rooms.case_audits.views.cases import standards_asked
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, keep_despite_refusal


@dataclass
class JudgedQuestion:
    """One graded question of the page: what stands in the moderator's fields."""

    prefix: str
    grade: str
    comment: str
    agreed: str
    version: int
    saved: str = ""
    warnings: list[str] = field(default_factory=list)
    error: tuple[str, str] | None = None
    """The field at fault and its sentence."""
    theirs: CaseJudgement | None = None
    """What was saved in between by another window."""


@dataclass
class JudgingForm:
    """All graded questions of the case, as the layout's error summary takes them."""

    parts: dict[str, JudgedQuestion]
    refusals: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[dict[str, str]]:
        """The errors, each naming its question and leading to its field."""
        found = [{"text": sentence, "href": f"#{anchor}"} for sentence, anchor in self.refusals]
        for code, part in self.parts.items():
            if part.error:
                found.append({"text": f"{code}: {part.error[1]}", "href": f"#{part.prefix}{part.error[0]}"})
            if part.theirs is not None:
                found.append(
                    {"text": f"{code}: this was changed in another window", "href": f"#{part.prefix}grade"}
                )
        return found

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the summary."""
        return self.errors


@blueprint.get("/cases-to-moderate")
@allow(Permission.CASE_AUDIT_MODERATE)
def list_given() -> str:
    """The samples that the moderator was given."""
    return render_template(
        "case_audits/given.html",
        rows=samples_given(db(), actor()),
        words=SAMPLE_STATE_WORDS,
        colours=STATE_COLOURS,
    )


@blueprint.get("/cases-to-moderate/<int:sample_id>")
@allow(Permission.CASE_AUDIT_MODERATE)
def show_given(sample_id: int) -> str:
    """The cases of one organisation, once they are sent."""
    row = sample_to_moderate(db(), actor(), sample_id)
    stand_in("board", row.audit.board_id)
    if row.state is SampleState.ANSWERING:
        raise NotAllowed(
            f"{row.organisation.name} has not sent its cases yet. They will be on your home page."
        )
    return render_template(
        "case_audits/given_sample.html",
        row=row,
        view=whole_sample(db(), row),
        words=CASE_STATE_WORDS,
        sample_words=SAMPLE_STATE_WORDS,
        colours=STATE_COLOURS,
        is_open=row.audit.state is AuditState.OPEN and row.state is SampleState.SENT,
    )


@blueprint.post("/cases-to-moderate/<int:sample_id>/finish")
@allow(Permission.CASE_AUDIT_MODERATE)
def finish_sample(sample_id: int) -> Response:
    """Finish the moderation of an organisation's cases."""
    try:
        row = moderating.finish_sample(db(), actor(), clock(), sample_id)
    except RuleBroken as refusal:
        flash(refusal.sentence, "information")
        return redirect(url_for(".show_given", sample_id=sample_id), 303)
    flash(f"Finished. {row.organisation.name} can read what you said about its cases.", "success")
    return redirect(url_for(".list_given"), 303)


@blueprint.get("/cases/<int:case_id>/moderate")
@allow(Permission.CASE_AUDIT_MODERATE)
def show_judging(case_id: int) -> str:
    """What the auditor says, and the moderator's grade beside it."""
    view = _case(case_id)
    return _page(view, _form(view))


@blueprint.post("/cases/<int:case_id>/judgements/<code>")
@allow(Permission.CASE_AUDIT_MODERATE)
def save_judgement(case_id: int, code: str) -> Any:
    """Save one judgement as it is typed, for the page's script."""
    view = _case(case_id, lock=True)
    sent = _sent(_question(view, code))
    try:
        row = _judge(view, code, sent)
    except JudgementChanged as changed:
        return make_response(jsonify(error=changed.sentence, version=changed.saved.version, mine=False), 409)
    except RuleBroken as refusal:
        return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
    sentence = lacking(view).get(code, "")
    return jsonify(
        version=row.version if row else 0,
        saved=_saved(row),
        warnings=warnings_about(row.comment) if row else [],
        questions=f"Not complete yet: {sentence}" if row and sentence else "",
    )


@blueprint.post("/cases/<int:case_id>/moderate")
@allow(Permission.CASE_AUDIT_MODERATE)
def save_judging(case_id: int) -> Any:
    """Save every judgement that was changed; finish the case where the button says so."""
    view = _case(case_id, lock=True)
    form, saved = _form(view), 0
    for code in form.parts:
        if f"{prefix_of(code)}version" not in request.form:
            continue
        sent = form.parts[code] = _sent(view.questionnaire.questions[code])
        try:
            row = _judge(view, code, sent)
            saved += 1
            sent.version, sent.saved = row.version if row else 0, _saved(row)
        except JudgementChanged as changed:
            sent.theirs, sent.version = changed.saved, changed.saved.version
        except RuleBroken as refusal:
            if refusal.field is None:
                form.refusals = [(refusal.sentence, "main-content")]
            else:
                sent.error = (refusal.field, refusal.sentence)
        except NotAllowed as refusal:
            form.refusals = [(refusal.sentence, "main-content")]
    if not form.errors and request.form.get("action") == "finish":
        for code, sentence in lacking(view).items():
            form.parts[code].error = ("comment" if view.judged(code).moderated else "grade", sentence)
    if form.errors:
        if saved:
            keep_despite_refusal()  # what could be saved is saved: nothing acknowledged is lost
        return make_response(_page(view, form), 409 if any(p.theirs for p in form.parts.values()) else 422)
    if request.form.get("action") == "finish":
        moderating.finish_judging(db(), actor(), clock(), case_id)
        flash(f"Case {view.row.number} is moderated.", "success")
    else:
        flash(f"Case {view.row.number} is saved.", "success")
    return redirect(url_for(".show_given", sample_id=view.sample.id), 303)


@blueprint.post("/cases/<int:case_id>/judge-again")
@allow(Permission.CASE_AUDIT_MODERATE)
def judge_again(case_id: int) -> Response:
    """Look at a moderated case once more."""
    _case(case_id)
    moderating.judge_again(db(), actor(), clock(), case_id)
    return redirect(url_for(".show_judging", case_id=case_id), 303)


def _case(case_id: int, *, lock: bool = False) -> CaseView:
    view = case_to_moderate(db(), actor(), case_id, lock=lock)
    stand_in("board", view.sample.audit.board_id)
    return view


def _question(view: CaseView, code: str) -> Question:
    question = view.questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    return question


def _judge(view: CaseView, code: str, sent: JudgedQuestion) -> CaseJudgement | None:
    return judge_into(
        db(), actor(), clock(), view, code,
        grade=sent.grade, comment=sent.comment, agreed=sent.agreed, seen_version=sent.version,
    )  # fmt: skip


def _sent(question: Question) -> JudgedQuestion:
    prefix = prefix_of(question.code)
    version = request.form.get(f"{prefix}version", "")
    return JudgedQuestion(
        prefix,
        request.form.get(f"{prefix}grade", ""),
        request.form.get(f"{prefix}comment", ""),
        request.form.get(f"{prefix}agreed", ""),
        int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
    )


def _form(view: CaseView) -> JudgingForm:
    parts = {}
    for each in view.progress.questions:
        code = each.question.code
        if each.question.kind is not Kind.GRADED:
            continue
        row = view.judgements.get(code)
        if row is None:
            parts[code] = JudgedQuestion(prefix_of(code), "", "", "", 0)
        else:
            parts[code] = JudgedQuestion(
                prefix_of(code), row.grade or "", row.comment, row.agreed_grade or "", row.version, _saved(row),
                warnings_about(row.comment),
            )  # fmt: skip
    return JudgingForm(parts)


def _saved(row: CaseJudgement | None) -> str:
    return saved_words(row.updated_at, row.updated_by_name, actor().name, clock()()) if row else ""


def _page(view: CaseView, form: JudgingForm) -> str:
    return render_template(
        "case_audits/judge.html",
        view=view,
        form=form,
        standards=standards_asked(view),
        said={
            code: say(view.questionnaire.questions[code], view.questionnaire.scale, view.content(code))
            for code in view.asked
        },
        judging=may_judge(view.sample, view.row) or bool(form.errors),
        may_judge_again=view.row.state.value == "moderated"
        and view.sample.state is SampleState.SENT
        and view.sample.audit.state is AuditState.OPEN,
        words=CASE_STATE_WORDS,
        colours=STATE_COLOURS,
        longest=LONGEST_COMMENT,
    )
