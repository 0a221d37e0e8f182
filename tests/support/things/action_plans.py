"""Actions of our organisation: one to work on, with a file beside it, and one that is done."""

from datetime import date

from flask import Flask

from audit.domain.actions import ActionOrigin
from audit.rooms.action_plans.models import ActionHold
from audit.rooms.action_plans.operations import (
    ActionFacts,
    add_action,
    attach_evidence,
    finish_action,
)
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Add an action that is open and one that is done; both are of our organisation and seen by its board."""
    lead = world.actor(things.people["lead"])

    def make(what: str) -> int:
        with world.session() as session:
            return add_action(
                session,
                lead,
                world.clock,
                organisation_id=things.ours.id,
                board_id=things.board.id,
                facts=ActionFacts(what, date(2027, 3, 4), owner_id=lead.person_id),
                origin=ActionOrigin.BY_HAND,
            ).id

    open_id, done_id = make("Write a policy"), make("Train the staff")
    with world.session() as session:
        attach_evidence(session, lead, world.clock, open_id, [things.values["evidence_id"]])
        finish_action(session, lead, world.clock, done_id, impact="Staff know what to do")
    things.values["action_id"] = open_id
    with world.session() as session:
        hold = ActionHold(
            action_id=open_id, reason="It tells who a child is.", by_name="Kit", at=world.clock()
        )
        session.add(hold)
        session.flush()
        things.values["hold_id"] = hold.id
    for name in ("take_back", "verify", "send_back"):
        things.special[f"action_plans.{name}"] = {"action_id": done_id}
