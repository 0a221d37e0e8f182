"""A trust chooses the questions that it answers for all of its schools, and answers them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import checked_content
from audit.rooms.evidence.queries import evidence_to_cite
from audit.rooms.questionnaires.queries import question_ids_of
from audit.rooms.trail.operations import record
from audit.rooms.trusts.models import TrustAnswer, TrustAnswerRevision, TrustEvidence, TrustQuestion
from audit.rooms.trusts.operations.giving import Given, hand_down
from audit.rooms.trusts.policy import ONLY_LEADS, READ_ONLY, require
from audit.rooms.trusts.queries import TrustItem, TrustRound, items_of, trust_round

CLOSED = "This round is closed, so nothing was saved. Ask the board to open it again if something has to be put right."


class TrustAnswerConflict(Stale):
    """A colleague saved the trust's answer in between. Nothing was overwritten."""

    def __init__(self, theirs: TrustItem) -> None:
        name = theirs.answer.updated_by_name if theirs.answer is not None else "A colleague"
        super().__init__(f"{name} changed this answer while you were writing. Nothing was overwritten.")
        self.theirs = theirs


@dataclass(frozen=True)
class Answered:
    """A trust's answer as it was saved, and what became of giving it to the schools."""

    item: TrustItem
    given: Given


def choose_questions(
    session: Session,
    actor: Actor,
    clock: Clock,
    organisation_id: int,
    round_code: str,
    codes: Collection[str],
) -> tuple[int, int]:
    """Let a trust answer exactly these questions for all of its schools; says how many are new and how many gone.

    What schools took from a question that is taken off stays with them and is theirs. Raises NotVisible; NotAllowed
    for anybody but a lead of the trust and when the round is closed; RuleBroken for a question that none of the
    schools is asked.
    """
    here = _to_change(session, actor, organisation_id, round_code)
    require(actor, Permission.RETURN_SEND, here.trust.id, ONLY_LEADS)
    if unknown := set(codes) - set(here.questions):
        raise RuleBroken(f"None of your schools is asked question {min(unknown)}", "questions")
    ids = question_ids_of(session, here.round.edition)
    wanted = {ids[code] for code in codes}
    known = {
        row.question_id: row
        for row in session.scalars(
            select(TrustQuestion).where(
                TrustQuestion.organisation_id == here.trust.id, TrustQuestion.round_id == here.round.id
            )
        )
    }
    live = {id for id, row in known.items() if row.taken_back_at is None}
    for question_id in sorted(wanted - live):
        row = known.get(question_id)
        if row is None:
            row = TrustQuestion(
                organisation_id=here.trust.id,
                round_id=here.round.id,
                question_id=question_id,
            )
            session.add(row)
        row.chosen_by_name, row.chosen_at, row.taken_back_at = actor.name, clock(), None
    for question_id in live - wanted:
        known[question_id].taken_back_at = clock()
    added, gone = len(wanted - live), len(live - wanted)
    if added or gone:
        _note(session, actor, clock, here, "trust.questions-chosen", added=added, taken_out=gone)
    session.flush()
    return added, gone


def answer_for_all(
    session: Session,
    actor: Actor,
    clock: Clock,
    organisation_id: int,
    round_code: str,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    evidence_ids: Collection[int] = (),
) -> Answered:
    """Save a trust's answer with the files of its library that it cites, and give it to the schools.

    Raises NotVisible; NotAllowed for those who only read and when the round is closed; RuleBroken for what cannot
    be an answer, or for none at all; TrustAnswerConflict when a colleague saved in between.
    """
    here = _to_change(session, actor, organisation_id, round_code)
    require(actor, Permission.RETURN_ANSWER, here.trust.id, READ_ONLY)
    items = items_of(session, here)
    item = items.get(code)
    if item is None:
        raise NotVisible
    question = here.questionnaire.questions[code]
    content = checked_content(question, here.questionnaire.scale, content)
    if content.is_empty:
        raise RuleBroken(
            "Answer the question first. If your schools are to answer it themselves, take it off your list.",
            "grade" if question.kind == "graded" else "value",
        )
    cited = {file.id for file in item.evidence}
    if content != item.content or set(evidence_ids) != cited:
        if item.version != seen_version:
            raise TrustAnswerConflict(item)
        # What is cited already stays citable when it was withdrawn from the library since.
        evidence_to_cite(session, actor, here.trust.id, set(evidence_ids) - cited)
        _save(session, actor, clock, item, content)
        _cite(session, actor, clock, item, set(evidence_ids), cited)
        session.flush()
        item = items_of(session, here)[code]
        _note(session, actor, clock, here, "trust.answered", question=code)
    return Answered(item, hand_down(session, actor, clock, here, {code: item}))


def give_to_schools(
    session: Session, actor: Actor, clock: Clock, organisation_id: int, round_code: str
) -> Given:
    """Give all that a trust has answered to the schools that do not have it yet: one that joined, or was asked later.

    Raises NotVisible, and NotAllowed for those who only read and when the round is closed.
    """
    here = _to_change(session, actor, organisation_id, round_code)
    require(actor, Permission.RETURN_ANSWER, here.trust.id, READ_ONLY)
    return hand_down(session, actor, clock, here, items_of(session, here))


def _to_change(session: Session, actor: Actor, organisation_id: int, round_code: str) -> TrustRound:
    here = trust_round(session, actor, organisation_id, round_code, lock=True)
    if here.round.state is not RoundState.OPEN:
        raise NotAllowed(CLOSED)
    return here


def _save(session: Session, actor: Actor, clock: Clock, item: TrustItem, content: AnswerContent) -> None:
    said = {
        "grade": content.grade,
        "value": content.value,
        "narrative": content.narrative,
        "not_applicable": content.not_applicable,
        "na_reason": content.na_reason,
    }
    answer = item.answer
    by = {"updated_by_id": actor.person_id, "updated_by_name": actor.name, "updated_at": clock()}
    if answer is None:
        answer = TrustAnswer(trust_question_id=item.row.id, **said, **by)
        session.add(answer)
    else:
        for name, value in (said | by).items():
            setattr(answer, name, value)
        flag_modified(answer, "narrative")  # other files alone make a version of their own too
    session.flush()
    session.add(
        TrustAnswerRevision(
            trust_answer_id=answer.id, version=answer.version, by_name=actor.name, at=clock(), **said
        )
    )


def _cite(
    session: Session, actor: Actor, clock: Clock, item: TrustItem, wanted: set[int], cited: set[int]
) -> None:
    for evidence_id in sorted(wanted - cited):
        session.add(
            TrustEvidence(
                trust_question_id=item.row.id,
                evidence_id=evidence_id,
                added_by_name=actor.name,
                added_at=clock(),
            )
        )
    if gone := cited - wanted:
        for link in session.scalars(
            select(TrustEvidence).where(
                TrustEvidence.trust_question_id == item.row.id,
                TrustEvidence.evidence_id.in_(gone),
                TrustEvidence.removed_at.is_(None),
            )
        ):
            link.removed_at, link.removed_by_name = clock(), actor.name


def _note(session: Session, actor: Actor, clock: Clock, here: TrustRound, event: str, **facts: Any) -> None:
    record(
        session,
        actor,
        clock,
        event,
        subject=("round", here.round.code),
        organisation_id=here.trust.id,
        **facts,
    )
