"""A staff survey in Testshire beside its Section 11 round: closed, with results, and one organisation with too few."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from audit.demo.chance import number, pick, share
from audit.demo.clock import Timeline, moment
from audit.demo.section_11 import BOARD, ROUND
from audit.demo.stage import Stage, edition_of
from audit.domain.actor import Actor
from audit.domain.questionnaire import Questionnaire
from audit.domain.surveys import NOT_KNOWN, role_question
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.models import Round
from audit.rooms.surveys.models import SurveyPlace, SurveyReply
from audit.rooms.surveys.operations import SurveyPlan, close_survey, create_survey, open_survey

_BEGAN, _ENDED = timedelta(days=26), timedelta(days=6)
STAFF: Mapping[str, int] = {
    "early-help": 112,
    "fire": 64,
    "probation": 41,
    "community-health": 88,
    "birchcombe": 23,
    "army-welfare": 12,
    "homes": 3,
}
"""How many reply, by agency. Three are too few to be shown."""
_DOUBTED = frozenset({"1.1", "4.1", "9.1", "14.1"})
"""The statements with which fewer agree."""


def plan(
    stage: Stage, timeline: Timeline, administrator: Actor, agencies: Mapping[str, int], now: datetime
) -> None:
    """Plan the survey: opened, answered, closed."""
    session, clock, settings = stage.session, stage.clock, stage.settings
    began, ended = moment((now - _BEGAN).date(), 8), moment((now - _ENDED).date(), 9)
    secret_key = settings.secret_key
    found: list[int] = []

    def begin() -> None:
        beside = session.scalars(select(Round.id).where(Round.code == ROUND)).one()
        survey = create_survey(
            session,
            administrator,
            clock,
            BOARD,
            SurveyPlan(
                "Staff survey on keeping children safe",
                edition_of(stage, "staff-survey").id,
                (ended - timedelta(days=1)).date(),
                round_id=beside,
            ),
            [agencies[mailbox] for mailbox in STAFF],
            secret_key=secret_key,
        )
        found.append(survey.id)
        open_survey(
            session, administrator, clock, survey.id, public_url=settings.public_url, secret_key=secret_key
        )

    def end() -> None:
        _reply(stage, found[0], agencies)
        close_survey(session, administrator, clock, found[0])

    timeline.at(began, begin)
    timeline.at(ended, end)


def _reply(stage: Stage, survey_id: int, agencies: Mapping[str, int]) -> None:
    """What staff replied, put in at once: nothing says when it came."""
    questionnaire = questionnaire_of(edition_of(stage, "staff-survey"))
    places = {
        place.organisation_id: place.id
        for place in stage.session.scalars(select(SurveyPlace).where(SurveyPlace.survey_id == survey_id))
    }
    rows = [
        {
            "id": f"{number('reply', mailbox, one, below=16**15):032x}",
            "place_id": places[agencies[mailbox]],
            "role": _role(questionnaire, mailbox, one),
            "chosen": _chosen(questionnaire, mailbox, one),
        }
        for mailbox, staff in STAFF.items()
        for one in range(staff)
    ]
    stage.session.execute(insert(SurveyReply), rows)


def _role(questionnaire: Questionnaire, mailbox: str, one: int) -> str:
    question = role_question(questionnaire)
    if question is None or share("says role", mailbox, one) > 0.9:
        return ""
    return pick([question.choices[0][0], *(key for key, _ in question.choices)], "role", mailbox, one)


def _chosen(questionnaire: Questionnaire, mailbox: str, one: int) -> dict[str, str]:
    chosen = {}
    for question in questionnaire.graded():
        luck = share("answer", mailbox, one, question.code)
        mood = 0.62 if question.code in _DOUBTED else 0.72 + 0.2 * share("mood", mailbox, question.code)
        if luck > 0.97:
            continue
        if luck > 0.93:
            chosen[question.code] = NOT_KNOWN
        elif share("agrees", mailbox, one, question.code) < mood:
            chosen[question.code] = "strongly-agree" if luck < 0.35 else "agree"
        else:
            chosen[question.code] = pick(
                ("neither", "neither", "disagree", "strongly-disagree"), "other", mailbox, one, question.code
            )
    return chosen
