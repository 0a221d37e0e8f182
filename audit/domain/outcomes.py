"""The written outcome of a return, and the clock on it.

What users of such audits complain about most is that nobody replies: an organisation marks its own homework, and an
uploaded policy could be a blank page. So every return ends in a written outcome, moderated or not, with a clock on it
that both the board and the organisation see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from audit.domain.rollup import Share

DAYS_AFTER_SUBMISSION = 60
"""Days from the submission of a return to its outcome."""
DAYS_AFTER_MODERATION = 20
"""Days from the end of a round's moderation to the outcomes, where that is later."""


def outcome_due(submitted_on: date, moderation_by: date | None) -> date:
    """The day by which a return has its written outcome. The day itself is still in time.

    Sixty days after it was submitted; where moderation ends later than that, twenty days after its end, because an
    outcome names the agreed grades. It hangs on nothing that the board does meanwhile, so that the clock cannot be
    put back by being slow.
    """
    due = submitted_on + timedelta(days=DAYS_AFTER_SUBMISSION)
    if moderation_by is None:
        return due
    return max(due, moderation_by + timedelta(days=DAYS_AFTER_MODERATION))


@dataclass(frozen=True)
class OutcomeCounts:
    """How many submitted returns have their outcome, and how many of those without are past their day."""

    submitted: int = 0
    sent: int = 0
    drafted: int = 0
    """Begun and not sent."""
    overdue: int = 0
    """Not sent, and past the day."""

    @property
    def have(self) -> Share:
        """Those that have it, of those submitted."""
        return Share(self.sent, self.submitted)

    @property
    def late(self) -> Share:
        """Those overdue, of those that still wait."""
        return Share(self.overdue, self.submitted - self.sent)


def count_outcomes(returns: Iterable[tuple[bool, bool, date]], today: date) -> OutcomeCounts:
    """Add up submitted returns, each as (has an outcome been sent, has one been begun, due)."""
    submitted = sent = drafted = overdue = 0
    for is_sent, is_begun, due in returns:
        submitted += 1
        sent += is_sent
        drafted += is_begun and not is_sent
        overdue += not is_sent and today > due
    return OutcomeCounts(submitted, sent, drafted, overdue)
