"""What a trust answers for all of its schools, and where each school stands with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, and_, or_, select
from sqlalchemy.orm import Session

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.inheriting import Bond, Stand, stand_of
from audit.domain.organisations import OrganisationKind
from audit.domain.questionnaire import Question
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import Answer
from audit.rooms.assessments.queries import AnyReturn, GivenAnswer, content_of, respondent_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.queries import question_ids_of
from audit.rooms.rounds.models import Return
from audit.rooms.trusts.models import (
    InheritedAnswer,
    TrustAnswer,
    TrustAnswerRevision,
    TrustEvidence,
    TrustQuestion,
)
from audit.rooms.trusts.queries.scope import TrustRound

_ANSWERS = cast(Table, Answer.__table__)


@dataclass(frozen=True)
class TrustItem:
    """A question that a trust answers for all, its answer once there is one, and the files that it cites."""

    code: str
    row: TrustQuestion
    answer: TrustAnswer | None
    evidence: Sequence[Evidence] = ()

    @property
    def content(self) -> AnswerContent:
        """What the trust says."""
        return EMPTY if self.answer is None else said_in(self.answer)

    @property
    def version(self) -> int:
        """The version of the answer; 0 where there is none."""
        return 0 if self.answer is None else self.answer.version


@dataclass(frozen=True)
class SchoolStand:
    """Where one school stands with one question."""

    stand: Stand
    answer: GivenAnswer | None
    given_version: int = 0
    """The version of the trust's answer that the school was given; 0 for none."""
    reason: str = ""
    by_name: str = ""
    at: datetime | None = None


def said_in(row: TrustAnswer | TrustAnswerRevision) -> AnswerContent:
    """What an answer of a trust, or one entry of its history, says."""
    return AnswerContent(row.grade, row.value, row.narrative, row.not_applicable, row.na_reason)


def items_of(session: Session, here: TrustRound) -> dict[str, TrustItem]:
    """What a trust answers for all in a round, by question code and in order. At most three queries."""
    return _items(session, here.trust.id, here.round, question_ids_of(session, here.round.edition))


