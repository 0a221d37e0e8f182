"""Feedback: one's own, and what the board may see of everybody's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.feedback import FeedbackGiven, comments_on, count_grades, enough, sectors_to_show
from audit.domain.organisations import sector_of
from audit.domain.permissions import Permission, Role
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.rollup import Share
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import AnyReturn, own_return
from audit.rooms.organisations.models import Organisation, RoleHeld
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.queries import round_by_code
from audit.rooms.visits.models import Feedback, FeedbackAsk

GIVERS = (Role.LEAD, Role.APPROVER)


def ask_of(session: Session, row: Round, *, lock: bool = False) -> FeedbackAsk | None:
    """What a round asks for feedback with, also after it has stopped. The caller has the round in scope."""
    statement = (
        select(FeedbackAsk)
        .where(FeedbackAsk.round_id == row.id)
        .options(joinedload(FeedbackAsk.edition, innerjoin=True).options(defer(Edition.content)))
    )
    if lock:
        statement = statement.with_for_update(of=FeedbackAsk).execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def return_to_give_for(
    session: Session, actor: Actor, reference: str, *, lock: bool = False
) -> tuple[Return, FeedbackAsk]:
    """A submitted return of the actor's whose round asks for feedback; raises NotVisible otherwise.

    ``lock`` makes those who give for one return take turns, so that two clicks are not two people.
    """
    row = own_return(session, actor, reference, Permission.FEEDBACK_GIVE, lock=lock)
    ask = ask_of(session, row.round)
    if ask is None or row.state is not ReturnState.SUBMITTED:
        raise NotVisible
    return row, ask


def own_feedback(session: Session, actor: Actor, row: AnyReturn) -> Feedback | None:
    """What the actor has given for a return that is in scope."""
    return session.scalars(
        select(Feedback).where(Feedback.return_id == row.id, Feedback.person_id == (actor.person_id or 0))
    ).one_or_none()


def may_be_asked(session: Session, actor: Actor, row: AnyReturn) -> bool | None:
    """Whether the actor is asked about a return in scope and has answered: ``None`` when they are not asked."""
    if (
        row.state is not ReturnState.SUBMITTED
        or row.round.state is not RoundState.OPEN
        or row.organisation_id not in actor.organisations(Permission.FEEDBACK_GIVE)
    ):
        return None
    found = session.execute(
        select(FeedbackAsk.round_id, Feedback.id)
        .outerjoin(Feedback, (Feedback.return_id == row.id) & (Feedback.person_id == (actor.person_id or 0)))
        .where(FeedbackAsk.round_id == row.round.id, FeedbackAsk.stopped_at.is_(None))
    ).one_or_none()
    return None if found is None else found[1] is not None


class Invited(NamedTuple):
    """A lead or an approver of a return that was submitted."""

    return_id: int
    reference: str
    organisation: str
    email: str
    name: str


def invited(session: Session, row: Round) -> list[Invited]:
    """Everybody who can give feedback now in a round that the caller has in scope, each once a return."""
    rows = session.execute(
        select(Return.id, Return.reference, Organisation.name, Person.email, Person.name)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .join(RoleHeld, RoleHeld.organisation_id == Organisation.id)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(
            Return.round_id == row.id,
            Return.state == ReturnState.SUBMITTED,
            RoleHeld.role.in_(GIVERS),
            Person.is_closed.is_(False),
        )
        .order_by(Return.id, Person.email)
        .distinct()
    )
    return [Invited(*each) for each in rows]


@dataclass(frozen=True)
class FeedbackResults:
    """What the board sees: figures and words, never who said them."""

    round: Round
    ask: FeedbackAsk | None
    questionnaire: Questionnaire | None
    given: Sequence[FeedbackGiven]
    returns: Share
    """Returns for which somebody has given feedback, of those submitted."""

    @property
    def is_shown(self) -> bool:
        """Whether so many have answered that results can be shown."""
        return enough(self.given)

    @cached_property
    def results(self) -> list["FeedbackResult"]:
        """Each question with its counts and words; none while too few have answered."""
        if self.questionnaire is None or not self.is_shown:
            return []
        shown = sectors_to_show(self.given)
        groups: dict[str, list[FeedbackGiven]] = {}
        for each in self.given:
            groups.setdefault(shown[each.sector], []).append(each)
        found = []
        for standard in self.questionnaire.standards:
            for question in standard.questions:
                counts = count_grades(self.given, question.code)
                by_sector: dict[str, Counter[str]] = {
                    name: count_grades(group, question.code) for name, group in sorted(groups.items())
                }
                found.append(
                    FeedbackResult(
                        standard.title,
                        question,
                        [(key, label) for key, label in options_of(self.questionnaire, question)],
                        counts,
                        by_sector if len(groups) > 1 else {},
                        comments_on(self.given, question.code),
                    )
                )
        return found


@dataclass(frozen=True)
class FeedbackResult:
    """One question: how many chose what, overall and by sector, and what was written."""

    standard: str
    question: Question
    options: list[tuple[str, str]]
    counts: Counter[str]
    by_sector: dict[str, Counter[str]]
    comments: list[tuple[str, str]]

    @property
    def total(self) -> int:
        """How many answered it."""
        return sum(self.counts.values())

    def share(self, key: str) -> Share:
        """How many of those who answered chose this."""
        return Share(self.counts[key], self.total)


def options_of(questionnaire: Questionnaire, question: Question) -> list[tuple[str, str]]:
    """What can be chosen, as key and label; nothing where words are asked for."""
    if question.kind is Kind.GRADED:
        return [(grade.key, grade.label) for grade in questionnaire.scale.shown]
    if question.kind is Kind.YES_NO:
        return [("yes", "Yes"), ("no", "No")]
    return list(question.choices)


def feedback_of_round(session: Session, actor: Actor, round_code: str) -> FeedbackResults:
    """What a board sees of the feedback on a round of its own; raises NotVisible otherwise. Four queries."""
    row = round_by_code(session, actor, round_code, Permission.FEEDBACK_RUN)
    ask = ask_of(session, row)
    submitted = (
        session.scalar(
            select(func.count()).where(Return.round_id == row.id, Return.state == ReturnState.SUBMITTED)
        )
        or 0
    )
    if ask is None:
        return FeedbackResults(row, None, None, (), Share(0, submitted))
    questionnaire = questionnaire_by(session, ask.edition)
    rows = session.execute(
        select(
            Feedback.answers, Feedback.is_named, Feedback.return_id, Return.submitted_kind,
            Return.submitted_phase, Return.submitted_type, Organisation.name, Organisation.kind,
            Organisation.phase, Organisation.type, Return.state,
        )
        .join(Return, Return.id == Feedback.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Feedback.round_id == row.id)
    ).all()  # fmt: skip
    words = {code for code, question in questionnaire.questions.items() if question.kind is Kind.TEXT}
    given = [
        FeedbackGiven(
            sector=sector_of(
                each.submitted_kind or each.kind,
                each.submitted_phase or each.phase,
                each.submitted_type or each.type,
            ),
            grades={code: said for code, said in each.answers.items() if code not in words},
            words={code: said for code, said in each.answers.items() if code in words},
            organisation=each.name if each.is_named else "",
        )
        for each in rows
    ]
    answered = len({each.return_id for each in rows if each.state == ReturnState.SUBMITTED})
    return FeedbackResults(row, ask, questionnaire, given, Share(answered, max(submitted, answered)))
