"""What is saved in a return goes into the returns that are answered together with it, each board's own copy.

A twin with words of its own is never written over, nor is a return that cannot be answered now: the page of the
joint work shows where two returns say different things.
"""

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.same_question import chosen_for, mirrored
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.models import CitedEvidence, SharedAnswer
from audit.rooms.assessments.operations.answering import save_many, start_return
from audit.rooms.assessments.policy import require_answerable
from audit.rooms.assessments.queries import (
    AnyReturn,
    GivenAnswer,
    Joined,
    answers_of,
    cited_by,
    content_of,
    joined_with,
    respondent_of,
)
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by, same_questions
from audit.rooms.trail.operations import record

_SHARED, _CITED = cast(Table, SharedAnswer.__table__), cast(Table, CitedEvidence.__table__)

SHARED = "shared"
"""How an answer came that was given in the return to another board."""


def share_answers(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: AnyReturn,
    before: Mapping[str, AnswerContent],
    after: Mapping[str, AnswerContent],
) -> int:
    """Let the twins of these answers, by question code, follow what was saved; gives how many did.

    The caller has saved them under the lock of ``return_to_change``. A constant number of statements a return.
    """
    own, others = _together(session, row)
    followed = 0
    for other in others if own is not None else ():
        state = _next_state(actor, other)
        if state is None:
            continue
        there = twins_asked(session, row, other.row)
        answers = _answers_by_code(session, other.row)
        narrative = own is not None and own.shares_narrative and other.shares_narrative
        contents: dict[str, AnswerContent] = {}
        for code, content in after.items():
            twin = there.get(code)
            if twin is None:
                continue
            says = content_of(answers[twin]) if twin in answers else EMPTY
            follows = mirrored(before.get(code, EMPTY), content, says, narrative=narrative)
            if follows is not None:
                contents[twin] = follows
        _write(session, actor, clock, row, other, state, contents, answers)
        followed += len(contents)
    return followed


def let_follow(
    session: Session, actor: Actor, clock: Clock, row: AnyReturn, code: str, content: AnswerContent
) -> int:
    """Write an answer into its twins although they say other things: somebody has read both, and chosen."""
    own, others = _together(session, row)
    followed = 0
    for other in others if own is not None else ():
        state, twin = _next_state(actor, other), twins_asked(session, row, other.row).get(code)
        if state is None or twin is None:
            continue
        answers = _answers_by_code(session, other.row)
        says = content_of(answers[twin]) if twin in answers else EMPTY
        narrative = own is not None and own.shares_narrative and other.shares_narrative
        follows = chosen_for(content, says, narrative=narrative)
        if follows != says:
            _write(session, actor, clock, row, other, state, {twin: follows}, answers)
            followed += 1
    return followed


def share_citations(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: AnyReturn,
    added: Mapping[str, Collection[int]],
    removed: Mapping[str, Collection[int]] | None = None,
) -> None:
    """Let the twins cite, and no longer cite, the same evidence (ids by question code), where that is agreed."""
    own, others = _together(session, row)
    if own is None or not own.shares_evidence:
        return
    for other in others:
        state = _next_state(actor, other)
        if state is None or not other.shares_evidence:
            continue
        there, ids = twins_asked(session, row, other.row), question_ids_of(session, other.row.round.edition)
        cited = {
            id: {link.evidence_id for link in links} for id, links in cited_by(session, other.row).items()
        }
        new = [
            (ids[there[code]], evidence_id)
            for code, evidence_ids in added.items()
            if code in there
            for evidence_id in evidence_ids
            if evidence_id not in cited.get(ids[there[code]], ())
        ]
        gone = [
            (ids[there[code]], evidence_id)
            for code, evidence_ids in (removed or {}).items()
            if code in there
            for evidence_id in evidence_ids
            if evidence_id in cited.get(ids[there[code]], ())
        ]
        _cite(session, actor, clock, other.row, new)
        for question_id, evidence_id in gone:
            session.execute(
                update(CitedEvidence)
                .where(
                    CitedEvidence.return_id == other.row.id,
                    CitedEvidence.question_id == question_id,
                    CitedEvidence.evidence_id == evidence_id,
                    CitedEvidence.removed_at.is_(None),
                )
                .values(removed_at=clock(), removed_by_name=actor.name)
            )
        if new and state is not other.row.now:
            start_return(session, actor, clock, other.row, state)
        if new or gone:
            record(
                session, actor, clock, "joint.evidence-shared",
                subject=("return", other.row.reference), board_id=other.row.round.board_id,
                organisation_id=other.row.organisation_id, added=len(new), removed=len(gone),
            )  # fmt: skip


def twins_asked(session: Session, row: AnyReturn, other: AnyReturn) -> dict[str, str]:
    """The codes of the same questions in another return that it may ask, by their codes in this one."""
    respondent = respondent_of(other)
    meant = {q.code for q in questionnaire_by(session, other.round.edition).meant_for(respondent)}
    same = same_questions(session, row.round.edition, other.round.edition)
    return {code: twin for code, twin in same.items() if twin in meant}


def _together(session: Session, row: AnyReturn) -> tuple[Joined | None, list[Joined]]:
    if row.joint_id is None:
        return None, []
    joined = joined_with(session, row.joint_id, lock=True)
    own = next((each for each in joined if each.row.id == row.id), None)
    return own, [each for each in joined if each.row.id != row.id]


def _next_state(actor: Actor, joined: Joined) -> ReturnState | None:
    """The state of a return once it is answered; None where it cannot be answered now."""
    try:
        return require_answerable(actor, joined.row)
    except (NotAllowed, RuleBroken):
        return None


def _answers_by_code(session: Session, row: AnyReturn) -> dict[str, GivenAnswer]:
    found = {answer.question_id: answer for answer in answers_of(session, row)}
    ids = question_ids_of(session, row.round.edition)
    return {code: found[id] for code, id in ids.items() if id in found}


def _write(
    session: Session,
    actor: Actor,
    clock: Clock,
    source: AnyReturn,
    target: Joined,
    state: ReturnState,
    contents: Mapping[str, AnswerContent],
    answers: Mapping[str, GivenAnswer],
) -> None:
    if not contents:
        return
    row = target.row
    ids = question_ids_of(session, row.round.edition)
    saved = save_many(session, actor, clock, row, contents, answers, ids, via=SHARED)
    session.connection().execute(
        insert(_SHARED),
        [
            {"answer_id": each.id, "version": each.version, "from_return_id": source.id}
            for each in saved.values()
        ],
    )
    if state is not row.now:
        start_return(session, actor, clock, row, state)


def _cite(
    session: Session, actor: Actor, clock: Clock, row: AnyReturn, new: Collection[tuple[int, int]]
) -> None:
    if new:
        session.connection().execute(
            insert(_CITED),
            [
                {
                    "return_id": row.id,
                    "question_id": question_id,
                    "evidence_id": evidence_id,
                    "added_by_name": actor.name,
                    "added_at": clock(),
                }
                for question_id, evidence_id in new
            ],
        )
