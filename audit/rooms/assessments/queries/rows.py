"""A return as its pages read it: plain rows, by one statement, past the ORM. Nothing is changed by way of them.

A page shows a return far more often than anybody changes one, and to make five objects of the ORM took a third
of the time of a page. The names are those of the models, so that what reads a return reads either.
"""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from audit.domain.workflows import PaperState, ReturnState, RoundKind, RoundState
from audit.rooms.assessments.models import JointReturn
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import EditionKey
from audit.rooms.rounds.models import Return, Round


class BoardRow(NamedTuple):
    """The board of a return's round."""

    id: int
    code: str
    name: str


class OrganisationRow(NamedTuple):
    """The organisation of a return."""

    id: int
    name: str
    kind: str
    phase: str
    type: str
    parent_id: int | None
    town: str
    postcode: str


class RoundRow(NamedTuple):
    """The round of a return."""

    id: int
    code: str
    title: str
    kind: RoundKind
    reviews_id: int | None
    state: RoundState
    actions_required: bool
    opened_at: datetime | None
    due_on: date
    board_id: int
    edition_id: int
    sign_off_steps: list[Any]
    governing_body_date: bool
    notes: str
    board: BoardRow
    edition: EditionKey


class ReturnRow(NamedTuple):
    """A return with its round and its organisation.

    While only questions are asked that were added after it was submitted, ``state`` and ``due_on`` are theirs.
    """

    id: int
    reference: str
    round_id: int
    organisation_id: int
    profile: str
    only_questions: list[Any] | None
    added_questions: list[Any] | None
    added_due_on: date | None
    added_state: ReturnState | None
    due_on: date | None
    state: ReturnState
    started_at: datetime | None
    sent_for_sign_off_at: datetime | None
    submitted_at: datetime | None
    joint_id: int | None
    attempts: int
    paper_state: PaperState
    paper_received_on: date | None
    version: int
    round: RoundRow
    organisation: OrganisationRow

    @property
    def board_enters(self) -> bool:
        """Whether its board enters it from paper now."""
        return self.paper_state is PaperState.ENTERING

    @property
    def due(self) -> date:
        """The date by which this return is due."""
        return self.due_on or self.round.due_on

    @property
    def now(self) -> ReturnState:
        """Where its organisation stands with it, as of the model."""
        return self.state

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The return that a row of ``return_rows`` says."""
        values = tuple(row)
        found = cls._make(
            (
                *values[_OF_RETURN],
                RoundRow._make(
                    (
                        *values[_OF_ROUND],
                        BoardRow._make(values[_OF_BOARD]),
                        EditionKey._make(values[_OF_EDITION]),
                    )
                ),
                OrganisationRow._make(values[_OF_ORGANISATION]),
            )
        )
        if found.added_state is None:
            return found
        return found._replace(state=found.added_state, due_on=found.added_due_on or found.due_on)


_PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Return, ReturnRow._fields[:-2]),
    (Round, RoundRow._fields[:-2]),
    (Board, BoardRow._fields),
    (Edition, EditionKey._fields),
    (Organisation, OrganisationRow._fields),
)


def _slices() -> list[slice]:
    found, start = [], 0
    for _, names in _PARTS:
        found.append(slice(start, start + len(names)))
        start += len(names)
    return found


_OF_RETURN, _OF_ROUND, _OF_BOARD, _OF_EDITION, _OF_ORGANISATION = _slices()


def in_scope(entering: bool) -> ColumnElement[bool]:
    """The condition that a return is of one of these ``organisations``, or entered by one of these ``boards``."""
    own = Return.organisation_id.in_(bindparam("organisations", expanding=True))
    if not entering:
        return own
    return or_(
        own,
        and_(
            Return.paper_state == PaperState.ENTERING, Round.board_id.in_(bindparam("boards", expanding=True))
        ),
    )


@cache
def return_rows(lock: bool, of_anybody: bool, entering: bool = False) -> Select[Any]:
    """The return with this ``reference``, of one of these ``organisations`` unless of anybody; built once.

    ``entering`` as ``in_scope`` says.

    ``lock`` makes changes of one return take turns, as ``own_return`` says.
    """
    statement = (
        select(*(getattr(model, name) for model, names in _PARTS for name in names))
        .select_from(Return)
        .join(Return.round)
        .join(Round.board)
        .join(Round.edition)
        .join(Return.organisation)
        .where(to_lock() if lock else Return.reference == bindparam("reference"))
        .where(Round.state != RoundState.DRAFT)
    )
    if not of_anybody:
        statement = statement.where(in_scope(entering))
    return statement.order_by(Return.id).with_for_update(of=Return, key_share=True) if lock else statement


def to_lock() -> ColumnElement[bool]:
    """The return with this ``reference`` and those that are answered together with it.

    A change of one of them may write into the others. They are locked at once and in the order of their ids, so
    that two people who change two of them never wait for each other.
    """
    this = aliased(Return)
    together = select(this.joint_id).where(this.reference == bindparam("reference")).scalar_subquery()
    return or_(Return.reference == bindparam("reference"), Return.joint_id == together)


class Joined(NamedTuple):
    """A return in joint work, with what was agreed for its board."""

    row: ReturnRow
    shares_narrative: bool
    shares_evidence: bool
    version: int
    """Of the agreement."""


@cache
def joined_rows(lock: bool) -> Select[Any]:
    """The returns of the work with this ``joint_id`` by id; ``lock`` leaves out what somebody else has locked.

    Whoever changes a return has locked the others with it, unless they were joined at that very moment. Then what
    was saved is not passed on, which the page of the joint work shows; nobody ever waits here.
    """
    statement = (
        select(
            *(getattr(model, name) for model, names in _PARTS for name in names),
            JointReturn.shares_narrative,
            JointReturn.shares_evidence,
            JointReturn.version,
        )
        .select_from(Return)
        .join(Return.round)
        .join(Round.board)
        .join(Round.edition)
        .join(Return.organisation)
        .join(JointReturn, (JointReturn.return_id == Return.id) & JointReturn.left_at.is_(None))
        .where(Return.joint_id == bindparam("joint_id"))
        .order_by(Return.id)
    )
    return statement.with_for_update(of=Return, key_share=True, skip_locked=True) if lock else statement


def joined_with(session: Session, joint_id: int, *, lock: bool = False) -> list[Joined]:
    """The returns that are answered together in a piece of work, which the caller has in scope, by id."""
    session.flush()  # as the ORM does before it reads
    found = session.connection().execute(joined_rows(lock), {"joint_id": joint_id})
    return [Joined(ReturnRow.of(row), *row[-3:]) for row in found]


AnyReturn = Return | ReturnRow
"""A return that the caller has in scope, however it was read."""
