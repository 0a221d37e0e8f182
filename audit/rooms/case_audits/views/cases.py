"""One case: its short form on one page, saved as it is typed or by a button; finishing it and opening it again."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.answers import AnswerContent
from audit.domain.case_audits import CASE_STATE_WORDS, CaseState
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question, Standard
from audit.rooms.assessments.exports import child_warnings, say
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of, prefix_of
from audit.rooms.case_audits.models import CaseAnswer
from audit.rooms.case_audits.operations import auditing
from audit.rooms.case_audits.operations.auditing import CHOSEN, TYPED, CaseConflict
from audit.rooms.case_audits.policy import may_fill_in, shows_judgements
from audit.rooms.case_audits.presenters import saved_words
from audit.rooms.case_audits.queries.samples import CaseView, content_of, own_case
from audit.rooms.case_audits.views.blueprint import STATE_COLOURS, blueprint
from audit.web.errors import wants_json
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, keep_despite_refusal

LONGEST = 20_000
"""Characters in one text, as everywhere."""


@dataclass
class Section:
    """One question of the page: its form, and the answer that somebody else gave in between."""

    form: AnswerForm
    said: Any
    saved: str = ""
    warnings: list[str] = field(default_factory=list)
    theirs: Any = None
    their_name: str = ""


@dataclass
class CaseForm:
    """All questions of the case, as the layout's error summary takes them."""

    sections: dict[str, Section]
    refusals: list[tuple[str, str]] = field(default_factory=list)
    """Sentences with the id of what they are about."""

    @property
    def errors(self) -> list[dict[str, str]]:
        """The errors of all questions, each naming its question."""
        found = [{"text": sentence, "href": f"#{anchor}"} for sentence, anchor in self.refusals]
        for code, section in self.sections.items():
            for error in section.form.error_list():
                found.append({"text": f"{code}: {error['text']}", "href": error["href"]})
            if section.theirs is not None:
                sentence = f"{code}: {section.their_name} changed this answer while you were writing"
                found.append({"text": sentence, "href": f"#{section.form.id('keep-0')}"})
        return found

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the summary."""
        return self.errors


@blueprint.get("/cases/<int:case_id>")
@allow(Permission.CASE_AUDIT_READ)
def show_case(case_id: int) -> str:
    """The form of one case."""
    view = case_here(case_id)
    return _page(view, _form(view))


@blueprint.post("/cases/<int:case_id>/questions/<code>")
@allow(Permission.CASE_AUDIT_ANSWER)
def save_case_answer(case_id: int, code: str) -> Any:
    """Save one answer as it is typed, for the page's script."""
    view = case_here(case_id, lock=True)
    question = view.questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    form = form_from(question, view.questionnaire.scale, request.form, prefix_of(code))
    asked = view.asked
    try:
        answer = auditing.save_into(
            db(), actor(), clock(), view, code, form.content(), seen_version=form.version
        )
    except CaseConflict as conflict:
        return make_response(jsonify(_theirs(conflict)), 409)
    except RuleBroken as refusal:
        return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
    if not wants_json():
        return redirect(url_for(".show_case", case_id=case_id), 303)
    return jsonify(
        version=answer.version if answer else 0,
        saved=_saved(answer),
        warnings=child_warnings(content_of(answer)),
        questions=_news(asked, own_case(db(), actor(), case_id).asked),
    )


@blueprint.post("/cases/<int:case_id>")
@allow(Permission.CASE_AUDIT_ANSWER)
def save_case(case_id: int) -> Any:
    """Save every answer that was changed. What cannot be taken stays on the page; the rest is saved."""
    view = case_here(case_id, lock=True)
    form, asked, saved = CaseForm({}), view.asked, 0
    for question in _questions(view):
        section = form.sections[question.code] = _section(view, question, sent=True)
        if f"{section.form.prefix}version" not in request.form:
            continue  # a question that was added since the page was opened
        try:
            saved += _save(view, section)
        except NotAllowed as refusal:
            form.refusals = [(refusal.sentence, "main-content")]
        except RuleBroken as refusal:
            if refusal.field is None:
                form.refusals = [(refusal.sentence, "main-content")]
            else:
                section.form.refuse(refusal)
    if form.errors:
        if saved:
            keep_despite_refusal()  # what could be saved is saved: nothing acknowledged is lost
        return make_response(_page(view, form), 409 if any(s.theirs for s in form.sections.values()) else 422)
    fresh = own_case(db(), actor(), case_id)
    if news := _news(asked, fresh.asked):
        flash(news, "information")
    if request.form.get("action") == "finish" and not news:
        return _finish(fresh)
    flash(f"Case {view.row.number} is saved.", "success")
    if news or any(section.warnings for section in form.sections.values()):
        return redirect(url_for(".show_case", case_id=case_id), 303)
    return redirect(url_for(".show_sample", sample_id=view.sample.id), 303)


@blueprint.post("/cases/<int:case_id>/theme")
@allow(Permission.CASE_AUDIT_ANSWER)
def change_theme(case_id: int) -> Any:
    """Give the case another theme."""
    case_here(case_id)
    try:
        auditing.give_theme(db(), actor(), clock(), case_id, request.form.get("category", ""))
    except RuleBroken as refusal:
        view = case_here(case_id)
        form = _form(view)
        form.refusals = [(refusal.sentence, "category" if refusal.field else "main-content")]
        return make_response(_page(view, form), 422)
    flash("The theme is saved.", "success")
    return redirect(url_for(".show_case", case_id=case_id), 303)


