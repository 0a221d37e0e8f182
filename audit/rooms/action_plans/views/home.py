"""What this room adds to the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.rooms.action_plans.queries import Show, actions_due, waiting_to_be_verified
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SOON = timedelta(days=30)
MOST = 10
_LONGEST = 90


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """The owner's own actions that are overdue or due within 30 days, and what waits for the board to verify."""
    found = []
    due = actions_due(session, actor, today + SOON)
    for action in due[:MOST]:
        found.append(
            Waiting(
                action.what if len(action.what) <= _LONGEST else f"{action.what[:_LONGEST].rstrip()}…",
                f"Your action for {action.organisation.name}.",
                url_for("action_plans.show_action", action_id=action.id),
                "Report progress",
                action.due_on,
            )
        )
    if len(due) > MOST:
        more = len(due) - MOST
        found.append(
            Waiting(
                f"And {more} more of your actions",
                f"They are overdue or due within {SOON.days} days.",
                url_for(
                    "action_plans.organisation_plan",
                    organisation_id=due[MOST].organisation_id,
                    show=Show.OUTSTANDING.value,
                    owner=due[MOST].owner_name,
                ),
                "See them",
                due[MOST].due_on,
            )
        )
    for board, number in waiting_to_be_verified(session, actor):
        words = "1 action waits" if number == 1 else f"{number} actions wait"
        found.append(
            Waiting(
                f"{words} to be verified",
                f"Marked as done by organisations of {board.name}.",
                url_for("action_plans.board_plan", board_code=board.code, show=Show.DONE.value),
                "See what was done",
            )
        )
    return found
