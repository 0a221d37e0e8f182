"""Reading one action, and the actions of returns and organisations that the caller has in scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.actions import OUTSTANDING
from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action, ActionEvidence, ActionNote
from audit.rooms.action_plans.queries.held import Holds, holds_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import AreaMembership, Board, RoleHeld
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """The condition that an action is of the actor's organisation, or shown to a board that the actor oversees."""
    if actor.is_operator:
        return true()
    organisations = actor.organisations(Permission.ACTION_VIEW)
    boards = actor.boards(Permission.PLANS_OVERSEE)
    return or_(
        Action.organisation_id.in_(organisations) if organisations else false(),
        Action.board_id.in_(boards) if boards else false(),
    )


def owner_has_left() -> ColumnElement[bool]:
    """The condition that the owner of an action holds no role in its organisation any more."""
    here = exists().where(
        RoleHeld.person_id == Action.owner_id,
        RoleHeld.organisation_id == Action.organisation_id,
        Person.id == RoleHeld.person_id,
        Person.is_closed.is_(False),
    )
    return Action.owner_id.is_not(None) & ~here.correlate(Action)


def with_places() -> Select[Action]:
    """Actions with their organisation, board and round, in one statement."""
    return (
        select(Action)
        .join(Action.organisation)
        .join(Action.board)
        .outerjoin(Action.round)
        .options(
            contains_eager(Action.organisation), contains_eager(Action.board), contains_eager(Action.round)
        )
    )


@dataclass(frozen=True)
class ActionView:
    """An action as its page shows it."""

    action: Action
    owner_left: bool
    notes: Sequence[ActionNote]
    """The history, the oldest first."""
    evidence: Sequence[ActionEvidence]
    """What shows that it is done, with the files, the oldest first; without what was removed."""

    @property
    def added_on_behalf(self) -> str:
        """Who added it: ``board`` or ``organisation``."""
        return self.notes[0].on_behalf if self.notes else "organisation"


def action_to_read(session: Session, actor: Actor, action_id: int) -> ActionView:
    """An action with its history and evidence; raises NotVisible outside the actor's scope.

    Three queries; two more for those outside the organisation, who do not read what is held back.
    """
    found = session.execute(
        with_places()
        .add_columns(owner_has_left())
        .options(joinedload(Action.asked_in))
        .where(Action.id == action_id, in_scope(actor))
    ).one_or_none()
    if found is None:
        raise NotVisible
    action, left = found
    notes = session.scalars(
        select(ActionNote).where(ActionNote.action_id == action.id).order_by(ActionNote.at, ActionNote.id)
    ).all()
    if not actor.is_operator and action.organisation_id not in actor.organisations(Permission.ACTION_VIEW):
        holds = holds_of(session, Action.id == action.id)
        action, notes = holds.shown(action), [holds.shown_note(note) for note in notes]
    return ActionView(action, bool(left), notes, evidence_of(session, action.id))


