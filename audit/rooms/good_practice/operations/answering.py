"""The organisation's word: what it shares, in which words and with which evidence, and that it shares no longer."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.good_practice import Sharing, SharingVerb, next_sharing
from audit.domain.texts import checked_words
from audit.infra.clock import Clock
from audit.rooms.evidence.queries import evidence_to_cite
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.operations.asking import WHOLE_RETURN, example_from, note
from audit.rooms.good_practice.policy import LONGEST_WORDS
from audit.rooms.good_practice.queries import (
    best_answers,
    example_of_organisation,
    latest_copy,
    shareable_answers,
)
from audit.rooms.questionnaires.queries import questionnaire_of

_VERBS = {
    Sharing.ASKED: SharingVerb.AGREE,
    Sharing.DECLINED: SharingVerb.AGREE,
    Sharing.WITHDRAWN: SharingVerb.AGREE,
    Sharing.SHARED: SharingVerb.CHANGE,
}


def choose_answers(
    session: Session, actor: Actor, clock: Clock, example_id: int, codes: Collection[str]
) -> list[GoodPractice]:
    """Answer a request that leaves the choice to the organisation: these answers, each then agreed to by itself.

    Raises NotVisible, NotAllowed, and RuleBroken when nothing is chosen, when the request named its answer or when
    one of the answers is among the organisation's examples already.
    """
    row = example_of_organisation(session, actor, example_id, lock=True)
    if row.question_code != WHOLE_RETURN:
        raise RuleBroken("This request is about one answer, so there is nothing to choose.")
    if not codes:
        raise RuleBroken("Choose at least one answer", "codes")
    return_ = row.asked_in
    best = best_answers(latest_copy(session, return_), questionnaire_of(return_.round.edition))
    if not set(codes) <= best.keys():
        raise NotVisible
    taken = session.scalars(
        select(GoodPractice.question_code).where(
            GoodPractice.return_id == return_.id, GoodPractice.question_code.in_(list(codes))
        )
    ).all()
    if taken:
        raise RuleBroken(f"Already among your examples: {', '.join(sorted(taken))}. Choose another.", "codes")
    chosen = [answer for code, answer in best.items() if code in codes]
    row.question_code, row.question_text = chosen[0].code, chosen[0].question
    row.standard_title, row.words = chosen[0].standard_title[:300], chosen[0].words
    row.state = Sharing.ASKED
    more = [example_from(return_, answer, row.why, clock, row.asked_by_name) for answer in chosen[1:]]
    session.add_all(more)
    session.flush()
    for each in (row, *more):
        note(session, actor, clock, "good-practice.chosen", each, question=each.question_code)
    return [row, *more]


def agree(
    session: Session,
    actor: Actor,
    clock: Clock,
    example_id: int,
    *,
    words: str,
    evidence_ids: Collection[int],
    seen_version: int,
) -> GoodPractice:
    """Share an answer in these words and with this evidence, or change what is shared already.

    Raises NotVisible for other organisations' examples and for evidence that the answer did not cite or that was
    withdrawn; NotAllowed for colleagues who are no lead; RuleBroken without words or before an answer is chosen;
    Stale when a colleague changed it since it was seen.
    """
    row = example_of_organisation(session, actor, example_id, lock=True)
    if row.question_code == WHOLE_RETURN:
        raise RuleBroken("Choose first which of your answers to share.")
    state = next_sharing(row.state, _VERBS[row.state])
    said = checked_words(words, "The words", "words", LONGEST_WORDS, "Write what is shared")
    files = sorted(set(evidence_ids))
    if state is row.state and said == row.words and files == sorted(row.evidence):
        return row
    if row.version != seen_version:
        raise Stale(
            "A colleague changed this while you had it open. Nothing was overwritten: look at it again, then decide."
        )
    _require_cited(session, actor, row, files)
    changed = [
        name
        for name, differs in (("words", said != row.words), ("evidence", files != sorted(row.evidence)))
        if differs
    ]
    was_shared = row.state is Sharing.SHARED
    row.words, row.evidence = said, files
    _answer(row, actor, clock, state)
    if was_shared:
        note(session, actor, clock, "good-practice.changed", row, changed=changed)
    else:
        note(session, actor, clock, "good-practice.shared", row, question=row.question_code)
    return row


def decline(session: Session, actor: Actor, clock: Clock, example_id: int) -> GoodPractice:
    """Say that the organisation would rather not share this. It may think again. Raises as ``agree``."""
    return _turn(session, actor, clock, example_id, SharingVerb.DECLINE, "good-practice.declined")


def withdraw(session: Session, actor: Actor, clock: Clock, example_id: int) -> GoodPractice:
    """Take an example out of the library, at any time. Its words are kept, so that it can be shared again."""
    return _turn(session, actor, clock, example_id, SharingVerb.WITHDRAW, "good-practice.withdrawn")


def share_again(session: Session, actor: Actor, clock: Clock, example_id: int) -> GoodPractice:
    """Undo ``withdraw``: share it as it was."""
    return _turn(session, actor, clock, example_id, SharingVerb.SHARE_AGAIN, "good-practice.shared")


def _turn(
    session: Session, actor: Actor, clock: Clock, example_id: int, verb: SharingVerb, event: str
) -> GoodPractice:
    row = example_of_organisation(session, actor, example_id, lock=True)
    _answer(row, actor, clock, next_sharing(row.state, verb))
    note(session, actor, clock, event, row, question=row.question_code)
    return row


def _answer(row: GoodPractice, actor: Actor, clock: Clock, state: Sharing) -> None:
    row.state, row.answered_at, row.answered_by_name = state, clock(), actor.name


def _require_cited(session: Session, actor: Actor, row: GoodPractice, ids: Sequence[int]) -> None:
    answer = shareable_answers(latest_copy(session, row.asked_in)).get(row.question_code)
    cited = {file["id"] for file in answer.evidence} if answer else set()
    if not set(ids) <= cited:
        raise NotVisible
    evidence_to_cite(session, actor, row.organisation_id, ids)
