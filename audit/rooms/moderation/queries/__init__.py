"""Reading moderation: its plan, what a moderator was given, what was agreed, the outcomes and the calibration."""

from audit.rooms.moderation.queries.agreed import agreed_of, judgements_of
from audit.rooms.moderation.queries.moderating import allocated

__all__ = ["agreed_of", "allocated", "judgements_of"]
