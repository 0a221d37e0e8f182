"""One question a page: reading it, saving it, and choosing when two people wrote at once."""

from contextlib import suppress
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.figures import about
from audit.domain.permissions import Permission
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of, prefix_of
from audit.rooms.assessments.operations import AnswerConflict, return_to_change, save_into
from audit.rooms.assessments.policy import LONGEST_TEXT
from audit.rooms.assessments.presenters import (
    asked_in_order,
    changed_questions,
    child_warnings,
    count_of,
    is_optional,
    neighbours,
    saved_words,
    say,
    status_word,
)
from audit.rooms.assessments.queries import (
    GivenAnswer,
    ReturnRow,
    ReturnView,
    asked_now,
    content_of,
    unfit_now,
)
from audit.rooms.assessments.views.attaching import Attached, attach_sent, has_files, not_attached
from audit.rooms.assessments.views.beside import actions_panel, with_actions_beside
from audit.rooms.assessments.views.blueprint import (
    blueprint,
    is_entered_here,
    is_kept,
    may_answer,
    open_return,
    origins_here,
    stand_at,
)
from audit.rooms.assessments.views.carrying import earlier_beside
from audit.rooms.assessments.views.reviewing import before_of
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.web.errors import wants_json
from audit.web.gathering import after_saving, question_parts, return_marks
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get("/returns/<reference>/questions/<code>")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_question(reference: str, code: str) -> str:
    """One question with its answer."""
    view = open_return(reference, with_actions=False, entering=True)
    question = view.question(code)
    answer = view.answers.get(code)
    form = form_of(
        question,
        view.questionnaire.scale,
        view.content(code),
        answer.version if answer is not None else 0,
    )
    return question_page(view, form)


@blueprint.post("/returns/<reference>/questions/<code>")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def save_question(reference: str, code: str) -> Any:
    """Save one answer: from the form, or as it is typed by the page's script."""
    attached = Attached()
    if has_files():
        with suppress(RuleBroken, NotAllowed):  # the answer will be refused for the same reason
            attached = attach_sent(reference, code)
    row = return_to_change(db(), actor(), reference)
    stand_at(row)
    questionnaire = questionnaire_by(db(), row.round.edition)
    question = questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    # A page that holds many questions sends one of them with its own prefix.
    prefix = prefix_of(code) if request.form.get("prefix") == prefix_of(code) else ""
    form = form_from(question, questionnaire.scale, request.form, prefix)
    decides = code in questionnaire.deciding
    asked_before = asked_now(db(), row) if decides else []
    try:
        answer = save_into(db(), actor(), clock(), row, code, form.content(), seen_version=form.version)
    except AnswerConflict as conflict:
        return _conflict(reference, form, conflict)
    except (RuleBroken, NotAllowed) as refusal:
        return refused(reference, form, refusal)
    news = changed_questions(asked_before, asked_now(db(), row)) if decides else ""
    if wants_json():
        return jsonify(
            version=answer.version,
            saved=saved_words(answer, clock()(), actor().person_id) if answer.version else "",
            warnings=[*child_warnings(content_of(answer)), *unfit_now(db(), row, [code])],
            questions=news,
        )
    if attached.refused:
        return not_attached(reference, code, attached, answer_saved=True)
    attached.tell()
    return _onwards(row, code, answer, news, changed=answer.version > form.version)


def _onwards(row: ReturnRow, code: str, answer: GivenAnswer, news: str, *, changed: bool) -> Response:
    """Where a saved form leads: on, back to the task list, or once more here when something needs a look."""
    reference = row.reference
    if news:
        flash(news, "information")
    action = request.form.get("action", "")
    if elsewhere := after_saving(action, reference, code):
        return redirect(elsewhere, 303)
    if action == "later":
        flash(f"Your answer to {code} is saved.", "success")
        return redirect(url_for(".show_return", reference=reference), 303)
    if action != "continue" or (
        changed and (child_warnings(content_of(answer)) or unfit_now(db(), row, [code]))
    ):
        flash(f"Your answer to {code} is saved.", "success")
        return redirect(url_for(".show_question", reference=reference, code=code), 303)
    after = neighbours(asked_now(db(), row), code).after
    if after is None:
        flash(f"Your answer to {code} is saved. That was the last question.", "success")
        return redirect(url_for(".show_return", reference=reference), 303)
    return redirect(url_for(".show_question", reference=reference, code=after.code), 303)


def refused(reference: str, form: AnswerForm, refusal: RuleBroken | NotAllowed) -> Any:
    """The page once more with what was typed and the reason why it was not saved."""
    status = 422 if isinstance(refusal, RuleBroken) else 403
    if wants_json():
        field = refusal.field if isinstance(refusal, RuleBroken) else None
        return make_response(jsonify(error=refusal.sentence, field=field), status)
    if isinstance(refusal, RuleBroken):
        form.refuse(refusal)
    else:
        form.errors[""] = refusal.sentence
    form.prefix = ""
    view = open_return(reference, with_actions=False, entering=True)
    if form.question.code not in view.questions:
        raise refusal
    return make_response(question_page(view, form), status)


