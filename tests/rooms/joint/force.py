"""A police force in the areas of two boards, which both ask."""

from copy import deepcopy
from datetime import date
from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations import reopen, save_answer
from audit.rooms.assessments.queries import ReturnView, return_of_organisation
from audit.rooms.joint import operations
from audit.rooms.joint.operations import Agreement
from audit.rooms.joint.operations.working import stand_of
from audit.rooms.joint.queries import JointView, joint_work
from audit.rooms.organisations.models import AreaMembership
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return
from tests.support.world import World, question_set

URL = "https://audit.example"


def neighbours_set() -> dict[str, Any]:
    """The other board's set: 1.1 and 1.2 as ours, 2.1 declared to be our 2.2, and 2.2 its own."""
    data = deepcopy(question_set(questionnaire="neighbour", title="The neighbour’s audit"))
    data["standards"][1]["questions"][0] |= {
        "text": "Is it there, in the neighbour’s words?",
        "equivalent_to": ["small#2.2"],
    }
    data["standards"][1]["questions"][1]["text"] = "Only the neighbour asks this?"
    return data


class Force:
    """Testshire asks 1.1 to 2.2; Othershire 1.1, 1.2, 2.1 (our 2.2) and 2.2 (its own)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ours, self.theirs = world.board(), world.board("othershire", "Othershire Partnership")
        self.police = world.organisation(self.ours, "Two Shires Police", "police")
        world._add(
            AreaMembership(
                board_id=self.theirs.id, organisation_id=self.police.id, joined_on=date(2020, 4, 1)
            )
        )
        self.edition_a = world.edition()
        self.round_a = world.round(self.ours, self.edition_a, title="Testshire audit")
        self.edition_b = world.edition(neighbours_set())
        self.round_b = world.round(self.theirs, self.edition_b, title="Othershire audit")
        self.a, self.b = world.asked(self.round_a, self.police), world.asked(self.round_b, self.police)
        person, police = world.person, self.police
        self.lead_person = person(Role.LEAD, organisation=police, name="Sam Sergeant")
        self.writer_person = person(Role.CONTRIBUTOR, organisation=police, name="Robin Writer")
        self.chief_person = person(Role.APPROVER, organisation=police, name="Ash Chief")
        self.reader_person = person(Role.ORGANISATION_VIEWER, organisation=police, name="Lee Reader")
        self.stranger_person = person(Role.LEAD, organisation=world.organisation(self.ours))
        self.board_a_person = person(Role.BOARD_ADMINISTRATOR, board=self.ours, name="Ashley Quality")
        self.board_b_person = person(Role.BOARD_ADMINISTRATOR, board=self.theirs, name="Bo Board")
        self.lead, self.writer = world.actor(self.lead_person), world.actor(self.writer_person)
        self.chief, self.reader = world.actor(self.chief_person), world.actor(self.reader_person)
        self.stranger = world.actor(self.stranger_person)
        self.board_a, self.board_b = world.actor(self.board_a_person), world.actor(self.board_b_person)

    def join(self, *, narrative: bool = True, evidence: bool = True) -> int:
        """Answer both together; gives the id of the work."""
        both = frozenset({self.a.reference, self.b.reference})
        none: frozenset[str] = frozenset()
        agreement = Agreement(both, both if narrative else none, both if evidence else none)
        with self.world.session() as session:
            return operations.begin(session, self.lead, self.world.clock, self.police.id, agreement).id

    def change(self, joint_id: int, *shared: Return, returns: tuple[Return, ...] = ()) -> None:
        """Share narrative and evidence of these returns; those of ``returns`` are answered together."""
        shares = frozenset(row.reference for row in shared)
        wanted = frozenset(row.reference for row in returns or (self.a, self.b))
        with self.world.session() as session:
            operations.change(
                session, self.lead, self.world.clock, joint_id, Agreement(wanted, shares, shares),
                seen=self.seen(joint_id),
            )  # fmt: skip

    def seen(self, joint_id: int) -> str:
        """The agreements as a page would show them now."""
        joined = self.joint(joint_id).joined
        return stand_of([(each.row.id, each.version) for each in joined])

    def save(self, row: Return, code: str, content: AnswerContent, *, by: Actor | None = None) -> None:
        """Save an answer over what stands there now."""
        answer = self.view(row).answers.get(code)
        with self.world.session() as session:
            save_answer(
                session, by or self.writer, self.world.clock, row.reference, code, content,
                seen_version=answer.version if answer else 0,
            )  # fmt: skip

    def answer_all(self) -> None:
        """Answer what is lacking in either, where it is asked first."""
        for row, codes in ((self.a, ("1.1", "1.2", "2.1", "2.2")), (self.b, ("2.2",))):
            for code in codes:
                self.save(row, code, AnswerContent(grade="green", narrative=f"All is well with {code}."))

    def send(self, joint_id: int, *rows: Return) -> None:
        """Send both, or these."""
        with self.world.session() as session:
            references = [row.reference for row in rows or (self.a, self.b)]
            operations.send_all(session, self.lead, self.world.clock, joint_id, references, public_url=URL)

    def reopen_b(self) -> None:
        """The other board opens its return again."""
        with self.world.session() as session:
            reopen(
                session, self.board_b, self.world.clock, self.b.reference, reason="Say more.", public_url=URL
            )

    def view(self, row: Return) -> ReturnView:
        """A return as its organisation sees it."""
        with self.world.unit_of_work.read() as session:
            return return_of_organisation(session, self.lead, row.reference)

    def says(self, row: Return, code: str) -> tuple[str | None, str]:
        """Grade and narrative of an answer."""
        content = self.view(row).content(code)
        return content.grade, content.narrative

    def joint(self, joint_id: int) -> JointView:
        """The joint work as its organisation sees it."""
        with self.world.unit_of_work.read() as session:
            return joint_work(session, self.lead, joint_id)

    def copies(self) -> dict[str, dict[str, Any]]:
        """Every submitted copy by its reference."""
        with self.world.unit_of_work.read() as session:
            return {copy.reference: copy.content for copy in session.query(Submission)}

    def letters(self, kind: str) -> int:
        """How many letters of a kind there are."""
        with self.world.unit_of_work.read() as session:
            return session.query(Letter).filter_by(kind=kind).count()
