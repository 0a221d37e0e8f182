"""Reading drafts, scoped by the boards of the actor."""

from audit.rooms.drafts.queries.drafts import Whole, draft_to_keep, draft_to_read, drafts_of, whole_draft

__all__ = ["Whole", "draft_to_keep", "draft_to_read", "drafts_of", "whole_draft"]