def action_to_change(session: Session, actor: Actor, action_id: int) -> Action:
    """An action, locked until the end of the unit of work; raises NotVisible outside the actor's scope."""
    action = session.scalar(
        select(Action)
        .where(Action.id == action_id, in_scope(actor))
        .with_for_update(of=Action, key_share=True)
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NotVisible
    return action


def added_on_behalf(session: Session, action_id: int) -> str:
    """Who added an action: ``board`` or ``organisation``. The first entry of its history says so."""
    first = (
        select(ActionNote.on_behalf).where(ActionNote.action_id == action_id).order_by(ActionNote.id).limit(1)
    )
    return session.scalar(first) or "organisation"


def evidence_of(session: Session, action_id: int) -> Sequence[ActionEvidence]:
    """The evidence of one action, which the caller has in scope, with its files; without what was removed."""
    return session.scalars(
        select(ActionEvidence)
        .where(ActionEvidence.action_id == action_id, ActionEvidence.removed_at.is_(None))
        .join(ActionEvidence.evidence)
        .join(Evidence.file)
        .options(contains_eager(ActionEvidence.evidence).contains_eager(Evidence.file))
        .order_by(ActionEvidence.id)
    ).all()


def actions_about_many(session: Session, return_ids: Collection[int]) -> dict[int, dict[str, list[Action]]]:
    """``actions_about`` for several returns, which the caller has in scope, by return id. One query."""
    found: dict[int, dict[str, list[Action]]] = {id: {} for id in return_ids}
    rows = session.scalars(
        select(Action)
        .where(Action.return_id.in_(return_ids), Action.question_code != "")
        .order_by(Action.due_on, Action.id)
    )
    for action in rows:
        if action.return_id is not None:
            found[action.return_id].setdefault(action.question_code, []).append(action)
    return found


def actions_about(session: Session, return_id: int, *, for_others: bool = False) -> dict[str, list[Action]]:
    """The actions about each answer of a return, by question code, the first due first. One query.

    The caller has the return in scope. ``for_others`` leaves out what is held back, by two queries more.
    """
    holds = holds_of(session, Action.return_id == return_id) if for_others else Holds()
    found: dict[str, list[Action]] = {}
    rows = session.scalars(
        select(Action)
        .where(Action.return_id == return_id, Action.question_code != "")
        .order_by(Action.due_on, Action.id)
    )
    for action in rows:
        found.setdefault(action.question_code, []).append(holds.shown(action))
    return found


@dataclass(frozen=True)
class EarlierQuestion:
    """A question of an earlier round that a question continues. ``edition`` is empty for any edition of the set."""

    questionnaire: str
    edition: str
    code: str


@dataclass(frozen=True)
class QuestionActions:
    """What stands beside an answer: the actions of its whole return, and those carried over from earlier rounds."""

    of_return: dict[str, list[Action]]
    """By question code, the first due first."""
    carried: list[tuple[Action, str]]
    """Open actions of earlier rounds that this question continues, each with the round's title."""


def actions_beside(
    session: Session, *, return_id: int, organisation_id: int, board_id: int, earlier: EarlierQuestion
) -> QuestionActions:
    """The actions of a return, which the caller has in scope, and the open ones that it carries over. One query."""
    continued = and_(
        Action.organisation_id == organisation_id,
        Action.board_id == board_id,
        Action.return_id != return_id,
        Action.state.in_(OUTSTANDING),
        Action.question_code == earlier.code,
        Edition.code == earlier.questionnaire,
    )
    if earlier.edition:
        continued = and_(continued, Edition.edition == earlier.edition)
    rows = session.execute(
        select(Action, Round.title)
        .outerjoin(Round, Round.id == Action.round_id)
        .outerjoin(Edition, Edition.id == Round.edition_id)
        .where(or_(and_(Action.return_id == return_id, Action.question_code != ""), continued))
        .order_by(Action.due_on, Action.id)
    )
    found = QuestionActions({}, [])
    for action, title in rows:
        if action.return_id == return_id:
            found.of_return.setdefault(action.question_code, []).append(action)
        else:
            found.carried.append((action, title or ""))
    return found


def actions_of_organisations(
    session: Session, board_id: int, organisation_ids: Collection[int]
) -> dict[int, list[Action]]:
    """The actions of these organisations as the board may read them, by organisation id, the first due first.

    Three queries. The caller has the organisations in scope. Organisations without any are left out.
    """
    found: dict[int, list[Action]] = {}
    if not organisation_ids:
        return found
    which = (Action.board_id == board_id, Action.organisation_id.in_(organisation_ids))
    holds = holds_of(session, *which)
    for action in session.scalars(select(Action).where(*which).order_by(Action.due_on, Action.id)):
        found.setdefault(action.organisation_id, []).append(holds.shown(action))
    return found


def evidence_for_board(
    session: Session, actor: Actor, action_id: int, evidence_id: int
) -> tuple[Action, Evidence]:
    """A file attached to an action of a board that the actor oversees; raises NotVisible for any other."""
    boards = actor.boards(Permission.PLANS_OVERSEE)
    scope: ColumnElement[bool] = (
        true() if actor.is_operator else Action.board_id.in_(boards) if boards else false()
    )
    link = session.execute(
        select(Action, Evidence)
        .join(ActionEvidence, ActionEvidence.action_id == Action.id)
        .join(Evidence, Evidence.id == ActionEvidence.evidence_id)
        .join(Evidence.file)
        .options(contains_eager(Evidence.file))
        .where(
            Action.id == action_id,
            Evidence.id == evidence_id,
            ActionEvidence.removed_at.is_(None),
            scope,
        )
        .limit(1)
    ).one_or_none()
    if link is None:
        raise NotVisible
    return link[0], link[1]


def possible_owners(session: Session, organisation_id: int) -> list[tuple[int, str]]:
    """The colleagues who can own an action of an organisation that the caller has in scope: id and name, by name."""
    here = exists().where(RoleHeld.person_id == Person.id, RoleHeld.organisation_id == organisation_id)
    rows = session.execute(
        select(Person.id, Person.name)
        .where(here, Person.is_closed.is_(False))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(id, name) for id, name in rows]


def boards_for(session: Session, organisation_id: int) -> list[tuple[int, str]]:
    """The boards in whose area an organisation is now, which can see its actions: id and name, by name."""
    rows = session.execute(
        select(Board.id, Board.name)
        .join(AreaMembership, AreaMembership.board_id == Board.id)
        .where(AreaMembership.organisation_id == organisation_id, AreaMembership.left_on.is_(None))
        .distinct()
        .order_by(Board.name, Board.id)
    )
    return [(id, name) for id, name in rows]
