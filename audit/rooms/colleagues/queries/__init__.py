"""Reading what colleagues share out, say and mark; only ever for the organisation's own people."""

from audit.rooms.colleagues.queries.beside import (
    Beside,
    Given,
    Mark,
    assignable,
    beside_return,
    given_to_read,
    has_left,
    live_assignment,
)
from audit.rooms.colleagues.queries.discussions import (
    Discussion,
    Said,
    begun_to_change,
    colleagues_to_mention,
    discussions_of,
    discussions_of_return,
    open_mentions,
    said_to_remove,
)
from audit.rooms.colleagues.queries.held import Held, held_by, left_behind
from audit.rooms.colleagues.queries.mine import MyQuestion, my_questions

__all__ = [
    "Beside",
    "Discussion",
    "Given",
    "Held",
    "Mark",
    "MyQuestion",
    "Said",
    "assignable",
    "begun_to_change",
    "beside_return",
    "colleagues_to_mention",
    "discussions_of",
    "discussions_of_return",
    "given_to_read",
    "has_left",
    "held_by",
    "left_behind",
    "live_assignment",
    "my_questions",
    "open_mentions",
    "said_to_remove",
]
