"""Changing question sets: every write of this room."""

from audit.rooms.drafts.operations.starting import start_draft

__all__ = ["start_draft"]
