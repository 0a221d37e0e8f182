"""What happens to returns: answering, citing evidence, signing off and submitting."""

from audit.rooms.assessments.operations.answering import (
    AnswerConflict,
    return_to_change,
    save_answer,
    save_into,
)
from audit.rooms.assessments.operations.carrying import BroughtForward, carry_forward
from audit.rooms.assessments.operations.entering import (
    agree,
    decline,
    enter_on_behalf,
    take_over,
    undo_entering,
)
from audit.rooms.assessments.operations.origins import Origin, add_origins, origins_of
from audit.rooms.assessments.operations.paper_sign_off import (
    PaperSignature,
    entered_return,
    submit_on_paper,
)
from audit.rooms.assessments.operations.reopening import add_consequence, say_consequences
from audit.rooms.assessments.operations.reviewing import report_progress
from audit.rooms.assessments.operations.sharing import let_follow, share_answers, share_citations
from audit.rooms.assessments.operations.signing import (
    AlreadyDecided,
    approve,
    recall,
    reopen,
    return_to_lead,
    send_for_sign_off,
)
from audit.rooms.assessments.operations.snapshot import answers_content, progress_content
from audit.rooms.assessments.policy import checked_content, enters, may_write, require_answerable

__all__ = [
    "AlreadyDecided",
    "AnswerConflict",
    "BroughtForward",
    "Origin",
    "PaperSignature",
    "add_consequence",
    "add_origins",
    "agree",
    "answers_content",
    "approve",
    "carry_forward",
    "checked_content",
    "decline",
    "enter_on_behalf",
    "entered_return",
    "enters",
    "let_follow",
    "may_write",
    "origins_of",
    "progress_content",
    "recall",
    "reopen",
    "report_progress",
    "require_answerable",
    "return_to_change",
    "return_to_lead",
    "save_answer",
    "save_into",
    "say_consequences",
    "send_for_sign_off",
    "share_answers",
    "share_citations",
    "submit_on_paper",
    "take_over",
    "undo_entering",
]
