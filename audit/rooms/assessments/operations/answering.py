"""Saving answers: never over somebody else's words, never without a trace."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, Stale
from audit.domain.on_paper import VIA, VIA_UNDONE
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.policy import checked_content, enters, may_write, require_answerable
from audit.rooms.assessments.queries import (
    AnyReturn,
    GivenAnswer,
    ReturnRow,
    answer_to,
    content_of,
    content_seen,
    own_row,
    respondent_of,
)
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return

# Built once, and run past the ORM: every pause in somebody's typing runs them.
_ANSWERS, _REVISIONS = cast(Table, Answer.__table__), cast(Table, AnswerRevision.__table__)
_FIRST = insert(_ANSWERS).returning(_ANSWERS.c.id)
_MANY = insert(_ANSWERS).returning(_ANSWERS.c.id, _ANSWERS.c.question_id)
_CHANGE = update(_ANSWERS).where(
    _ANSWERS.c.id == bindparam("answer_id"), _ANSWERS.c.version == bindparam("seen_version")
)
_HISTORY = insert(_REVISIONS).inline()

READ_ONLY = (
    "Your role lets you read this return, but not answer it. Nothing was saved. "
    "Ask the lead of your organisation."
)


class AnswerConflict(Stale):
    """Somebody else saved this answer in between. Carries their answer and what was typed over an older one."""

    def __init__(self, theirs: GivenAnswer, mine: AnswerContent) -> None:
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
) -> GivenAnswer:
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


def return_to_change(session: Session, actor: Actor, reference: str) -> ReturnRow:
    """The organisation's own return, locked until the end of the unit of work; raises NotVisible otherwise.

    Those of its board have it too while they enter it from paper.
    """
    return own_row(session, actor, reference, Permission.RETURN_VIEW, lock=True, entering=True)


def save_into(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: AnyReturn,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    via: str = "typed",
) -> GivenAnswer:
    """``save_answer`` for a return that came from ``return_to_change`` in this unit of work."""
    if not may_write(actor, row):
        raise NotAllowed(READ_ONLY)
    if enters(actor, row) and via != VIA_UNDONE:
        via = VIA
    questionnaire = questionnaire_by(session, row.round.edition)
    question = questionnaire.questions.get(code)
    # An answer to a question whose condition no longer holds is kept: it may have been typed while it held.
    if question is None or not questionnaire.may_ask(respondent_of(row), code):
        raise NotVisible
    next_state = require_answerable(actor, row)
    content = checked_content(question, questionnaire.scale, content)
    question_id = question_ids_of(session, row.round.edition)[code]
    answer = answer_to(session, row, question_id)
    if content == (EMPTY if answer is None else content_of(answer)):
        return answer or _given(row, question_id, content, actor, clock)
    if answer is not None and answer.version != seen_version:
        if content == content_seen(session, answer, seen_version):
            return answer  # nothing was typed over the older version: theirs stands
        raise AnswerConflict(answer, content)
    saved = _write(session, row, answer, _given(row, question_id, content, actor, clock))
    _remember(session, saved, via)
    if next_state is not row.now:
        start_return(session, actor, clock, row, next_state)
    if row.joint_id is not None:
        # Sharing writes by what stands below, so it cannot be known above.
        from audit.rooms.assessments.operations.sharing import share_answers

        before = EMPTY if answer is None else content_of(answer)
        share_answers(session, actor, clock, row, {code: before}, {code: content})
    return saved


def save_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: AnyReturn,
    contents: Mapping[str, AnswerContent],
    answers: Mapping[str, GivenAnswer],
    question_ids: Mapping[str, int],
    *,
    via: str,
) -> dict[str, GivenAnswer]:
    """Write checked contents where ``answers``, read under the lock of ``return_to_change``, say nothing.

    At most three statements for any number of answers; gives what was saved, by question code. The caller has
    authorised the person and found that each of these questions is asked.
    """
    connection = session.connection()
    after = {
        code: _given(row, question_ids[code], content, actor, clock) for code, content in contents.items()
    }
    emptied = {
        code: each._replace(id=answers[code].id, version=answers[code].version + 1)
        for code, each in after.items()
        if code in answers
    }
    begin = {"version": 1, "is_asked": row.added_state is None}
    first = [_columns(each) | begin for code, each in after.items() if code not in emptied]
    ids: dict[int, int] = {}
    if first:
        written = connection.execute(_MANY, first)
        ids = {question_id: id for id, question_id in written}
    if emptied:
        connection.execute(
            _CHANGE,
            [
                {
                    **{
                        name: value
                        for name, value in _columns(each).items()
                        if name not in ("return_id", "question_id")
                    },
                    "answer_id": each.id,
                    "seen_version": each.version - 1,
                }
                for each in emptied.values()
            ],
        )
    saved = {
        code: emptied.get(code) or each._replace(id=ids[each.question_id], version=1)
        for code, each in after.items()
    }
    connection.execute(_HISTORY, [_revision(each, via) for each in saved.values()])
    return saved


def _given(
    row: AnyReturn, question_id: int, content: AnswerContent, actor: Actor, clock: Clock
) -> GivenAnswer:
    """The answer as it will be, but for its id and version."""
    return GivenAnswer(
        id=0,
        return_id=row.id,
        question_id=question_id,
        grade=content.grade,
        value=content.value,
        narrative=content.narrative,
        not_applicable=content.not_applicable,
        na_reason=content.na_reason,
        updated_by_id=actor.person_id,
        updated_by_name=actor.name,
        updated_at=clock(),
        version=0,
    )


def _write(session: Session, row: AnyReturn, before: GivenAnswer | None, after: GivenAnswer) -> GivenAnswer:
    """Put an answer into the database, in the place of what it was when it was read."""
    connection = session.connection()
    columns = _columns(after)
    if before is None:
        # What is added to a submitted return counts once it is signed.
        columns |= {"version": 1, "is_asked": row.added_state is None}
        return after._replace(id=connection.execute(_FIRST, columns).scalar_one(), version=1)
    del columns["return_id"], columns["question_id"]
    columns |= {"version": before.version + 1, "answer_id": before.id, "seen_version": before.version}
    changed = connection.execute(_CHANGE, columns).rowcount
    if not changed:  # the return's lock makes savers take turns; this holds even if something goes round it
        raise AnswerConflict(answer_to(session, row, before.question_id) or before, content_of(after))
    return after._replace(id=before.id, version=before.version + 1)


def _remember(session: Session, answer: GivenAnswer, via: str) -> None:
    """Put a change into the history of its answer."""
    session.connection().execute(_HISTORY, _revision(answer, via))


def _revision(answer: GivenAnswer, via: str) -> dict[str, Any]:
    return {
        "answer_id": answer.id,
        "version": answer.version,
        "grade": answer.grade,
        "value": answer.value,
        "narrative": answer.narrative,
        "not_applicable": answer.not_applicable,
        "na_reason": answer.na_reason,
        "by_id": answer.updated_by_id,
        "by_name": answer.updated_by_name,
        "at": answer.updated_at,
        "via": via,
    }


def _columns(answer: GivenAnswer) -> dict[str, Any]:
    """What is stored of an answer, but for its id."""
    columns = answer._asdict()
    del columns["id"]
    return columns


def start_return(session: Session, actor: Actor, clock: Clock, row: AnyReturn, state: ReturnState) -> None:
    """Move a return that is answered for the first time to its next state, and say so in the trail.

    Nothing happens when this unit of work has moved it already: of many answers saved at once, one starts it.
    """
    change = (
        update(Return)
        .where(Return.state == row.state)
        .values(state=state, started_at=clock(), version=Return.version + 1)
        if row.added_state is None
        else update(Return)
        .where(Return.added_state == row.added_state)
        .values(added_state=state, version=Return.version + 1)
    )
    begun = session.scalar(change.where(Return.id == row.id).returning(Return.id))
    if begun is None:
        return
    note_return(session, actor, clock, "return.started", row)
