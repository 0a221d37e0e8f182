"""Answering one question for all schools of a trust."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.infra.clock import today
from audit.rooms.assessments.exports.reading import child_warnings, say
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of
from audit.rooms.evidence.queries import library
from audit.rooms.trusts.operations import Answered, TrustAnswerConflict, answer_for_all
from audit.rooms.trusts.policy import may
from audit.rooms.trusts.presenters import stand_lines
from audit.rooms.trusts.queries import TrustRound, items_of, stands_of
from audit.rooms.trusts.views.blueprint import PLACE, blueprint, round_here
from audit.web.forms import LONGEST_TEXT
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get(f"{PLACE}/<round_code>/questions/<code>")
@allow(Permission.RETURN_VIEW)
def show_question(organisation_id: int, round_code: str, code: str) -> str:
    """One question with the trust's answer, and where each school stands with it."""
    return _page(round_here(organisation_id, round_code), code)


@blueprint.post(f"{PLACE}/<round_code>/questions/<code>")
@allow(Permission.RETURN_ANSWER)
def save_answer(organisation_id: int, round_code: str, code: str) -> Any:
    """Save the trust's answer and give it to its schools."""
    here = round_here(organisation_id, round_code)
    question = here.questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    form = form_from(question, here.questionnaire.scale, request.form)
    chosen = {int(id) for id in request.form.getlist("evidence") if id.isdecimal() and len(id) < 10}
    try:
        saved = answer_for_all(
            db(),
            actor(),
            clock(),
            organisation_id,
            round_code,
            code,
            form.content(),
            seen_version=form.version,
            evidence_ids=chosen,
        )
    except TrustAnswerConflict as conflict:
        # What was typed stays; saving once more replaces theirs, which stands above it, with open eyes.
        form.version = conflict.theirs.version
        return make_response(_page(here, code, form, chosen, conflict.sentence), 409)
    except RuleBroken as broken:
        form.refuse(broken)
        return make_response(_page(here, code, form, chosen), 422)
    except NotAllowed as refusal:
        form.errors[""] = refusal.sentence
        return make_response(_page(here, code, form, chosen), 403)
    flash(_said(saved, code), "success")
    if child_warnings(saved.item.content):
        return redirect(request.path, 303)
    return redirect(url_for(".show_round", organisation_id=organisation_id, round_code=round_code), 303)


def _said(saved: Answered, code: str) -> str:
    given, left = len(saved.given.given[code]), len(saved.given.left[code])
    sentence = f"Your answer to {code} is saved. {given} {'school has' if given == 1 else 'schools have'} it."
    if left:
        sentence += (
            f" {left} {'was' if left == 1 else 'were'} left as {'it is' if left == 1 else 'they are'}."
        )
    return sentence


def _page(
    here: TrustRound,
    code: str,
    form: AnswerForm | None = None,
    chosen: set[int] | None = None,
    conflict: str = "",
) -> str:
    items = items_of(db(), here)
    item = items.get(code)
    if item is None:
        raise NotVisible
    question, scale = here.questionnaire.questions[code], here.questionnaire.scale
    answering = here.round.state is RoundState.OPEN and may(actor(), Permission.RETURN_ANSWER, here.trust.id)
    day = today(clock())
    files = list(item.evidence)
    if answering:
        known = {file.id for file in files}
        kept = library(db(), actor(), here.trust.id, day).items
        files += [file for file in kept if file.id not in known]
    codes = list(items)
    place = codes.index(code)
    return render_template(
        "trusts/question.html",
        here=here,
        question=question,
        standard=here.questionnaire.standard_of[code],
        item=item,
        form=form or form_of(question, scale, item.content, item.version),
        answering=answering or bool(form and form.errors),
        conflict=conflict,
        said=say(question, scale, item.content),
        warnings=child_warnings(item.content),
        files=files,
        cited={file.id for file in item.evidence} if chosen is None else chosen,
        schools=stand_lines(here, item, stands_of(db(), here, {code: item})[code]),
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        longest=LONGEST_TEXT,
        today=day,
    )
