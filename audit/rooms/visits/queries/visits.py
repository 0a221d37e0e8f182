"""Visits as the board, their visitor and the organisation may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from audit.domain.actor import Actor
from audit.domain.allocation import too_near
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Permission, Role
from audit.domain.visits import VISITS_ENDED, VISITS_SENT, VISITS_SHARED, VisitState
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.moderation.queries.given import ties_for
from audit.rooms.organisations.models import Organisation, RoleHeld
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Return, Round
from audit.rooms.visits.models import Visit

TO_DO = (VisitState.ASKED, VisitState.STARTED)
"""States in which the visitor still has something to do."""


def _visits(*, lock: bool = False) -> Select[Visit]:
    statement = (
        select(Visit)
        .join(Visit.visited)
        .join(Return.round)
        .join(Return.organisation)
        .options(
            contains_eager(Visit.visited).options(
                contains_eager(Return.round).options(
                    joinedload(Round.board), joinedload(Round.edition).options(defer(Edition.content))
                ),
                contains_eager(Return.organisation),
            ),
            joinedload(Visit.edition).options(defer(Edition.content)),
            joinedload(Visit.visitor),
        )
    )
    if lock:
        statement = statement.with_for_update(of=Visit).execution_options(populate_existing=True)
    return statement


def visits_of_round(session: Session, row: Round) -> Sequence[Visit]:
    """Every visit of a round that the caller has in scope, by organisation."""
    return session.scalars(
        _visits().where(Return.round_id == row.id).order_by(func.lower(Organisation.name), Visit.id)
    ).all()


def visit_of_board(session: Session, actor: Actor, visit_id: int, *, lock: bool = False) -> Visit:
    """A visit of a board in which the actor asks for visits; raises NotVisible otherwise."""
    statement = _visits(lock=lock).where(Visit.id == visit_id)
    if not actor.is_operator:
        statement = statement.where(Round.board_id.in_(actor.boards(Permission.VISIT_RUN)))
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotVisible
    return row


def visit_of_visitor(
    session: Session, actor: Actor, visit_id: int, *, lock: bool = False, near: bool = False
) -> Visit:
    """A visit that the actor was asked to make, until it is given or taken back; raises NotVisible otherwise.

    Raises NotAllowed when the actor stands too near to the organisation, by whatever came since, unless ``near``
    says that this does not matter.
    """
    row = session.scalars(
        _of_visitor(actor, lock=lock).where(Visit.id == visit_id, Visit.state.not_in(VISITS_ENDED))
    ).one_or_none()
    if row is None:
        raise NotVisible
    if not near:
        tie = ties_for(session, actor, row.visited.round.board_id, [row.visited.organisation_id])
        if tie:
            why = next(iter(tie.values()))
            raise NotAllowed(f"{why} So this visit is not yours to make. Please give it back.")
    return row


def visits_of_visitor(session: Session, actor: Actor) -> list[tuple[Visit, str]]:
    """The visits that the actor was asked to make, those to be made first, each with what keeps them from it."""
    rows = session.scalars(
        _of_visitor(actor)
        .where(Visit.state.not_in(VISITS_ENDED))
        .order_by(Visit.sent_at.desc(), Visit.visit_by, func.lower(Organisation.name), Visit.id)
    ).all()
    by_board: dict[int, set[int]] = {}
    for row in rows:
        by_board.setdefault(row.visited.round.board_id, set()).add(row.visited.organisation_id)
    ties = {board: ties_for(session, actor, board, ids) for board, ids in by_board.items()}
    found = [(row, ties[row.visited.round.board_id].get(row.visited.organisation_id, "")) for row in rows]
    return sorted(found, key=lambda pair: pair[0].state not in TO_DO)


def _of_visitor(actor: Actor, *, lock: bool = False) -> Select[Visit]:
    return _visits(lock=lock).where(
        Visit.visitor_id == (actor.person_id or 0), Round.board_id.in_(actor.boards(Permission.VISIT_DO))
    )


def visit_of_organisation(session: Session, actor: Actor, visit_id: int, *, lock: bool = False) -> Visit:
    """A visit whose form the board has shared with an organisation of the actor; raises NotVisible before."""
    statement = _visits(lock=lock).where(Visit.id == visit_id, Visit.state.in_(VISITS_SHARED))
    if not actor.is_operator:
        statement = statement.where(Return.organisation_id.in_(actor.organisations(Permission.VISIT_READ)))
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotVisible
    return row


def shared_about(session: Session, actor: Actor, row: AnyReturn) -> Sequence[tuple[int, VisitState]]:
    """Ids and states of the visits that are shared with those who read this return, which is in scope."""
    if row.organisation_id not in actor.organisations(Permission.VISIT_READ):
        return []
    found = session.execute(
        select(Visit.id, Visit.state)
        .where(Visit.return_id == row.id, Visit.state.in_(VISITS_SHARED))
        .order_by(Visit.id)
    )
    return [(id, VisitState(state)) for id, state in found]


def waiting_for_visitor(session: Session, actor: Actor) -> Sequence[Visit]:
    """The visits that the actor has still to make. One query."""
    if not actor.boards(Permission.VISIT_DO):
        return []
    return session.scalars(_of_visitor(actor).where(Visit.state.in_(TO_DO)).order_by(Visit.id)).all()


def rounds_with_forms_to_read(session: Session, actor: Actor) -> list[tuple[str, str, int]]:
    """Rounds of the actor's boards with forms that nobody has shared yet: code, title and how many. One query."""
    boards = actor.boards(Permission.VISIT_RUN)
    if not boards:
        return []
    rows = session.execute(
        select(Round.code, Round.title, func.count())
        .join(Return, Return.round_id == Round.id)
        .join(Visit, Visit.return_id == Return.id)
        .where(Round.board_id.in_(boards), Visit.state == VisitState.SENT)
        .group_by(Round.id, Round.code, Round.title)
        .order_by(Round.id)
    )
    return [(code, title, count) for code, title, count in rows]


@dataclass(frozen=True)
class Visitor:
    """Somebody who can be asked to visit, with the organisations that they stand too near to, and why."""

    id: int
    name: str
    email: str
    ties: dict[int, str]


def visitors_for(session: Session, of_round: Round, organisation_ids: Sequence[int]) -> list[Visitor]:
    """Everybody who moderates for a round's board, by name, with what ties them to these organisations. Six queries.

    The caller asks for visits in this round.
    """
    board_id = of_round.board_id
    people = session.execute(
        select(Person.id, Person.name, Person.email)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.board_id == board_id, RoleHeld.role == Role.MODERATOR, Person.is_closed.is_(False))
        .order_by(func.lower(Person.name), Person.id)
        .distinct()
        .add_columns(func.lower(Person.name))
    ).all()
    ids = [row.id for row in people]
    homes = home_organisations(session, ids)
    interests = interests_in(session, board_id, ids)
    near = near_organisations(session, board_id, organisation_ids)
    found = []
    for row in people:
        why = {
            one: too_near(homes.get(row.id, set()), interests.get(row.id, {}), near, one)
            for one in organisation_ids
        }
        found.append(Visitor(row.id, row.name, row.email, {one: said for one, said in why.items() if said}))
    return found


def is_read_by_board(row: Visit) -> bool:
    """Whether the visitor has sent the form, so that the board reads it."""
    return row.state in VISITS_SENT
