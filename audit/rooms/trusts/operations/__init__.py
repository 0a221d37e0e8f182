"""What happens when a trust answers for its schools: choosing, answering, giving, and each school's own way."""

from audit.rooms.trusts.operations.answering import (
    Answered,
    TrustAnswerConflict,
    answer_for_all,
    choose_questions,
    give_to_schools,
)
from audit.rooms.trusts.operations.giving import Given
from audit.rooms.trusts.operations.inheriting import answer_differently, take_trusts_answer

__all__ = [
    "Answered",
    "Given",
    "TrustAnswerConflict",
    "answer_differently",
    "answer_for_all",
    "choose_questions",
    "give_to_schools",
    "take_trusts_answer",
]
