"""Changing question sets: every write of this room."""

from audit.rooms.drafts.operations.adopting import adopt, end_adoption, offer, withdraw
from audit.rooms.drafts.operations.publishing import Publication, publish_draft
from audit.rooms.drafts.operations.starting import start_draft
from audit.rooms.drafts.operations.taking_over import take_changes_over

__all__ = [
    "Publication",
    "adopt",
    "end_adoption",
    "offer",
    "publish_draft",
    "start_draft",
    "take_changes_over",
    "withdraw",
]
