"""Asking for visits, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.texts import checked_words
from audit.domain.visits import VisitState, VisitVerb, next_visit_state
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock, today
from audit.rooms.outbox.operations import write_letter
from audit.rooms.questionnaires.queries import edition_by_id
from audit.rooms.rounds.models import Return
from audit.rooms.rounds.queries import round_by_code
from audit.rooms.trail.operations import record
from audit.rooms.visits.models import Visit
from audit.rooms.visits.policy import LONGEST_NOTE, LONGEST_REASON
from audit.rooms.visits.queries.visits import TO_DO, visit_of_board, visitors_for


@dataclass(frozen=True)
class VisitsAsked:
    """What a board asks for: which form, of whom, to whom, by when, and what to look at."""

    edition_id: int
    visitor_id: int
    references: Sequence[str]
    visit_by: date | None = None
    note: str = ""


def ask_for_visits(
    session: Session, actor: Actor, clock: Clock, round_code: str, asked: VisitsAsked, *, public_url: str
) -> list[Visit]:
    """Ask a moderator to visit organisations that have submitted, unannounced: only the visitor has a letter.

    Raises NotVisible for a round, a form or a return that the actor's board does not have; RuleBroken with the field
    (``organisations``, ``visitor``, ``visit_by``, ``note``) for a moderator who stands too near, an organisation
    that is to be visited already, and a day that has passed.
    """
    row = round_by_code(session, actor, round_code, Permission.VISIT_RUN)
    if not asked.edition_id:
        raise RuleBroken("Choose a form", "edition")
    edition = edition_by_id(session, actor, asked.edition_id)
    if edition.instrument is not Instrument.VISIT:
        raise NotVisible
    if not asked.references:
        raise RuleBroken("Choose at least one organisation", "organisations")
    note = checked_words(asked.note, "What you ask the visitor to look at", "note", LONGEST_NOTE)
    if asked.visit_by is not None and asked.visit_by < today(clock):
        raise RuleBroken("The day by which the visit is made must not have passed", "visit_by")
    returns = session.scalars(
        select(Return)
        .join(Return.organisation)
        .options(contains_eager(Return.organisation))
        .where(
            Return.round_id == row.id,
            Return.reference.in_(set(asked.references)),
            Return.state == ReturnState.SUBMITTED,
        )
        .order_by(Return.reference)
        .with_for_update(of=Return)  # two administrators who ask at once take turns
    ).all()
    if {each.reference for each in returns} != set(asked.references):
        raise NotVisible
    _none_to_be_visited(session, returns)
    owners = [each.organisation_id for each in returns]
    visitor = next((each for each in visitors_for(session, row, owners) if each.id == asked.visitor_id), None)
    if visitor is None:
        raise RuleBroken("Choose a moderator of your board", "visitor")
    for each in returns:
        if each.organisation_id in visitor.ties:
            raise RuleBroken(
                f"{visitor.name} cannot visit {each.organisation.name}. {visitor.ties[each.organisation_id]} "
                "Choose somebody else, or leave this organisation out.",
                "visitor",
            )
    visits = [
        Visit(
            return_id=each.id,
            edition_id=edition.id,
            visitor_id=visitor.id,
            visitor_name=visitor.name,
            state=VisitState.ASKED,
            asked_at=clock(),
            asked_by_name=actor.name,
            visit_by=asked.visit_by,
            note=note,
        )
        for each in returns
    ]
    session.add_all(visits)
    session.flush()
    for visit in visits:
        note_in_trail(session, actor, clock, "visit.asked", visit, row.board_id, name=visitor.name)
    write_letter(
        session, clock, "visit-asked",
        to_email=visitor.email, to_name=visitor.name, board_id=row.board_id, about=("round", row.code),
        round=row.title, board=row.board.name,
        organisations=[each.organisation.name for each in returns],
        visit_by=asked.visit_by, note=note,
        contact_email=row.board.contact_email, contact_phone=row.board.contact_phone,
        link=f"{public_url}/visits",
    )  # fmt: skip
    return visits


def withdraw_visit(
    session: Session, actor: Actor, clock: Clock, visit_id: int, reason: str, *, public_url: str
) -> Visit:
    """Take a visit back from its visitor, who is told why. What was noted is kept, and nobody reads it."""
    row = visit_of_board(session, actor, visit_id, lock=True)
    state = next_visit_state(row.state, VisitVerb.WITHDRAW)
    row.ended_because = checked_words(
        reason, "The reason", "reason", LONGEST_REASON, "Say why you take this visit back"
    )
    row.state = state
    board = row.visited.round.board
    note_in_trail(session, actor, clock, "visit.withdrawn", row, board.id, reason=row.ended_because)
    if row.visitor is not None and not row.visitor.is_closed:
        write_letter(
            session, clock, "visit-withdrawn",
            to_email=row.visitor.email, to_name=row.visitor.name, board_id=board.id, about=("visit", str(row.id)),
            organisation=row.visited.organisation.name, round=row.visited.round.title, board=board.name,
            reason=row.ended_because, contact_email=board.contact_email, contact_phone=board.contact_phone,
            link=f"{public_url}/visits",
        )  # fmt: skip
    return row


def _none_to_be_visited(session: Session, returns: Sequence[Return]) -> None:
    already = set(
        session.scalars(
            select(Visit.return_id).where(
                Visit.return_id.in_([each.id for each in returns]), Visit.state.in_(TO_DO)
            )
        )
    )
    if already:
        names = ", ".join(each.organisation.name for each in returns if each.id in already)
        raise RuleBroken(
            f"A visit has been asked for already: {names}. Take it back first, or leave it out.",
            "organisations",
        )


def note_in_trail(
    session: Session, actor: Actor, clock: Clock, event: str, row: Visit, board_id: int, **facts: Any
) -> None:
    """Note in the board's trail what happened to a visit; never what was seen.

    The organisation stands in no entry's column: nothing of its own may tell it of a visit that is not shared.
    """
    record(session, actor, clock, event, subject=("visit", str(row.id)), board_id=board_id, **facts)
