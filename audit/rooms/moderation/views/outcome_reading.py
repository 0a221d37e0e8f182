"""Reading a written outcome: on screen and as Word, and what the page of a return says of it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind
from audit.infra.clock import today
from audit.infra.word import CONTENT_TYPE
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.moderation.exports import outcome_document
from audit.rooms.moderation.presenters import outcomes as present
from audit.rooms.moderation.queries.outcomes import SentOutcome, outcome_standing, outcome_to_read
from audit.rooms.moderation.views.blueprint import blueprint
from audit.web.files import send_attachment
from audit.web.gathering import ReturnNote
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@blueprint.get("/returns/<reference>/outcome")
@allow(Permission.OUTCOME_READ)
def show_outcome(reference: str) -> str | Response:
    """The latest outcome of a return; before it is sent, the day by which it comes."""
    return _read(outcome_to_read(db(), actor(), reference))


@blueprint.get("/returns/<reference>/outcomes/<int:number>")
@allow(Permission.OUTCOME_READ)
def show_earlier_outcome(reference: str, number: int) -> str | Response:
    """The outcome about one copy of a return."""
    return _read(outcome_to_read(db(), actor(), reference, number))


@blueprint.get("/returns/<reference>/outcomes/<int:number>/word")
@allow(Permission.OUTCOME_READ)
def download_outcome(reference: str, number: int) -> Response:
    """The outcome as a Word document."""
    found = outcome_to_read(db(), actor(), reference, number)
    if found.outcome is None or found.outcome.content is None:  # pragma: no cover - what was sent has content
        raise NotVisible
    document = outcome_document(present.read_outcome(found.outcome.content))
    name = f"{found.row.reference}-{number}-outcome.docx"
    return send_attachment(BytesIO(document), name, CONTENT_TYPE, len(document))


def _read(found: SentOutcome) -> str | Response:
    row = found.row
    is_member = row.organisation_id in actor().organisations(Permission.OUTCOME_READ)
    stand_in(*(("organisation", row.organisation_id) if is_member else ("board", row.round.board_id)))
    if found.outcome is None and not is_member:
        return redirect(url_for(".write_outcome", reference=row.reference), 303)
    content = found.outcome.content if found.outcome else None
    return render_template(
        "moderation/outcome.html",
        row=row,
        outcome=found.outcome,
        others=found.others,
        due=found.due,
        day=today(clock()),
        page=present.read_outcome(content) if content else None,
        grade_words=present.grade_words,
        is_member=is_member,
    )


def return_note(session: Session, actor: Actor, row: AnyReturn) -> Sequence[ReturnNote]:
    """What the page of a return says of its outcome: by when it comes, or where it is read."""
    if row.submitted_at is None and not row.attempts:
        return []
    standing = outcome_standing(session, actor, row.id)
    if standing is None:
        return []
    page = url_for("moderation.show_outcome", reference=row.reference)
    found = []
    if standing.sent_at is not None and standing.is_submitted:
        sent = f"The board sent its written outcome on {say_date(standing.sent_at)}."
        found.append(ReturnNote(sent, page, "Read the outcome"))
    elif standing.is_submitted and row.round.kind is RoundKind.AUDIT:
        found.append(ReturnNote(f"You will have the board’s written outcome by {say_date(standing.due)}."))
    if standing.has_earlier:
        found.append(
            ReturnNote(
                "The outcome of what you submitted before stays here.", page, "Read the earlier outcome"
            )
        )
    return found
