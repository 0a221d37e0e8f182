"""Lines of enquiry in words."""

from collections.abc import Mapping

from audit.domain.challenge import EnquiryReason
from audit.rooms.challenge.models import Line

REASON_TITLES: Mapping[EnquiryReason, str] = {
    EnquiryReason.PRIORITY_GRADE: "Priority grade",
    EnquiryReason.MOVED: "Moved by moderation",
    EnquiryReason.GREENER: "Better without evidence",
    EnquiryReason.EVIDENCE_WEAK: "Weak evidence",
    EnquiryReason.NEVER_OPENED: "Evidence not opened",
    EnquiryReason.OVERDUE: "Overdue action",
    EnquiryReason.UNLIKE_PEERS: "Unlike its peers",
    EnquiryReason.CARRIED: "Still open",
    EnquiryReason.BY_HAND: "Added by hand",
}
"""The leading reason of a line, short."""


def read_by(line: Line) -> tuple[str, str]:
    """Who reads a line before the event, with the colour of its tag."""
    if not line.is_shared:
        return "Panel only", "grey"
    return ("Shared", "green") if line.shared_at is not None else ("To be shared", "yellow")
