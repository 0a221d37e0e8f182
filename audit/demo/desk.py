"""One organisation at work on one return: answering at sittings, attaching evidence, sending and signing."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from audit.demo.answering import Answering
from audit.demo.chance import number, pick
from audit.demo.clock import DemoClock
from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.infra.intake import Intake
from audit.rooms.assessments.operations import (
    approve,
    return_to_change,
    return_to_lead,
    save_into,
    send_for_sign_off,
)
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.evidence.operations import add_evidence


@dataclass(frozen=True)
class Approver:
    """Who signs a step, and what they are called."""

    actor: Actor
    step: str
    title: str


@dataclass(frozen=True)
class Paper:
    """A file to attach."""

    name: str
    content: bytes
    description: str
    review_on: date | None = None


@dataclass
class Desk:
    """An organisation's people with their return. Each doing is one of the product's own operations."""

    session: Session
    clock: DemoClock
    public_url: str
    organisation_id: int
    reference: str
    lead: Actor
    approvers: Sequence[Approver] = ()
    contributor: Actor | None = None
    library: list[int] = field(default_factory=list)
    """Ids of the evidence that it has."""
    sendings: int = 0

    def save(self, answers: Mapping[str, AnswerContent], *, by: Actor | None = None) -> None:
        """Answer some questions at one sitting."""
        actor = by or self.lead
        row = return_to_change(self.session, actor, self.reference)
        for code, content in answers.items():
            self.clock.wait(8 + number("sitting", self.reference, code, below=10))
            save_into(self.session, actor, self.clock, row, code, content, seen_version=0)

    def change(self, code: str, content: AnswerContent, seen_version: int) -> None:
        """Change an answer."""
        row = return_to_change(self.session, self.lead, self.reference)
        self.clock.wait(60)
        save_into(self.session, self.lead, self.clock, row, code, content, seen_version=seen_version)

    def attach(self, intake: Intake, papers: Sequence[Paper]) -> None:
        """Put files into the organisation's library."""
        for paper in papers:
            self.clock.wait(30)
            taken = intake.take_in(io.BytesIO(paper.content), paper.name)
            added = add_evidence(
                self.session,
                self.lead,
                self.clock,
                self.organisation_id,
                taken,
                description=paper.description,
                review_on=paper.review_on,
            )
            self.library.append(added.evidence.id)

    def cite_where_needed(self, answering: Answering, answers: Mapping[str, AnswerContent]) -> None:
        """Let each answer that needs evidence cite a file of the library."""
        for code, content in answers.items():
            if self.library and answering.needs_evidence(code, content):
                chosen = pick(self.library, "cited", answering.name, code)
                cite(self.session, self.lead, self.clock, self.reference, code, [chosen])

    def cite(self, codes: Sequence[str]) -> None:
        """Let each of these answers cite a file of the library, in turn."""
        for place, code in enumerate(codes):
            self.clock.wait(30)
            chosen = self.library[place % len(self.library)]
            cite(self.session, self.lead, self.clock, self.reference, code, [chosen])

    def send(self) -> None:
        """Send the return for sign-off."""
        send_for_sign_off(self.session, self.lead, self.clock, self.reference, public_url=self.public_url)
        self.sendings += 1

    def sign(self, place: int = 0, governing_body_on: date | None = None) -> None:
        """Sign one step; the last one submits the return."""
        approver = self.approvers[place]
        approve(
            self.session,
            approver.actor,
            self.clock,
            self.reference,
            attempt=self.sendings,
            step=approver.step,
            title=approver.title,
            declared=True,
            public_url=self.public_url,
            governing_body_on=governing_body_on,
        )

    def give_back(self, reason: str) -> None:
        """Return it to the lead, with a reason."""
        return_to_lead(
            self.session,
            self.approvers[0].actor,
            self.clock,
            self.reference,
            attempt=self.sendings,
            reason=reason,
            public_url=self.public_url,
        )
