"""What the pages of challenge events show."""

from audit.rooms.challenge.presenters.lines import REASON_TITLES, read_by
from audit.rooms.challenge.presenters.planning import (
    EVENT_COLOURS,
    AgendaLine,
    Difference,
    Task,
    agenda_lines,
    chair_warnings,
    differences,
    tasks_of,
    where,
)

__all__ = [
    "EVENT_COLOURS",
    "REASON_TITLES",
    "AgendaLine",
    "Difference",
    "Task",
    "agenda_lines",
    "chair_warnings",
    "differences",
    "read_by",
    "tasks_of",
    "where",
]
