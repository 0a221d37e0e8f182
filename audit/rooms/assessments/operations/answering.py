"""Saving answers: never over somebody else's words, never without a trace."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.policy import checked_content, require_answerable
from audit.rooms.assessments.queries import answer_to, content_of, content_seen, own_return, respondent_of
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return
from audit.rooms.trail.operations import record

READ_ONLY = (
    "Your role lets you read this return, but not answer it. Nothing was saved. "
    "Ask the lead of your organisation."
)


class AnswerConflict(Stale):
    """Somebody else saved this answer in between. Carries their answer and what was typed over an older one."""

    def __init__(self, theirs: Answer, mine: AnswerContent) -> None:
        super().__init__(
            f"{theirs.updated_by_name} changed this answer while you were writing. "
            "Nothing was overwritten: choose what it should say."
        )
        self.theirs = theirs
        self.mine = mine


def save_answer(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    via: str = "typed",
) -> Answer:
    """Save the answer to one question and put the change into its history.

    ``seen_version`` is the version that was on the page when it was typed; 0 when there was no answer yet.
    Saving what is there already, or what was seen, changes nothing; saving nothing where nothing is gives an
    answer of version 0 that is not in the database. Raises NotVisible for another organisation's return or a
    question that it is never asked; NotAllowed when the person may not answer or the round is closed;
    RuleBroken when the return is past answering or the content cannot be an answer; AnswerConflict when
    another version is there.
    """
    row = return_to_change(session, actor, reference)
    return save_into(session, actor, clock, row, code, content, seen_version=seen_version, via=via)


def return_to_change(session: Session, actor: Actor, reference: str) -> Return:
    """The organisation's own return, locked until the end of the unit of work; raises NotVisible otherwise."""
    return own_return(session, actor, reference, Permission.RETURN_VIEW, lock=True)


def save_into(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Return,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    via: str = "typed",
) -> Answer:
    """``save_answer`` for a return that came from ``return_to_change`` in this unit of work."""
    if not actor.is_operator and row.organisation_id not in actor.organisations(Permission.RETURN_ANSWER):
        raise NotAllowed(READ_ONLY)
    questionnaire = questionnaire_of(row.round.edition)
    question = questionnaire.questions.get(code)
    # An answer to a question whose condition no longer holds is kept: it may have been typed while it held.
    if question is None or not question.applies_to.includes(respondent_of(row)):
        raise NotVisible
    next_state = require_answerable(row)
    content = checked_content(question, questionnaire.scale, content)
    question_id = question_ids(session, row.round.edition_id)[code]
    answer = answer_to(session, row, question_id)
    if content == (EMPTY if answer is None else content_of(answer)):
        unsaved = Answer(return_id=row.id, question_id=question_id, version=0)
        return answer or _write(unsaved, content, actor, clock)
    if answer is not None and answer.version != seen_version:
        if content == content_seen(session, answer, seen_version):
            return answer  # nothing was typed over the older version: theirs stands
        session.expunge(answer)  # it is shown after this unit of work has been undone
        raise AnswerConflict(answer, content)
    if answer is None:
        answer = Answer(return_id=row.id, question_id=question_id)
        session.add(answer)
    _write(answer, content, actor, clock)
    session.flush()
    session.add(_revision(answer, via))
    if next_state is not row.state:
        start_return(session, actor, clock, row, next_state)
    return answer


def _write(answer: Answer, content: AnswerContent, actor: Actor, clock: Clock) -> Answer:
    answer.grade = content.grade
    answer.value = content.value
    answer.narrative = content.narrative
    answer.not_applicable = content.not_applicable
    answer.na_reason = content.na_reason
    answer.updated_by_id = actor.person_id
    answer.updated_by_name = actor.name
    answer.updated_at = clock()
    return answer


def _revision(answer: Answer, via: str) -> AnswerRevision:
    return AnswerRevision(
        answer_id=answer.id,
        version=answer.version,
        grade=answer.grade,
        value=answer.value,
        narrative=answer.narrative,
        not_applicable=answer.not_applicable,
        na_reason=answer.na_reason,
        by_id=answer.updated_by_id,
        by_name=answer.updated_by_name,
        at=answer.updated_at,
        via=via,
    )


def start_return(session: Session, actor: Actor, clock: Clock, row: Return, state: ReturnState) -> None:
    """Move a return that is answered for the first time to its next state, and say so in the trail."""
    row.state, row.started_at = state, clock()
    record(
        session,
        actor,
        clock,
        "return.started",
        subject=("return", row.reference),
        board_id=row.round.board_id,
        organisation_id=row.organisation_id,
    )
