"""What this room adds to the home page: returns to answer or to sign, and where each return stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.sign_off import signs as signs_step
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState, RoundState
from audit.rooms.assessments.models import SignOffDecision
from audit.rooms.assessments.presenters import due_of
from audit.rooms.assessments.queries import decisions_of, returns_of_actor, sign_off_of
from audit.rooms.rounds.models import Return
from audit.web.home import Standing, Waiting
from audit.web.places import has_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STATE_COLOURS = {
    ReturnState.NOT_STARTED: "grey",
    ReturnState.IN_PROGRESS: "blue",
    ReturnState.AWAITING_SIGN_OFF: "purple",
    ReturnState.SUBMITTED: "green",
}


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Returns that this person is to answer, or to sign."""
    answers = actor.organisations(Permission.RETURN_ANSWER)
    signs = actor.organisations(Permission.RETURN_SIGN)
    if not answers | signs:
        return []
    rows = [
        row
        for row in returns_of_actor(session, actor, Permission.RETURN_VIEW)
        if row.round.state is RoundState.OPEN and row.now is not ReturnState.SUBMITTED
    ]
    decisions = decisions_of(session, rows)
    found = []
    for row in rows:
        if row.now is ReturnState.AWAITING_SIGN_OFF:
            if row.organisation_id in signs and _is_their_turn(actor, row, decisions[row.id]):
                found.append(_to_sign(row))
        elif row.organisation_id in answers:
            found.append(_to_answer(row, next((d for d in decisions[row.id] if not d.approved), None)))
    return found


def _is_their_turn(actor: Actor, row: Return, decisions: Sequence[SignOffDecision]) -> bool:
    """Whether the next signature can be this person's; who has signed one step waits for the other."""
    if any(decision.by_id == actor.person_id for decision in decisions):
        return False
    step = sign_off_of(row, decisions).next_step
    return step is not None and signs_step(actor.signs_as(row.organisation_id), step)


def standing(session: Session, actor: Actor, today: date) -> Sequence[Standing]:
    """Where each return of this person's organisations stands, those of open rounds and the latest first."""
    return [
        Standing(
            title=row.round.title,
            detail=row.organisation.name,
            href=url_for("assessments.show_return", reference=row.reference),
            status="Late" if due_of(row, today).late else RETURN_STATE_WORDS[row.now],
            colour="red" if due_of(row, today).late else STATE_COLOURS[row.now],
            due=row.due,
        )
        for row in returns_of_actor(session, actor, Permission.RETURN_VIEW)[:20]
    ]


def _to_answer(row: Return, returned: SignOffDecision | None) -> Waiting:
    begun = row.now is ReturnState.IN_PROGRESS
    if returned is not None:
        return Waiting(
            title=row.round.title,
            detail=f"{row.organisation.name}. {returned.by_name} read it and asks for a change.",
            href=url_for("assessments.check_answers", reference=row.reference),
            button="See what has to change",
            due=row.due,
        )
    return Waiting(
        title=row.round.title,
        detail=f"{row.organisation.name}. {RETURN_STATE_WORDS[row.now]}.",
        href=url_for("assessments.show_return", reference=row.reference),
        button="Go on answering" if begun else "Start answering",
        due=row.due,
    )


def _to_sign(row: Return) -> Waiting:
    page = "assessments.sign_off" if has_page("assessments.sign_off") else "assessments.show_return"
    return Waiting(
        title=f"Sign off: {row.round.title}",
        detail=f"{row.organisation.name}. The answers are complete and wait for your sign-off.",
        href=url_for(page, reference=row.reference),
        button="Read and sign",
        due=row.due,
    )
