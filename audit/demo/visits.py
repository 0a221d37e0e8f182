"""Two unannounced visits to schools that have submitted: one is shared and replied to, one waits to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from audit.demo.clock import Timeline, at_work
from audit.demo.names import address
from audit.demo.section_175 import ROUND, mailbox
from audit.demo.stage import Stage, edition_of
from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.dates import in_london
from audit.domain.workflows import ReturnState
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.after import reply_to_visit, share_visit
from audit.rooms.visits.operations.asking import VisitsAsked, ask_for_visits
from audit.rooms.visits.operations.filling import (
    VisitDetails,
    save_visit_answer,
    save_visit_details,
    send_visit,
)

MODERATOR = address("moderator")
_YES, _NO = AnswerContent(value="yes"), AnswerContent(value="no")
_GREEN = AnswerContent(grade="green")
SEEN: tuple[Mapping[str, AnswerContent], ...] = (
    {
        "1.1": _YES, "1.2": _YES, "2.1": _GREEN, "2.2": _GREEN, "2.3": _YES, "3.1": _GREEN, "3.2": _YES,
        "4.1": _YES, "4.2": AnswerContent(grade="amber", narrative="One of five entries lacked the date of a check."),
        "4.3": _YES, "5.1": AnswerContent(value="Pupils spoke freely, and knew three people they would go to."),
    },
    {
        "1.1": _NO, "1.2": _YES,
        "2.1": AnswerContent(grade="amber", narrative="Two of three knew. A lunchtime supervisor did not."),
        "2.2": _GREEN, "2.3": _NO, "3.1": _GREEN, "3.2": _NO, "4.1": _YES, "4.2": _GREEN, "4.3": _YES,
        "5.1": AnswerContent(value="The record is in very good order."),
        "5.2": AnswerContent(value="Nobody at the door asked who I was. Supply staff have nothing in their hands."),
    },
)  # fmt: skip
"""What was noted on each visit, by question."""
_MET = "The office manager, two teachers, a lunchtime supervisor, and six pupils together."
_REPLY = "Thank you. The missing date has been entered, and every entry has been checked by a second person."


@dataclass(frozen=True)
class _Visits:
    stage: Stage
    administrator: Actor
    made: list[Visit]

    def ask(self) -> None:
        """Ask the board's moderator to look in on the first two schools that have submitted."""
        stage = self.stage
        references = stage.session.scalars(
            select(Return.reference)
            .join(Round)
            .where(Round.code == ROUND, Return.state == ReturnState.SUBMITTED)
            .order_by(Return.id)
            .limit(len(SEEN))
        ).all()
        moderator = stage.cast.actor(MODERATOR)
        self.made.extend(
            ask_for_visits(
                stage.session,
                self.administrator,
                stage.clock,
                ROUND,
                VisitsAsked(edition_of(stage, "visit").id, moderator.person_id or 0, references),
                public_url=stage.settings.public_url,
            )
        )

    def make(self) -> None:
        """Make both visits and send their forms."""
        stage, moderator = self.stage, self.stage.cast.actor(MODERATOR)
        for visit, seen in zip(self.made, SEEN, strict=True):
            came = in_london(stage.clock())
            details = VisitDetails(came.date(), came.strftime("%H:%M"), _MET)
            save_visit_details(stage.session, moderator, stage.clock, visit.id, details, seen_version=0)
            for code, content in seen.items():
                save_visit_answer(
                    stage.session, moderator, stage.clock, visit.id, code, content, seen_version=0
                )
            stage.clock.wait(5400)
            send_visit(stage.session, moderator, stage.clock, visit.id, public_url=stage.settings.public_url)

    def share(self) -> None:
        """Share the first, to which the school replies."""
        stage, visit, words = self.stage, self.made[0], self.stage.settings.public_url
        note = "Thank you for your welcome on the day."
        share_visit(stage.session, self.administrator, stage.clock, visit.id, note, public_url=words)
        stage.clock.wait(7200)
        school = stage.session.get_one(Organisation, visit.visited.organisation_id)
        lead = stage.cast.actor(address(f"{mailbox(school.name)}.lead"))
        reply_to_visit(stage.session, lead, stage.clock, visit.id, _REPLY, public_url=words)


def plan(stage: Stage, timeline: Timeline, administrator: Actor, now: datetime) -> None:
    """Plan the visits of the last days."""
    visits = _Visits(stage, administrator, [])
    timeline.at(now - timedelta(days=6), visits.ask)
    timeline.at(at_work(now - timedelta(days=2), 9, 5), visits.make)
    timeline.at(at_work(now - timedelta(days=1), 15), visits.share)
