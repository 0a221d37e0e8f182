"""Reading events: the board's people see its own, members of a panel those on which they sit."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.challenge import EventState
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.rooms.challenge.models import ChallengeEvent, PanelSeat
from audit.rooms.challenge.policy import may_run, require_run
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.queries import board_by_code
from audit.rooms.rounds.models import Round


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor may read of an event.

    Administrators see the events of their board, cancelled drafts too. Others see those announced on whose panel
    they are, while they hold a role in the board that lets them sit.
    """
    if actor.is_operator:
        return true()
    runs, sits = actor.boards(Permission.CHALLENGE_RUN), actor.boards(Permission.CHALLENGE_SIT)
    seated = exists().where(PanelSeat.event_id == ChallengeEvent.id, PanelSeat.person_id == actor.person_id)
    return or_(
        ChallengeEvent.board_id.in_(runs) if runs else false(),
        and_(
            ChallengeEvent.board_id.in_(sits) if sits else false(),
            ChallengeEvent.state != EventState.DRAFT,
            ChallengeEvent.cancelled_at.is_(None),
            seated.correlate(ChallengeEvent),
        ),
    )


def with_board() -> Select[ChallengeEvent]:
    """Events with their board and round, in one statement."""
    return (
        select(ChallengeEvent)
        .join(ChallengeEvent.board)
        .outerjoin(ChallengeEvent.round)
        .options(contains_eager(ChallengeEvent.board), contains_eager(ChallengeEvent.round))
    )


def event_to_read(session: Session, actor: Actor, event_id: int) -> ChallengeEvent:
    """An event with its board and round, for those who run it or sit on its panel; raises NotVisible otherwise."""
    event = session.scalar(with_board().where(ChallengeEvent.id == event_id, in_sight(actor)))
    if event is None:
        raise NotVisible
    return event


def event_to_run(session: Session, actor: Actor, event_id: int) -> ChallengeEvent:
    """An event for those who run it; raises NotVisible, or NotAllowed for somebody who only sits on its panel."""
    event = event_to_read(session, actor, event_id)
    require_run(actor, event.board_id)
    return event


def event_to_change(session: Session, actor: Actor, event_id: int) -> ChallengeEvent:
    """``event_to_run``, locked until the unit ends: whoever changes its panel or agenda meanwhile waits here."""
    event = session.scalar(
        with_board()
        .where(ChallengeEvent.id == event_id, in_sight(actor))
        .with_for_update(of=ChallengeEvent)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotVisible
    require_run(actor, event.board_id)
    return event


def board_of_events(session: Session, actor: Actor, board_code: str) -> Board:
    """The board whose events are looked at; raises NotVisible otherwise."""
    return board_by_code(session, actor, board_code, Permission.CHALLENGE_SIT)


def events_of_board(session: Session, actor: Actor, board_id: int) -> Sequence[ChallengeEvent]:
    """The events of a board that the actor may read of, the latest day first. One query."""
    return session.scalars(
        with_board()
        .where(ChallengeEvent.board_id == board_id, in_sight(actor))
        .order_by(ChallengeEvent.held_on.desc(), ChallengeEvent.id.desc())
    ).all()


def events_of_actor(session: Session, actor: Actor) -> Sequence[ChallengeEvent]:
    """The events that are not over and that the actor runs or sits on, the next day first. One query."""
    if not actor.boards(Permission.CHALLENGE_SIT):
        return []
    return session.scalars(
        with_board()
        .where(
            in_sight(actor),
            ChallengeEvent.cancelled_at.is_(None),
            ChallengeEvent.state != EventState.REPORTED,
        )
        .order_by(ChallengeEvent.held_on, ChallengeEvent.id)
    ).all()


def rounds_to_choose(session: Session, actor: Actor, board_id: int) -> Sequence[Round]:
    """The rounds of a board that an event can be about, the latest first; nothing for those who run none of it."""
    if not may_run(actor, board_id):
        return []
    return session.scalars(
        select(Round)
        .where(Round.board_id == board_id, Round.state != RoundState.DRAFT)
        .order_by(Round.due_on.desc(), Round.id.desc())
    ).all()
