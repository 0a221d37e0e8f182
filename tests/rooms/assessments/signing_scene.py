"""A complete return with the people who send it and sign it, for the tests of signing off."""

from datetime import date
from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import CitedEvidence, Submission
from audit.rooms.assessments.operations import approve, reopen, return_to_lead, send_for_sign_off
from audit.rooms.evidence.models import Evidence, StoredFile
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return, Round
from tests.rooms.assessments.scene import Scene
from tests.support.world import World

PUBLIC_URL = "https://audit.testshire.example"
GREEN = AnswerContent(grade="green", narrative="It is in place.")


class SigningScene(Scene):
    """A scene in which Sam Colleague leads, and Ash and Blake approve. One step, or head and chair."""

    def __init__(
        self,
        world: World,
        *steps: str,
        governing_body_date: bool = False,
        data: dict[str, Any] | None = None,
        **organisation: Any,
    ) -> None:
        super().__init__(world, data, **organisation)
        self.lead, self.lead_person = self.colleague, self.colleague_person
        self.ash_person = self.approver_person
        with world.session() as session:
            ash = session.get(Person, self.ash_person.id)
            round_ = session.get(Round, self.round.id)
            assert ash is not None
            assert round_ is not None
            ash.name = "Ash Head"
            round_.sign_off_steps = list(steps or ("chief-officer",))
            round_.governing_body_date = governing_body_date
        self.ash = Actor(self.ash_person.id, "Ash Head", self.approver.memberships)
        self.blake_person = world.person(Role.APPROVER, organisation=self.organisation, name="Blake Chair")
        self.blake = world.actor(self.blake_person)
        self.admin_person = world.person(Role.BOARD_ADMINISTRATOR, board=self.board, name="Kit Board")
        self.admin = world.actor(self.admin_person)

    def complete(self) -> "SigningScene":
        """Answer every question."""
        for code in self.view().question_ids:
            self.save(code, GREEN)
        return self

    def cite(self, code: str, name: str = "policy.pdf", review_on: date | None = None) -> Evidence:
        """Attach a file to an answer."""
        sha256 = f"{len(name):064}"
        question_id = self.view().question_ids[code]
        with self.world.session() as session:
            if session.get(StoredFile, sha256) is None:
                session.add(
                    StoredFile(
                        sha256=sha256, size=10, content_type="application/pdf", stored_at=self.world.clock()
                    )
                )
                session.flush()
            evidence = Evidence(
                organisation_id=self.organisation.id,
                sha256=sha256,
                file_name=name,
                description="Our policy",
                review_on=review_on,
                uploaded_by_name="Robin Writer",
                uploaded_at=self.world.clock(),
            )
            session.add(evidence)
            session.flush()
            session.add(
                CitedEvidence(
                    return_id=self.row.id,
                    question_id=question_id,
                    evidence_id=evidence.id,
                    added_by_name="Robin Writer",
                    added_at=self.world.clock(),
                )
            )
        return evidence

    def send(self, actor: Actor | None = None) -> Return:
        """Send the return for sign-off."""
        with self.world.session() as session:
            return send_for_sign_off(
                session, actor or self.lead, self.world.clock, self.reference, public_url=PUBLIC_URL
            )

    def sign(self, actor: Actor, step: str = "chief-officer", **more: Any) -> Submission | None:
        """Sign one step."""
        given = {"attempt": self.now().attempts, "title": "Chief executive", "declared": True, **more}
        with self.world.session() as session:
            return approve(
                session, actor, self.world.clock, self.reference, step=step, public_url=PUBLIC_URL, **given
            )

    def give_back(self, actor: Actor, reason: str = "Say more about training.") -> Return:
        """Return it to the lead."""
        attempt = self.now().attempts
        with self.world.session() as session:
            return return_to_lead(
                session,
                actor,
                self.world.clock,
                self.reference,
                attempt=attempt,
                reason=reason,
                public_url=PUBLIC_URL,
            )

    def reopen(self, actor: Actor | None = None, reason: str = "A figure is missing.") -> Return:
        """The board reopens it."""
        with self.world.session() as session:
            return reopen(
                session,
                actor or self.admin,
                self.world.clock,
                self.reference,
                reason=reason,
                public_url=PUBLIC_URL,
            )

    def submitted(self) -> Submission:
        """Answer, send and sign, with one step."""
        self.complete().send()
        copy = self.sign(self.ash)
        assert copy is not None
        return copy

    def now(self) -> Return:
        """The return as it is now."""
        with self.world.unit_of_work.read() as session:
            row = session.get(Return, self.row.id)
            assert row is not None
            return row

    def letters(self, kind: str) -> list[Letter]:
        """The letters of a kind, in order."""
        with self.world.unit_of_work.read() as session:
            return session.query(Letter).filter_by(kind=kind).order_by(Letter.id).all()

    def copies(self) -> list[Submission]:
        """Every copy, in order."""
        with self.world.unit_of_work.read() as session:
            return session.query(Submission).order_by(Submission.number).all()

    def end_approvers(self, *people: Person) -> None:
        """These people approve no longer."""
        with self.world.session() as session:
            for person in people:
                for held in session.query(RoleHeld).filter_by(person_id=person.id, role=Role.APPROVER):
                    session.delete(held)
