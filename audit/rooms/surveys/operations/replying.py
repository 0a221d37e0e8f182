"""Taking a reply: without anything that tells whose it is, and once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.errors import Refusal, RuleBroken
from audit.domain.questionnaire import Kind, Question, Respondent
from audit.domain.surveys import NOT_KNOWN, SurveyState, Window, role_question, window_of
from audit.infra.clock import Clock, today
from audit.infra.secrets import key_hash
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.surveys.models import SpentForm, Survey, SurveyPlace, SurveyReply
from audit.rooms.surveys.policy import MOST_REPLIES
from audit.rooms.surveys.queries.own import place_by_link


class NoSurvey(Refusal):
    """The link opens nothing now: ``why`` is ``unknown``, ``not-yet``, ``over`` or ``full``."""

    def __init__(self, why: str, place: SurveyPlace | None = None) -> None:
        super().__init__("This survey cannot be answered now.")
        self.why, self.place = why, place


@dataclass(frozen=True)
class Asked:
    """What somebody with a link is asked."""

    place: SurveyPlace
    questions: tuple[Question, ...]
    """The statements to grade, in order."""
    role: Question | None
    """The one choice, if the set has one."""

    @property
    def about(self) -> str:
        """What a form is about: one opening of the survey, at one organisation."""
        return f"{self.place.id}:{self.place.survey.openings}"


def find_survey(session: Session, clock: Clock, key: str) -> Asked:
    """What the holder of a link is asked today; raises NoSurvey when there is nothing to answer."""
    place = place_by_link(session, key)
    if place is None:
        raise NoSurvey("unknown")
    survey = place.survey
    window = window_of(survey.state, survey.opens_on, survey.closes_on, today(clock))
    if window is not Window.OPEN:
        # A draft is its board's alone.
        raise NoSurvey("unknown" if survey.state is SurveyState.DRAFT else window.value, place)
    questionnaire = questionnaire_by(session, survey.edition)
    here = place.organisation
    asked = questionnaire.meant_for(Respondent(here.kind, here.phase, here.type, questionnaire.profile))
    return Asked(place, tuple(q for q in asked if q.kind is Kind.GRADED), role_question(questionnaire))


def take_reply(
    session: Session, clock: Clock, key: str, chosen: Mapping[str, str], role: str, *, form_token: str
) -> bool:
    """Keep a reply; says whether it is new. False: this form was sent before, and its reply is kept already.

    ``chosen`` holds grade keys, or ``n/a``, by question code. The caller has made sure that the form was made here.
    Raises NoSurvey, or RuleBroken for a reply that says nothing or something that nobody can choose. It writes no
    line into the trail: a line says when.
    """
    asked = find_survey(session, clock, key)
    values = _checked(session, asked, chosen)
    if asked.role is None or role not in {key for key, _ in asked.role.choices}:
        role = ""
    # Shared with the other replies: whoever closes the survey waits until all of them are in.
    survey = session.scalar(
        select(Survey)
        .where(Survey.id == asked.place.survey_id)
        .with_for_update(read=True, of=Survey)
        .execution_options(populate_existing=True)
    )
    if survey is None or survey.state is not SurveyState.OPEN:
        raise NoSurvey(Window.OVER, asked.place)
    kept = select(func.count()).select_from(SurveyReply).where(SurveyReply.place_id == asked.place.id)
    if (session.scalar(kept) or 0) >= MOST_REPLIES:
        raise NoSurvey("full", asked.place)
    try:
        with session.begin_nested():
            session.add(SpentForm(token_hash=key_hash(form_token), survey_id=survey.id))
            session.flush()
    except IntegrityError:
        return False
    session.add(
        SurveyReply(
            id=secrets.token_hex(16), place_id=asked.place.id, role=role, chosen=dict(sorted(values.items()))
        )
    )
    return True


def _checked(session: Session, asked: Asked, chosen: Mapping[str, str]) -> dict[str, str]:
    scale = questionnaire_by(session, asked.place.survey.edition).scale
    offered = set(scale.by_key) | ({NOT_KNOWN} if scale.not_applicable.offered else set())
    values = {q.code: chosen[q.code] for q in asked.questions if chosen.get(q.code)}
    if not values:
        raise RuleBroken(
            "Answer at least one question. You can leave out any that you would rather not answer"
        )
    if not set(values.values()) <= offered:
        raise RuleBroken("Choose one of the answers that are offered")
    return values
