"""A whole board's area with everybody in it and returns in every state, made through the product's own operations."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.infra.file_store import FileStore
from audit.infra.intake import Intake
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.evidence.operations import add_evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round
from audit.settings import Settings
from tests.browser.area_after import follow
from tests.support.question_sets import shipped_set
from tests.support.world import World

BOARD = "Wealdshire Safeguarding Children Partnership"
NARRATIVE = (
    "The policy was agreed in March 2026 and every manager has gone through it with their team. "
    "A dip sample of twelve records in June found it followed in eleven."
)
GRADES = {"red": 1, "amber": 4, "green": 8}
"""How often each grade is given, by the question's place in the list."""


class Area:
    """One board, six organisations asked, one of every kind of person."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.settings = settings
        self.board = world.board("wealdshire", BOARD)
        self.edition = world.edition(shipped_set("section-11"))
        self.round: Round = world.round(
            self.board, self.edition, code="section-11-2026", title="Section 11 audit 2026"
        )
        self.council, self.to_answer = self._asked(
            "Wealdshire Council children’s services", "council", "W26-COUNCIL"
        )
        self.health, self.to_sign = self._asked("North Weald Hospitals", "health", "W26-HEALTH")
        self.police, self.submitted = self._asked("Wealdshire Police", "police", "W26-POLICE")
        self.district, self.submitted_too = self._asked("Weald Vale District Council", "district", "W26-VALE")
        self._asked("Wealdshire Probation", "probation", "W26-PROBATION", due_on=date(2026, 9, 4))
        self._asked("Brightwell Youth Clubs", "voluntary", "W26-BRIGHTWELL")

        give = world.person
        self.administrator = give(Role.BOARD_ADMINISTRATOR, board=self.board, name="Ashley Quality")
        self.people: dict[str, Person] = {
            "board-administrator": self.administrator,
            "moderator": give(Role.MODERATOR, board=self.board, name="Morgan Peer"),
            "panel-member": give(Role.PANEL_MEMBER, board=self.board, name="Pat Panel"),
            "board-viewer": give(Role.BOARD_VIEWER, board=self.board, name="Drew Scrutineer"),
            "lead": give(Role.LEAD, organisation=self.council, name="Jo Lead"),
            "contributor": give(Role.CONTRIBUTOR, organisation=self.council, name="Robin Writer"),
            "approver": give(Role.APPROVER, organisation=self.health, name="Frankie Chief"),
            "submitter": give(Role.LEAD, organisation=self.police, name="Sandy Sergeant"),
            "organisation-viewer": give(
                Role.ORGANISATION_VIEWER, organisation=self.council, name="Lee Reader"
            ),
            "site-administrator": give(Role.SITE_ADMINISTRATOR, name="Sid Site"),
        }
        both = give(Role.LEAD, organisation=self.district, name="Bo Both")
        world.give(both, Role.BOARD_VIEWER, board=self.board)
        self.people["in-two-places"] = both
        self._fill()
        follow(self)

    places: Mapping[str, Any]
    """What ``follow`` made, by what it is called in addresses."""
    district_approver: Person

    def person(self, who: str) -> Person:
        """Somebody by what they are."""
        return self.people[who]

    def _asked(self, name: str, kind: str, reference: str, **more: Any) -> tuple[Organisation, Return]:
        organisation = self.world.organisation(self.board, name, kind)
        return organisation, self.world.asked(self.round, organisation, reference=reference, **more)

    def _fill(self) -> None:
        """Answer some returns, send one for sign-off, submit two."""
        self._answer(self.people["contributor"], self.to_answer, part=0.4)
        lead = self.world.person(Role.LEAD, organisation=self.health, name="Kim Ward")
        self._answer(lead, self.to_sign, shift=3)
        self._send(lead, self.to_sign)
        for shift, (organisation, row) in enumerate(
            [(self.police, self.submitted), (self.district, self.submitted_too)]
        ):
            lead = self.world.person(Role.LEAD, organisation=organisation)
            approver = self.world.person(Role.APPROVER, organisation=organisation, name=f"Chief {shift + 1}")
            self.district_approver = approver  # the last of the two
            self._answer(lead, row, shift=shift * 2)
            self._send(lead, row)
            with self.world.session() as session:
                approve(
                    session, self.world.actor(approver), self.world.clock, row.reference, attempt=1,
                    step="chief-officer", title="Chief officer", declared=True,
                    public_url=self.settings.public_url,
                )  # fmt: skip

    def _send(self, lead: Person, row: Return) -> None:
        with self.world.session() as session:
            send_for_sign_off(
                session, self.world.actor(lead), self.world.clock, row.reference,
                public_url=self.settings.public_url,
            )  # fmt: skip

    def _answer(self, person: Person, row: Return, *, part: float = 1.0, shift: int = 0) -> None:
        """Answer the first part of a return, with a policy as evidence where evidence is asked for."""
        actor = self.world.actor(person)
        with self.world.session() as session:
            policy = self._policy(session, actor, row)
            view = return_of_organisation(session, actor, row.reference)
            questions = [
                q for q in view.questionnaire.questions.values() if q.applies_to.includes(view.respondent)
            ]
            for number, question in enumerate(questions[: int(len(questions) * part)]):
                content = an_answer(view.questionnaire, question, number + shift)
                save_answer(
                    session, actor, self.world.clock, row.reference, question.code, content, seen_version=0
                )
                if question.kind is Kind.GRADED:
                    cite(session, actor, self.world.clock, row.reference, question.code, [policy])

    def _policy(self, session: Session, actor: Actor, row: Return) -> int:
        intake = Intake(FileStore(self.settings.evidence_dir), self.settings.evidence_types, 10_000_000)
        taken = intake.take_in(
            BytesIO(b"What we do, by whom and how often.\n"), "safeguarding-policy-2026.txt"
        )
        added = add_evidence(
            session, actor, self.world.clock, row.organisation_id, taken,
            description="Our safeguarding policy, agreed in March 2026", review_on=date(2027, 3, 31),
        )  # fmt: skip
        return added.evidence.id


def an_answer(questionnaire: Questionnaire, question: Question, number: int) -> AnswerContent:
    """A full answer to a question of any kind; grades follow the number."""
    said = {
        Kind.YES_NO: "yes",
        Kind.TEXT: "Schools’ nursing, the youth service and three family hubs.",
        Kind.NUMBER: "140",
        Kind.PERCENTAGE: "92",
        Kind.DATE: "2026-03-12",
        Kind.PERSON: {"name": "Alex Senior", "role": "Head of safeguarding", "trained_on": "2026-02-03"},
    }
    if question.kind is Kind.GRADED:
        if number % 23 == 22 and question.allow_not_applicable:
            return AnswerContent(not_applicable=True, na_reason="We do not provide this service.")
        weights = [key for key, weight in GRADES.items() for _ in range(weight)]
        grades = [key for key in weights if key in questionnaire.scale.by_key]
        return AnswerContent(grade=grades[(number * 5) % len(grades)], narrative=NARRATIVE)
    if question.kind is Kind.CHOICE:
        first = question.choices[0][0]
        return replace(EMPTY, value=[first] if question.multiple else first, narrative=NARRATIVE)
    plain = question.kind in (Kind.TEXT, Kind.PERSON, Kind.DATE)
    return AnswerContent(value=said[question.kind], narrative="" if plain else NARRATIVE)
