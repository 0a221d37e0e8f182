"""What this room adds to the home page: good practice that waits for the consent of a lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.rooms.good_practice.queries import waiting_examples
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """One line for each board that asks an organisation of this lead."""
    return [
        Waiting(
            "Good practice: may it be shared?",
            f"{organisation}. {board} asks about {number} {'answer' if number == 1 else 'answers'}.",
            url_for("good_practice.list_own", organisation_id=organisation_id),
            "Agree or decline",
            None,
        )
        for organisation_id, organisation, board, number in waiting_examples(session, actor)
    ]
