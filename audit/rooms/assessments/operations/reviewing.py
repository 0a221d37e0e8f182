"""Reporting in a progress review: a note on each open action, which starts the return as an answer does."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import note_progress
from audit.rooms.assessments.operations.answering import READ_ONLY, return_to_change, start_return
from audit.rooms.assessments.policy import as_keeper, may_write, require_answerable
from audit.rooms.assessments.queries import action_of_review, is_review


def report_progress(
    session: Session, actor: Actor, clock: Clock, reference: str, action_id: int, text: str
) -> Action:
    """Write a note of progress on an action that a review asks about.

    Raises NotVisible for another organisation's return, for a return of no review and for an action of another
    round; NotAllowed for those who only read and for a round that is closed; RuleBroken without words, once the
    return is past answering and when the action is closed.
    """
    row = return_to_change(session, actor, reference)
    if not is_review(row) or action_of_review(session, row, action_id) is None:
        raise NotVisible
    if not may_write(actor, row):
        raise NotAllowed(READ_ONLY)
    next_state = require_answerable(actor, row)
    action = note_progress(session, as_keeper(actor, row), clock, action_id, text)
    if next_state is not row.now:
        start_return(session, actor, clock, row, next_state)
    return action
