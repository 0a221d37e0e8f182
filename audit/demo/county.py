"""What the chapters of the Staffordshire story share: its services with their people, their returns and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from audit.demo.chance import number
from audit.demo.clock import Happening, Timeline, moment, working_day
from audit.demo.desk import Approver, Desk
from audit.demo.names import STAFFORDSHIRE_DOMAIN, address
from audit.demo.stage import Stage
from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Questionnaire
from audit.rooms.action_plans.operations import ReturnAbout
from audit.rooms.rounds.models import Return

BOARD, ROUND, REVIEW = "staffordshire-demo", "staffordshire-2010", "staffordshire-2011-review"


@dataclass(frozen=True)
class County:
    """The board after its round has closed. Services go by their mailbox."""

    stage: Stage
    timeline: Timeline
    administrator: Actor
    board_id: int
    questionnaire: Questionnaire
    organisations: Mapping[str, int]
    people: Mapping[str, tuple[Actor, Actor]]
    """Lead and chief officer."""
    titles: Mapping[str, str]
    """What each chief officer is called."""
    returns: Mapping[str, Return]
    """Of those services that returned."""
    grades: Mapping[str, Mapping[str, str]]
    """The self-grades, by question code."""

    @property
    def public_url(self) -> str:
        """Where links in letters lead."""
        return self.stage.settings.public_url

    def lead(self, mailbox: str) -> Actor:
        """The lead of a service, with the roles held at this moment."""
        return self.stage.cast.actor(address(f"{mailbox}.lead", STAFFORDSHIRE_DOMAIN))

    def chief(self, mailbox: str) -> Actor:
        """The chief officer of a service."""
        return self.people[mailbox][1]

    def mailbox_of(self, person_id: int | None) -> str:
        """Whose lead somebody is."""
        return next(mailbox for mailbox, (lead, _) in self.people.items() if lead.person_id == person_id)

    def service_of(self, reference: str) -> str:
        """Whose return a reference names."""
        return next(mailbox for mailbox, row in self.returns.items() if row.reference == reference)

    def at(self, day: date, hour: int, happening: Happening, *words: object) -> None:
        """Plan something for about this hour of a working day."""
        when = moment(working_day(day), hour, number("minute", day, hour, *words, below=58))
        self.timeline.at(when, happening)

    def about(self, mailbox: str, code: str) -> ReturnAbout:
        """What an action about this answer says of it."""
        row, question = self.returns[mailbox], self.questionnaire.questions[code]
        standard = self.questionnaire.standard_of[code]
        return ReturnAbout(row.id, row.round_id, f"{standard.code} {standard.title}", code, question.text)

    def at_one_sitting(self, round_code: str, mailbox: str, answers: Mapping[str, AnswerContent]) -> None:
        """A service answers its return to another round, sends it, and has it signed the same day."""
        organisation_id = self.organisations[mailbox]
        desk = Desk(
            self.stage.session,
            self.stage.clock,
            self.public_url,
            organisation_id,
            self.stage.references(round_code)[organisation_id],
            self.lead(mailbox),
            (Approver(self.chief(mailbox), "chief-officer", self.titles[mailbox]),),
        )
        desk.save(answers)
        desk.send()
        self.stage.clock.wait(1800)
        desk.sign()
