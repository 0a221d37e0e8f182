"""A return that colleagues answer together."""

from collections.abc import Collection
from datetime import date
from typing import Any

from audit.domain.actor import Actor
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.models import Assignment
from audit.rooms.colleagues.operations import About, AssignmentFacts
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.models import Letter
from tests.rooms.assessments.scene import Scene

URL = "https://audit.example"


class Together(Scene):
    """The scene of a return: Robin Writer contributes, Sam Colleague leads."""

    def give(
        self,
        to: Any,
        question: str = "1.1",
        standard: str = "",
        *,
        by: Actor | None = None,
        due_on: date | None = None,
        note: str = "",
        urgent: bool = False,
        seen: int = 0,
        reference: str = "",
    ) -> Assignment:
        """Give a question (or a standard) to a person."""
        with self.world.session() as session:
            return operations.assign(
                session,
                by or self.colleague,
                self.world.clock,
                reference or self.reference,
                About(standard or question[0], "" if standard else question),
                AssignmentFacts(to.id, due_on, note, urgent),
                seen_version=seen,
                public_url=URL,
            )

    def say(
        self,
        text: str,
        code: str = "1.1",
        *,
        by: Actor | None = None,
        mentions: Collection[int] = (),
        urgent: bool = False,
    ) -> int:
        """Begin a discussion."""
        with self.world.session() as session:
            return operations.begin_discussion(
                session,
                by or self.contributor,
                self.world.clock,
                self.reference,
                code,
                text,
                mentions=mentions,
                is_urgent=urgent,
                public_url=URL,
            ).id

    def answer(self, remark_id: int, text: str, *, by: Actor | None = None) -> None:
        """Reply in a discussion."""
        with self.world.session() as session:
            operations.reply(session, by or self.colleague, self.world.clock, remark_id, text, public_url=URL)

    def gather(self) -> int:
        """Write the gathered letters that are due."""
        with self.world.session() as session:
            return operations.gather_letters(
                session, self.world.clock, public_url=URL, product="Safeguarding audit"
            )

    def letters(self, kind: str) -> list[Letter]:
        """The letters of a kind, the oldest first."""
        with self.world.unit_of_work.read() as session:
            return session.query(Letter).filter_by(kind=kind).order_by(Letter.id).all()

    def end_roles(self, person: Any) -> None:
        """Take a person out of the organisation, without the pages that lead there."""
        with self.world.session() as session:
            session.query(RoleHeld).filter_by(person_id=person.id).delete()
