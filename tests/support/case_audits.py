"""A case audit on neglect with three organisations, for the tests: made, opened, filled in, sent and moderated."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.case_audits.models import AuditedCase, CaseAudit, CaseAuditPlace
from audit.rooms.case_audits.operations import auditing, making, moderating
from audit.rooms.case_audits.operations.making import AuditPlan
from audit.rooms.organisations.models import Board, Organisation
from tests.support.world import World, question_set

PUBLIC_URL = "https://audit.testshire.example"
GRADED = ("1.1", "1.2")
CATEGORIES = ("Under 5", "School age")


def case_set(**more: Any) -> dict[str, Any]:
    """Two graded questions, one that asks yes or no, one on a condition, and one to write a few words."""
    data = question_set(standards=1, questions=2)
    data |= {"questionnaire": "cases", "title": "Neglect form", "instrument": "case-audit", "duty": "other"}
    extra = [
        {"code": "2.1", "kind": "yes-no", "text": "Was the child seen alone?", "allow_not_applicable": False},
        {"code": "2.2", "kind": "text", "text": "Why not?", "condition": {"question": "2.1", "is": ["no"]}},
        {"code": "2.3", "kind": "text", "text": "What is to be learned?", "required": False},
    ]
    data["standards"].append({"code": "2", "title": "The child’s voice", "questions": extra})
    return data | more


class Cases:
    """A board with a moderator, three organisations with a lead and a contributor each, and one audit in draft."""

    def __init__(self, world: World, board: Board | None = None, cases_each: int = 2) -> None:
        self.world = world
        self.board = board or world.board()
        self.admin_person = world.person(Role.BOARD_ADMINISTRATOR, board=self.board)
        self.admin = world.actor(self.admin_person)
        self.moderator_person = world.person(Role.MODERATOR, board=self.board, name="Mo Example")
        self.moderator = world.actor(self.moderator_person)
        self.bodies: list[Organisation] = []
        self.leads: list[Actor] = []
        self.lead_people: list[Person] = []
        for name in ("Alpha council", "Beta health", "Gamma police"):
            self.add_body(world.organisation(self.board, name))
        self.edition = world.edition(case_set())
        self.cases_each = cases_each
        self.audit = self.make()

    def add_body(self, body: Organisation, person: Person | None = None) -> None:
        """One more organisation, with its lead."""
        lead = person or self.world.person(Role.LEAD, organisation=body)
        self.bodies.append(body)
        self.lead_people.append(lead)
        self.leads.append(self.world.actor(lead))

    def plan(self, **more: Any) -> AuditPlan:
        """What the board decides."""
        values: dict[str, Any] = {
            "title": "Neglect: case audit",
            "theme": "Neglect",
            "edition_id": self.edition.id,
            "cases_each": str(self.cases_each),
            "due_on": date(2026, 10, 30),
            "moderation_by": date(2026, 11, 20),
            "categories": "\n".join(CATEGORIES),
        }
        return AuditPlan(**(values | more))

    def make(self, bodies: Sequence[Organisation] | None = None, **more: Any) -> CaseAudit:
        """A draft that asks these organisations, or all."""
        asked = [each.id for each in (self.bodies if bodies is None else bodies)]
        with self.world.session() as session:
            return making.make_audit(
                session, self.admin, self.world.clock, self.board.code, self.plan(**more), asked
            )

    def open(self, audit: CaseAudit | None = None) -> "Cases":
        """Open the audit."""
        with self.world.session() as session:
            making.open_audit(
                session, self.admin, self.world.clock, (audit or self.audit).code, public_url=PUBLIC_URL
            )
        return self

    def close(self, audit: CaseAudit | None = None) -> "Cases":
        """Close the audit."""
        with self.world.session() as session:
            making.close_audit(
                session, self.admin, self.world.clock, (audit or self.audit).code, public_url=PUBLIC_URL
            )
        return self

    def sample(self, number: int = 0, audit: CaseAudit | None = None) -> CaseAuditPlace:
        """The sample of an organisation, as it stands."""
        with self.world.unit_of_work.read() as session:
            return session.scalars(
                select(CaseAuditPlace).where(
                    CaseAuditPlace.audit_id == (audit or self.audit).id,
                    CaseAuditPlace.organisation_id == self.bodies[number].id,
                )
            ).one()

    def cases(self, number: int = 0, audit: CaseAudit | None = None) -> list[AuditedCase]:
        """The cases of an organisation, as they stand."""
        sample = self.sample(number, audit)
        with self.world.unit_of_work.read() as session:
            statement = select(AuditedCase).where(AuditedCase.place_id == sample.id)
            return list(session.scalars(statement.order_by(AuditedCase.number)))

    def add(
        self, number: int = 0, category: str = CATEGORIES[0], audit: CaseAudit | None = None
    ) -> AuditedCase:
        """Add a case to the sample of an organisation."""
        sample = self.sample(number, audit)
        with self.world.session() as session:
            return auditing.add_case(session, self.leads[number], self.world.clock, sample.id, category)

    def fill(self, case: AuditedCase, number: int = 0, grade: str = "green", seen: str = "yes") -> None:
        """Answer everything about a case and finish it."""
        said = {code: AnswerContent(grade=grade, narrative=f"The record shows {grade}.") for code in GRADED}
        said["2.1"] = AnswerContent(value=seen)
        if seen == "no":
            said["2.2"] = AnswerContent(value="They were asleep.")
        with self.world.session() as session:
            for code, content in said.items():
                auditing.save_answer(
                    session, self.leads[number], self.world.clock, case.id, code, content, seen_version=0
                )
            auditing.finish_case(session, self.leads[number], self.world.clock, case.id)

    def send(
        self,
        number: int = 0,
        grades: Sequence[str] = ("green", "amber"),
        categories: Sequence[str] = CATEGORIES,
        audit: CaseAudit | None = None,
    ) -> CaseAuditPlace:
        """Add, fill in and send a case for each grade."""
        for place, grade in enumerate(grades):
            self.fill(self.add(number, categories[place % len(categories)], audit), number, grade)
        with self.world.session() as session:
            return auditing.send_sample(
                session, self.leads[number], self.world.clock, self.sample(number, audit).id, fewer=True
            )

    def give(self, *numbers: int, audit: CaseAudit | None = None) -> None:
        """Give the samples of these organisations to the moderator."""
        chosen = {self.sample(number, audit).id: self.moderator_person.id for number in numbers}
        with self.world.session() as session:
            moderating.give_samples(
                session,
                self.admin,
                self.world.clock,
                (audit or self.audit).code,
                chosen,
                public_url=PUBLIC_URL,
            )

    def moderate(
        self, number: int = 0, grades: Mapping[str, str] | None = None, audit: CaseAudit | None = None
    ) -> None:
        """Moderate every case of an organisation, with these grades by question code, amber for the rest."""
        for case in self.cases(number, audit):
            with self.world.session() as session:
                for code in GRADED:
                    moderating.save_judgement(
                        session, self.moderator, self.world.clock, case.id, code,
                        grade=(grades or {}).get(code, "amber"), comment="The plan has no dates.", seen_version=0,
                    )  # fmt: skip
                moderating.finish_judging(session, self.moderator, self.world.clock, case.id)
        with self.world.session() as session:
            moderating.finish_sample(session, self.moderator, self.world.clock, self.sample(number, audit).id)
