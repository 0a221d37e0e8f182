"""Where answers of a school's return came from: what the lower room of returns asks of this one."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from audit.domain.answers import EMPTY
from audit.domain.inheriting import Bond, Stand, stand_of
from audit.rooms.assessments.operations import Origin
from audit.rooms.assessments.queries import AnyReturn, GivenAnswer, content_of
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries.trusts import SCHOOLS
from audit.rooms.trusts.models import InheritedAnswer, TrustAnswer, TrustQuestion
from audit.rooms.trusts.queries.answers import bonds, said_in


def origins_of_return(
    session: Session, row: AnyReturn, answers: Mapping[int, GivenAnswer]
) -> dict[int, Origin]:
    """Where answers of a return, which the caller has in scope, came from, by question id. One query.

    A school that has left its trust, or whose trust has stopped answering a question for all, answers freely: it is
    said where the words came from for as long as they stand, and no reason is wanted for others.
    """
    if row.organisation.parent_id is None and row.organisation.kind not in SCHOOLS:
        return {}  # never part of a trust: the pages of most agencies ask nothing
    rows = session.execute(
        bonds()
        .add_columns(Organisation.id, Organisation.name, TrustQuestion.taken_back_at, TrustAnswer.version)
        .join(TrustAnswer, TrustAnswer.id == InheritedAnswer.trust_answer_id)
        .join(TrustQuestion, TrustQuestion.id == TrustAnswer.trust_question_id)
        .join(Organisation, Organisation.id == TrustQuestion.organisation_id)
        .where(InheritedAnswer.return_id == row.id)
    )
    found: dict[int, Origin] = {}
    for bond, revision, trust_id, name, taken_back_at, version in rows:
        answer = answers.get(bond.question_id)
        says = EMPTY if answer is None else content_of(answer)
        stand = stand_of(Bond(bond.state), bond.reason, says, said_in(revision))
        is_live = row.organisation.parent_id == trust_id and taken_back_at is None
        if not is_live and stand is not Stand.THE_TRUSTS:
            continue
        by_trust = stand is Stand.THE_TRUSTS
        found[bond.question_id] = Origin(
            trust=name,
            by_trust=by_trust,
            reason=bond.reason if stand is Stand.DIFFERENT else "",
            by_name=bond.by_name
            if stand is not Stand.REASON_MISSING or answer is None
            else answer.updated_by_name,
            at=bond.at if stand is not Stand.REASON_MISSING or answer is None else answer.updated_at,
            is_kept=by_trust and is_live,
            wants_reason=stand is Stand.REASON_MISSING,
            is_outdated=by_trust and is_live and bond.trust_version < version,
        )
    return found