@blueprint.post("/cases/<int:case_id>/reopen")
@allow(Permission.CASE_AUDIT_ANSWER)
def reopen_case(case_id: int) -> Response:
    """Open a finished case again."""
    case_here(case_id)
    auditing.reopen_case(db(), actor(), clock(), case_id)
    return redirect(url_for(".show_case", case_id=case_id), 303)


def case_here(case_id: int, *, lock: bool = False) -> CaseView:
    """The case of this page, with the header of its organisation."""
    view = own_case(db(), actor(), case_id, lock=lock)
    stand_in("organisation", view.sample.organisation_id)
    return view


def _finish(view: CaseView) -> Any:
    missing = view.progress.missing
    if missing:
        keep_despite_refusal()
        form = _form(view)
        for each in missing:
            anchor = form.sections[each.question.code].form.id("heading")
            form.refusals.append((f"{each.question.code}: {'. '.join(each.missing)}", anchor))
        return make_response(_page(view, form), 422)
    auditing.finish_case(db(), actor(), clock(), view.row.id)
    flash(f"Case {view.row.number} is finished.", "success")
    return redirect(url_for(".show_sample", sample_id=view.sample.id), 303)


def _save(view: CaseView, section: Section) -> int:
    """Save one answer of the page if it was changed; gives how many were saved."""
    form, code = section.form, section.form.question.code
    keep = request.form.get(f"{form.prefix}keep", "")
    content = form.content()
    before = view.answers.get(code)
    seen = before.version if before else 0
    if keep == "theirs":
        _take(view, section)
        return 0
    undecided = request.form.get(f"{form.prefix}undecided") == "y" and not keep
    try:
        if undecided and before is not None and content != content_of(before):
            raise CaseConflict(before, content)
        answer = auditing.save_into(
            db(), actor(), clock(), view, code, content,
            seen_version=form.version, via=CHOSEN if keep == "mine" else TYPED,
        )  # fmt: skip
    except CaseConflict as conflict:
        section.theirs = say(form.question, form.scale, content_of(conflict.theirs))
        section.their_name = conflict.theirs.updated_by_name
        form.version = conflict.theirs.version
        return 0
    except Stale as stale:
        raise RuleBroken(stale.sentence) from None
    _take(view, section)
    changed = answer is not None and answer.version != seen
    if not changed:
        section.warnings = []
    return int(changed)


def _take(view: CaseView, section: Section) -> None:
    fresh = _section(view, section.form.question)
    section.form, section.said, section.saved, section.warnings = (
        fresh.form,
        fresh.said,
        fresh.saved,
        fresh.warnings,
    )


def _section(view: CaseView, question: Question, *, sent: bool = False) -> Section:
    scale, answer, prefix = (
        view.questionnaire.scale,
        view.answers.get(question.code),
        prefix_of(question.code),
    )
    content = content_of(answer)
    if sent and f"{prefix}version" in request.form:
        form = form_from(question, scale, request.form, prefix)
    else:
        form = form_of(question, scale, content, answer.version if answer else 0, prefix)
    return Section(form, say(question, scale, content), _saved(answer), child_warnings(content))


def _form(view: CaseView) -> CaseForm:
    return CaseForm({question.code: _section(view, question) for question in _questions(view)})


def _questions(view: CaseView) -> list[Question]:
    return [each.question for each in view.progress.questions]


def _saved(answer: CaseAnswer | None) -> str:
    if answer is None:
        return ""
    return saved_words(answer.updated_at, answer.updated_by_name, actor().name, clock()())


def _news(before: frozenset[str], after: frozenset[str]) -> str:
    if before == after:
        return ""
    return "Your answer changes which questions are asked. Save this page to see them."


def _theirs(conflict: CaseConflict) -> dict[str, Any]:
    content: AnswerContent = content_of(conflict.theirs)
    return {
        "error": conflict.sentence,
        "version": conflict.theirs.version,
        "by": conflict.theirs.updated_by_name,
        "mine": conflict.theirs.updated_by_id == actor().person_id,
        "theirs": {
            "grade": content.grade,
            "value": content.value,
            "narrative": content.narrative,
            "not_applicable": content.not_applicable,
            "na_reason": content.na_reason,
        },
    }


def standards_asked(view: CaseView) -> list[tuple[Standard, list[Question]]]:
    """The standards with those of their questions that are asked."""
    found = []
    for standard in view.questionnaire.standards:
        questions = [question for question in standard.questions if question.code in view.asked]
        if questions:
            found.append((standard, questions))
    return found


def _page(view: CaseView, form: CaseForm) -> str:
    # A refused form is shown with its text even when the case can no longer be filled in.
    filling_in = may_fill_in(actor(), view.sample) and view.row.state is CaseState.DRAFT
    return render_template(
        "case_audits/case.html",
        view=view,
        form=form,
        standards=standards_asked(view),
        filling_in=filling_in or bool(form.errors),
        may_reopen=may_fill_in(actor(), view.sample) and view.row.state is CaseState.FINISHED,
        judged=shows_judgements(view.sample, view.row),
        words=CASE_STATE_WORDS,
        colours=STATE_COLOURS,
        longest=LONGEST,
    )
