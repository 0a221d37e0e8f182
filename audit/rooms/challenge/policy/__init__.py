"""Who may plan an event, sit on its panel or come to it, and what may be written for it."""

from audit.rooms.challenge.policy.planning import (
    SITTING_ROLES,
    may_run,
    may_sit,
    require_run,
    require_state,
)
from audit.rooms.challenge.policy.words import (
    LONGEST_LINE,
    LONGEST_NOTES,
    checked_text,
    checked_title,
    place_and_link,
)

__all__ = [
    "LONGEST_LINE",
    "LONGEST_NOTES",
    "SITTING_ROLES",
    "checked_text",
    "checked_title",
    "may_run",
    "may_sit",
    "place_and_link",
    "require_run",
    "require_state",
]
