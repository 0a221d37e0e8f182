"""A board that writes a question set: its administrator, a viewer, and a draft of the small set."""

from dataclasses import dataclass

from flask import Flask

from audit.domain.actor import Actor
from audit.rooms.accounts.models import Person
from audit.rooms.drafts.models import DraftQuestion, DraftStandard
from audit.rooms.drafts.queries import Whole, draft_to_read, whole_draft
from audit.rooms.organisations.models import Board
from tests.support.pages import PageClient
from tests.support.world import World


@dataclass
class Desk:
    """A draft of the small set (standards 1 and 2, header H1 and H2) and the people around it."""

    world: World
    app: Flask
    board: Board
    admin_person: Person
    viewer_person: Person
    admin: Actor
    id: int

    @property
    def path(self) -> str:
        """The address of the draft."""
        return f"/boards/{self.board.code}/drafts/{self.id}"

    def client(self, person: Person | None = None) -> PageClient:
        """A browser of the administrator, or of somebody else."""
        return PageClient(self.app).sign_in((person or self.admin_person).id)

    def whole(self) -> Whole:
        """The draft as it is now, detached."""
        with self.world.session() as session:
            return whole_draft(session, draft_to_read(session, self.admin, self.id))

    def question(self, code: str) -> DraftQuestion:
        """The question with this code, put aside or not."""
        whole = self.whole()
        every = [q for questions in whole.questions.values() for q in questions]
        return next(q for q in [*every, *whole.retired] if q.content["code"] == code)

    def standard(self, code: str) -> DraftStandard:
        """The standard with this code."""
        return next(s for s in self.whole().standards if s.content["code"] == code)

    def codes(self) -> list[list[str]]:
        """The codes of the questions, standard by standard, the header first."""
        whole = self.whole()
        homes: list[int | None] = [None, *(s.id for s in whole.standards)]
        return [[str(q.content["code"]) for q in whole.questions.get(home, ())] for home in homes]

    def at(self, code: str) -> str:
        """The address of a question."""
        return f"{self.path}/questions/{self.question(code).id}"
