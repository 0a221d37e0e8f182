"""What moderation adds to the home page of a lead and of those who run it for the board, and to a return's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.moderation import ModerationState
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.moderation.queries.moderating import (
    HEARD,
    moderation_standing,
    moderations_to_reply_to,
    rounds_to_settle,
)
from audit.web.gathering import ReturnNote
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Moved grades to reply to, and grades to settle; two queries at most."""
    replies = [
        Waiting(
            title=f"Moderated grades: {row.moderated.round.title}",
            detail=f"{row.moderated.organisation.name}. Accept the grades that differ, or reply.",
            href=url_for("moderation.read_moderation", reference=row.moderated.reference),
            button="Read and reply",
            due=row.reply_by,
        )
        for row in moderations_to_reply_to(session, actor)
    ]
    return replies + [
        Waiting(
            title=f"Grades to settle: {title}",
            detail="1 return waits for the board." if count == 1 else f"{count} returns wait for the board.",
            href=url_for("moderation.list_to_settle", round_code=code),
            button="Settle",
        )
        for code, title, count in rounds_to_settle(session, actor, today)
    ]


def return_note(session: Session, actor: Actor, row: AnyReturn) -> Sequence[ReturnNote]:
    """What the page of a return says of its moderation; nothing before the moderator has begun."""
    if not row.attempts:
        return []
    state = moderation_standing(session, actor, row)
    if state is None or state in (ModerationState.OFFERED, ModerationState.ACCEPTED):
        return []
    page = url_for("moderation.read_moderation", reference=row.reference)
    if state not in HEARD:
        return [ReturnNote("This return is being moderated.", page, "About the moderation")]
    if state is ModerationState.WITH_ORGANISATION:
        return [ReturnNote("The moderated grades wait for your reply.", page, "Read the moderated grades")]
    return [ReturnNote("This return has been moderated.", page, "Read the moderated grades")]