def item_for(session: Session, row: AnyReturn, question_id: int) -> tuple[Organisation, TrustItem] | None:
    """What the trust of a school says to one question, for a return that the caller has in scope.

    None when the school is in no trust now, or its trust does not answer this one for all, or has not yet.
    """
    if row.organisation.parent_id is None:
        return None
    found = session.execute(
        select(Organisation, TrustQuestion, TrustAnswer)
        .join(TrustQuestion, TrustQuestion.organisation_id == Organisation.id)
        .join(TrustAnswer, TrustAnswer.trust_question_id == TrustQuestion.id)
        .where(
            Organisation.id == row.organisation.parent_id,
            Organisation.kind == OrganisationKind.TRUST,
            TrustQuestion.round_id == row.round_id,
            TrustQuestion.question_id == question_id,
            TrustQuestion.taken_back_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    parent, question, answer = found
    return parent, TrustItem("", question, answer, _files(session, [question.id]).get(question.id, []))


def offered_to(session: Session, row: AnyReturn) -> tuple[str, set[int]]:
    """The trust of a school, whose return the caller has in scope, and the ids of the questions that it answers."""
    if row.organisation.parent_id is None:
        return "", set()
    rows = session.execute(
        select(Organisation.name, TrustQuestion.question_id)
        .join(TrustQuestion, TrustQuestion.organisation_id == Organisation.id)
        .join(TrustAnswer, TrustAnswer.trust_question_id == TrustQuestion.id)
        .where(
            Organisation.id == row.organisation.parent_id,
            Organisation.kind == OrganisationKind.TRUST,
            TrustQuestion.round_id == row.round_id,
            TrustQuestion.taken_back_at.is_(None),
        )
    ).all()
    return (rows[0].name if rows else ""), {row.question_id for row in rows}


def _items(session: Session, trust_id: int, round: Any, ids: Mapping[str, int]) -> dict[str, TrustItem]:
    codes = {id: code for code, id in ids.items()}
    rows = session.execute(
        select(TrustQuestion, TrustAnswer)
        .outerjoin(TrustAnswer, TrustAnswer.trust_question_id == TrustQuestion.id)
        .where(
            TrustQuestion.organisation_id == trust_id,
            TrustQuestion.round_id == round.id,
            TrustQuestion.taken_back_at.is_(None),
        )
    ).all()
    files = _files(session, [question.id for question, _ in rows])
    found = {
        codes[question.question_id]: TrustItem(
            codes[question.question_id], question, answer, files.get(question.id, [])
        )
        for question, answer in rows
    }
    return {code: found[code] for code in ids if code in found}


def _files(session: Session, ids: Collection[int]) -> dict[int, list[Evidence]]:
    if not ids:
        return {}
    rows = session.execute(
        select(TrustEvidence.trust_question_id, Evidence)
        .join(Evidence, Evidence.id == TrustEvidence.evidence_id)
        .where(TrustEvidence.trust_question_id.in_(ids), TrustEvidence.removed_at.is_(None))
        .order_by(TrustEvidence.id)
    )
    found: dict[int, list[Evidence]] = {}
    for question_id, evidence in rows:
        found.setdefault(question_id, []).append(evidence)
    return found


def bonds() -> Any:
    """What schools took from trusts, each with what it was given."""
    return (
        select(InheritedAnswer, TrustAnswerRevision)
        .join(
            TrustAnswerRevision,
            and_(
                TrustAnswerRevision.trust_answer_id == InheritedAnswer.trust_answer_id,
                TrustAnswerRevision.version == InheritedAnswer.trust_version,
            ),
        )
        .execution_options(populate_existing=True)
    )


def stands_of(
    session: Session, here: TrustRound, items: Mapping[str, TrustItem]
) -> dict[str, dict[int, SchoolStand]]:
    """Where each school stands with each of these questions, by question code and return id. Two queries.

    A school that is never asked a question is left out of it.
    """
    returns = [row.id for row in here.returns]
    by_id = {item.row.question_id: item for item in items.values()}
    if not by_id or not returns:
        return {code: {} for code in items}
    answers = {
        (each.return_id, each.question_id): each
        for each in (
            GivenAnswer._make(row)
            for row in session.execute(
                select(*(_ANSWERS.c[name] for name in GivenAnswer._fields)).where(
                    _ANSWERS.c.return_id.in_(returns), _ANSWERS.c.question_id.in_(by_id)
                )
            )
        )
    }
    given = [item.answer.id for item in items.values() if item.answer is not None]
    taken: dict[tuple[int, int], tuple[InheritedAnswer, TrustAnswerRevision]] = {}
    if given:
        wanted = bonds().where(
            InheritedAnswer.return_id.in_(returns), InheritedAnswer.trust_answer_id.in_(given)
        )
        for bond, revision in session.execute(wanted):
            taken[bond.return_id, bond.question_id] = (bond, revision)
    found: dict[str, dict[int, SchoolStand]] = {code: {} for code in items}
    for row in here.returns:
        respondent = respondent_of(row)
        meant = {question.code for question in here.questionnaire.meant_for(respondent)}
        for code, item in items.items():
            if code in meant:
                key = (row.id, item.row.question_id)
                found[code][row.id] = school_stand(answers.get(key), taken.get(key))
    return found


def school_stand(
    answer: GivenAnswer | None, taken: tuple[InheritedAnswer, TrustAnswerRevision] | None
) -> SchoolStand:
    """Where a school stands that says this and took that."""
    says = EMPTY if answer is None else content_of(answer)
    if taken is None:
        return SchoolStand(stand_of(None, "", says, None), answer)
    bond, revision = taken
    stand = stand_of(Bond(bond.state), bond.reason, says, said_in(revision))
    return SchoolStand(stand, answer, bond.trust_version, bond.reason, bond.by_name, bond.at)


def answered_of(session: Session, here: TrustRound) -> dict[int, tuple[int, int]]:
    """How many of the questions that each school must answer are answered, by return id: answered, of. One query."""
    ids = question_ids_of(session, here.round.edition)
    codes = {id: code for code, id in ids.items()}
    rows = session.execute(
        select(
            _ANSWERS.c.return_id,
            _ANSWERS.c.question_id,
            _ANSWERS.c.grade,
            _ANSWERS.c.value,
            _ANSWERS.c.not_applicable,
        ).where(
            _ANSWERS.c.return_id.in_([row.id for row in here.returns]),
            or_(
                _ANSWERS.c.grade.is_not(None),
                _ANSWERS.c.value.is_not(None),
                _ANSWERS.c.not_applicable.is_(True),
            ),
        )
    )
    said: dict[int, dict[str, AnswerContent]] = {row.id: {} for row in here.returns}
    for return_id, question_id, grade, value, not_applicable in rows:
        said[return_id][codes[question_id]] = AnswerContent(grade, value, not_applicable=not_applicable)
    found: dict[int, tuple[int, int]] = {}
    for row in here.returns:
        given = said[row.id]
        values = {code: given[code].chosen() for code in here.questionnaire.deciding if code in given}
        asked: list[Question] = here.questionnaire.asked_of(respondent_of(row), values)
        needed = [question for question in asked if question.required]
        found[row.id] = (sum(question.code in given for question in needed), len(needed))
    return found


def is_open(row: Return) -> bool:
    """Whether a return can be answered now by its school: not while its board enters it from paper."""
    can_change = row.state in (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS) and not row.board_enters
    return row.round.state is RoundState.OPEN and can_change
