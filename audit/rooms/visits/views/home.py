"""What visits and feedback add to the home page and to the page of a return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.visits import VISIT_STATE_WORDS, VisitState
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.visits.queries.feedback import may_be_asked
from audit.rooms.visits.queries.visits import rounds_with_forms_to_read, shared_about, waiting_for_visitor
from audit.web.gathering import ReturnNote
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Visits to make, and forms that the board has not shared yet; two queries at most."""
    visits = [
        Waiting(
            f"Visit: {row.visited.organisation.name}",
            f"{row.visited.round.title}, {row.visited.round.board.name}. They are not told before you come.",
            url_for("visits.show_form", visit_id=row.id),
            "Go on" if row.state is VisitState.STARTED else "Open the form",
            row.visit_by,
        )
        for row in waiting_for_visitor(session, actor)
    ]
    return visits + [
        Waiting(
            f"Visits to read: {title}",
            "1 form waits to be read and shared."
            if count == 1
            else f"{count} forms wait to be read and shared.",
            url_for("visits.list_visits", round_code=code),
            "Read",
            None,
        )
        for code, title, count in rounds_with_forms_to_read(session, actor)
    ]


def return_note(session: Session, actor: Actor, row: AnyReturn) -> Sequence[ReturnNote]:
    """An invitation to give feedback, and what was seen on a visit that is shared. Two queries at most."""
    if not row.attempts:
        return []
    notes = []
    answered = may_be_asked(session, actor, row)
    if answered is not None:
        page = url_for("visits.give", reference=row.reference)
        notes.append(
            ReturnNote("You have given feedback on this audit.", page, "Change your feedback")
            if answered
            else ReturnNote(
                "How was this audit for you? It takes five minutes, if you like.", page, "Give feedback"
            )
        )
    notes += [
        ReturnNote(
            "Your board has shared what was seen on a visit.",
            url_for("visits.show_ours", visit_id=id),
            "Read it and reply" if state is VisitState.SHARED else "Read it",
        )
        for id, state in shared_about(session, actor, row)
    ]
    return notes


def touched(session: Session, actor: Actor, board_id: int, organisation_id: int) -> Sequence[str]:
    """What a declared interest in an organisation keeps a visitor from. One query."""
    return [
        f"The visit to {row.visited.organisation.name} that {row.visitor_name} was asked to make "
        f"({VISIT_STATE_WORDS[row.state].lower()}). It is hidden at once and has to be given back."
        for row in waiting_for_visitor(session, actor)
        if row.visited.organisation_id == organisation_id and row.visited.round.board_id == board_id
    ]
