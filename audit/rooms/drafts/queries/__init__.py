"""Reading drafts, scoped by the boards of the actor."""

from audit.rooms.drafts.queries.beside import changes_of, comments_of, discarded_drafts, last_change
from audit.rooms.drafts.queries.drafts import Whole, draft_to_keep, draft_to_read, drafts_of, whole_draft
from audit.rooms.drafts.queries.library import behind, remarks_on
from audit.rooms.drafts.queries.outline import Asked, Outline, outline_of

__all__ = [
    "Asked",
    "Outline",
    "Whole",
    "behind",
    "changes_of",
    "comments_of",
    "discarded_drafts",
    "draft_to_keep",
    "draft_to_read",
    "drafts_of",
    "last_change",
    "outline_of",
    "remarks_on",
    "whole_draft",
]
