"""A progress review: whom it asks what, and its answers before and after, side by side.

Each is a constant number of grouped statements, whatever the number of organisations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from audit.domain.actions import OUTSTANDING, ActionState, is_overdue
from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question
from audit.domain.review import (
    NOTHING,
    Change,
    Movement,
    Standing,
    compare,
    count_changes,
    counts_before,
    is_asked_again,
)
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Answer, Submission
from audit.rooms.board.queries.scope import AskedReturn, Scope, asked_returns, board_round
from audit.rooms.evidence.queries import held_texts_of_round
from audit.rooms.moderation.models import AgreedGrade
from audit.rooms.organisations.models import Organisation, Predecessor
from audit.rooms.organisations.queries import now_in_area
from audit.rooms.rounds.models import Return, Round

Standings = Mapping[tuple[int, int], Standing]
"""By organisation id and question id."""


@dataclass(frozen=True)
class ToReport:
    """What one organisation would be asked in a progress review."""

    organisation_id: int
    name: str
    questions: tuple[str, ...]
    """Codes of the answers below the minimum."""
    actions: int
    """How many of its actions are open."""
    is_in_area: bool
    """False for one that has left the board's area and is not asked."""


def to_report(session: Session, scope: Scope) -> list[ToReport]:
    """Who has something to report of a round that the actor has in scope, by name.

    Those with a submitted answer below the minimum, by the agreed grade where moderation made one, and those with
    an open action of the round. Five statements at most.
    """
    own = _own(session, scope.round.id, scope)
    agreed = _agreed(session, scope.round.id)
    below: dict[int, set[int]] = {}
    for (organisation_id, question_id), standing in own.items():
        before = counts_before(standing, agreed.get((organisation_id, question_id)))
        if is_asked_again(scope.scale, before):
            below.setdefault(organisation_id, set()).add(question_id)
    open_actions = {
        organisation_id: sum(counts.get(state, (0, 0))[0] for state in OUTSTANDING)
        for organisation_id, counts in _action_counts(session, scope.round.id, date.min).items()
    }
    ids = sorted(below.keys() | {id for id, number in open_actions.items() if number})
    names: dict[int, tuple[str, bool]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.execute(
            select(Organisation.id, Organisation.name, now_in_area(scope.round.board_id)).where(
                Organisation.id.in_(ids[start : start + _AT_ONCE])
            )
        )
        names |= {id: (name, bool(here)) for id, name, here in rows}
    order = {scope.question_ids[question.code]: question.code for question in scope.graded}
    found = [
        ToReport(
            id,
            names[id][0],
            tuple(code for question_id, code in order.items() if question_id in below.get(id, ())),
            open_actions.get(id, 0),
            names[id][1],
        )
        for id in ids
    ]
    return sorted(found, key=lambda each: (each.name.casefold(), each.organisation_id))


_AT_ONCE = 500


class ReviewLine(NamedTuple):
    """One answer of one organisation, before and after."""

    asked: AskedReturn
    question: Question
    own: Standing
    agreed: Standing | None
    after: Standing | None
    """None until the organisation has submitted its review."""
    change: Change

    @property
    def before(self) -> Standing:
        """The grade that counted before."""
        return counts_before(self.own, self.agreed)


@dataclass(frozen=True)
class ActionCounts:
    """How many actions are done, open, of those overdue, and no longer needed."""

    done: int = 0
    open: int = 0
    overdue: int = 0
    not_needed: int = 0

    @property
    def total(self) -> int:
        """The denominator: every action of the reviewed round but those no longer needed."""
        return self.done + self.open


@dataclass(frozen=True)
class ReviewFigures:
    """A progress review as the board sees it; ``reviewed`` is the scope of the round that it is about."""

    scope: Scope
    reviewed: Scope
    returns: tuple[AskedReturn, ...]
    lines: tuple[ReviewLine, ...]
    actions: Mapping[int, ActionCounts]
    """By organisation id, of the organisations that are asked."""

    @cached_property
    def movement(self) -> Movement:
        """What has become of all answers that are asked for again."""
        return count_changes(line.change for line in self.lines)

    @cached_property
    def all_actions(self) -> ActionCounts:
        """The actions of every organisation that is asked."""
        every = self.actions.values()
        return ActionCounts(
            sum(each.done for each in every),
            sum(each.open for each in every),
            sum(each.overdue for each in every),
            sum(each.not_needed for each in every),
        )

    @cached_property
    def not_reported(self) -> tuple[AskedReturn, ...]:
        """Who has not submitted, by name."""
        return tuple(each for each in self.returns if not each.is_returned)

    def narrowed(
        self, *, organisation_id: int = 0, standard: str = "", change: Change | None = None
    ) -> list[ReviewLine]:
        """The lines of one organisation, one standard, one change; what is empty does not narrow."""
        standard_of = self.scope.questionnaire.standard_of
        return [
            line
            for line in self.lines
            if (not organisation_id or line.asked.organisation_id == organisation_id)
            and (not standard or standard_of[line.question.code].code == standard)
            and (change is None or line.change is change)
        ]


def review_round(
    session: Session, actor: Actor, code: str, permission: Permission = Permission.SUMMARY_VIEW
) -> Scope:
    """The progress review with this code; raises NotVisible for a round that is none, and as ``board_round``."""
    scope = board_round(session, actor, code, permission)
    if scope.round.kind is not RoundKind.REVIEW or scope.round.reviews is None:
        raise NotVisible
    return scope


def review_figures(session: Session, scope: Scope, today: date) -> ReviewFigures:
    """Everything about a review that the actor has in scope: eight statements at most."""
    reviewed_round = scope.round.reviews
    assert reviewed_round is not None  # review_round has seen to it
    reviewed = Scope(reviewed_round, scope.questionnaire, scope.question_ids)
    returns = tuple(asked_returns(session, scope))
    own = _own(session, reviewed_round.id, scope)
    own |= _reopened(session, reviewed_round.id, scope)
    agreed = _agreed(session, reviewed_round.id)
    after = _own(session, scope.round.id, scope)
    asked_ids = {each.organisation_id for each in returns}
    actions = {
        id: _counted(counts)
        for id, counts in _action_counts(session, reviewed_round.id, today).items()
        if id in asked_ids
    }
    change_of = cache(partial(compare, scope.scale))  # few pairs of grades, tens of thousands of lines
    lines = tuple(
        _line(scope, each, question, own, agreed, after, change_of)
        for each in returns
        for question in scope.questionnaire.meant_for(each.respondent)
        if question.kind is Kind.GRADED
    )
    return ReviewFigures(scope, reviewed, returns, lines, actions)


def narratives_after(session: Session, scope: Scope) -> dict[tuple[int, str], str]:
    """What organisations wrote in their submitted reviews, by organisation id and question code. Two statements.

    For those alone who may read submitted returns: the caller sees to it.
    """
    rows = session.execute(
        select(Return.organisation_id, Return.id, Answer.question_id, Answer.narrative)
        .join(Return, Return.id == Answer.return_id)
        .where(
            Return.round_id == scope.round.id, Return.state == ReturnState.SUBMITTED, Answer.narrative != ""
        )
    )
    held = held_texts_of_round(session, scope.round)
    return {
        (id, code): held.get(return_id, {}).get(code) or text
        for id, return_id, question_id, text in rows
        for code in (scope.codes[question_id],)
    }


def reviews_of(session: Session, scope: Scope) -> Sequence[tuple[str, str, RoundState]]:
    """The code, title and state of each review of a round that the actor has in scope, the latest first."""
    rows = session.execute(
        select(Round.code, Round.title, Round.state)
        .where(Round.reviews_id == scope.round.id)
        .order_by(Round.id.desc())
    )
    return [(code, title, state) for code, title, state in rows]


def agreed_standings(session: Session, actor: Actor, return_id: int) -> dict[int, Standing]:
    """The agreed grades of a return, by question id. One statement.

    Of a return of the actor's organisation, or of one that it carries on for the return's board; else nothing.
    """
    own = actor.organisations(Permission.RETURN_VIEW)
    carried_on = exists().where(
        Predecessor.predecessor_id == Return.organisation_id,
        Predecessor.board_id == Round.board_id,
        Predecessor.organisation_id.in_(own),
    )
    rows = session.execute(
        select(AgreedGrade.question_id, AgreedGrade.grade, AgreedGrade.not_applicable)
        .join(Return, Return.id == AgreedGrade.return_id)
        .join(Round, Round.id == Return.round_id)
        .where(
            Return.id == return_id,
            AgreedGrade.is_current,
            or_(Return.organisation_id.in_(own), carried_on),
        )
    )
    return {id: Standing(grade, not_applicable) for id, grade, not_applicable in rows}


def _line(
    scope: Scope,
    each: AskedReturn,
    question: Question,
    own: Standings,
    agreed: Standings,
    after: Standings,
    change_of: Callable[[Standing, Standing | None], Change],
) -> ReviewLine:
    key = (each.organisation_id, scope.question_ids[question.code])
    was, moderated = own.get(key, NOTHING), agreed.get(key)
    now = after.get(key, NOTHING) if each.is_returned else None
    return ReviewLine(each, question, was, moderated, now, change_of(counts_before(was, moderated), now))


def _own(session: Session, round_id: int, scope: Scope) -> dict[tuple[int, int], Standing]:
    """What submitted returns of a round say to the graded questions that were asked of them."""
    rows = session.connection().execute(
        select(Return.organisation_id, Answer.question_id, Answer.grade, Answer.not_applicable)
        .join(Return, Return.id == Answer.return_id)
        .where(
            Return.round_id == round_id,
            Return.state == ReturnState.SUBMITTED,
            Answer.is_asked.is_(True),
            Answer.question_id.in_(scope.ids(scope.graded)),
        )
    )
    standing = cache(Standing)
    return {(id, question_id): standing(grade, na) for id, question_id, grade, na in rows.all()}


def _reopened(session: Session, round_id: int, scope: Scope) -> dict[tuple[int, int], Standing]:
    """What returns that are open again said when they were last submitted: from their copies, a handful."""
    latest = (
        select(Submission.return_id, func.max(Submission.number).label("number"))
        .join(Return, Return.id == Submission.return_id)
        .where(Return.round_id == round_id, Return.state != ReturnState.SUBMITTED)
        .group_by(Submission.return_id)
        .subquery()
    )
    rows = session.execute(
        select(Return.organisation_id, Submission.content)
        .join(Submission, Submission.return_id == Return.id)
        .join(latest, (latest.c.return_id == Submission.return_id) & (latest.c.number == Submission.number))
    )
    found = {}
    for organisation_id, content in rows:
        for code, answer in content.get("answers", {}).items():
            if code in scope.question_ids:
                key = (organisation_id, scope.question_ids[code])
                found[key] = Standing(answer.get("grade"), bool(answer.get("not_applicable")))
    return found


def _agreed(session: Session, round_id: int) -> dict[tuple[int, int], Standing]:
    """What moderation agreed in a round, where it did."""
    rows = session.connection().execute(
        select(Return.organisation_id, AgreedGrade.question_id, AgreedGrade.grade, AgreedGrade.not_applicable)
        .join(Return, Return.id == AgreedGrade.return_id)
        .where(Return.round_id == round_id, AgreedGrade.is_current)
    )
    standing = cache(Standing)
    return {(id, question_id): standing(grade, na) for id, question_id, grade, na in rows.all()}


def _action_counts(
    session: Session, round_id: int, today: date
) -> dict[int, dict[ActionState, tuple[int, int]]]:
    """By organisation and state, how many actions of a round there are and how many of them are overdue."""
    found: dict[int, dict[ActionState, tuple[int, int]]] = {}
    rows = session.execute(
        select(Action.organisation_id, Action.state, Action.due_on, func.count())
        .where(Action.round_id == round_id)
        .group_by(Action.organisation_id, Action.state, Action.due_on)
    )
    for id, state, due_on, number in rows:
        counts = found.setdefault(id, {})
        all_of, late = counts.get(state, (0, 0))
        counts[state] = (all_of + number, late + (number if is_overdue(state, due_on, today) else 0))
    return found


def _counted(counts: Mapping[ActionState, tuple[int, int]]) -> ActionCounts:
    def number(states: Iterable[ActionState], place: int = 0) -> int:
        return sum(counts.get(state, (0, 0))[place] for state in states)

    return ActionCounts(
        number((ActionState.DONE, ActionState.VERIFIED)),
        number(OUTSTANDING),
        number(OUTSTANDING, 1),
        number((ActionState.NOT_NEEDED,)),
    )
