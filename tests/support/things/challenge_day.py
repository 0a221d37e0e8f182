"""A challenge event under way with a note of the panel member, one that has ended, and one whose report is sent."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask

from audit.domain.actor import OPERATOR
from audit.domain.challenge import EventState, PanelRole
from audit.rooms.challenge.models import ChallengeEvent, LineNote, Slot
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

UNDER_WAY = (
    "end_event", "note_panel", "show_day", "show_slot_day", "show_line_day", "read_notes", "save_note", "remove_note",
    "put_back_note", "save_outcome", "download_slot_pack", "download_pack", "download_workbook",
)  # fmt: skip
ENDED = (
    "resume_event", "write_report", "send_report", "show_after", "agree_action", "write_feedback", "preview_feedback",
    "download_feedback",
)  # fmt: skip
SENT = ("show_report", "download_report", "download_own_feedback")


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """The panel member chairs each; our organisation is heard."""
    under_way = _event(world, things, EventState.UNDER_WAY)
    ended = _event(world, things, EventState.HELD)
    sent = _event(world, things, EventState.REPORTED)
    things.values["note_id"] = under_way["note_id"]
    for names, values in ((UNDER_WAY, under_way), (ENDED, ended), (SENT, sent)):
        for name in names:
            things.special[f"challenge.{name}"] = values


def _event(world: World, things: MatrixWorld, state: EventState) -> dict[str, Any]:
    panel = things.people["panel member"]
    plan = EventPlan(f"Day {state}", date(2026, 11, 18), round_id=things.spring.id, place="Town hall")
    with world.session() as session:
        event = plan_event(session, OPERATOR, world.clock, things.board.code, plan)
        give_seat(session, OPERATOR, world.clock, event.id, panel.id, PanelRole.CHAIR)
        (slot,) = add_slots(session, OPERATOR, world.clock, event.id, [things.ours.id])
        line = add_line(session, OPERATOR, world.clock, slot.id, "How do you know?", is_shared=True)
        found = {"event_id": event.id, "slot_id": slot.id, "line_id": line.id}
    with world.session() as session:
        announce_event(session, OPERATOR, world.clock, found["event_id"], public_url="")
    with world.session() as session:
        event = session.get_one(ChallengeEvent, found["event_id"])
        event.state = state
        if state is EventState.REPORTED:
            event.reported_at = datetime(2026, 11, 20, tzinfo=UTC)
        slot = session.get_one(Slot, found["slot_id"])
        slot.feedback = "Thank you for coming."
        if state is EventState.REPORTED:
            slot.feedback_sent_at = datetime(2026, 11, 19, tzinfo=UTC)
        note = LineNote(
            line_id=found["line_id"],
            key="a",
            kind="asked",
            text="How?",
            taken_by_id=panel.id,
            taken_by_name=panel.name,
            created_at=world.clock(),
            updated_at=world.clock(),
        )
        session.add(note)
        session.flush()
        return {**found, "note_id": note.id}
