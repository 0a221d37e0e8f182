"""Everything that changes good practice: asking, taking back, choosing, agreeing, declining, withdrawing."""

from audit.rooms.good_practice.operations.answering import (
    agree,
    choose_answers,
    decline,
    share_again,
    withdraw,
)
from audit.rooms.good_practice.operations.asking import (
    WHOLE_RETURN,
    ask_all_green,
    ask_for,
    ask_praised,
    take_back,
)

__all__ = [
    "WHOLE_RETURN",
    "agree",
    "ask_all_green",
    "ask_for",
    "ask_praised",
    "choose_answers",
    "decline",
    "share_again",
    "take_back",
    "withdraw",
]
