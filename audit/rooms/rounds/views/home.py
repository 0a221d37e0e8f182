"""What this room adds to the home page of a board's people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.domain.workflows import ROUND_STATE_WORDS, RoundState
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.presenters import ROUND_COLOURS
from audit.rooms.rounds.queries import rounds_where
from audit.web.home import Standing, Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_CLOSED_AT_MOST = 5


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Drafts to be opened, and open rounds in which returns are late."""
    found = []
    active = (RoundState.DRAFT, RoundState.OPEN)
    for line in rounds_where(session, actor, Permission.ROUND_RUN, today, active):
        row, counts = line.round, line.counts
        if row.state is RoundState.DRAFT:
            asked = f"{counts.asked:,} {'organisation' if counts.asked == 1 else 'organisations'} chosen"
            found.append(
                Waiting(
                    row.title,
                    f"A draft of {row.board.name}: {asked}. Check it, then open it.",
                    url_for("rounds.ask_to_open", round_code=row.code),
                    "Check and open",
                    row.opens_on,
                )
            )
        elif counts.late:
            found.append(
                Waiting(
                    row.title,
                    f"{Share(counts.late, counts.asked).words} returns are late.",
                    url_for("rounds.show_round", round_code=row.code, standing="late"),
                    "See who is late",
                    row.due_on,
                )
            )
    return found


def standing(session: Session, actor: Actor, today: date) -> Sequence[Standing]:
    """Every round that is open or a draft, and the latest that were closed."""
    lines = rounds_where(session, actor, Permission.ROUND_VIEW, today)
    closed = [line for line in lines if line.round.state is RoundState.CLOSED][:_CLOSED_AT_MOST]
    return [
        Standing(
            line.round.title,
            f"{line.round.board.name}: {_kind(line.round)}"
            f"{Share(line.counts.submitted, line.counts.asked).words} submitted",
            url_for("rounds.show_round", round_code=line.round.code),
            ROUND_STATE_WORDS[line.round.state],
            ROUND_COLOURS[line.round.state],
            line.round.due_on,
        )
        for line in lines
        if line.round.state is not RoundState.CLOSED or line in closed
    ]


def _kind(row: Round) -> str:
    return f"progress review of {row.reviews.title}, " if row.reviews else ""
