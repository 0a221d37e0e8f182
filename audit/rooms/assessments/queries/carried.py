"""Which entries of an answer's history were brought forward, and from where."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from audit.rooms.assessments.models import CarriedAnswer, SharedAnswer, Submission
from audit.rooms.assessments.queries.answers import GivenAnswer
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return, Round

Asked = aliased(Return)


def carried_from(session: Session, answer: GivenAnswer) -> dict[int, str]:
    """The title of the round from which an answer's versions were brought forward; the caller has it in scope."""
    rows = session.execute(
        select(
            CarriedAnswer.version,
            Round.title,
            Organisation.name,
            Asked.organisation_id == Return.organisation_id,
            CarriedAnswer.mapping_id,
        )
        .join(Submission, Submission.id == CarriedAnswer.submission_id)
        .join(Return, Return.id == Submission.return_id)
        .join(Round, Round.id == Return.round_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .join(Asked, Asked.id == answer.return_id)
        .where(CarriedAnswer.answer_id == answer.id)
    )
    return {
        version: (title if own else f"{title} of {name}")
        + (", its grade by the declared mapping of the two scales" if mapping_id else "")
        for version, title, name, own, mapping_id in rows
    }


def shared_from(session: Session, answer: GivenAnswer) -> dict[int, str]:
    """The board from whose return an answer's versions came; the caller has the answer in scope."""
    rows = session.execute(
        select(SharedAnswer.version, Board.name)
        .join(Return, Return.id == SharedAnswer.from_return_id)
        .join(Round, Round.id == Return.round_id)
        .join(Board, Board.id == Round.board_id)
        .where(SharedAnswer.answer_id == answer.id)
    )
    return {row.version: row.name for row in rows}
