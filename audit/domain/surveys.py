"""Staff surveys: their states, which question sets fit one, and what staff say put beside an organisation's grades."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken
from audit.domain.instruments import Instrument
from audit.domain.questionnaire import Kind, Question, Questionnaire, Standard
from audit.domain.rollup import Distribution, Share

NOT_KNOWN = "n/a"
"""What is kept for a statement that somebody could not say anything about."""


class SurveyState(StrEnum):
    """Where a survey stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class SurveyVerb(StrEnum):
    """What a board does to a survey."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"


SURVEY_STATE_WORDS: Mapping[SurveyState, str] = {
    SurveyState.DRAFT: "Draft",
    SurveyState.OPEN: "Open",
    SurveyState.CLOSED: "Closed",
}

SURVEY_WORKFLOW: Mapping[tuple[SurveyState, SurveyVerb], SurveyState] = {
    (SurveyState.DRAFT, SurveyVerb.OPEN): SurveyState.OPEN,
    (SurveyState.OPEN, SurveyVerb.CLOSE): SurveyState.CLOSED,
    (SurveyState.CLOSED, SurveyVerb.REOPEN): SurveyState.OPEN,
}

_WHY_NOT: Mapping[SurveyState, str] = {
    SurveyState.DRAFT: "This survey has not been opened yet.",
    SurveyState.OPEN: "This survey is already open.",
    SurveyState.CLOSED: "This survey is closed. You can open it again.",
}


def next_survey_state(state: SurveyState, verb: SurveyVerb) -> SurveyState:
    """The state that a survey moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return SURVEY_WORKFLOW[state, verb]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


class Window(StrEnum):
    """Whether staff can reply today."""

    NOT_YET = "not-yet"
    OPEN = "open"
    OVER = "over"


def window_of(state: SurveyState, opens_on: date | None, closes_on: date, today: date) -> Window:
    """Whether staff can reply: from the first day to the end of the last, while the board has the survey open."""
    if state is SurveyState.CLOSED or (state is SurveyState.OPEN and today > closes_on):
        return Window.OVER
    if state is SurveyState.DRAFT or (opens_on is not None and today < opens_on):
        return Window.NOT_YET
    return Window.OPEN


def check_survey_dates(
    opens_on: date | None, closes_on: date, today: date, stands: date | None = None
) -> None:
    """Raise RuleBroken with the field at fault unless the days fit. ``stands`` is the last day as it was saved."""
    if closes_on < today and closes_on != stands:
        raise RuleBroken(
            f"The last day ({say_date(closes_on)}) has passed. Choose today or a later day", "closes_on"
        )
    if opens_on is not None and opens_on > closes_on:
        raise RuleBroken(
            f"The first day ({say_date(opens_on)}) must not be after the last day ({say_date(closes_on)})",
            "opens_on",
        )


def unfit(questionnaire: Questionnaire) -> str:
    """Why a question set cannot be asked in an anonymous survey; empty for one that can.

    Nothing that staff write, no date and no number, because each of them can tell who somebody is; and one choice
    at the most, for the same reason.
    """
    if questionnaire.instrument is not Instrument.STAFF_SURVEY:
        return f"{questionnaire.title} is not a staff survey"
    questions = questionnaire.questions.values()
    strange = [q.code for q in questions if q.kind not in (Kind.GRADED, Kind.CHOICE)]
    if strange:
        return (
            f"Question {strange[0]} of {questionnaire.title} can tell who somebody is. An anonymous survey has "
            "statements to grade and at most one choice"
        )
    choices = [q for q in questions if q.kind is Kind.CHOICE]
    if len(choices) > 1 or any(q.multiple for q in choices):
        return (
            f"{questionnaire.title} has more than one choice. Together they can tell who somebody is, so an anonymous "
            "survey has one at the most"
        )
    if any(q.condition for q in questions):
        return f"A question of {questionnaire.title} hangs on another. A survey asks everybody the same"
    if not any(q.kind is Kind.GRADED for q in questions):
        return f"{questionnaire.title} has no statement to grade"
    return ""


def role_question(questionnaire: Questionnaire) -> Question | None:
    """The one choice of a survey, such as the kind of role; None where it has none."""
    return next((q for q in questionnaire.questions.values() if q.kind is Kind.CHOICE), None)


def compared_with(code: str, standard: Standard) -> frozenset[str]:
    """What a standard of the set with this code can be compared by: itself, and the standard that it maps to."""
    own = f"{code}#{standard.code}"
    return frozenset({own, standard.maps_to} if standard.maps_to else {own})


def percent_words(share: Share) -> str:
    """``61 %``, rounded half up; ``no answers`` of nothing."""
    if not share.denominator:
        return "no answers"
    return f"{(200 * share.numerator + share.denominator) // (2 * share.denominator)} %"


def agree_words(share: Share, replies: int, statements: int) -> str:
    """``61 % of 112 staff agree``; over several statements ``61 % of 336 answers by 112 staff agree``.

    The staff are those whose replies count; of one statement, those who graded it.
    """
    percent = percent_words(share)
    if statements == 1:
        return f"{percent} of {share.denominator:,} staff agree"
    return f"{percent} of {share.denominator:,} answers by {replies:,} staff agree"


def own_words(grades: Distribution) -> str:
    """An organisation's own grades of a standard: ``All green here``, or ``3 green, 1 amber here``."""
    given = [each for each in reversed(grades.scale.grades) if grades.count(each.key)]
    if not given:
        return "Not graded here"
    if len(given) == 1:
        return f"All {given[0].label.lower()} here"
    return ", ".join(f"{grades.count(each.key)} {each.label.lower()}" for each in given) + " here"


def gap(grades: Distribution, agree: Share) -> float:
    """How far the organisation's own grades stand above what its staff say, from -1 to 1; sorts the lines."""
    own = grades.meets_minimum
    if not own.denominator or not agree.denominator:
        return -1.0
    return own.numerator / own.denominator - agree.numerator / agree.denominator
