"""Every reading of challenge events, scoped by the actor.

Cancelled drafts and slots taken off the agenda stay in the tables (``cancelled_at``, ``removed_at``): read slots by
``slots_of``, lines by ``lines_of`` and who is marked out by ``marks_of``, which leave them out and count an interest
declared a minute ago.
"""

from audit.rooms.challenge.queries.agenda import Candidate, candidates_of, has_left_area, slots_of
from audit.rooms.challenge.queries.events import (
    board_of_events,
    event_to_change,
    event_to_read,
    event_to_run,
    events_of_actor,
    events_of_board,
    rounds_to_choose,
)
from audit.rooms.challenge.queries.facts import facts_of
from audit.rooms.challenge.queries.files import file_to_read, files_of
from audit.rooms.challenge.queries.lines import (
    dropped_lines,
    line_to_change,
    line_to_read,
    lines_of,
    shared_lines,
)
from audit.rooms.challenge.queries.own import (
    OwnSlot,
    organisation_with_slots,
    own_file,
    own_slot,
    own_slots,
    panel_for,
)
from audit.rooms.challenge.queries.panel import (
    Marks,
    SeatLine,
    marks_of,
    panel_of,
    people_to_seat,
    seat_of_actor,
    seats_of,
)
from audit.rooms.challenge.queries.slots import slot_to_change, slot_to_read, slot_to_run

__all__ = [
    "Candidate",
    "Marks",
    "OwnSlot",
    "SeatLine",
    "board_of_events",
    "candidates_of",
    "dropped_lines",
    "event_to_change",
    "event_to_read",
    "event_to_run",
    "events_of_actor",
    "events_of_board",
    "facts_of",
    "file_to_read",
    "files_of",
    "has_left_area",
    "line_to_change",
    "line_to_read",
    "lines_of",
    "marks_of",
    "organisation_with_slots",
    "own_file",
    "own_slot",
    "own_slots",
    "panel_for",
    "panel_of",
    "people_to_seat",
    "rounds_to_choose",
    "seat_of_actor",
    "seats_of",
    "shared_lines",
    "slot_to_change",
    "slot_to_read",
    "slot_to_run",
    "slots_of",
]
