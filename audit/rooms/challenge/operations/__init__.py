"""Everything that changes challenge events."""

from audit.rooms.challenge.operations.agenda import (
    SlotTime,
    add_slots,
    change_times,
    fill_agenda,
    move_slot,
    put_back_slot,
    remove_slot,
)
from audit.rooms.challenge.operations.announcing import Told, announce_event, to_tell
from audit.rooms.challenge.operations.attending import (
    add_presentation,
    note_presentation_opened,
    put_back_presentation,
    remove_presentation,
    say_attending,
)
from audit.rooms.challenge.operations.lines import (
    add_line,
    change_line,
    drop_line,
    mark_line,
    move_line,
    propose_lines,
    put_back_line,
    share_lines,
)
from audit.rooms.challenge.operations.panel import (
    change_seat,
    give_seat,
    mark_out,
    remove_seat,
    take_part_again,
)
from audit.rooms.challenge.operations.planning import (
    EventPlan,
    cancel_event,
    change_event,
    plan_event,
    put_back_event,
)

__all__ = [
    "EventPlan",
    "SlotTime",
    "Told",
    "add_line",
    "add_presentation",
    "add_slots",
    "announce_event",
    "cancel_event",
    "change_event",
    "change_line",
    "change_seat",
    "change_times",
    "drop_line",
    "fill_agenda",
    "give_seat",
    "mark_line",
    "mark_out",
    "move_line",
    "move_slot",
    "note_presentation_opened",
    "plan_event",
    "propose_lines",
    "put_back_event",
    "put_back_line",
    "put_back_presentation",
    "put_back_slot",
    "remove_presentation",
    "remove_seat",
    "remove_slot",
    "say_attending",
    "share_lines",
    "take_part_again",
    "to_tell",
]
