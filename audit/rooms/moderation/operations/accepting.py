"""A moderator accepts what they were given, or gives it back."""

from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.moderation import (
    WITH_MODERATOR,
    ModerationVerb,
    next_moderation_state,
    open_moderation_verbs,
)
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.moderation.models import Moderation
from audit.rooms.moderation.operations.allocating_letters import write_handed_back
from audit.rooms.moderation.policy import checked_text
from audit.rooms.moderation.queries.given import given_one
from audit.rooms.trail.operations import record

LONGEST_REASON = 1_000


def accept(session: Session, actor: Actor, clock: Clock, moderation_id: int) -> Moderation:
    """Accept a return to moderate. Raises NotVisible, RuleBroken once answered, or for somebody too near since."""
    given = given_one(session, actor, moderation_id)
    row = given.row
    if given.tie is not None:
        raise RuleBroken(f"You cannot moderate {given.organisation.name}. {given.tie} Please give it back.")
    if row.moderated.state is not ReturnState.SUBMITTED:
        raise RuleBroken("This return has been reopened. You can accept it once it is submitted again.")
    row.state, row.answered_at = next_moderation_state(row.state, ModerationVerb.ACCEPT), clock()
    _note(session, actor, clock, "moderation.accepted", row)
    return row


def hand_back(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, reason: str, *, public_url: str
) -> Moderation:
    """Decline a return, or give one back that was begun: the notes are kept and the board is told.

    Raises NotVisible, RuleBroken with field ``reason`` without one, and while the return is in others' hands.
    """
    given = given_one(session, actor, moderation_id)
    row = given.row
    reason = checked_text(" ".join(reason.split()), "reason", "The reason", LONGEST_REASON)
    if not reason and given.tie is not None:
        reason = given.tie
    if not reason:
        raise RuleBroken("Say why, so that the board can choose better", "reason")
    if row.state not in WITH_MODERATOR and given.tie is None:
        raise RuleBroken("You have finished with this return, so it cannot be given back. Ask the board.")
    declines = ModerationVerb.DECLINE in open_moderation_verbs(row.state)
    verb = ModerationVerb.DECLINE if declines else ModerationVerb.WITHDRAW
    row.state, row.ended_reason = next_moderation_state(row.state, verb), reason
    row.answered_at = row.answered_at or clock()
    _note(session, actor, clock, "moderation.declined", row, reason=reason)
    write_handed_back(session, actor, clock, row, public_url=public_url)
    return row


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: Moderation, **facts: Any) -> None:
    record(
        session, actor, clock, event,
        subject=("return", row.moderated.reference), board_id=row.plan.round.board_id, stage=row.plan.stage, **facts,
    )  # fmt: skip
