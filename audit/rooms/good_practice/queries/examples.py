"""What an organisation was asked to share and what it shares, for its own people; and one example for its board."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.good_practice import Sharing
from audit.domain.permissions import Permission
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.policy import is_member, may_ask, must_consent
from audit.rooms.organisations.models import AreaMembership, Board, Organisation
from audit.rooms.rounds.models import Return, Round


def example_of_organisation(
    session: Session, actor: Actor, example_id: int, *, lock: bool = False
) -> GoodPractice:
    """An example that the actor decides on for their organisation.

    Raises NotVisible for other organisations' and NotAllowed for colleagues who are no lead.
    """
    row = _example(session, example_id, lock=lock)
    if row is None:
        raise NotVisible
    must_consent(actor, row.organisation_id)
    return row


def example_of_board(session: Session, actor: Actor, example_id: int) -> GoodPractice:
    """An example that the actor's board asked for; raises NotVisible for anybody but those who ask."""
    row = _example(session, example_id, lock=True)
    if row is None or not may_ask(actor, row.board_id):
        raise NotVisible
    return row


def organisation_with_examples(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """The actor's organisation; raises NotVisible for any other."""
    organisation = session.get(Organisation, organisation_id) if is_member(actor, organisation_id) else None
    if organisation is None:
        raise NotVisible
    return organisation


def examples_of_organisation(session: Session, actor: Actor, organisation_id: int) -> Sequence[GoodPractice]:
    """What the actor's organisation was asked for: what waits first, then the latest; nothing for strangers."""
    if not is_member(actor, organisation_id):
        return []
    rows = session.scalars(
        select(GoodPractice)
        .where(GoodPractice.organisation_id == organisation_id)
        .join(GoodPractice.asked_in)
        .join(Return.round)
        .options(
            contains_eager(GoodPractice.asked_in).contains_eager(Return.round),
            joinedload(GoodPractice.board),
        )
        .order_by(GoodPractice.asked_at.desc(), GoodPractice.id.desc())
    ).all()
    return sorted(rows, key=lambda row: row.state is not Sharing.ASKED)


def waiting_examples(session: Session, actor: Actor) -> Sequence[tuple[int, str, str, int]]:
    """What waits for the actor's consent: organisation id, its name, the board's name and how many examples."""
    organisations = actor.organisations(Permission.GOOD_PRACTICE_CONSENT)
    if not organisations:
        return []
    rows = session.execute(
        select(GoodPractice.organisation_id, Organisation.name, Board.name)
        .join(Organisation, Organisation.id == GoodPractice.organisation_id)
        .join(Board, Board.id == GoodPractice.board_id)
        .where(GoodPractice.organisation_id.in_(organisations), GoodPractice.state == Sharing.ASKED)
    )
    counts: dict[tuple[int, str, str], int] = {}
    for organisation_id, name, board in rows:
        counts[organisation_id, name, board] = counts.get((organisation_id, name, board), 0) + 1
    return [(*key, number) for key, number in sorted(counts.items())]


def boards_of_organisation(session: Session, actor: Actor, organisation_id: int) -> Sequence[Board]:
    """The boards whose library the people of the actor's organisation may read; none for strangers."""
    if not is_member(actor, organisation_id):
        return []
    return session.scalars(
        select(Board)
        .join(AreaMembership, AreaMembership.board_id == Board.id)
        .where(AreaMembership.organisation_id == organisation_id, AreaMembership.left_on.is_(None))
        .order_by(Board.name)
    ).all()


def _example(session: Session, example_id: int, *, lock: bool) -> GoodPractice | None:
    statement = (
        select(GoodPractice)
        .where(GoodPractice.id == example_id)
        .join(GoodPractice.asked_in)
        .join(Return.round)
        .join(Round.edition)
        .join(GoodPractice.organisation)
        .join(GoodPractice.board)
        .options(
            contains_eager(GoodPractice.asked_in).contains_eager(Return.round).contains_eager(Round.edition),
            contains_eager(GoodPractice.organisation),
            contains_eager(GoodPractice.board),
        )
    )
    if lock:
        statement = statement.with_for_update(of=GoodPractice).execution_options(populate_existing=True)
    return session.scalar(statement)
