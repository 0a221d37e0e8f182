"""What a return says, for the pages of later rooms: in the same words as on its own pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from audit.domain.scales import Scale
from audit.rooms.assessments.operations import Origin, answers_content
from audit.rooms.assessments.presenters import (
    Count,
    Due,
    ReadStandard,
    Said,
    Task,
    child_warnings,
    count_of_all,
    due_of,
    read_scale,
    read_standards,
    say,
    tasks_of,
)
from audit.rooms.assessments.queries import ReturnView


@dataclass(frozen=True)
class Reading:
    """A whole return as it is now, to be read."""

    standards: list[ReadStandard]
    scale: Scale
    tasks: list[Task]
    count: Count
    due: Due


def reading_of(view: ReturnView, origins: Mapping[str, Origin], today: date) -> Reading:
    """What a return, which the caller has in scope, says now."""
    content, tasks = answers_content(view, origins), tasks_of(view)
    return Reading(
        read_standards(content), read_scale(content), tasks, count_of_all(tasks), due_of(view.row, today)
    )


__all__ = ["Due", "Reading", "Said", "child_warnings", "due_of", "reading_of", "say"]
