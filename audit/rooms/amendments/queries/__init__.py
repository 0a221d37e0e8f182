"""Reading amendments, scoped by the boards of the actor."""

from audit.rooms.amendments.queries.amendments import (
    Pending,
    amendment_to_keep,
    amendment_to_read,
    amendments_of,
    begun_answers,
    codes_of_other_rounds,
    content_before,
    pending_returns,
)
from audit.rooms.amendments.queries.effect import Asked, Effect, effect_of

__all__ = [
    "Asked",
    "Effect",
    "Pending",
    "amendment_to_keep",
    "amendment_to_read",
    "amendments_of",
    "begun_answers",
    "codes_of_other_rounds",
    "content_before",
    "effect_of",
    "pending_returns",
]
