"""The amendments of rounds, and who has answered what they added."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session, contains_eager, defer

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState
from audit.rooms.amendments.models import Amendment, AmendmentState
from audit.rooms.assessments.models import Answer, CitedEvidence, Submission
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition, EditionQuestion
from audit.rooms.questionnaires.queries import chain_of
from audit.rooms.rounds.models import Return, Round


def amendments_of(session: Session, row: Round) -> list[Amendment]:
    """The amendments of a round, which the caller has in scope, the latest first; none that was discarded."""
    return list(
        session.scalars(
            select(Amendment)
            .where(Amendment.round_id == row.id, Amendment.state != AmendmentState.DISCARDED)
            .order_by(Amendment.id.desc())
        )
    )


def amendment_to_read(session: Session, actor: Actor, amendment_id: int) -> Amendment:
    """An amendment of a round of the actor's board; raises NotVisible for any other."""
    return _amendment(session, actor, amendment_id, Permission.ROUND_VIEW)


def amendment_to_keep(session: Session, actor: Actor, amendment_id: int) -> Amendment:
    """An amendment that the actor may change, locked until the unit of work ends; raises NotVisible otherwise."""
    return _amendment(session, actor, amendment_id, Permission.ROUND_RUN, lock=True)


def content_before(session: Session, row: Amendment) -> dict[str, Any]:
    """What the round asks without an amendment that the caller has in scope."""
    edition_id = row.before_id or row.round.edition_id
    return session.execute(select(Edition.content).where(Edition.id == edition_id)).scalar_one()


def codes_of_other_rounds(session: Session, row: Round) -> set[str]:
    """Every question code that an amendment of the same edition has ever added, in whatever round.

    A code is used once, so that it never means two things to whoever carries answers forward.
    """
    rows = session.scalars(
        select(EditionQuestion.code)
        .join(Edition, Edition.id == EditionQuestion.edition_id)
        .where(
            Edition.code == row.edition.code,
            Edition.edition == row.edition.edition,
            Edition.amends_id.is_not(None),
        )
    )
    return set(rows)


class Pending(NamedTuple):
    """A return that is asked what was added after it was submitted, and where it stands with that."""

    reference: str
    organisation: str
    state: ReturnState
    due: date


def pending_returns(session: Session, row: Round) -> list[Pending]:
    """The submitted returns of a round, which the caller has in scope, that have something added to answer."""
    rows = session.execute(
        select(Return.reference, Organisation.name, Return.added_state, Return.added_due_on)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Return.round_id == row.id, Return.added_state.is_not(None))
        .order_by(func.lower(Organisation.name), Return.id)
    )
    return [
        Pending(reference, name, state, due or row.due_on)
        for reference, name, state, due in rows
        if state is not None
    ]


def begun_answers(
    session: Session, row: Round, edition_id: int, codes: Collection[str], since: datetime | None
) -> Sequence[str]:
    """Organisations that have answered one of these questions of a round, or cited a file, or submitted since."""
    ids = select(EditionQuestion.id).where(
        EditionQuestion.edition_id.in_(select(chain_of(edition_id))), EditionQuestion.code.in_(codes)
    )
    touched = (
        select(Answer.return_id)
        .where(Answer.question_id.in_(ids))
        .union(
            select(CitedEvidence.return_id).where(CitedEvidence.question_id.in_(ids)),
            select(Submission.return_id).where(Submission.submitted_at > since),
        )
    )
    return session.scalars(
        select(Organisation.name)
        .join(Return, Return.organisation_id == Organisation.id)
        .where(Return.round_id == row.id, Return.id.in_(touched))
        .order_by(func.lower(Organisation.name))
    ).all()


def _amendment(
    session: Session, actor: Actor, amendment_id: int, permission: Permission, *, lock: bool = False
) -> Amendment:
    boards = actor.boards(permission)
    scope: ColumnElement[bool] = (
        true() if actor.is_operator else Round.board_id.in_(boards) if boards else false()
    )
    statement = (
        select(Amendment)
        .join(Amendment.round)
        .join(Round.board)
        .join(Round.edition)
        .where(Amendment.id == amendment_id, scope)
        .options(
            contains_eager(Amendment.round).options(
                contains_eager(Round.board), contains_eager(Round.edition).options(defer(Edition.content))
            )
        )
    )
    if lock:
        statement = statement.with_for_update(of=Amendment).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None or row.state is AmendmentState.DISCARDED:
        raise NotVisible
    return row
