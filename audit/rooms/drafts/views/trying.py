"""Trying a draft as a return: questions are answered on a page that keeps nothing."""

from typing import Any, NamedTuple

from flask import request
from werkzeug.wrappers import Response

from audit.domain.answers import AnswerContent, Progress, progress_of, questions_asked
from audit.domain.organisations import KIND_WORDS
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question, Questionnaire, Respondent
from audit.domain.questionnaire_check import EDUCATION_KINDS
from audit.rooms.drafts.presenters.checking import sound
from audit.rooms.drafts.views.blueprint import blueprint, open_draft, page
from audit.rooms.questionnaires import forms as shown
from audit.web.forms import tidy
from audit.web.guard import allow

NOT_APPLICABLE = "not-applicable"
_AT = "/boards/<board_code>/drafts/<int:draft_id>/try"


class Tried(NamedTuple):
    """A question on the page, what was answered, and what an answer still lacks."""

    question: Question
    content: AnswerContent
    has_evidence: bool
    progress: Progress | None


@blueprint.get(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def try_draft(board_code: str, draft_id: int) -> Response:
    """The questions of the first standard, to be answered."""
    return _page(board_code, draft_id, request.args)


@blueprint.post(_AT)
@allow(Permission.QUESTIONNAIRE_VIEW)
def try_answers(board_code: str, draft_id: int) -> Response:
    """The same page with the answers that were sent: nothing is kept but on the page itself."""
    return _page(board_code, draft_id, request.form)


def _page(board_code: str, draft_id: int, sent: Any) -> Response:
    opened = open_draft(board_code, draft_id)
    made = sound(opened.whole)
    questionnaire = made.questionnaire
    if questionnaire is None:
        return page("not_yet", opened, title="Try it as a return")
    seen_as = _as(shown.preview_from(sent), questionnaire)
    respondent = Respondent(seen_as.kind, seen_as.phase, seen_as.type, seen_as.profile)
    answers = {code: _content(question, sent) for code, question in questionnaire.questions.items()}
    asked = questions_asked(questionnaire, respondent, answers)
    standards = [s for s in questionnaire.standards if any(q.code in asked for q in s.questions)]
    codes = [standard.code for standard in standards]
    wanted = sent.get("go") or sent.get("standard", "")
    chosen = next((s for s in standards if s.code == wanted), standards[0] if standards else None)
    here = [
        _tried(q, questionnaire, answers, sent)
        for q in (chosen.questions if chosen else ())
        if q.code in asked
    ]
    shown_codes = {tried.question.code for tried in here}
    place = codes.index(chosen.code) if chosen else 0
    return page(
        "try",
        opened,
        questionnaire=questionnaire,
        scale=questionnaire.scale,
        left_out=made.left_out,
        seen_as=seen_as,
        selects=_selects(seen_as),
        kind_words=KIND_WORDS[respondent.kind],
        chosen=chosen,
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        place=place + 1,
        number=len(codes),
        tried=here,
        asked=len(asked),
        hidden=_carried(questionnaire, shown_codes, sent),
        strength_words=shown.STRENGTH_WORDS,
        strength_colours=shown.STRENGTH_COLOURS,
        not_applicable=NOT_APPLICABLE,
    )


def _as(chosen: shown.PreviewAs, questionnaire: Questionnaire) -> shown.PreviewAs:
    """The organisation to answer as; what nobody chose is what most of those asked are."""
    kind = chosen.kind or ("school" if questionnaire.duty == "section-175" else "council")
    is_school = kind in EDUCATION_KINDS
    return shown.PreviewAs(
        kind,
        (chosen.phase or "primary") if is_school else "not-applicable",
        (chosen.type or "maintained") if is_school else "",
        chosen.profile or questionnaire.profile,
    )


def _selects(seen_as: shown.PreviewAs) -> list[dict[str, Any]]:
    """The selects of a preview without "All": a return is of one organisation."""
    made = shown.selects_of(seen_as)
    for select in made:
        everything, *items = select["items"]
        select["items"] = (
            [{**everything, "text": "Not a school"}, *items] if select["name"] == "type" else items
        )
    return made


def _tried(
    question: Question, questionnaire: Questionnaire, answers: dict[str, AnswerContent], sent: Any
) -> Tried:
    content, evidence = answers[question.code], sent.get(f"e.{question.code}") == "y"
    is_said = evidence or not content.is_empty
    progress = progress_of(question, questionnaire.scale, content, int(evidence)) if is_said else None
    return Tried(question, content, evidence, progress)


def _content(question: Question, sent: Any) -> AnswerContent:
    answer = str(tidy(sent.get(f"a.{question.code}", "")))
    words = str(tidy(sent.get(f"n.{question.code}", "")))
    if answer == NOT_APPLICABLE:
        return AnswerContent(not_applicable=True, na_reason=words)
    if question.kind is Kind.GRADED:
        return AnswerContent(grade=answer or None, narrative=words)
    value: Any = answer or None
    if question.multiple:
        value = sent.getlist(f"a.{question.code}")
    elif question.kind is Kind.PERSON and answer:
        value = {"name": answer}
    return AnswerContent(value=value, narrative=words)


def _carried(questionnaire: Questionnaire, shown_codes: set[str], sent: Any) -> list[tuple[str, str]]:
    """The answers to questions that are not on the page, to go along with it."""
    return [
        (f"{part}.{code}", value)
        for code in questionnaire.questions
        if code not in shown_codes
        for part in ("a", "n", "e")
        for value in sent.getlist(f"{part}.{code}")
        if value
    ]