def question_page(view: ReturnView, form: AnswerForm) -> str:
    """The page of one question with this form on it. The actions of the return are read here."""
    code = form.question.code
    view, actions = with_actions_beside(view, form.question)
    standard = view.questionnaire.standard_of[code]
    answering = may_answer(view) and not is_kept(view, code)
    beside = view.standard_progress(standard)
    content = view.content(code)
    return render_template(
        "assessments/question.html",
        view=view,
        question=form.question,
        standard=standard,
        form=form,
        # A refused form is shown with its text even when the return can no longer be answered.
        answering=answering or bool(form.errors),
        said=say(form.question, view.questionnaire.scale, content),
        saved=saved_words(view.answers.get(code), clock()(), actor().person_id),
        warnings=[*child_warnings(content), *about(view.broken_checks, code)],
        around=neighbours(asked_in_order(view), code),
        beside=beside,
        count=count_of(beside.questions),
        is_optional=is_optional,
        status_word=status_word,
        cited=view.cited.get(code, ()),
        longest=LONGEST_TEXT,
        before=before_of(view).get(code),
        earlier=None if is_entered_here(view.row) else earlier_beside(view, code),
        actions=actions_panel(view, form.question, actions),
        # What colleagues say among themselves is not for the board, not even while it enters the return.
        parts=[] if is_entered_here(view.row) else question_parts(view, form.question),
        unfinished={} if is_entered_here(view.row) else return_marks(view).unfinished,
        origin=origins_here(view).get(code),
    )


def _conflict(reference: str, form: AnswerForm, conflict: AnswerConflict) -> Any:
    """Both answers side by side, to choose from. The script is told where to look instead."""
    theirs = conflict.theirs
    if wants_json():
        content = content_of(theirs)
        return make_response(
            jsonify(
                error=conflict.sentence,
                version=theirs.version,
                by=theirs.updated_by_name,
                mine=theirs.updated_by_id == actor().person_id,
                theirs={
                    "grade": content.grade,
                    "value": content.value,
                    "narrative": content.narrative,
                    "not_applicable": content.not_applicable,
                    "na_reason": content.na_reason,
                },
            ),
            409,
        )
    return make_response(conflict_page(reference, form, conflict), 409)


def conflict_page(
    reference: str, form: AnswerForm, conflict: AnswerConflict, error: str = "", combined: str | None = None
) -> str:
    """The page on which one of two answers, or a combination, is chosen."""
    view = open_return(reference, entering=True)
    question, scale, theirs = form.question, form.scale, conflict.theirs
    form.prefix = ""
    their_content = content_of(theirs)
    their_text = form_of(question, scale, their_content, theirs.version).get(form.long_text)
    my_text = form.get(form.long_text)
    if combined is None:
        combined = "\n\n".join(text for text in (their_text, my_text) if text)
    return render_template(
        "assessments/conflict.html",
        view=view,
        question=question,
        standard=view.questionnaire.standard_of[question.code],
        mine=form,
        version=theirs.version,
        theirs=theirs,
        they_say=say(question, scale, their_content),
        i_say=say(question, scale, conflict.mine),
        combined=combined,
        error=error,
        longest=LONGEST_TEXT,
    )


@blueprint.post("/returns/<reference>/questions/<code>/choose")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def settle_conflict(reference: str, code: str) -> Any:
    """Take one of two answers, or a combination, with open eyes."""
    row = return_to_change(db(), actor(), reference)
    stand_at(row)
    questionnaire = questionnaire_by(db(), row.round.edition)
    question = questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    form = form_from(question, questionnaire.scale, request.form)
    keep, combined = request.form.get("keep", ""), request.form.get("combined", "")
    here = redirect(url_for(".show_question", reference=reference, code=code), 303)
    if keep == "theirs":
        flash("Their answer stays as it is. Yours was not saved.", "success")
        return here
    if keep not in ("mine", "both"):
        return _still_to_choose(reference, form, combined)
    if keep == "both":
        form.typed[form.long_text] = combined
    try:
        content: AnswerContent = form.content()
        save_into(
            db(),
            actor(),
            clock(),
            row,
            code,
            content,
            seen_version=form.version,
            via="chosen in a conflict",
        )
    except AnswerConflict as conflict:
        return make_response(conflict_page(reference, form, conflict), 409)
    except (RuleBroken, NotAllowed) as refusal:
        return refused(reference, form, refusal)
    flash("Your choice is saved. The other text is in the history of this answer.", "success")
    return here


def _still_to_choose(reference: str, form: AnswerForm, combined: str) -> Any:
    """Nothing was chosen: the two answers once more, theirs as it is now."""
    view = open_return(reference, entering=True)
    theirs = view.answers.get(form.question.code)
    if theirs is None:
        raise NotVisible
    try:
        mine = form.content()
    except RuleBroken as refusal:
        return refused(reference, form, refusal)
    page = conflict_page(
        reference, form, AnswerConflict(theirs, mine), "Choose which answer to keep", combined
    )
    return make_response(page, 422)
