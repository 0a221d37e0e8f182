"""What a roll-up is about: one round of the actor's board, the returns asked for in it, and which answers count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session, contains_eager, defer

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.on_paper import say_paper
from audit.domain.organisations import sector_of
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Question, Questionnaire, Respondent, Standard
from audit.domain.rollup import Blank, blank_return
from audit.domain.scales import Scale
from audit.domain.workflows import PaperState, ReturnState, RoundState
from audit.rooms.assessments.models import Answer, Submission
from audit.rooms.moderation.models import AgreedGrade, ModerationPlan
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return, Round

KIND_THEN = (
    func.coalesce(Return.submitted_kind, Organisation.kind).label("kind"),
    func.coalesce(Return.submitted_phase, Organisation.phase).label("phase"),
    func.coalesce(Return.submitted_type, Organisation.type).label("type"),
)
"""What the organisation was when it submitted, else what it is now: it decides what was asked, and the sector."""


@dataclass(frozen=True)
class Scope:
    """A round with its board and edition, and the questionnaire that its returns answer."""

    round: Round
    questionnaire: Questionnaire
    question_ids: Mapping[str, int]
    moderated: int = 0
    """How many of the submitted returns have agreed grades."""
    counts_agreed: bool = False
    """Whether those count, in place of the organisations' own."""

    @property
    def scale(self) -> Scale:
        """The scale that the round is graded on."""
        return self.questionnaire.scale

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """The question codes by the ids that answers carry."""
        return {id: code for code, id in self.question_ids.items()}

    @cached_property
    def graded(self) -> tuple[Question, ...]:
        """The questions that figures are made of, in order."""
        return tuple(self.questionnaire.graded())

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """The standards that have a graded question, in order."""
        return tuple(
            standard
            for standard in self.questionnaire.standards
            if any(question.kind is Kind.GRADED for question in standard.questions)
        )

    @cached_property
    def has_conditions(self) -> bool:
        """Whether a graded question is asked only on a condition."""
        return any(question.condition for question in self.graded)

    def ids(self, questions: Iterable[Question]) -> list[int]:
        """The ids of questions."""
        return [self.question_ids[question.code] for question in questions]


class AskedReturn(NamedTuple):
    """One return that the round asks for, as the figures need it.

    ``submissions`` counts the copies that were submitted: one or more in a return that is not submitted now means
    that the board has reopened it.
    """

    id: int
    reference: str
    organisation_id: int
    name: str
    sector: str
    respondent: Respondent
    state: ReturnState
    round_state: RoundState
    due: date
    submitted_at: datetime | None
    submissions: int
    from_paper: str = ""
    """How a return is marked that its board entered from paper."""

    @property
    def is_returned(self) -> bool:
        """Whether its answers count."""
        return self.state is ReturnState.SUBMITTED

    @property
    def is_reopened(self) -> bool:
        """Whether it was submitted before, is open again, and so does not count just now."""
        return self.submissions > 0 and not self.is_returned

    @property
    def blank(self) -> Blank | None:
        """Not started or no response; None for one that is returned or on its way."""
        return blank_return(self.state, self.round_state)

    def is_late(self, today: date) -> bool:
        """Whether it is past its day in a round that is still open."""
        return self.round_state is RoundState.OPEN and not self.is_returned and self.due < today


# Built once: every page of the board's summary runs them.
_ROUND = (
    select(Round, exists().where(ModerationPlan.round_id == Round.id))
    .join(Round.board)
    .join(Round.edition)
    .where(Round.code == bindparam("code"))
    .options(contains_eager(Round.board), contains_eager(Round.edition).options(defer(Edition.content)))
)
_MODERATED = (
    select(func.count(AgreedGrade.return_id.distinct()))
    .join(Return, Return.id == AgreedGrade.return_id)
    .where(
        Return.round_id == bindparam("round_id"),
        Return.state == ReturnState.SUBMITTED,
        AgreedGrade.is_current,
    )
)
_COPIES = (
    select(Submission.return_id, func.count().label("copies"))
    .join(Return, Return.id == Submission.return_id)
    .where(Return.round_id == bindparam("round_id"))
    .group_by(Submission.return_id)
    .subquery()
)
_ASKED = (
    select(
        Return.id,
        Return.reference,
        Organisation.id,
        Organisation.name,
        *KIND_THEN,
        Return.profile,
        Return.only_questions,
        Return.state,
        Return.due_on,
        Return.submitted_at,
        func.coalesce(_COPIES.c.copies, 0),
        Return.paper_received_on,
        Return.paper_state,
    )
    .join(Organisation, Organisation.id == Return.organisation_id)
    .outerjoin(_COPIES, _COPIES.c.return_id == Return.id)
    .where(Return.round_id == bindparam("round_id"))
)


SELF, AGREED = "self", "agreed"
"""Whose grades are counted: the organisations' own, or those that moderation agreed."""


def board_round(
    session: Session,
    actor: Actor,
    code: str,
    permission: Permission = Permission.SUMMARY_VIEW,
    grades: str = AGREED,
) -> Scope:
    """The round with this code; raises NotVisible unless the actor may do this in the round's board.

    Agreed grades count where there are any, unless ``grades`` asks for the organisations' own. A round that nobody
    moderates costs no statement more.
    """
    row = session.execute(_ROUND, {"code": code}).one_or_none()
    if row is None or not (actor.is_operator or row[0].board_id in actor.boards(permission)):
        raise NotVisible
    found, is_moderated = row
    moderated = (session.scalar(_MODERATED, {"round_id": found.id}) or 0) if is_moderated else 0
    return Scope(
        found,
        questionnaire_of(found.edition),
        question_ids(session, found.edition_id),
        moderated,
        moderated > 0 and grades != SELF,
    )


def asked_returns(session: Session, scope: Scope) -> list[AskedReturn]:
    """Every return of the round by the organisation's name, in one query."""
    session.flush()  # as the ORM does before it reads; what it reads here are plain rows
    rows = session.connection().execute(_ASKED, {"round_id": scope.round.id}).all()
    # Hundreds of organisations are of a few kinds.
    respondent, sector = cache(Respondent), cache(sector_of)
    round_state, due_on = RoundState(scope.round.state), scope.round.due_on
    found = [
        AskedReturn(
            id,
            reference,
            organisation_id,
            name,
            sector(kind, phase, type),
            respondent(kind, phase, type, profile, None if only is None else frozenset(only)),
            state,
            round_state,
            own_due_on or due_on,
            submitted_at,
            submissions,
            say_paper(received_on, finished_by_organisation=paper is PaperState.TAKEN_OVER) if received_on else "",
        )
        for (
            id, reference, organisation_id, name, kind, phase, type, profile, only,
            state, own_due_on, submitted_at, submissions, received_on, paper,
        ) in rows
    ]  # fmt: skip
    # Here and not in SQL: databases sort capitals and accents each in their own way.
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def counting(scope: Scope, *, graded_only: bool = True) -> list[ColumnElement[bool]]:
    """Which answers count: those of submitted returns, to questions that were asked of them when they submitted.

    The statement joins ``Answer`` to ``Return``.
    """
    conditions: list[ColumnElement[bool]] = [
        Return.round_id == scope.round.id,
        Return.state == ReturnState.SUBMITTED,
        Answer.is_asked.is_(True),
    ]
    if graded_only:
        others = scope.ids(q for q in scope.questionnaire.questions.values() if q.kind is not Kind.GRADED)
        if others:
            conditions.append(Answer.question_id.not_in(others))
    return conditions
