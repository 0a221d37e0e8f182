"""Reading many actions: the plan of one organisation, and a board's plan of plans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from audit.domain.actions import OUTSTANDING, ActionState, Priority
from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.queries.actions import owner_has_left, with_places
from audit.rooms.action_plans.queries.held import Holds, holds_of
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.organisations.queries import board_by_code, organisation_by_id, sector_is
from audit.rooms.rounds.models import Round

PAGE = 50
"""Actions on one page of a plan."""


class Show(StrEnum):
    """Which actions of a plan are shown, by where they stand."""

    ALL = "all"
    OUTSTANDING = "outstanding"
    OPEN = "open"
    IN_PROGRESS = "in-progress"
    OVERDUE = "overdue"
    DONE = "done"
    VERIFIED = "verified"
    NOT_NEEDED = "not-needed"
    OWNER_LEFT = "owner-left"


class Sort(StrEnum):
    """In which order a plan is shown."""

    DUE = "due"
    PRIORITY = "priority"
    STANDARD = "standard"


@dataclass(frozen=True)
class PlanFilter:
    """What to show of a plan. ``organisation_id`` and ``sector`` are for a board's plan of plans."""

    show: Show = Show.ALL
    owner: str = ""
    round_id: int = 0
    priority: Priority | None = None
    organisation_id: int = 0
    sector: str = ""
    sort: Sort = Sort.DUE
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return replace(self, sort=Sort.DUE, page=1) != PlanFilter()


@dataclass(frozen=True)
class Plan:
    """Whose actions: one organisation's, or those that one board sees."""

    organisation: Organisation | None = None
    board: Board | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition that an action belongs to it."""
        if self.board is not None:
            return Action.board_id == self.board.id
        assert self.organisation is not None
        return Action.organisation_id == self.organisation.id

    @property
    def name(self) -> str:
        """The name of the organisation or the board."""
        place = self.board or self.organisation
        return place.name if place else ""

    @property
    def place(self) -> tuple[int | None, int | None]:
        """The id of the board, or that of the organisation."""
        return (self.board.id if self.board else None, self.organisation.id if self.organisation else None)

    @property
    def key(self) -> str:
        """What names the plan in a workbook and on the way of an upload."""
        return (
            f"board-{self.board.code}"
            if self.board
            else f"organisation-{self.organisation.id if self.organisation else 0}"
        )


@dataclass(frozen=True)
class PlanRow:
    """An action in a list."""

    action: Action
    owner_left: bool
    last_note: str = ""


@dataclass(frozen=True)
class PlanListing:
    """One page of a plan, and how many actions fit the filter altogether."""

    rows: Sequence[PlanRow]
    total: int
    page: int
    pages: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", max(1, ceil(self.total / PAGE)))


@dataclass(frozen=True)
class PlanFigures:
    """How many actions of a plan stand where. Those no longer needed are counted apart from all others."""

    outstanding: int
    overdue: int
    done: int
    verified: int
    not_needed: int

    @property
    def needed(self) -> int:
        """All actions but those no longer needed: the denominator."""
        return self.outstanding + self.done + self.verified

    def share(self, show: Show) -> Share:
        """One figure with its denominator."""
        counts = {
            Show.OUTSTANDING: self.outstanding,
            Show.OVERDUE: self.overdue,
            Show.DONE: self.done,
            Show.VERIFIED: self.verified,
        }
        return Share(counts[show], self.needed)


@dataclass(frozen=True)
class Choices:
    """What a plan can be filtered by."""

    owners: Sequence[str]
    rounds: Sequence[tuple[int, str]]
    organisations: Sequence[tuple[int, str]] = ()


def plan_of_organisation(
    session: Session, actor: Actor, organisation_id: int, permission: Permission = Permission.ACTION_VIEW
) -> Plan:
    """The plan of one of the actor's organisations; raises NotVisible for any other."""
    return Plan(organisation=organisation_by_id(session, actor, organisation_id, permission))


