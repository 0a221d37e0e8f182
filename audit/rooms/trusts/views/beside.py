"""What this room puts on the pages of a school's return: the question, and the task list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.assessments.exports.reading import Said, say
from audit.rooms.assessments.operations import Origin, origins_of
from audit.rooms.trusts.policy import LONGEST_REASON, may
from audit.rooms.trusts.queries import TrustItem, item_for, offered_to, trust_of
from audit.web.gathering import PagePart, ReturnMarks, ReturnNote, once

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class TrustPart:
    """What stands on the page of a question that the trust of a school answers for all."""

    reference: str
    code: str
    trust: str
    item: TrustItem
    said: Said
    scale: Any
    origin: Origin | None
    """None where the school has an answer of its own, or none yet."""
    seen: int
    has_own: bool
    may_answer: bool
    longest: int = LONGEST_REASON


def question_part(session: Session, actor: Actor, view: Any, question: Any) -> PagePart | None:
    """What the trust says, and the school's own way with it."""
    offer = item_for(session, view.row, view.question_ids[question.code])
    if offer is None:
        return None
    trust, item = offer
    origin = _origins(session, view).get(question.code)
    answer = view.answers.get(question.code)
    return PagePart(
        "trusts/_question.html",
        TrustPart(
            view.row.reference,
            question.code,
            trust.name,
            item,
            say(question, view.questionnaire.scale, item.content),
            view.questionnaire.scale,
            origin,
            0 if answer is None else answer.version,
            not view.content(question.code).is_empty,
            view.may_be_answered and may(actor, Permission.RETURN_ANSWER, view.row.organisation_id),
        ),
    )


def marks_of(session: Session, actor: Actor, view: Any) -> ReturnMarks:
    """How many answers of each standard came from the trust, and which it offers, for the task list."""
    standards: dict[str, list[str]] = {}
    origins = {code: each for code, each in _origins(session, view).items() if code in view.questions}
    trust, offered = offered_to(session, view.row)
    for standard in view.questionnaire.standards:
        here = [origins[question.code] for question in standard.questions if question.code in origins]
        words = []
        if count := sum(each.by_trust for each in here):
            words.append(f"{count} answered by {here[0].trust}")
        if count := sum(each.wants_reason for each in here):
            words.append(f"{count} reason{'' if count == 1 else 's'} missing")
        also = [
            question.code
            for question in standard.questions
            if question.code in view.questions
            and question.code not in origins
            and view.question_ids[question.code] in offered
        ]
        if also:
            words.append(f"{trust} offers its answer to {', '.join(also)}")
        if words:
            standards[standard.code] = words
    return ReturnMarks(standards)


def return_note(session: Session, actor: Actor, row: Any) -> Sequence[ReturnNote]:
    """That the trust can read along: nobody should find out by chance."""
    trust = trust_of(session, row)
    return (
        [ReturnNote(f"The people of {trust} can read this return, because the school belongs to it.")]
        if trust
        else []
    )


def _origins(session: Session, view: Any) -> Mapping[str, Origin]:
    """Where the answers of a return came from, which its own pages have asked already."""
    return once(("origins", view.row.id), lambda: origins_of(session, view))
