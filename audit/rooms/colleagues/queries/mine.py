"""A person's own questions across returns, with how far each is. The number of queries does not grow with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actions import ActionState, answers_for
from audit.domain.actor import Actor
from audit.domain.answers import Progress, ReturnProgress, Status, progress_of_return
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Answer, CitedEvidence
from audit.rooms.assessments.queries import content_of, in_organisations, respondent_of, returns_with_rounds
from audit.rooms.assessments.queries.answers import GivenAnswer
from audit.rooms.colleagues.models import Assignment, LookedAt
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round

_ANSWERING = tuple(state for state in ActionState if answers_for(state))


@dataclass(frozen=True)
class MyQuestion:
    """One assignment of the actor's, with the questions it is about and how far they are."""

    row: Assignment
    asked_in: Return
    title: str
    go_on_with: str
    """The code of the question to go on with."""
    questions: Sequence[Progress]
    looked_at: int

    @property
    def missing(self) -> int:
        """How many of its questions still need something."""
        return sum(p.status is not Status.COMPLETE for p in self.questions)

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing and nobody has marked it as not finished."""
        return not self.missing and not self.looked_at

    @property
    def due(self) -> date:
        """By when: its own date, else that of the return."""
        return self.row.due_on or self.asked_in.due


def my_questions(session: Session, actor: Actor) -> list[MyQuestion]:
    """What the actor sees to in returns that can be answered now, the first due first."""
    if actor.person_id is None or not actor.organisations(Permission.RETURN_ANSWER):
        return []
    rows = session.execute(
        returns_with_rounds()
        .join(Assignment, Assignment.return_id == Return.id)
        .add_columns(Assignment)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.ended_at.is_(None),
            in_organisations(actor, Permission.RETURN_ANSWER),
            Round.state == RoundState.OPEN,
            Return.state.in_((ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)),
        )
    ).all()
    if not rows:
        return []
    returns = {asked.id: asked for asked, _ in rows}
    progress = _progress_of(session, returns)
    marks = {
        (return_id, code)
        for return_id, code in session.execute(
            select(LookedAt.return_id, LookedAt.question_code).where(LookedAt.return_id.in_(returns))
        )
    }
    found = []
    for asked, given in rows:
        mine = _mine(asked, given, progress[asked.id], marks)
        if mine is not None:
            found.append(mine)
    return sorted(found, key=lambda each: (each.is_done, each.due, each.row.id))


def _mine(
    asked: Return, given: Assignment, progress: ReturnProgress, marks: Collection[tuple[int, str]]
) -> MyQuestion | None:
    """One assignment; nothing for what the return does not ask any more."""
    standard = next((s for s in progress.standards if s.standard.code == given.standard_code), None)
    if standard is None:
        return None
    questions = [
        p for p in standard.questions if not given.question_code or p.question.code == given.question_code
    ]
    if not questions:
        return None
    first = next((p for p in questions if p.status is not Status.COMPLETE), questions[0])
    only = questions[0].question if given.question_code else None
    title = f"{only.code} {only.text}" if only else f"{standard.standard.code}. {standard.standard.title}"
    marked = sum((asked.id, p.question.code) in marks for p in questions)
    return MyQuestion(given, asked, title, first.question.code, questions, marked)


def _progress_of(session: Session, returns: Mapping[int, Return]) -> dict[int, ReturnProgress]:
    """How far these returns, which the caller has in scope, are. Three queries for all of them."""
    columns = [getattr(Answer, name) for name in GivenAnswer._fields]
    answers: dict[int, list[GivenAnswer]] = {}
    for values in session.execute(select(*columns).where(Answer.return_id.in_(returns))):
        answer = GivenAnswer._make(values)
        answers.setdefault(answer.return_id, []).append(answer)
    files: dict[int, dict[int, int]] = {}
    for return_id, question_id, number in session.execute(
        select(CitedEvidence.return_id, CitedEvidence.question_id, func.count())
        .where(CitedEvidence.return_id.in_(returns), CitedEvidence.removed_at.is_(None))
        .group_by(CitedEvidence.return_id, CitedEvidence.question_id)
    ):
        files.setdefault(return_id, {})[question_id] = number
    actions = _actions_of(session, [id for id, row in returns.items() if row.round.actions_required])
    found = {}
    for id, row in returns.items():
        codes = {
            question_id: code for code, question_id in question_ids_of(session, row.round.edition).items()
        }
        found[id] = progress_of_return(
            questionnaire_by(session, row.round.edition),
            respondent_of(row),
            {codes[a.question_id]: content_of(a) for a in answers.get(id, ()) if a.question_id in codes},
            {codes[key]: number for key, number in files.get(id, {}).items() if key in codes},
            actions.get(id, {}) if row.round.actions_required else None,
        )
    return found


def _actions_of(session: Session, return_ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    if return_ids:
        for return_id, code, number in session.execute(
            select(Action.return_id, Action.question_code, func.count())
            .where(Action.return_id.in_(return_ids), Action.state.in_(_ANSWERING))
            .group_by(Action.return_id, Action.question_code)
        ):
            found.setdefault(return_id or 0, {})[code] = number
    return found