def plan_of_board(session: Session, actor: Actor, board_code: str) -> Plan:
    """The plan of plans of a board that the actor oversees; raises NotVisible for any other."""
    return Plan(board=board_by_code(session, actor, board_code, Permission.PLANS_OVERSEE))


def list_plan(session: Session, plan: Plan, chosen: PlanFilter, today: date) -> PlanListing:
    """One page of a plan that the caller has in scope. Two queries for an organisation, four for a board."""
    wanted = _conditions(plan, chosen, today)
    counted = select(func.count()).select_from(Action).join(Action.organisation).where(*wanted)
    total = session.scalar(counted) or 0
    page = min(max(1, chosen.page), max(1, ceil(total / PAGE)))
    rows = session.execute(
        with_places()
        .add_columns(owner_has_left())
        .where(*wanted)
        .order_by(*_order(chosen.sort))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    holds = plan_holds(session, plan)
    return PlanListing([PlanRow(holds.shown(action), bool(left)) for action, left in rows], total, page)


def plan_holds(session: Session, plan: Plan) -> Holds:
    """What of a plan, which the caller has in scope, its readers do not read: nothing of an organisation's own."""
    return Holds() if plan.board is None else holds_of(session, plan.condition)


def whole_plan(session: Session, plan: Plan, chosen: PlanFilter, today: date) -> Iterator[PlanRow]:
    """Every action that fits the filter, each with its last note of progress, as a stream by one query."""
    newest = (
        select(func.max(ActionNote.id))
        .where(ActionNote.action_id == Action.id, ActionNote.text != "")
        .correlate(Action)
        .scalar_subquery()
    )
    statement: Select[Any] = (
        with_places()
        .add_columns(owner_has_left(), ActionNote)
        .outerjoin(ActionNote, ActionNote.id == newest)
        .where(*_conditions(plan, chosen, today))
        .order_by(*_order(chosen.sort))
    )
    holds = plan_holds(session, plan)
    for action, left, note in session.execute(statement.execution_options(yield_per=500)):
        yield PlanRow(holds.shown(action), bool(left), holds.shown_note(note).text if note else "")


def figures_of(session: Session, plan: Plan, today: date) -> PlanFigures:
    """How many actions of a plan, which the caller has in scope, stand where. One grouped query."""
    late = case((Action.due_on < today, 1), else_=0)
    rows = session.execute(
        select(Action.state, late, func.count()).where(plan.condition).group_by(Action.state, late)
    )
    counts: dict[ActionState, int] = dict.fromkeys(ActionState, 0)
    overdue = 0
    for state, was_late, number in rows:
        counts[ActionState(state)] += number
        if was_late and ActionState(state) in OUTSTANDING:
            overdue += number
    return PlanFigures(
        sum(counts[state] for state in OUTSTANDING),
        overdue,
        counts[ActionState.DONE],
        counts[ActionState.VERIFIED],
        counts[ActionState.NOT_NEEDED],
    )


def choices_of(session: Session, plan: Plan) -> Choices:
    """The owners, rounds and (for a board) organisations of a plan that the caller has in scope."""
    owners = session.scalars(
        select(Action.owner_name)
        .where(plan.condition, Action.owner_name != "")
        .distinct()
        .order_by(Action.owner_name)
        .limit(500)
    ).all()
    rounds = session.execute(
        select(Round.id, Round.title)
        .where(Round.id.in_(select(Action.round_id).where(plan.condition)))
        .order_by(Round.due_on.desc(), Round.id)
    )
    organisations: list[tuple[int, str]] = []
    if plan.board is not None:
        found = session.execute(
            select(Organisation.id, Organisation.name)
            .where(Organisation.id.in_(select(Action.organisation_id).where(plan.condition)))
            .order_by(func.lower(Organisation.name), Organisation.id)
        )
        organisations = [(id, name) for id, name in found]
    return Choices(owners, [(id, title) for id, title in rounds], organisations)


def actions_of_plan(session: Session, plan: Plan, ids: Sequence[int]) -> Mapping[int, Action]:
    """Those of these actions that belong to a plan which the caller has in scope, by id. One query for 500."""
    found: dict[int, Action] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        rows = session.scalars(with_places().where(plan.condition, Action.id.in_(some)))
        found.update((action.id, action) for action in rows)
    return found


def notes_from_workbooks(session: Session, ids: Sequence[int]) -> set[tuple[int, str]]:
    """The notes of these actions, which the caller has in scope, that came from workbooks: action id and text."""
    found: set[tuple[int, str]] = set()
    for start in range(0, len(ids), 500):
        rows = session.execute(
            select(ActionNote.action_id, ActionNote.text).where(
                ActionNote.action_id.in_(ids[start : start + 500]), ActionNote.via == "workbook"
            )
        )
        found.update((action_id, text) for action_id, text in rows)
    return found


def actions_due(session: Session, actor: Actor, until: date) -> list[Action]:
    """The actions that the actor owns, still to be done and due by this day, the soonest first. One query."""
    organisations = actor.organisations(Permission.ACTION_VIEW)
    if actor.person_id is None or not organisations:
        return []
    return list(
        session.scalars(
            with_places()
            .where(
                Action.owner_id == actor.person_id,
                Action.organisation_id.in_(organisations),
                Action.state.in_(OUTSTANDING),
                Action.due_on <= until,
            )
            .order_by(Action.due_on, Action.id)
        )
    )


def waiting_to_be_verified(session: Session, actor: Actor) -> list[tuple[Board, int]]:
    """The boards that the actor oversees in which actions are done and not verified, with how many. One query."""
    boards = actor.boards(Permission.PLANS_OVERSEE)
    if not boards:
        return []
    rows = session.execute(
        select(Board, func.count())
        .join(Action, Action.board_id == Board.id)
        .where(Board.id.in_(boards), Action.state == ActionState.DONE)
        .group_by(Board.id)
        .order_by(Board.name)
    )
    return [(board, number) for board, number in rows]


def _conditions(plan: Plan, chosen: PlanFilter, today: date) -> list[ColumnElement[bool]]:
    wanted = [plan.condition]
    if chosen.show is Show.OVERDUE:
        wanted.append(and_(Action.state.in_(OUTSTANDING), Action.due_on < today))
    elif chosen.show is Show.OUTSTANDING:
        wanted.append(Action.state.in_(OUTSTANDING))
    elif chosen.show is Show.OWNER_LEFT:
        wanted.append(and_(Action.state.in_(OUTSTANDING), owner_has_left()))
    elif chosen.show is not Show.ALL:
        wanted.append(Action.state == ActionState(chosen.show.value))
    if chosen.owner:
        wanted.append(Action.owner_name == chosen.owner)
    if chosen.round_id:
        wanted.append(Action.round_id == chosen.round_id)
    if chosen.priority is not None:
        wanted.append(Action.priority == chosen.priority)
    if plan.board is not None and chosen.organisation_id:
        wanted.append(Action.organisation_id == chosen.organisation_id)
    if plan.board is not None and chosen.sector:
        wanted.append(sector_is(chosen.sector))
    return wanted


def _order(sort: Sort) -> list[Any]:
    closed = case((Action.state.in_(OUTSTANDING), 0), else_=1)
    if sort is Sort.PRIORITY:
        urgency = case(
            (Action.priority == Priority.HIGH, 0), (Action.priority == Priority.MEDIUM, 1), else_=2
        )
        return [closed, urgency, Action.due_on, Action.id]
    if sort is Sort.STANDARD:
        # By the length of the code first, so that 10.1 comes after 2.1.
        code = Action.question_code
        return [
            Action.question_code == "",
            Action.standard_title,
            func.length(code),
            code,
            Action.due_on,
            Action.id,
        ]
    return [closed, Action.due_on, Action.id]
