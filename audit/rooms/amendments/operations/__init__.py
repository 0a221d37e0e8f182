"""Amending running rounds: every write of this room."""

from audit.rooms.amendments.operations.making import make, remind, take_back
from audit.rooms.amendments.operations.preparing import (
    QuestionWords,
    add_question,
    correct,
    describe,
    discard,
    drop,
    prepare,
)

__all__ = [
    "QuestionWords",
    "add_question",
    "correct",
    "describe",
    "discard",
    "drop",
    "make",
    "prepare",
    "remind",
    "take_back",
]
