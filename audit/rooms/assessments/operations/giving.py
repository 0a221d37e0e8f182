"""Writing answers into many returns at once, for a room that authorised it, in a constant number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Answer, CitedEvidence
from audit.rooms.assessments.operations.answering import _CHANGE, _HISTORY, _columns, _given, _revision
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.policy import require_answerable
from audit.rooms.assessments.queries import GivenAnswer
from audit.rooms.rounds.models import Return

_ANSWERS, _CITED = cast(Table, Answer.__table__), cast(Table, CitedEvidence.__table__)
_MANY = insert(_ANSWERS).returning(_ANSWERS.c.id, _ANSWERS.c.return_id, _ANSWERS.c.question_id)


@dataclass(frozen=True)
class Gift:
    """An answer to write into a return, in the place of ``before``."""

    row: Return
    question_id: int
    content: AnswerContent
    before: GivenAnswer | None


@dataclass(frozen=True)
class Cited:
    """An item of evidence that an answer of a return is to cite."""

    return_id: int
    question_id: int
    evidence_id: int


def give_answers(
    session: Session,
    actor: Actor,
    clock: Clock,
    gifts: Sequence[Gift],
    cite: Collection[Cited] = (),
    uncite: Collection[int] = (),
    *,
    via: str,
) -> None:
    """Write checked contents, each with its history, let answers cite evidence, and start what was not started.

    ``before`` was read under the lock of its return, which can be answered now; the caller has authorised the
    person, and found that each question is meant for its organisation. ``uncite`` holds ids of citations that end.
    Raises NotAllowed or RuleBroken, before anything is written, for a return that cannot be answered.
    """
    starts = _starts(actor, gifts)
    connection = session.connection()
    first = [gift for gift in gifts if gift.before is None]
    later = [gift for gift in gifts if gift.before is not None]
    saved: list[GivenAnswer] = []
    if first:
        rows = [_given(gift.row, gift.question_id, gift.content, actor, clock) for gift in first]
        written = connection.execute(_MANY, [_columns(each) | {"version": 1} for each in rows])
        ids = {(return_id, question_id): id for id, return_id, question_id in written}
        saved += [each._replace(id=ids[each.return_id, each.question_id], version=1) for each in rows]
    if later:
        after = [
            _given(gift.row, gift.question_id, gift.content, actor, clock)._replace(
                id=gift.before.id, version=gift.before.version + 1
            )
            for gift in later
            if gift.before is not None
        ]
        connection.execute(_CHANGE, [_change(each) for each in after])
        saved += after
    if saved:
        connection.execute(_HISTORY, [_revision(each, via) for each in saved])
    _cite(session, actor, clock, cite, uncite)
    _start(session, actor, clock, starts)


def _starts(actor: Actor, gifts: Sequence[Gift]) -> dict[int, tuple[Return, ReturnState]]:
    rows = {gift.row.id: gift.row for gift in gifts}
    states = {id: require_answerable(actor, row) for id, row in rows.items()}
    return {id: (rows[id], state) for id, state in states.items() if state is not rows[id].state}


def _change(after: GivenAnswer) -> dict[str, Any]:
    columns = _columns(after)
    del columns["return_id"], columns["question_id"]
    return columns | {"answer_id": after.id, "seen_version": after.version - 1}


def _cite(
    session: Session, actor: Actor, clock: Clock, cite: Collection[Cited], uncite: Collection[int]
) -> None:
    connection = session.connection()
    if uncite:
        connection.execute(
            update(_CITED)
            .where(_CITED.c.id.in_(uncite))
            .values(removed_at=clock(), removed_by_name=actor.name)
        )
    if cite:
        connection.execute(
            insert(_CITED),
            [
                {
                    "return_id": each.return_id,
                    "question_id": each.question_id,
                    "evidence_id": each.evidence_id,
                    "added_by_name": actor.name,
                    "added_at": clock(),
                }
                for each in cite
            ],
        )


def _start(
    session: Session, actor: Actor, clock: Clock, starts: dict[int, tuple[Return, ReturnState]]
) -> None:
    if not starts:
        return
    # A return that can be answered has one next state: in progress.
    state = next(iter(starts.values()))[1]
    session.execute(
        update(Return)
        .where(Return.id.in_(starts))
        .values(state=state, started_at=clock(), version=Return.version + 1)
        .execution_options(synchronize_session=False)
    )
    for row, _ in starts.values():
        session.expire(row, ["state", "started_at", "version"])
        note_return(session, actor, clock, "return.started", row)
