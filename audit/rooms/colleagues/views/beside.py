"""What this room puts on the pages of others: the question, the task list, home, and the end of a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import g, url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.together import count_words
from audit.domain.workflows import ReturnState
from audit.rooms.colleagues.policy import may
from audit.rooms.colleagues.queries import (
    Beside,
    Discussion,
    Given,
    Mark,
    beside_return,
    discussions_of,
    held_by,
    left_behind,
    my_questions,
    open_mentions,
)
from audit.rooms.colleagues.views.mine import say_held
from audit.web.gathering import PagePart, ReturnMarks, ReturnNote
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOOKED_AT = "looked at, not finished"


@dataclass(frozen=True)
class TogetherPart:
    """What stands on the page of a question."""

    reference: str
    code: str
    given: Given | None
    mark: Mark | None
    discussions: Sequence[Discussion]
    may_assign: bool
    may_mark: bool


def question_part(session: Session, actor: Actor, view: Any, question: Any) -> PagePart:
    """Who sees to a question, its mark, and what colleagues say."""
    beside = _beside(session, view)
    organisation_id, code = view.row.organisation_id, question.code
    answers = view.may_be_answered
    return PagePart(
        "colleagues/_question.html",
        TogetherPart(
            view.row.reference,
            code,
            beside.seen_to(view.questionnaire.standard_of[code].code, code),
            beside.looked_at.get(code),
            discussions_of(session, view.row, code) if code in beside.talk else [],
            answers and may(actor, Permission.ASSIGNMENT_KEEP, organisation_id),
            answers and may(actor, Permission.RETURN_ANSWER, organisation_id),
        ),
    )


def marks_of(session: Session, actor: Actor, view: Any) -> ReturnMarks:
    """Who is on each standard, how many discussions are open, and what was looked at and is not finished."""
    beside = _beside(session, view)
    standards: dict[str, list[str]] = {}
    for standard in view.questionnaire.standards:
        codes = [question.code for question in standard.questions if question.code in view.questions]
        words = _words(beside, standard.code, codes)
        if words:
            standards[standard.code] = words
    unfinished = {code: mark.by_name for code, mark in beside.looked_at.items() if code in view.questions}
    questions = {
        code: words
        for code in view.questions
        if (words := _question_words(beside, view.questionnaire.standard_of[code].code, code))
    }
    return ReturnMarks(standards, unfinished, questions)


def return_note(session: Session, actor: Actor, row: Any) -> Sequence[ReturnNote]:
    """The way to who sees to what."""
    if row.state is ReturnState.SUBMITTED or not may(actor, Permission.RETURN_VIEW, row.organisation_id):
        return []
    label = (
        "Share out the questions"
        if may(actor, Permission.ASSIGNMENT_KEEP, row.organisation_id)
        else "See who does what"
    )
    return [
        ReturnNote(
            "You can answer this together.",
            url_for("colleagues.list_assignments", reference=row.reference),
            label,
        )
    ]


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """A person's open questions and mentions, and for leads what was left behind by those who have gone."""
    found = []
    mine = [each for each in my_questions(session, actor) if not each.is_done]
    if mine:
        found.append(
            Waiting(
                count_words(len(mine), "question or standard is", "questions or standards are") + " with you",
                "Given to you by colleagues.",
                url_for("colleagues.list_mine"),
                "See your questions",
                min(each.due for each in mine),
            )
        )
    mentions = open_mentions(session, actor)
    if mentions:
        found.append(
            Waiting(
                count_words(len(mentions), "discussion names", "discussions name") + " you",
                "Colleagues would like to hear from you.",
                url_for("colleagues.list_mine", _anchor="named"),
                "Read and answer",
            )
        )
    for held in left_behind(session, actor):
        found.append(
            Waiting(
                f"{held.name} can no longer see to {say_held(held)}",
                f"{held.organisation}. Give it to somebody else.",
                url_for(
                    "colleagues.hand_over", organisation_id=held.organisation_id, colleague_id=held.person_id
                ),
                "Hand it over",
            )
        )
    return found


def still_held(session: Session, actor: Actor, organisation_id: int, person_id: int) -> Sequence[ReturnNote]:
    """What somebody whose role is about to end still holds, with the way to hand it over for leads."""
    held = held_by(session, actor, organisation_id, person_id)
    if held is None or not held.is_something:
        return []
    if may(actor, Permission.HAND_OVER, organisation_id):
        address = url_for("colleagues.hand_over", organisation_id=organisation_id, colleague_id=person_id)
        text = f"{held.name} still has {say_held(held)} of {held.organisation}."
        return [ReturnNote(text, address, "Hand it over first")]
    # The board is not told what an organisation shares out among its people.
    return [
        ReturnNote(f"{held.name} still has work of {held.organisation}. Its lead is asked to hand it over.")
    ]


def _beside(session: Session, view: Any) -> Beside:
    """What stands beside a return, read once a request: the page of a question asks for it twice."""
    known: dict[int, Beside] = g.setdefault("colleagues_beside", {})
    if view.row.id not in known:
        known[view.row.id] = beside_return(session, view.row)
    return known[view.row.id]


def _question_words(beside: Beside, standard: str, code: str) -> list[str]:
    """What a page of many questions says of one: with whom it is, its mark, and what is still being discussed."""
    words = []
    given = beside.seen_to(standard, code)
    if given is not None:
        words.append(f"With {given.name}{' (can no longer answer)' if given.has_left else ''}")
    mark = beside.looked_at.get(code)
    if mark is not None:
        words.append(f"Marked as {LOOKED_AT} by {mark.by_name}")
    if beside.talk.get(code):
        words.append(count_words(beside.talk[code], "open discussion"))
    return words


def _words(beside: Beside, standard: str, codes: Sequence[str]) -> list[str]:
    words = []
    whole = beside.given.get((standard, ""))
    names = [whole.name + (" (can no longer answer)" if whole.has_left else "")] if whole else []
    single = dict.fromkeys(
        given.name for code in codes if (given := beside.given.get((standard, code))) is not None
    )
    names += [name for name in single if name not in names]
    if names:
        words.append(f"With {', '.join(names)}")
    marked = sum(code in beside.looked_at for code in codes)
    if marked:
        words.append(f"{marked} {LOOKED_AT}")
    talk = sum(beside.talk.get(code, 0) for code in codes)
    if talk:
        words.append(count_words(talk, "open discussion"))
    return words
