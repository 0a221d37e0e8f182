"""The moderator's pages: the return by standard, one answer with its judgement, and finalising."""

from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actions import ACTION_STATE_WORDS
from audit.domain.agreement import HOW_WORDS, JUDGEMENT_WORDS, JudgementStatus
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import (
    MODERATION_STATE_WORDS,
    QUALITY_WORDS,
    ModerationState,
    ModerationVerb,
    open_moderation_verbs,
)
from audit.domain.on_paper import paper_of_copy
from audit.domain.permissions import Permission
from audit.rooms.action_plans.queries import actions_about
from audit.rooms.evidence.operations import record_opened, require_shown_to_others
from audit.rooms.moderation.operations.moderating import (
    AnswerChanged,
    JudgementConflict,
    Saved,
    agree_with_standard,
    finalise,
    save_judgement,
)
from audit.rooms.moderation.policy import LONGEST_TEXT
from audit.rooms.moderation.presenters.moderating import (
    STATE_COLOURS,
    STATUS_COLOURS,
    answer_lines,
    around,
    child_warnings,
    review_dates,
    saved_words,
    standards_to_judge,
    words_of,
)
from audit.rooms.moderation.queries.earlier import earlier_answer
from audit.rooms.moderation.queries.moderating import evidence_to_open
from audit.rooms.moderation.queries.reading import Item, ModerationView, opinion_of
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.judging_forms import (
    JudgementForm,
    judgement_form,
    judgement_form_from,
    value_of,
)
from audit.rooms.moderation.views.opening import ID, open_moderation, public_url
from audit.web.errors import wants_json
from audit.web.files import send_kept_file
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db, unit_of_work

_QUESTION = f"/moderations/<{ID}:moderation_id>/questions/<question_code>"


def may_judge(view: ModerationView) -> bool:
    """Whether the moderator may write now."""
    return ModerationVerb.RECORD in open_moderation_verbs(view.row.state) and not view.is_reopened


@blueprint.get(f"/moderations/<{ID}:moderation_id>")
@allow(Permission.MODERATION_DO)
def show_moderation(moderation_id: int) -> str:
    """The return by standard, with how far each answer is judged."""
    view = open_moderation(moderation_id)
    row = view.row
    return render_template(
        "moderation/moderate.html",
        view=view,
        paper=paper_of_copy(view.content),
        row=row,
        standards=standards_to_judge(view),
        judging=may_judge(view),
        offered=row.state is ModerationState.OFFERED,
        to_answer=row.state is ModerationState.REPLIED,
        agreed=row.state is ModerationState.AGREED,
        how=HOW_WORDS,
        state_word=MODERATION_STATE_WORDS[row.state],
        state_colour=STATE_COLOURS[row.state],
        words=JUDGEMENT_WORDS,
        colours=STATUS_COLOURS,
        list_page=url_for("moderation.list_given") if has_page("moderation.list_given") else "",
    )


@blueprint.get(_QUESTION)
@allow(Permission.MODERATION_DO)
def show_judgement(moderation_id: int, question_code: str) -> Any:
    """Left what they say, right what I say."""
    view = open_moderation(moderation_id)
    if view.row.state is ModerationState.OFFERED:
        return redirect(url_for(".show_moderation", moderation_id=moderation_id), 303)
    item = _item(view, question_code)
    return _page(view, judgement_form(item, view.questionnaire.scale, view.number))


@blueprint.post(_QUESTION)
@allow(Permission.MODERATION_DO)
def save_question_judgement(moderation_id: int, question_code: str) -> Any:
    """Save one judgement: from the form, or as it is typed by the page's script."""
    view = open_moderation(moderation_id)
    form = judgement_form_from(_item(view, question_code), view.questionnaire.scale, request.form)
    try:
        saved = save_judgement(
            db(),
            actor(),
            clock(),
            moderation_id,
            question_code,
            form.opinion(),
            seen_version=form.version,
            seen_copy=form.copy,
        )
    except (JudgementConflict, AnswerChanged) as conflict:
        return _conflict(view, form, conflict)
    except RuleBroken as refusal:
        if wants_json():
            return make_response(jsonify(error=refusal.sentence, field=refusal.field), 422)
        form.refuse(refusal)
        return make_response(_page(view, form), 422)
    if wants_json():
        return jsonify(
            version=saved.row.version if saved.row else 0,
            saved=saved_words(saved.row, clock()()),
            warnings=child_warnings(words_of(opinion_of(saved.row))) if saved.row else [],
            questions=_lacking(saved),
        )
    return _onwards(view, question_code, saved)


def _onwards(view: ModerationView, code: str, saved: Saved) -> Response:
    """On to the next question, or back to the list. What still lacks something is said, never held against them."""
    if saved.status in (JudgementStatus.INCOMPLETE, JudgementStatus.CHANGED):
        flash(f"Your judgement of {code} is saved. {_lacking(saved)}", "information")
    after = around(view, code).after
    if request.form.get("action") == "continue" and after is not None:
        return redirect(url_for(".show_judgement", moderation_id=view.row.id, question_code=after.code), 303)
    if saved.status not in (JudgementStatus.INCOMPLETE, JudgementStatus.CHANGED):
        flash(f"Your judgement of {code} is saved.", "success")
    return redirect(url_for(".show_moderation", moderation_id=view.row.id), 303)


