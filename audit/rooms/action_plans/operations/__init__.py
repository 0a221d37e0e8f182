"""What happens to actions: adding, changing, progress, judging, and the evidence that they are done."""

from audit.rooms.action_plans.operations.citing import (
    attach_again,
    attach_evidence,
    remove_evidence,
    require_attachable,
)
from audit.rooms.action_plans.operations.holding import hold_back_words, show_words_again
from audit.rooms.action_plans.operations.keeping import add_action, add_for_organisation, change_action
from audit.rooms.action_plans.operations.progress import (
    drop_action,
    finish_action,
    note_progress,
    send_back_action,
    take_back_action,
    verify_action,
)
from audit.rooms.action_plans.policy import ActionFacts, ReturnAbout

__all__ = [
    "ActionFacts",
    "ReturnAbout",
    "add_action",
    "add_for_organisation",
    "attach_again",
    "attach_evidence",
    "change_action",
    "drop_action",
    "finish_action",
    "hold_back_words",
    "note_progress",
    "remove_evidence",
    "require_attachable",
    "send_back_action",
    "show_words_again",
    "take_back_action",
    "verify_action",
]
