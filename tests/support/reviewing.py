"""A submitted round with answers below the minimum and open actions, and its progress review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from audit.domain.actions import ActionOrigin
from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.board.operations import create_review_of
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.queries import question_ids
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import ReviewPlan, open_round
from tests.support.world import World

PUBLIC_URL = "https://audit.testshire.example"


@dataclass
class Body:
    """An organisation with the people who answer and sign."""

    organisation: Organisation
    lead_person: Person
    lead: Actor
    approver_person: Person
    approver: Actor


class Reviewed:
    """A board whose audit ``audit`` has returns; organisations are added with their grades by question code."""

    def __init__(self, world: World, data: dict[str, Any] | None = None) -> None:
        self.world = world
        self.board = world.board()
        self.edition = world.edition(data)
        self.audit = world.round(self.board, self.edition, code="audit", title="Section 11 audit 2026")
        self.admin_person = world.person(Role.BOARD_ADMINISTRATOR, board=self.board)
        self.admin = world.actor(self.admin_person)

    def body(self, name: str, **more: Any) -> Body:
        """An organisation in the area with a lead and an approver."""
        organisation = self.world.organisation(self.board, name, **more)
        lead = self.world.person(Role.LEAD, organisation=organisation)
        approver = self.world.person(Role.APPROVER, organisation=organisation)
        return Body(organisation, lead, self.world.actor(lead), approver, self.world.actor(approver))

    def returned(self, body: Body, grades: Mapping[str, str], row: Round | None = None) -> Return:
        """The submitted return of an organisation; ``n/a`` says that a question does not apply."""
        given = self.world.asked(row or self.audit, body.organisation)
        self.answer(body, given.reference, grades)
        self.submit(body, given.reference)
        return given

    def answer(self, body: Body, reference: str, grades: Mapping[str, str]) -> None:
        """Answer these questions."""
        with self.world.session() as session:
            for code, grade in grades.items():
                content = AnswerContent(
                    grade=None if grade == "n/a" else grade,
                    narrative=f"{body.organisation.name} says {grade} to {code}.",
                    not_applicable=grade == "n/a",
                    na_reason="It is not done here." if grade == "n/a" else "",
                )
                save_answer(session, body.lead, self.world.clock, reference, code, content, seen_version=0)

    def submit(self, body: Body, reference: str) -> None:
        """Send and sign a complete return."""
        self.send(body, reference)
        with self.world.session() as session:
            row = session.scalars(select(Return).where(Return.reference == reference)).one()
            approve(
                session, body.approver, self.world.clock, reference, attempt=row.attempts,
                step="chief-officer", title="Chief executive", declared=True, public_url=PUBLIC_URL,
            )  # fmt: skip

    def send(self, body: Body, reference: str) -> None:
        """Send a return for sign-off."""
        with self.world.session() as session:
            send_for_sign_off(session, body.lead, self.world.clock, reference, public_url=PUBLIC_URL)

    def action(self, body: Body, given: Return, code: str = "1.1", due_on: date = date(2027, 3, 1)) -> Action:
        """An action about an answer of a return."""
        with self.world.session() as session:
            return add_action(
                session, body.lead, self.world.clock, organisation_id=body.organisation.id,
                board_id=self.board.id, facts=ActionFacts(f"Mend {code}", due_on), origin=ActionOrigin.ANSWER,
                about=ReturnAbout(given.id, given.round_id, "Standard number 1", code, f"Question {code}"),
            )  # fmt: skip

    def moderate(
        self, given: Return, agreed: Mapping[str, str], praise: Mapping[str, str] | None = None
    ) -> Moderation:
        """A finished moderation of a return, with these agreed grades and this good practice."""
        with self.world.session() as session:
            ids = question_ids(session, self.edition.id)
            plan = session.scalar(select(ModerationPlan).where(ModerationPlan.round_id == given.round_id))
            if plan is None:
                plan = ModerationPlan(round_id=given.round_id, created_at=self.world.clock())
                session.add(plan)
                session.flush()
            row = Moderation(
                plan_id=plan.id, return_id=given.id, moderator_name="Kit Peer", state=ModerationState.AGREED,
                offered_at=self.world.clock(), agreed_at=self.world.clock(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            for code, grade in agreed.items():
                session.add(
                    AgreedGrade(
                        moderation_id=row.id, return_id=given.id, question_id=ids[code], moderated_grade=grade,
                        grade=grade, not_applicable=False, how="accepted", at=self.world.clock(),
                    )
                )  # fmt: skip
            for code, text in (praise or {}).items():
                session.add(
                    Judgement(
                        moderation_id=row.id, question_id=ids[code], grade="green", good_practice=text,
                        updated_by_name="Kit Peer", updated_at=self.world.clock(),
                    )
                )  # fmt: skip
        return row

    def plan_review(self, due_on: date = date(2027, 4, 30)) -> Round:
        """The draft of the progress review."""
        plan = ReviewPlan("Progress review of Section 11 audit 2026", due_on)
        with self.world.session() as session:
            return create_review_of(session, self.admin, self.world.clock, "audit", plan)

    def open_review(self) -> Round:
        """The open progress review."""
        row = self.plan_review()
        with self.world.session() as session:
            open_round(
                session, self.admin, self.world.clock, row.code, public_url=PUBLIC_URL, product="Audit"
            )
        return row

    def review_of(self, body: Body) -> Return:
        """The organisation's return in the review, as it is now."""
        with self.world.unit_of_work.read() as session:
            return session.scalars(
                select(Return)
                .join(Round, Round.id == Return.round_id)
                .options(joinedload(Return.round))
                .where(Return.organisation_id == body.organisation.id, Round.reviews_id == self.audit.id)
            ).one()
