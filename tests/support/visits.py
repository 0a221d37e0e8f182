"""A submitted return, a moderator who can visit, the forms of visits and of feedback: the scene of their tests."""

from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.questionnaires.models import Edition
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.after import share_visit
from audit.rooms.visits.operations.asking import VisitsAsked, ask_for_visits
from audit.rooms.visits.operations.filling import (
    VisitDetails,
    save_visit_answer,
    save_visit_details,
    send_visit,
)
from tests.support.reviewing import PUBLIC_URL, Body, Reviewed
from tests.support.world import RAG, World

FORM: dict[str, Any] = {
    "questionnaire": "small-visit",
    "edition": "2026.1",
    "title": "A small visit",
    "duty": "other",
    "instrument": "visit",
    "scale": RAG,
    "standards": [
        {
            "code": "1",
            "title": "Staff",
            "questions": [
                {"code": "1.1", "kind": "graded", "text": "Do staff know?", "continues": "small/2026.1#1.1"},
                {"code": "1.2", "kind": "yes-no", "text": "Was it shown?", "continues": "small/2026.1#2.1"},
                {"code": "1.3", "kind": "text", "text": "What else?", "required": False,
                 "condition": {"question": "1.2", "is": ["no"]}},
            ],
        }
    ],
}  # fmt: skip
LONG = "It was clear to me what was asked of us, and which grade fitted what we had found."
FEEDBACK: dict[str, Any] = {
    "questionnaire": "small-feedback",
    "edition": "2026.1",
    "title": "A little feedback",
    "duty": "other",
    "instrument": "feedback",
    "scale": RAG,
    "standards": [
        {
            "code": "1",
            "title": "How it was",
            "questions": [
                {"code": "1.1", "kind": "graded", "text": LONG, "strength": "local"},
                {"code": "1.2", "kind": "choice", "text": "How long?", "strength": "local",
                 "choices": [{"key": "day", "label": "A day"}, {"key": "week", "label": "A week"}]},
                {"code": "1.3", "kind": "text", "text": "What was hard?", "strength": "local"},
            ],
        }
    ],
}  # fmt: skip
GREEN = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "green")


class Visited(Reviewed):
    """Elm school is all green; a moderator of the board who is near to nobody."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.form: Edition = world.edition(FORM)
        self.feedback: Edition = world.edition(FEEDBACK)
        self.elm: Body = self.body("Elm school")
        self.elm_return = self.returned(self.elm, GREEN)
        self.visitor_person = world.person(Role.MODERATOR, board=self.board, name="Kit Visitor")

    @property
    def visitor(self) -> Actor:
        """The moderator with the roles that they hold now."""
        return self.world.actor(self.visitor_person)

    def ask(self, *references: str, **more: Any) -> list[Visit]:
        """Ask the moderator to visit; Elm school unless others are named."""
        asked = VisitsAsked(
            more.pop("edition_id", self.form.id),
            more.pop("visitor_id", self.visitor_person.id),
            references or (self.elm_return.reference,),
            **more,
        )
        with self.world.session() as session:
            return ask_for_visits(
                session, self.admin, self.world.clock, "audit", asked, public_url=PUBLIC_URL
            )

    def note(self, visit: Visit, code: str, seen: int = 0, **content: Any) -> None:
        """Note something to one question."""
        with self.world.session() as session:
            save_visit_answer(
                session, self.visitor, self.world.clock, visit.id, code, AnswerContent(**content),
                seen_version=seen,
            )  # fmt: skip

    def fill(self, visit: Visit, grade: str = "amber", shown: str = "no") -> None:
        """Fill in everything."""
        with self.world.session() as session:
            details = VisitDetails(self.world.clock().date(), "9:30am", "The office manager; six pupils.")
            save_visit_details(session, self.visitor, self.world.clock, visit.id, details, seen_version=0)
        self.note(visit, "1.1", grade=grade, narrative="Two of three knew.")
        self.note(visit, "1.2", value=shown, narrative="")

    def sent(self, **more: Any) -> Visit:
        """A visit to Elm school whose form is with the board."""
        (visit,) = self.ask()
        self.fill(visit, **more)
        with self.world.session() as session:
            return send_visit(session, self.visitor, self.world.clock, visit.id, public_url=PUBLIC_URL)

    def shared(self) -> Visit:
        """A visit whose form Elm school reads."""
        visit = self.sent()
        with self.world.session() as session:
            return share_visit(
                session, self.admin, self.world.clock, visit.id, "Thank you.", public_url=PUBLIC_URL
            )

    def now(self, visit: Visit) -> Visit:
        """A visit as it stands."""
        with self.world.unit_of_work.read() as session:
            return session.get_one(Visit, visit.id)
