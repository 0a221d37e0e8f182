"""Every reading of what trusts answer for their schools, scoped by the actor."""

from audit.rooms.trusts.queries.answers import (
    SchoolStand,
    TrustItem,
    answered_of,
    bonds,
    is_open,
    item_for,
    items_of,
    offered_to,
    said_in,
    school_stand,
    stands_of,
)
from audit.rooms.trusts.queries.origins import origins_of_return
from audit.rooms.trusts.queries.scope import (
    TrustRound,
    open_rounds,
    rounds_of_trust,
    school_return,
    trust_here,
    trust_of,
    trust_round,
    waiting_rounds,
)

__all__ = [
    "SchoolStand",
    "TrustItem",
    "TrustRound",
    "answered_of",
    "bonds",
    "is_open",
    "item_for",
    "items_of",
    "offered_to",
    "open_rounds",
    "origins_of_return",
    "rounds_of_trust",
    "said_in",
    "school_return",
    "school_stand",
    "stands_of",
    "trust_here",
    "trust_of",
    "trust_round",
    "waiting_rounds",
]
