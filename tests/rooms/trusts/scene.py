"""A trust with its schools, a round in which they are asked, and the people around them."""

from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Answer
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.queries import question_ids
from audit.rooms.rounds.models import Return
from audit.rooms.trusts import operations
from audit.rooms.trusts.models import InheritedAnswer
from audit.rooms.trusts.operations import Answered
from audit.rooms.trusts.queries import SchoolStand, items_of, stands_of, trust_round
from tests.support.world import World, question_set

GREEN = AnswerContent(grade="green", narrative="One policy for all.")
AMBER = AnswerContent(grade="amber", narrative="Our own way.")


class TrustScene:
    """``schools`` schools of Elm Trust, asked in one round: two standards with two questions each."""

    def __init__(self, world: World, schools: int = 3, board: str = "testshire", **more: Any) -> None:
        self.world = world
        self.board = world.board(board)
        self.administrator = world.person(Role.BOARD_ADMINISTRATOR, board=self.board)
        self.trust = world.organisation(self.board, "Elm Trust", "trust")
        self.lead_person = world.person(Role.LEAD, organisation=self.trust, name="Trudy Trust")
        self.lead = world.actor(self.lead_person)
        self.edition = world.edition(question_set(**more))
        self.round = world.round(self.board, self.edition, code=f"autumn-{board}", title="Autumn audit")
        self.schools: list[Organisation] = []
        self.returns: list[Return] = []
        for number in range(1, schools + 1):
            school = world.organisation(
                self.board, f"School {number:02}", "school", phase="primary", parent_id=self.trust.id
            )
            self.schools.append(school)
            self.returns.append(world.asked(self.round, school))
        self.head_person = world.person(Role.LEAD, organisation=self.schools[0], name="Sam School")
        self.head = world.actor(self.head_person)

    def person(self, role: Role, school: int = 0) -> Any:
        """Somebody in one of the schools."""
        return self.world.person(role, organisation=self.schools[school])

    def choose(self, *codes: str, actor: Actor | None = None) -> tuple[int, int]:
        """Let the trust answer these questions for all."""
        with self.world.session() as session:
            return operations.choose_questions(
                session, actor or self.lead, self.world.clock, self.trust.id, self.round.code, codes
            )

    def answer(
        self, code: str = "1.1", content: AnswerContent = GREEN, *, seen: int = 0, actor: Actor | None = None,
        files: tuple[int, ...] = (),
    ) -> Answered:  # fmt: skip
        """Answer one for all of the schools."""
        with self.world.session() as session:
            return operations.answer_for_all(
                session, actor or self.lead, self.world.clock, self.trust.id, self.round.code, code, content,
                seen_version=seen, evidence_ids=files,
            )  # fmt: skip

    def own(
        self, code: str = "1.1", content: AnswerContent = AMBER, *, school: int = 0, seen: int = 0
    ) -> None:
        """A school saves an answer of its own."""
        with self.world.session() as session:
            actor = self.head if school == 0 else self.world.actor(self.person(Role.LEAD, school))
            save_answer(
                session, actor, self.world.clock, self.returns[school].reference, code, content,
                seen_version=seen,
            )  # fmt: skip

    def differ(self, reason: str = "We are a nursery.", code: str = "1.1") -> None:
        """The first school says that it answers differently."""
        with self.world.session() as session:
            operations.answer_differently(
                session, self.head, self.world.clock, self.returns[0].reference, code, reason
            )

    def take(self, seen: int, trust: int, code: str = "1.1") -> None:
        """The first school takes the trust's answer."""
        with self.world.session() as session:
            operations.take_trusts_answer(
                session, self.head, self.world.clock, self.returns[0].reference, code,
                seen_version=seen, seen_trust_version=trust,
            )  # fmt: skip

    def submit(self, school: int = 0) -> None:
        """A school sends and signs what it has."""
        lead = self.head if school == 0 else self.world.actor(self.person(Role.LEAD, school))
        approver = self.world.actor(self.person(Role.APPROVER, school))
        reference = self.returns[school].reference
        with self.world.session() as session:
            send_for_sign_off(session, lead, self.world.clock, reference, public_url="")
        with self.world.session() as session:
            approve(
                session, approver, self.world.clock, reference,
                attempt=1, step="chief-officer", title="Head", declared=True, public_url="",
            )  # fmt: skip

    def said(self, school: int = 0, code: str = "1.1") -> Answer | None:
        """What a school says now."""
        with self.world.unit_of_work.read() as session:
            id = question_ids(session, self.edition.id)[code]
            return (
                session.query(Answer)
                .filter_by(return_id=self.returns[school].id, question_id=id)
                .one_or_none()
            )

    def stands(self, code: str = "1.1") -> list[SchoolStand]:
        """Where the schools stand with a question, in their order."""
        with self.world.unit_of_work.read() as session:
            here = trust_round(session, self.lead, self.trust.id, self.round.code)
            found = stands_of(session, here, items_of(session, here))[code]
            return [found[row.id] for row in self.returns if row.id in found]

    def bonds(self) -> int:
        """How many answers of schools came from a trust."""
        with self.world.unit_of_work.read() as session:
            return session.query(InheritedAnswer).count()

    def state(self, school: int, state: ReturnState) -> None:
        """Put a return into a state, without the way that leads there."""
        with self.world.session() as session:
            session.get_one(Return, self.returns[school].id).state = state

    def leave_trust(self, school: int = 0) -> None:
        """A school belongs to no trust any more."""
        with self.world.session() as session:
            session.get_one(Organisation, self.schools[school].id).parent_id = None
