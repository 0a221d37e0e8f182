"""What staff say, put beside the grades that their organisation gave itself in a round."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.questionnaire import Questionnaire, Standard
from audit.domain.rollup import Distribution, Share
from audit.domain.surveys import agree_words, compared_with, gap, own_words
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Answer
from audit.rooms.questionnaires.models import EditionQuestion, EditionStandard
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return, Round
from audit.rooms.surveys.models import Survey, SurveyPlace
from audit.rooms.surveys.policy import is_member, may_view
from audit.rooms.surveys.queries.results import Results, results_of


@dataclass(frozen=True)
class BesideLine:
    """One standard of one organisation: its own grades, and what its staff say."""

    organisation_id: int
    organisation: str
    standard: Standard
    grades: Distribution
    agree: Share
    replies: int
    statements: int

    @property
    def words(self) -> str:
        """``All green here; 61 % of 112 staff agree``."""
        return f"{own_words(self.grades)}; {agree_words(self.agree, self.replies, self.statements)}"

    @property
    def gap(self) -> float:
        """How far its own grades stand above what its staff say."""
        return gap(self.grades, self.agree)


def survey_beside(session: Session, row: Round) -> Survey | None:
    """The latest survey beside a round that has results; the caller has the round in scope. One query."""
    return session.scalar(
        select(Survey)
        .where(
            Survey.round_id == row.id,
            Survey.id.in_(select(SurveyPlace.survey_id).where(SurveyPlace.counted > 0)),
        )
        .options(joinedload(Survey.edition))
        .order_by(Survey.id.desc())
        .limit(1)
    )


def beside_round(session: Session, actor: Actor, row: Round) -> tuple[Survey | None, list[BesideLine]]:
    """For the board: every organisation and standard of a round with results of its staff, the widest gap first.

    The organisations' own grades count, in returns that are submitted. Nothing for those who may not see surveys.
    """
    survey = survey_beside(session, row) if may_view(actor, row.board_id) else None
    if survey is None:
        return None, []
    found = _lines(session, row, survey, results_of(session, survey))
    return survey, sorted(
        found, key=lambda each: (-each.gap, each.organisation.casefold(), each.standard.code)
    )


def beside_return(session: Session, actor: Actor, given: Return) -> tuple[Survey | None, list[BesideLine]]:
    """For one submitted return, standard by standard: for its people while the board lets them, and for the board."""
    if given.state is not ReturnState.SUBMITTED:
        return None, []
    of_board = may_view(actor, given.round.board_id)
    if not (of_board or is_member(actor, given.organisation_id)):
        return None, []
    survey = survey_beside(session, given.round)
    if survey is None or not (of_board or survey.shares_results):
        return None, []
    results = results_of(session, survey, [given.organisation_id])
    return survey, _lines(session, given.round, survey, results)


def _lines(session: Session, row: Round, survey: Survey, results: Results) -> list[BesideLine]:
    questionnaire = questionnaire_by(session, row.edition)
    pairs = [
        (standard, said, questions)
        for standard in questionnaire.standards
        for said, questions in results.standards
        if compared_with(row.edition.code, standard) & compared_with(survey.edition.code, said)
    ]
    own = _own_grades(session, row, questionnaire, results.names)
    found = []
    for organisation_id, name in results.names.items():
        view = results.of(organisation_id)
        for standard, _, questions in pairs:
            grades, agree = own.get((organisation_id, standard.code)), view.agree(questions)
            if grades is not None and agree.denominator:
                found.append(
                    BesideLine(organisation_id, name, standard, grades, agree, view.replies, len(questions))
                )
    return found


def _own_grades(
    session: Session, row: Round, questionnaire: Questionnaire, organisation_ids: Collection[int]
) -> dict[tuple[int, str], Distribution]:
    """By organisation and standard, the grades of returns that are submitted. One query."""
    rows: Iterable[Sequence[object]] = session.execute(
        select(Return.organisation_id, EditionStandard.code, Answer.grade, func.count())
        .select_from(Answer)
        .join(Return, Return.id == Answer.return_id)
        .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
        .join(EditionStandard, EditionStandard.id == EditionQuestion.standard_id)
        .where(
            Return.round_id == row.id,
            Return.state == ReturnState.SUBMITTED,
            Answer.is_asked.is_(True),
            Answer.not_applicable.is_(False),
            EditionQuestion.kind == "graded",
            Return.organisation_id.in_(list(organisation_ids)),
        )
        .group_by(Return.organisation_id, EditionStandard.code, Answer.grade)
    ).all()
    counts: dict[tuple[int, str], dict[str, int]] = {}
    for organisation_id, code, grade, number in rows:
        if grade in questionnaire.scale.by_key:
            counts.setdefault((organisation_id, code), {})[str(grade)] = int(number)  # type: ignore
    return {key: Distribution(questionnaire.scale, found) for key, found in counts.items()}
