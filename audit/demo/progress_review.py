"""The review of progress six months after the round, when half of the services have reported."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from audit.demo.chance import number, pick, share
from audit.demo.county import REVIEW, ROUND, County
from audit.demo.desk import Approver, Desk, Paper
from audit.demo.files import table_file
from audit.demo.words import LEVELS, narrative
from audit.domain.answers import AnswerContent
from audit.rooms.assessments.operations.reviewing import report_progress
from audit.rooms.assessments.queries import actions_to_report, lacking_notes
from audit.rooms.board.operations import create_review_of
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import ReviewPlan, open_round, remind

OPENED_ON, DUE_ON = date(2011, 7, 4), date(2011, 8, 12)
REPORTED = (
    "adult-services",
    "youth-service",
    "dunmere",
    "hartsmoor",
    "ambulance",
    "hospitals-north",
    "court-advisory",
)
BEGUN = ("family-support",)
"""The services that have reported, and the one that has begun. Others have not looked yet."""

AFTER: Mapping[str, str] = {
    "adult-services 4.4": "amber",
    "adult-services 11.3": "red",
    "hartsmoor 10.2": "green",
    "hartsmoor 11.1": "amber",
    "hartsmoor 11.4": "red",
    "ambulance 5.2": "amber",
    "court-advisory 4.3": "blue",
    "court-advisory 5.4": "blue",
}
"""The grades of the reds that were reported on; greys are given theirs by chance."""
_OF_GREYS = ("blue", "amber", "amber", "green", "green", "grey", "red")
_NOTES = (
    "It has an owner and a date, and the first step is done. The next report to our managers is in September.",
    "Behind by about a month, because of leave. What is left needs nobody else.",
    "Well under way; two teams of five have it in place.",
    "Agreed with our partners, and the papers will go to the board by the end of August.",
)
NOTES = """\
A review of progress: every answer below the minimum is asked again, and every open action. Half of the services have \
reported. Made up, like the round that it is about."""


def plan(county: County) -> None:
    """Plan the review."""
    county.at(OPENED_ON - timedelta(days=3), 10, lambda: _create(county))
    county.at(OPENED_ON, 8, lambda: _open(county))
    for mailbox in REPORTED:
        day = OPENED_ON + timedelta(days=9 + number("report", mailbox, below=8))
        county.at(day, 13, lambda mailbox=mailbox: _report(county, mailbox, 1.0), mailbox)  # type: ignore[misc]
        county.at(day + timedelta(days=1), 15, lambda mailbox=mailbox: _send(county, mailbox), mailbox)  # type: ignore[misc]
        county.at(day + timedelta(days=5), 16, lambda mailbox=mailbox: _sign(county, mailbox), mailbox)  # type: ignore[misc]
    for mailbox in BEGUN:
        county.at(date(2011, 7, 26), 13, lambda mailbox=mailbox: _report(county, mailbox, 0.4), mailbox)  # type: ignore[misc]
    words = {"public_url": county.public_url, "product": county.stage.settings.product_name}
    county.at(
        date(2011, 7, 28),
        9,
        lambda: remind(county.stage.session, county.administrator, county.stage.clock, REVIEW, None, **words),
    )


def _create(county: County) -> None:
    create_review_of(
        county.stage.session,
        county.administrator,
        county.stage.clock,
        ROUND,
        ReviewPlan("Six-month review, July 2011", DUE_ON, notes=NOTES, code=REVIEW),
    )


def _open(county: County) -> None:
    settings = county.stage.settings
    open_round(
        county.stage.session,
        county.administrator,
        county.stage.clock,
        REVIEW,
        public_url=settings.public_url,
        product=settings.product_name,
    )


def _row(county: County, mailbox: str) -> Return:
    return county.stage.session.scalars(
        select(Return)
        .join(Round)
        .where(Round.code == REVIEW, Return.organisation_id == county.organisations[mailbox])
    ).one()


def _desk(county: County, mailbox: str) -> Desk:
    row, stage = _row(county, mailbox), county.stage
    return Desk(
        stage.session,
        stage.clock,
        county.public_url,
        row.organisation_id,
        row.reference,
        county.people[mailbox][0],
        (Approver(county.chief(mailbox), "chief-officer", county.titles[mailbox]),),
        sendings=row.attempts,
    )


def _report(county: County, mailbox: str, part: float) -> None:
    """Answer what is asked again, with new grades, and write a note on each open action."""
    desk, row = _desk(county, mailbox), _row(county, mailbox)
    codes = list(row.only_questions or ())
    codes = codes[: max(1, round(len(codes) * part))] if codes else []
    desk.save({code: _answer(county, mailbox, code) for code in codes})
    if mailbox == "adult-services":
        log = table_file([("Month", "Calls", "Upheld"), ("May", 3, 1), ("June", 4, 1)])
        desk.attach(
            county.stage.intake,
            [Paper("Complaints by children.csv", log, "Calls to the new number, by month")],
        )
        desk.cite(["4.4"])
    if part < 1:
        return
    for reported in lacking_notes(actions_to_report(county.stage.session, row)):
        county.stage.clock.wait(120)
        report_progress(
            county.stage.session,
            desk.lead,
            county.stage.clock,
            row.reference,
            reported.action.id,
            pick(_NOTES, "note", mailbox, reported.action.question_code, reported.action.what),
        )


def _answer(county: County, mailbox: str, code: str) -> AnswerContent:
    grade = AFTER.get(f"{mailbox} {code}") or _OF_GREYS[int(share("after", mailbox, code) * len(_OF_GREYS))]
    question = county.questionnaire.questions[code]
    level = LEVELS[county.questionnaire.scale.code][grade]
    topic = f"{question.text} {county.questionnaire.standard_of[code].title}"
    return AnswerContent(grade=grade, narrative=narrative(level, topic, mailbox, code, "after six months"))


def _send(county: County, mailbox: str) -> None:
    _desk(county, mailbox).send()


def _sign(county: County, mailbox: str) -> None:
    _desk(county, mailbox).sign()
