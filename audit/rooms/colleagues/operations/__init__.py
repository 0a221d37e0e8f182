"""What colleagues do together: share out, discuss, mark, hand over, and the letters about it."""

from audit.rooms.colleagues.operations.assigning import (
    About,
    AssignmentFacts,
    AssignmentStale,
    assign,
    take_back,
)
from audit.rooms.colleagues.operations.discussing import (
    begin_discussion,
    reopen_discussion,
    reply,
    resolve_discussion,
    take_out_words,
)
from audit.rooms.colleagues.operations.gathering import gather_letters
from audit.rooms.colleagues.operations.handing_over import hand_over
from audit.rooms.colleagues.operations.marking import mark_looked_at, remove_mark

__all__ = [
    "About",
    "AssignmentFacts",
    "AssignmentStale",
    "assign",
    "begin_discussion",
    "gather_letters",
    "hand_over",
    "mark_looked_at",
    "remove_mark",
    "reopen_discussion",
    "reply",
    "resolve_discussion",
    "take_back",
    "take_out_words",
]
