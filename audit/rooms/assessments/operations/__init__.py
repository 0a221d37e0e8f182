"""What happens to returns: answering, citing evidence, signing off and submitting."""

from audit.rooms.assessments.operations.answering import (
    AnswerConflict,
    return_to_change,
    save_answer,
    save_into,
)
from audit.rooms.assessments.operations.signing import (
    AlreadyDecided,
    approve,
    recall,
    reopen,
    return_to_lead,
    send_for_sign_off,
)
from audit.rooms.assessments.operations.snapshot import answers_content

__all__ = [
    "AlreadyDecided",
    "AnswerConflict",
    "answers_content",
    "approve",
    "recall",
    "reopen",
    "return_to_change",
    "return_to_lead",
    "save_answer",
    "save_into",
    "send_for_sign_off",
]