def _lacking(saved: Saved) -> str:
    if saved.status is not JudgementStatus.INCOMPLETE:
        return ""
    return f"Not complete yet: {'. '.join(saved.missing)}."


def _conflict(view: ModerationView, form: JudgementForm, conflict: JudgementConflict | AnswerChanged) -> Any:
    """What is saved beside what was typed; the script is told where to look instead."""
    if wants_json():
        version = form.item.judgement.version if form.item.judgement else 0
        return make_response(jsonify(error=conflict.sentence, version=version, mine=False), 409)
    form.version = form.item.judgement.version if form.item.judgement else 0
    form.copy, form.undecided = view.number, True
    return make_response(_page(view, form, conflict), 409)


def _page(
    view: ModerationView, form: JudgementForm, conflict: JudgementConflict | AnswerChanged | None = None
) -> str:
    item = form.item
    row = view.row
    saved = saved_words(item.judgement, clock()())
    return render_template(
        "moderation/judge.html",
        view=view,
        paper=paper_of_copy(view.content),
        item=item,
        form=form,
        conflict=conflict,
        judging=may_judge(view) or bool(form.errors),
        around=around(view, item.code),
        number=list(view.items).index(item.code) + 1,
        earlier=earlier_answer(db(), view, item) if item.is_graded else None,
        actions=actions_about(db(), row.return_id, for_others=True).get(item.code, ()),
        action_words=ACTION_STATE_WORDS,
        qualities=QUALITY_WORDS,
        saved=saved,
        lacking=[] if item.status is not JudgementStatus.INCOMPLETE else item.missing,
        warnings=child_warnings(words_of(item.opinion)) if item.opinion else [],
        longest=LONGEST_TEXT,
        own_value=value_of(item.own),
        answer_lines=answer_lines(item),
        review_dates=review_dates(item),
    )


@blueprint.post(f"/moderations/<{ID}:moderation_id>/standards/<standard_code>/agree")
@allow(Permission.MODERATION_DO)
def agree_with_rest(moderation_id: int, standard_code: str) -> Response:
    """Agree with all self-grades of a standard that have not been judged yet."""
    open_moderation(moderation_id)
    done = agree_with_standard(db(), actor(), clock(), moderation_id, standard_code)
    if done.judged:
        count = len(done.judged)
        answers = "1 answer is" if count == 1 else f"{count} answers are"
        flash(f"{answers} judged as the organisation graded {'it' if count == 1 else 'them'}.", "success")
    if done.left:
        flash(
            f"Left for you, because their evidence has not been opened: {', '.join(done.left)}.",
            "information",
        )
    if not done.judged and not done.left:
        flash(
            "Every answer of that standard has something noted already. Nothing was changed.", "information"
        )
    return redirect(
        f"{url_for('.show_moderation', moderation_id=moderation_id)}#standard-{standard_code}", 303
    )


@blueprint.get(f"/moderations/<{ID}:moderation_id>/evidence/<{ID}:evidence_id>")
@allow(Permission.MODERATION_DO)
def open_evidence(moderation_id: int, evidence_id: int) -> Any:
    """A file that the return cites. That the moderator opened it is noted, for the board."""
    row, evidence = evidence_to_open(db(), actor(), moderation_id, evidence_id)
    board_id = row.moderated.round.board_id
    stand_in("board", board_id)
    require_shown_to_others(evidence)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf="board", board_id=board_id)
    return answer


@blueprint.get(f"/moderations/<{ID}:moderation_id>/finalise")
@allow(Permission.MODERATION_DO)
def check_moderation(moderation_id: int) -> Any:
    """What is missing, what differs, and what finalising does."""
    view = open_moderation(moderation_id)
    if view.row.state is ModerationState.OFFERED:
        return redirect(url_for(".show_moderation", moderation_id=moderation_id), 303)
    return _check(view)


@blueprint.post(f"/moderations/<{ID}:moderation_id>/finalise")
@allow(Permission.MODERATION_DO)
def finalise_moderation(moderation_id: int) -> Any:
    """Finalise."""
    view = open_moderation(moderation_id)
    try:
        row = finalise(db(), actor(), clock(), moderation_id, public_url=public_url())
    except RuleBroken as refusal:
        return make_response(_check(view, refusal.sentence), 422)
    if row.state is ModerationState.AGREED:
        flash("Finalised. No grade differs, so the grades are agreed.", "success")
    else:
        flash(f"Finalised. {view.organisation_name} has been asked about the grades that differ.", "success")
    return redirect(url_for(".show_moderation", moderation_id=moderation_id), 303)


def _check(view: ModerationView, refusal: str = "") -> str:
    return render_template(
        "moderation/moderate_check.html",
        view=view,
        refusal=refusal,
        judging=may_judge(view),
        words=JUDGEMENT_WORDS,
    )


def _item(view: ModerationView, code: str) -> Item:
    item = view.items.get(code)
    if item is None:
        raise NotVisible
    return item
