"""A trust, its schools and their returns, for the trust's own people.

A school belongs to the trust that is its parent at this moment: one that leaves is no longer seen at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.organisations import OrganisationKind
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question, Questionnaire
from audit.domain.workflows import RoundState
from audit.rooms.assessments.queries import AnyReturn, respondent_of, returns_with_rounds
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trusts.models import TrustAnswer, TrustQuestion


@dataclass(frozen=True)
class TrustRound:
    """A round in which a trust's schools are asked."""

    trust: Organisation
    round: Round
    questionnaire: Questionnaire
    returns: Sequence[Return]
    """Of the schools, by name."""

    @property
    def questions(self) -> dict[str, Question]:
        """The questions that at least one of the schools can be asked, by code and in order."""
        meant: set[str] = set()
        for respondent in {respondent_of(row) for row in self.returns}:
            meant |= {question.code for question in self.questionnaire.meant_for(respondent)}
        return {code: each for code, each in self.questionnaire.questions.items() if code in meant}


def trust_here(
    session: Session, actor: Actor, organisation_id: int, permission: Permission = Permission.RETURN_VIEW
) -> Organisation:
    """A trust in which the actor may do this; raises NotVisible for any other organisation."""
    if not actor.is_operator and organisation_id not in actor.organisations(permission):
        raise NotVisible
    trust = session.get(Organisation, organisation_id)
    if trust is None or trust.kind != OrganisationKind.TRUST:
        raise NotVisible
    return trust


def rounds_of_trust(session: Session, actor: Actor, organisation_id: int) -> tuple[Organisation, list[Round]]:
    """A trust with the rounds in which its schools are asked, the latest due first."""
    trust = trust_here(session, actor, organisation_id)
    asked = select(Return.round_id).join(Return.organisation).where(Organisation.parent_id == trust.id)
    rounds = session.scalars(
        select(Round)
        .join(Round.board)
        .options(contains_eager(Round.board))
        .where(Round.id.in_(asked), Round.state != RoundState.DRAFT)
        .order_by(Round.due_on.desc(), Round.id.desc())
    )
    return trust, list(rounds)


def trust_round(
    session: Session, actor: Actor, organisation_id: int, round_code: str, *, lock: bool = False
) -> TrustRound:
    """A round of a trust with its schools' returns; raises NotVisible unless at least one of them is asked.

    ``lock`` makes changes of these returns take turns until the end of the unit of work.
    """
    trust = trust_here(session, actor, organisation_id)
    statement = _of_trust(trust.id).where(Round.code == round_code).order_by(Organisation.name, Return.id)
    if lock:
        # By id, so that two who lock several returns never wait for one another.
        statement = (
            statement.order_by(None)
            .order_by(Return.id)
            .with_for_update(of=Return, key_share=True)
            .execution_options(populate_existing=True)
        )
    rows = list(session.scalars(statement))
    if not rows:
        raise NotVisible
    row = rows[0].round
    rows.sort(key=lambda each: (each.organisation.name, each.id))
    return TrustRound(trust, row, questionnaire_by(session, row.edition), rows)


def school_return(session: Session, actor: Actor, organisation_id: int, reference: str) -> Return:
    """A return of a school of the actor's trust, to read; raises NotVisible for any other."""
    trust = trust_here(session, actor, organisation_id)
    row = session.scalar(_of_trust(trust.id).where(Return.reference == reference))
    if row is None:
        raise NotVisible
    return row


def trust_of(session: Session, row: AnyReturn) -> str:
    """The name of the trust to which a school belongs, whose return the caller has in scope; empty for none."""
    if row.organisation.parent_id is None:
        return ""
    found = session.scalar(
        select(Organisation.name).where(
            Organisation.id == row.organisation.parent_id, Organisation.kind == OrganisationKind.TRUST
        )
    )
    return found or ""


def waiting_rounds(session: Session, actor: Actor) -> list[tuple[Organisation, Round, int]]:
    """The open rounds in which a trust of the actor has chosen questions and not answered them yet, with how many."""
    ids = actor.organisations(Permission.RETURN_ANSWER)
    if not ids:
        return []
    rows = session.execute(
        select(Organisation, Round, func.count())
        .join(TrustQuestion, TrustQuestion.organisation_id == Organisation.id)
        .join(Round, Round.id == TrustQuestion.round_id)
        .outerjoin(TrustAnswer, TrustAnswer.trust_question_id == TrustQuestion.id)
        .where(
            Organisation.id.in_(ids),
            Organisation.kind == OrganisationKind.TRUST,
            Round.state == RoundState.OPEN,
            TrustQuestion.taken_back_at.is_(None),
            TrustAnswer.id.is_(None),
        )
        .group_by(Organisation.id, Round.id)
        .order_by(Round.due_on, Round.id)
    )
    return [(trust, row, count) for trust, row, count in rows]


def open_rounds(session: Session, actor: Actor) -> list[tuple[Organisation, Round]]:
    """The open rounds in which schools of the actor's trusts are asked, each with the trust. One query."""
    ids = actor.organisations(Permission.RETURN_VIEW)
    if not ids:
        return []
    school = aliased(Organisation)
    rows = session.execute(
        select(Organisation, Round)
        .join(school, school.parent_id == Organisation.id)
        .join(Return, Return.organisation_id == school.id)
        .join(Round, Round.id == Return.round_id)
        .where(
            Organisation.id.in_(ids),
            Organisation.kind == OrganisationKind.TRUST,
            Round.state == RoundState.OPEN,
        )
        .order_by(Round.due_on, Round.id, Organisation.id)
    )
    found = {(trust.id, row.id): (trust, row) for trust, row in rows}
    return list(found.values())


def _of_trust(trust_id: int) -> Select[Return]:
    return returns_with_rounds().where(Organisation.parent_id == trust_id, Round.state != RoundState.DRAFT)
