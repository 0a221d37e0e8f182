"""Bringing answers forward: what still holds is saved again, with its evidence, in a constant number of statements."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.assessments.models import CarriedAnswer, CitedEvidence
from audit.rooms.assessments.operations.answering import (
    READ_ONLY,
    return_to_change,
    save_many,
    start_return,
)
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.operations.sharing import share_answers, share_citations
from audit.rooms.assessments.policy import checked_content, require_answerable
from audit.rooms.assessments.queries import (
    AgreedBefore,
    EarlierAnswer,
    GivenAnswer,
    Offer,
    ReturnView,
    offer_of,
    view_of,
)

NEWER_COPY = (
    "What you submitted before has changed since you opened this page, so nothing was brought forward. "
    "Look at it again."
)

_CARRIED, _CITED = cast(Table, CarriedAnswer.__table__), cast(Table, CitedEvidence.__table__)


@dataclass(frozen=True)
class BroughtForward:
    """What became of the questions for which somebody said that the earlier answer is still true."""

    saved: tuple[str, ...]
    answered_meanwhile: tuple[str, ...]
    """Codes of those that had an answer by now: it was left as it is."""
    to_answer: tuple[str, ...]
    """Codes of those whose earlier answer cannot be copied: they are still to be answered."""


def carry_forward(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    codes: Collection[str],
    *,
    seen_copy: int,
    agreed_before: AgreedBefore | None = None,
) -> BroughtForward:
    """Save the earlier answers to these questions as the answers of this return, with the evidence that they cited.

    ``seen_copy`` is the id of the copy that was on the page. A question that has an answer by now keeps it. The
    number of statements does not grow with the answers. Raises NotVisible for another organisation's return or a
    question that it is not asked; NotAllowed when the person may not answer or the round is closed; RuleBroken once
    the return is past answering; Stale when a newer copy was submitted meanwhile.
    """
    row = return_to_change(session, actor, reference)
    if not actor.is_operator and row.organisation_id not in actor.organisations(Permission.RETURN_ANSWER):
        raise NotAllowed(READ_ONLY)
    next_state = require_answerable(actor, row)
    view = view_of(session, row)
    for code in codes:
        view.question(code)
    open_codes = [code for code in dict.fromkeys(codes) if view.content(code).is_empty]
    offer = offer_of(session, actor, view, agreed_before, open_codes) if open_codes else None
    if offer is not None and offer.source.submission_id != seen_copy:
        raise Stale(NEWER_COPY)
    found = _to_carry(view, offer, open_codes)
    if offer is not None and found:
        saved = save_many(
            session,
            actor,
            clock,
            row,
            {code: content for code, (_, content) in found.items()},
            view.answers,
            view.question_ids,
            via="carried",
        )
        _remember_source(session, offer, found, saved)
        cited = _cite(session, actor, clock, view, [each for each, _ in found.values()])
        if row.joint_id is not None:
            contents = {code: content for code, (_, content) in found.items()}
            share_answers(session, actor, clock, row, {}, contents)
            files = {code: [f.id for f in each.files if f.in_library] for code, (each, _) in found.items()}
            share_citations(session, actor, clock, row, files)
        if next_state is not row.now:
            start_return(session, actor, clock, row, next_state)
        note_return(
            session,
            actor,
            clock,
            "return.answers-carried",
            row,
            answers=len(found),
            evidence=cited,
            copy=offer.source.content.get("reference", ""),
        )
    return BroughtForward(
        tuple(found),
        tuple(code for code in dict.fromkeys(codes) if code not in open_codes),
        tuple(code for code in open_codes if code not in found),
    )


def _to_carry(
    view: ReturnView, offer: Offer | None, codes: Collection[str]
) -> dict[str, tuple[EarlierAnswer, AnswerContent]]:
    """The answers that can be copied, checked as if they had been typed."""
    found: dict[str, tuple[EarlierAnswer, AnswerContent]] = {}
    for code in codes if offer is not None else ():
        each = offer.answers.get(code) if offer is not None else None
        if each is not None and each.carried is not None:
            content = checked_content(each.compared.question, view.questionnaire.scale, each.carried)
            found[code] = (each, content)
    return found


def _remember_source(
    session: Session,
    offer: Offer,
    found: dict[str, tuple[EarlierAnswer, AnswerContent]],
    saved: dict[str, GivenAnswer],
) -> None:
    session.connection().execute(
        insert(_CARRIED),
        [
            {
                "answer_id": saved[code].id,
                "version": saved[code].version,
                "submission_id": offer.source.submission_id,
                "question_code": each.before.code,
                "mapping_id": each.mapping.id if each.mapping else None,
            }
            for code, (each, _) in found.items()
        ],
    )


def _cite(
    session: Session, actor: Actor, clock: Clock, view: ReturnView, answers: Collection[EarlierAnswer]
) -> int:
    """Cite the same items of the library again; gives how many citations are new."""
    rows: list[dict[str, Any]] = []
    for each in answers:
        code = each.compared.question.code
        known = {link.evidence_id for link in view.cited.get(code, ())}
        rows += [
            {
                "return_id": view.row.id,
                "question_id": view.question_ids[code],
                "evidence_id": file.id,
                "added_by_name": actor.name,
                "added_at": clock(),
            }
            for file in each.files
            if file.in_library and file.id not in known
        ]
    if rows:
        session.connection().execute(insert(_CITED), rows)
    return len(rows)
