"""A running round in which one organisation answers, one waits for sign-off and one has submitted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.moderation import ModerationState, PlanState
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.amendments.operations import QuestionWords, add_question, make, prepare
from audit.rooms.assessments.models import CitedEvidence
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.evidence.models import Evidence, StoredFile
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids
from audit.rooms.rounds.models import Return, Round
from tests.support.world import World

KEPT = (
    "answer",
    "answer_revision",
    "cited_evidence",
    "submission",
    "judgement",
    "agreed_grade",
    "sign_off_decision",
)
"""The tables of what people said and decided: no publication and no amendment writes to one of them."""
PEERS = QuestionWords("2", "graded", "Is peer-on-peer abuse recognised and dealt with?")


@dataclass
class Scene:
    """The people, organisations and returns."""

    world: World
    board: Board
    edition: Edition
    round: Round
    admin: Actor
    organisations: dict[str, Organisation]
    returns: dict[str, Return]
    leads: dict[str, Actor]
    approvers: dict[str, Actor]
    people: dict[str, Person]
    """The administrator, and each lead and approver by role and organisation: ``lead submitted``."""

    def answer(self, name: str, *codes: str, grade: str = "green") -> None:
        """Answer some questions of a return."""
        with self.world.session() as session:
            for code in codes:
                save_answer(
                    session, self.leads[name], self.world.clock, self.returns[name].reference, code,
                    AnswerContent(grade=grade), seen_version=0,
                )  # fmt: skip

    def send(self, name: str) -> None:
        """Send a return for sign-off."""
        with self.world.session() as session:
            send_for_sign_off(
                session, self.leads[name], self.world.clock, self.returns[name].reference, public_url=""
            )

    def sign(self, name: str, attempt: int = 1) -> None:
        """Sign it, which submits it."""
        with self.world.session() as session:
            approve(
                session, self.approvers[name], self.world.clock, self.returns[name].reference, attempt=attempt,
                step="chief-officer", title="Chief officer", declared=True, public_url="",
            )  # fmt: skip

    def amend(self, words: QuestionWords = PEERS) -> int:
        """Amend the round by one question; gives the amendment's id."""
        with self.world.session() as session:
            row = prepare(
                session, self.admin, self.world.clock, self.round.code, reason="Guidance has changed.",
                due_on=date(2026, 11, 20),
            )  # fmt: skip
        with self.world.session() as session:
            add_question(session, self.admin, self.world.clock, row.id, words, version=1)
        with self.world.session() as session:
            make(session, self.admin, self.world.clock, row.id, version=2, public_url="https://audit.example")
        return row.id

    def kept(self) -> dict[str, list[Any]]:
        """Every row of what people said and decided."""
        with self.world.unit_of_work.read() as session:
            return {
                table: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{table}" ORDER BY id'))]
                for table in KEPT
            }

    def now(self, name: str) -> Return:
        """The return as it is in the database."""
        with self.world.unit_of_work.read() as session:
            row = session.get_one(Return, self.returns[name].id)
            session.expunge(row)
        return row


def make_scene(world: World) -> Scene:
    """``answering`` has answered one question, ``waiting`` all and sent, ``submitted`` all and signed."""
    board = world.board()
    edition = world.edition()
    administrator = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    persons = {"administrator": administrator}
    admin = world.actor(administrator)
    names = ("answering", "waiting", "submitted")
    organisations = {name: world.organisation(board, f"The {name} council") for name in names}
    round_ = world.round(board, edition, code="autumn", title="Section 11 audit")
    returns = {name: world.asked(round_, organisations[name]) for name in names}
    people: dict[Role, dict[str, Actor]] = {}
    for role in (Role.LEAD, Role.APPROVER):
        for name in names:
            person = persons[f"{role.value} {name}"] = world.person(role, organisation=organisations[name])
            people.setdefault(role, {})[name] = world.actor(person)
    scene = Scene(
        world,
        board,
        edition,
        round_,
        admin,
        organisations,
        returns,
        people[Role.LEAD],
        people[Role.APPROVER],
        persons,
    )
    scene.answer("answering", "1.1")
    for name in ("waiting", "submitted"):
        scene.answer(name, "1.1", "1.2", "2.1", "2.2")
        scene.send(name)
    scene.sign("submitted")
    _moderate(scene)
    return scene


def _moderate(scene: Scene) -> None:
    """A file is cited for 1.1 of the submitted return, a moderator judged it, and its grade is agreed."""
    world, row, now = scene.world, scene.returns["submitted"], scene.world.clock()
    with world.session() as session:
        question_id = question_ids(session, scene.edition.id)["1.1"]
        plan = ModerationPlan(round_id=scene.round.id, state=PlanState.RUNNING, chosen=[], created_at=now)
        file = StoredFile(sha256="e" * 64, size=1000, content_type="application/pdf", stored_at=now)
        session.add_all([plan, file])
        session.flush()
        given = Moderation(
            plan_id=plan.id, return_id=row.id, moderator_name="Morgan Peer", state=ModerationState.AGREED,
            offered_at=now, agreed_at=now,
        )  # fmt: skip
        item = Evidence(
            organisation_id=row.organisation_id, sha256=file.sha256, file_name="policy.pdf",
            uploaded_by_name="Lead", uploaded_at=now,
        )  # fmt: skip
        session.add_all([given, item])
        session.flush()
        session.add_all(
            [
                Judgement(
                    moderation_id=given.id, question_id=question_id, self_grade="green", grade="amber",
                    updated_by_name="Morgan Peer", updated_at=now,
                ),
                AgreedGrade(
                    moderation_id=given.id, return_id=row.id, question_id=question_id, self_grade="green",
                    moderated_grade="amber", grade="amber", how="accepted", at=now,
                ),
                CitedEvidence(
                    return_id=row.id, question_id=question_id, evidence_id=item.id, added_by_name="Lead",
                    added_at=now,
                ),
            ]
        )  # fmt: skip
