"""The report of an event in words and figures, for the page and the Word document alike."""

from collections.abc import Mapping, Sequence
from datetime import date

from audit.domain.actions import ACTION_STATE_WORDS, is_overdue
from audit.domain.challenge import OUTCOME_WORDS, PANEL_ROLE_WORDS, EnquiryOutcome
from audit.domain.hearing import Tally
from audit.rooms.action_plans.models import Action
from audit.rooms.challenge.models import PanelSeat
from audit.rooms.challenge.queries.report import EventReport

OUTCOME_COLOURS: Mapping[EnquiryOutcome, str] = {
    EnquiryOutcome.ASSURED: "green",
    EnquiryOutcome.PARTLY_ASSURED: "yellow",
    EnquiryOutcome.NOT_ASSURED: "red",
}

CAME_WORDS: Mapping[bool | None, str] = {True: "Came", False: "Did not come", None: "Not noted"}


def state_words(action: Action, day: date) -> str:
    """Where an action stands now; *overdue* where its day has passed."""
    words = ACTION_STATE_WORDS[action.state]
    return f"{words}, overdue" if is_overdue(action.state, action.due_on, day) else words


def seat_words(seat: PanelSeat) -> str:
    """``Kit Chair, chair``."""
    return f"{seat.person.name}, {PANEL_ROLE_WORDS[seat.role].lower()}"


def tally_rows(counted: Tally) -> list[tuple[str, str]]:
    """Each outcome with its share, and what has none."""
    rows = [(OUTCOME_WORDS[outcome], counted.share(outcome).words) for outcome in EnquiryOutcome]
    if counted.without:
        rows.append(("No outcome", f"{counted.without:,} of {counted.lines:,} lines, not counted above"))
    return rows


def unfinished(report: EventReport) -> list[str]:
    """What is not finished, a sentence each, to be read before the report is sent."""
    found = []
    for heard, lines in report.lines_without_outcome:
        count = len(lines)
        found.append(
            f"{heard.slot.organisation.name}: {count} {'line has' if count == 1 else 'lines have'} no outcome."
        )
    if report.without_feedback:
        names = ", ".join(slot.organisation.name for slot in report.without_feedback)
        found.append(f"Feedback has not been sent to {names}.")
    if report.without_attendance:
        found.append(f"Nobody has noted whether these came: {', '.join(report.without_attendance)}.")
    if not report.event.report_summary:
        found.append("The report has no summary yet.")
    return found


def by_outcome(report: EventReport) -> Sequence[tuple[str, Tally]]:
    """Each organisation with its lines by outcome."""
    return [(heard.slot.organisation.name, heard.tally) for heard in report.slots]
