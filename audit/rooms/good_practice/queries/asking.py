"""What a board may ask for: answers that a moderator praised, answers with the best grade, and all-green returns.

The caller has the round, or the return, in scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from audit.domain.good_practice import Sharing, best_grade, is_all_green
from audit.domain.moderation import ModerationState
from audit.domain.questionnaire import Kind, Questionnaire
from audit.domain.rollup import Distribution
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Answer, Submission
from audit.rooms.evidence.queries import held_texts, shown_to_others
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return, Round

FINALISED = (
    ModerationState.WITH_ORGANISATION,
    ModerationState.REPLIED,
    ModerationState.WITH_BOARD,
    ModerationState.AGREED,
)
"""A moderator's notes are nobody else's before these states."""


class Praised(NamedTuple):
    """An answer of which a moderator wrote what is good about it."""

    return_id: int
    reference: str
    organisation: str
    code: str
    question: str
    why: str


class AllGreen(NamedTuple):
    """A return of which every graded answer has the best grade, and how many those are."""

    return_id: int
    reference: str
    organisation: str
    graded: int
    not_applicable: int


class AskedExample(NamedTuple):
    """What was asked of a round already, and where it stands."""

    id: int
    return_id: int
    organisation: str
    code: str
    question: str
    state: Sharing


@dataclass(frozen=True)
class Shareable:
    """One answer of a submitted copy, as it could be shared."""

    code: str
    question: str
    standard_title: str
    grade: str
    """Its label."""
    words: str
    evidence: tuple[Mapping[str, Any], ...]
    """The files that it cites, as the copy names them: ``id``, ``file_name``, ``description``."""


def praised_answers(session: Session, row: Round) -> list[Praised]:
    """The answers of a round that a moderator praised and has finished with, by organisation. One statement."""
    rows = session.execute(
        select(
            Return.id,
            Return.reference,
            Organisation.name,
            EditionQuestion.code,
            EditionQuestion.text,
            Judgement.good_practice,
        )
        .select_from(Judgement)
        .join(Moderation, Moderation.id == Judgement.moderation_id)
        .join(Return, Return.id == Moderation.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .join(EditionQuestion, EditionQuestion.id == Judgement.question_id)
        .where(
            Return.round_id == row.id,
            Return.state == ReturnState.SUBMITTED,
            Moderation.state.in_(FINALISED),
            Judgement.good_practice != "",
        )
        .order_by(func.lower(Organisation.name), Return.id, EditionQuestion.position, Judgement.id.desc())
    )
    once: dict[tuple[int, str], Praised] = {}
    for found in rows:  # a second moderation comes first, and its words count
        praised = Praised(*found)
        once.setdefault((praised.return_id, praised.code), praised)
    return list(once.values())


def all_green_returns(session: Session, row: Round) -> list[AllGreen]:
    """The submitted returns of a round that have the best grade throughout, by organisation. Two statements at most.

    Where moderation agreed a grade, that one counts.
    """
    questionnaire = questionnaire_of(row.edition)
    ids = question_ids(session, row.edition_id)
    graded = [ids[question.code] for question in questionnaire.graded()]
    is_agreed = AgreedGrade.id.is_not(None)
    grade = case((is_agreed, AgreedGrade.grade), else_=Answer.grade)
    # Asked as 1 or 0: SQLite has no truth values of its own.
    not_applicable = case(
        (and_(is_agreed, AgreedGrade.not_applicable), 1),
        (and_(~is_agreed, Answer.not_applicable), 1),
        else_=0,
    )
    rows = session.execute(
        select(Return.id, Return.reference, Organisation.name, grade, not_applicable, func.count())
        .select_from(Answer)
        .join(Return, Return.id == Answer.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .outerjoin(
            AgreedGrade,
            and_(
                AgreedGrade.return_id == Answer.return_id,
                AgreedGrade.question_id == Answer.question_id,
                AgreedGrade.is_current,
            ),
        )
        .where(
            Return.round_id == row.id,
            Return.state == ReturnState.SUBMITTED,
            Answer.is_asked.is_(True),
            Answer.question_id.in_(graded),
        )
        .group_by(Return.id, Return.reference, Organisation.name, grade, not_applicable)
    )
    counts: dict[tuple[int, str, str], dict[str, int]] = {}
    without: dict[int, int] = {}
    scale = questionnaire.scale
    for return_id, reference, name, key, is_na, number in rows:
        of_return = counts.setdefault((return_id, reference, name), {})
        if is_na:
            without[return_id] = without.get(return_id, 0) + number
        elif key in scale.by_key:
            of_return[key] = of_return.get(key, 0) + number
    found = []
    for (return_id, reference, name), grades in counts.items():
        distribution = Distribution(scale, grades)
        if is_all_green(distribution):
            found.append(AllGreen(return_id, reference, name, distribution.of, without.get(return_id, 0)))
    return sorted(found, key=lambda each: (each.organisation.casefold(), each.return_id))


def asked_in_round(session: Session, row: Round) -> list[AskedExample]:
    """Everything that was asked of a round, by organisation. One statement."""
    rows = session.execute(
        select(
            GoodPractice.id,
            GoodPractice.return_id,
            Organisation.name,
            GoodPractice.question_code,
            GoodPractice.question_text,
            GoodPractice.state,
        )
        .join(Return, Return.id == GoodPractice.return_id)
        .join(Organisation, Organisation.id == GoodPractice.organisation_id)
        .where(Return.round_id == row.id)
        .order_by(func.lower(Organisation.name), GoodPractice.id)
    )
    return [AskedExample(*found) for found in rows]


def latest_copy(session: Session, row: Return) -> dict[str, Any]:
    """The content of the latest copy of a submitted return, without answers in quarantine; empty without a copy."""
    content = session.scalar(
        select(Submission.content)
        .where(Submission.return_id == row.id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    if not content:
        return {}
    held = held_texts(session, [row.id]).get(row.id, {})
    shown = dict(shown_to_others(session, {row.id: content})[row.id])
    return {**shown, "answers": {code: each for code, each in shown["answers"].items() if code not in held}}


def shareable_answers(content: Mapping[str, Any]) -> dict[str, Shareable]:
    """The graded answers of a copy by question code, in order."""
    found = {}
    for standard in content.get("standards", ()):
        for question in standard["questions"]:
            answer = content["answers"].get(question["code"])
            if answer and question["kind"] == Kind.GRADED and not answer["not_applicable"]:
                found[question["code"]] = Shareable(
                    question["code"],
                    question["text"],
                    standard["title"],
                    answer.get("grade_label") or answer.get("grade") or "",
                    answer["narrative"],
                    tuple(answer["evidence"]),
                )
    return found


def best_answers(content: Mapping[str, Any], questionnaire: Questionnaire) -> dict[str, Shareable]:
    """The answers of a copy that have the best grade, by question code, in order."""
    best = best_grade(questionnaire.scale)
    return {
        code: answer
        for code, answer in shareable_answers(content).items()
        if content["answers"][code].get("grade") == best
    }
