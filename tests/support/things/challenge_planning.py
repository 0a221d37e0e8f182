"""A challenge event that was announced, at which our organisation is heard, and the draft of another."""

from datetime import date

from flask import Flask

from audit.domain.actor import OPERATOR
from audit.domain.challenge import PanelRole
from audit.rooms.challenge.models import SlotFile
from audit.rooms.challenge.operations import (
    EventPlan,
    add_line,
    add_slots,
    announce_event,
    give_seat,
    plan_event,
)
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """The panel member is on its panel; our organisation has a slot with a line and a presentation."""
    plan = EventPlan("Challenge day", date(2026, 11, 18), round_id=things.spring.id, place="Town hall")
    with world.session() as session:
        event = plan_event(session, OPERATOR, world.clock, things.board.code, plan)
        draft = plan_event(session, OPERATOR, world.clock, things.board.code, plan)
        person = things.people["panel member"]
        seat = give_seat(session, OPERATOR, world.clock, event.id, person.id, PanelRole.CHAIR)
        give_seat(session, OPERATOR, world.clock, draft.id, person.id, PanelRole.CHAIR)
        (slot,) = add_slots(session, OPERATOR, world.clock, event.id, [things.ours.id])
        add_slots(session, OPERATOR, world.clock, draft.id, [things.ours.id])
        line = add_line(session, OPERATOR, world.clock, slot.id, "How do you know?", is_shared=True)
        file = SlotFile(
            slot_id=slot.id,
            evidence_id=things.values["evidence_id"],
            added_by_name="Lead",
            added_at=world.clock(),
        )
        session.add(file)
        session.flush()
        things.values |= {
            "event_id": event.id,
            "slot_id": slot.id,
            "line_id": line.id,
            "seat_id": seat.id,
            "file_id": file.id,
        }
        of_draft = {"event_id": draft.id}
    with world.session() as session:
        announce_event(session, OPERATOR, world.clock, things.values["event_id"], public_url="")
    for name in ("announce", "cancel_event", "put_back_event"):
        things.special[f"challenge.{name}"] = of_draft
