"""All questions of a standard on one page: quick to go through when little has changed."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.figures import about
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of, prefix_of
from audit.rooms.assessments.operations import AnswerConflict, return_to_change, save_into
from audit.rooms.assessments.policy import LONGEST_TEXT, checked_content
from audit.rooms.assessments.presenters import (
    Said,
    changed_questions,
    child_warnings,
    saved_words,
    say,
    standards_around,
)
from audit.rooms.assessments.queries import ReturnRow, ReturnView, asked_now, content_of, unfit_now
from audit.rooms.assessments.views.blueprint import (
    blueprint,
    is_entered_here,
    may_answer,
    open_return,
    origins_here,
)
from audit.rooms.assessments.views.reviewing import before_of
from audit.web.gathering import return_marks
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db, keep_despite_refusal


@dataclass
class Section:
    """One question of the page: its form, and the answer that somebody else gave in between."""

    form: AnswerForm
    said: Said
    saved: str = ""
    warnings: list[str] = field(default_factory=list)
    theirs: Said | None = None
    their_name: str = ""
    undecided: bool = False


@dataclass
class StandardForm:
    """All forms of the page, as the layout's error summary takes them."""

    sections: list[Section]
    refusal: str = ""

    @property
    def errors(self) -> list[dict[str, str]]:
        """The errors of all forms, each naming its question."""
        found = [{"text": self.refusal, "href": "#main-content"}] if self.refusal else []
        for section in self.sections:
            code = section.form.question.code
            found += [
                {"text": f"{code}: {error['text']}", "href": error["href"]}
                for error in section.form.error_list()
            ]
            if section.theirs is not None:
                sentence = f"{code}: {section.their_name} changed this answer while you were writing"
                found.append({"text": sentence, "href": f"#{section.form.id('keep-0')}"})
        return found

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the summary."""
        return self.errors


@blueprint.get("/returns/<reference>/standards/<code>")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_standard(reference: str, code: str) -> str:
    """All questions of a standard with their answers."""
    view = open_return(reference, entering=True)
    return _page(view, code, StandardForm([_section(view, q.code) for q in _questions(view, code)]))


@blueprint.post("/returns/<reference>/standards/<code>")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def save_standard(reference: str, code: str) -> Any:
    """Save every answer that was changed. What cannot be taken stays on the page; the rest is saved."""
    row = return_to_change(db(), actor(), reference)
    view = open_return(reference, entering=True)
    asked_before = asked_now(db(), view.row)
    form = StandardForm([])
    saved = 0
    changed: list[str] = []
    for question in _questions(view, code):
        section = _section(view, question.code, sent=True)
        form.sections.append(section)
        if f"{section.form.prefix}version" not in request.form:
            continue  # a question that was added since the page was opened
        try:
            if _save(view, row, section):
                saved += 1
                changed.append(question.code)
        except NotAllowed as refusal:
            form.refusal = refusal.sentence
        except RuleBroken as refusal:
            if refusal.field is None:
                form.refusal = refusal.sentence
            else:
                section.form.refuse(refusal)
    if form.errors:
        if saved:
            keep_despite_refusal()  # what could be saved is saved: nothing acknowledged is lost
        conflicts = any(section.theirs for section in form.sections)
        page = _page(view, code, form, saved)
        return make_response(page, 403 if form.refusal and not saved else 409 if conflicts else 422)
    news = changed_questions(asked_before, asked_now(db(), view.row))
    if news:
        flash(news, "information")
    flash(_count(saved), "success")
    to_list = redirect(url_for(".show_return", reference=reference), 303)
    if request.form.get("action") == "later":
        return to_list
    if news or any(section.warnings for section in form.sections) or unfit_now(db(), view.row, changed):
        return redirect(url_for(".show_standard", reference=reference, code=code), 303)
    after = standards_around(view, code)[1]
    if after is None:
        return to_list
    return redirect(url_for(".show_standard", reference=reference, code=after.code), 303)


def _save(view: ReturnView, row: ReturnRow, section: Section) -> int:
    """Save one answer of the page if it was changed; gives how many were saved."""
    form, code = section.form, section.form.question.code
    keep = request.form.get(f"{form.prefix}keep", "")
    current = view.content(code)
    if keep == "theirs":
        _take(section, view)
        return 0
    content = checked_content(form.question, form.scale, form.content())
    if content == current:
        _take(section, view)
        return 0
    undecided = request.form.get(f"{form.prefix}undecided") == "y" and not keep
    try:
        if undecided and code in view.answers:
            raise AnswerConflict(view.answers[code], content)
        answer = save_into(
            db(),
            actor(),
            clock(),
            row,
            code,
            content,
            seen_version=form.version,
            via="chosen in a conflict" if keep == "mine" else "typed",
        )
    except AnswerConflict as conflict:
        section.theirs = say(form.question, form.scale, content_of(conflict.theirs))
        section.their_name = conflict.theirs.updated_by_name
        form.version = conflict.theirs.version
        return 0
    changed = content_of(answer) == content
    section.form = form_of(form.question, form.scale, content_of(answer), answer.version, form.prefix)
    section.said = say(form.question, form.scale, content_of(answer))
    section.saved = saved_words(answer, clock()(), actor().person_id)
    section.warnings = child_warnings(content_of(answer))
    return int(changed)


def _take(section: Section, view: ReturnView) -> None:
    """Show what is in the database: the page said nothing else."""
    fresh = _section(view, section.form.question.code)
    section.form, section.saved, section.warnings = fresh.form, fresh.saved, []


def _section(view: ReturnView, code: str, *, sent: bool = False) -> Section:
    question, scale = view.questionnaire.questions[code], view.questionnaire.scale
    content, answer = view.content(code), view.answers.get(code)
    prefix = prefix_of(code)
    if sent and f"{prefix}version" in request.form:
        form = form_from(question, scale, request.form, prefix)
    else:
        form = form_of(question, scale, content, answer.version if answer else 0, prefix)
    return Section(
        form,
        say(question, scale, content),
        saved_words(answer, clock()(), actor().person_id),
        [] if sent else [*child_warnings(content), *about(view.broken_checks, code)],
    )


def _questions(view: ReturnView, code: str) -> list[Question]:
    return [question for question in view.standard(code).questions if question.code in view.questions]


def _page(view: ReturnView, code: str, form: StandardForm, saved: int = 0) -> str:
    before, after = standards_around(view, code)
    return render_template(
        "assessments/standard.html",
        view=view,
        standard=view.standard(code),
        form=form,
        before=before,
        after=after,
        answering=may_answer(view) or bool(form.errors),
        saved_some=_count(saved) if saved else "",
        longest=LONGEST_TEXT,
        befores=before_of(view),
        origins=origins_here(view),
        # What colleagues say among themselves is not for a board that enters the return.
        marks={} if is_entered_here(view.row) else return_marks(view).questions,
    )


def _count(saved: int) -> str:
    if saved == 0:
        return "Nothing was changed. Everything on that page is saved."
    return "1 answer was saved." if saved == 1 else f"{saved} answers were saved."
