"""The report of an event, and the feedback to one organisation, as Word documents."""

from datetime import date, datetime

from audit.domain.challenge import OUTCOME_WORDS, EnquiryOutcome
from audit.domain.dates import say_date
from audit.infra.clock import Clock, today
from audit.infra.word import Paper, Tinted
from audit.infra.workbook import GRADE_GROUNDS
from audit.rooms.challenge.models import Line
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.presenters.planning import where
from audit.rooms.challenge.presenters.report import (
    CAME_WORDS,
    OUTCOME_COLOURS,
    by_outcome,
    seat_words,
    state_words,
    tally_rows,
)
from audit.rooms.challenge.queries.day import Told
from audit.rooms.challenge.queries.report import EventReport


def report_document(report: EventReport, clock: Clock) -> bytes:
    """The report of an event."""
    event, day = report.event, today(clock)
    paper = Paper(f"Report: {event.title}", author=event.board.name, at=clock())
    paper.facts(
        [
            ("Event", event.title),
            ("Day", say_date(event.held_on)),
            ("Where", where(event)),
            ("About", event.round.title if event.round else "Action plans"),
            ("Report", f"Sent {say_date(event.reported_at)}" if event.reported_at else "Draft"),
        ]
    )
    paper.heading("Summary")
    paper.paragraph(event.report_summary or "No summary has been written.")
    _attendance(paper, report)
    paper.heading("Outcomes")
    paper.paragraph("Shares are of the lines that have an outcome.")
    paper.facts(tally_rows(report.tally))
    if report.slots:
        paper.table(
            ("Organisation", *OUTCOME_WORDS.values(), "No outcome"),
            [
                (name, *(counted.share(outcome).words for outcome in EnquiryOutcome), str(counted.without))
                for name, counted in by_outcome(report)
            ],
            (0.32, 0.18, 0.18, 0.18, 0.14),
        )
    if report.left_out:
        paper.paragraph(f"Left out, because you take no part in the slot: {', '.join(report.left_out)}.")
    _themes(paper, report)
    for heard in report.slots:
        paper.heading(heard.slot.organisation.name)
        if not heard.lines:
            paper.paragraph("No lines of enquiry.")
            continue
        paper.table(
            ("Line of enquiry", "Outcome", "Follow-up"),
            [(line.text, _outcome(line), line.follow_up) for line in heard.lines],
            (0.5, 0.17, 0.33),
        )
    _actions(paper, report, day)
    paper.heading("Still open")
    if not report.still_open:
        paper.paragraph("Nothing.")
    for heard, lines in report.still_open:
        paper.heading(heard.slot.organisation.name, 2)
        paper.bullets(line.text for line in lines)
    return paper.content()


def _attendance(paper: Paper, report: EventReport) -> None:
    paper.heading("Who came")
    if report.seats:
        paper.table(
            ("Panel", "Came"),
            [(seat_words(seat), CAME_WORDS[seat.attended]) for seat in report.seats],
            (0.7, 0.3),
        )
    if report.slots:
        paper.table(
            ("Organisation", "Heard", "Came", "Who"),
            [
                (
                    heard.slot.organisation.name,
                    say_slot(heard.slot),
                    CAME_WORDS[heard.slot.attended],
                    heard.slot.attending,
                )
                for heard in report.slots
            ],
            (0.3, 0.22, 0.15, 0.33),
        )


def _themes(paper: Paper, report: EventReport) -> None:
    paper.heading("Themes")
    paper.paragraph(report.event.report_themes)
    if report.themes:
        paper.table(
            ("Standard", "Lines not assured", "Organisations"),
            [
                (each.standard_title, each.not_assured.words, ", ".join(each.organisations))
                for each in report.themes
            ],
            (0.45, 0.2, 0.35),
        )
    elif not report.event.report_themes:
        paper.paragraph("No standard stands out.")


def _actions(paper: Paper, report: EventReport, day: date) -> None:
    paper.heading("Actions agreed")
    if not report.actions:
        paper.paragraph("None.")
        return
    paper.table(
        ("Organisation", "What", "Owner", "Due", "State now"),
        [
            (
                heard.slot.organisation.name,
                action.what,
                action.owner_name or "Nobody named",
                say_date(action.due_on),
                state_words(action, day),
            )
            for heard, _line, action in report.actions
        ],
        (0.2, 0.35, 0.15, 0.15, 0.15),
    )


def feedback_document(told: Told, day: date, at: datetime) -> bytes:
    """The feedback to one organisation, as it reads it itself."""
    slot = told.slot
    event = slot.event
    paper = Paper(f"Feedback: {event.title}", author=event.board.name, at=at)
    contact = ", ".join(each for each in (event.board.contact_email, event.board.contact_phone) if each)
    paper.facts(
        [
            ("Organisation", slot.organisation.name),
            ("From", event.board.name),
            ("Event", f"{event.title}, {say_date(event.held_on)}"),
            ("Sent", say_date(slot.feedback_sent_at) if slot.feedback_sent_at else "Not sent yet"),
            *([("Questions to", contact)] if contact else []),
        ]
    )
    paper.paragraph(slot.feedback)
    if told.lines:
        paper.heading("Outcomes of the lines that were shared")
        paper.table(
            ("Line of enquiry", "Outcome"), [(line.text, _outcome(line)) for line in told.lines], (0.75, 0.25)
        )
    if told.actions:
        paper.heading("Actions agreed")
        paper.table(
            ("What", "Owner", "Due", "State now"),
            [
                (
                    action.what,
                    action.owner_name or "Nobody named",
                    say_date(action.due_on),
                    state_words(action, day),
                )
                for action in told.actions
            ],
            (0.46, 0.18, 0.18, 0.18),
        )
    return paper.content()


def _outcome(line: Line) -> str | Tinted:
    if line.outcome is None:
        return "No outcome"
    return Tinted(OUTCOME_WORDS[line.outcome], GRADE_GROUNDS[OUTCOME_COLOURS[line.outcome]])
