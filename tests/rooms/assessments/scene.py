"""One return with the people around it, for the tests of this room."""

from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Permission, Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations import save_answer
from audit.rooms.assessments.queries import GivenAnswer, ReturnView, return_of_organisation
from audit.rooms.rounds.models import Return, Round
from tests.support.world import World


class Scene:
    """A board's open round, one organisation's return, and everybody who may or may not touch it."""

    def __init__(self, world: World, data: dict[str, Any] | None = None, **organisation: Any) -> None:
        self.world = world
        self.board = world.board()
        self.organisation = world.organisation(self.board, **organisation)
        self.other = world.organisation(self.board)
        self.edition = world.edition(data)
        self.round = world.round(self.board, self.edition)
        self.row = world.asked(self.round, self.organisation)
        self.reference = self.row.reference
        self.contributor_person = world.person(
            Role.CONTRIBUTOR, organisation=self.organisation, name="Robin Writer"
        )
        self.contributor = world.actor(self.contributor_person)
        self.colleague_person = world.person(Role.LEAD, organisation=self.organisation, name="Sam Colleague")
        self.colleague = world.actor(self.colleague_person)
        self.approver_person = world.person(Role.APPROVER, organisation=self.organisation)
        self.approver = world.actor(self.approver_person)
        self.viewer_person = world.person(Role.ORGANISATION_VIEWER, organisation=self.organisation)
        self.viewer = world.actor(self.viewer_person)
        self.stranger_person = world.person(Role.LEAD, organisation=self.other)
        self.stranger = world.actor(self.stranger_person)
        self.board_person = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=self.board))

    def save(
        self,
        code: str,
        content: AnswerContent,
        *,
        seen: int = 0,
        actor: Actor | None = None,
        reference: str | None = None,
    ) -> GivenAnswer:
        """Save one answer in a unit of work of its own."""
        with self.world.session() as session:
            return save_answer(
                session,
                actor or self.contributor,
                self.world.clock,
                reference or self.reference,
                code,
                content,
                seen_version=seen,
            )

    def view(self, reference: str | None = None) -> ReturnView:
        """The return as the contributor sees it."""
        with self.world.unit_of_work.read() as session:
            view = return_of_organisation(
                session, self.contributor, reference or self.reference, Permission.RETURN_VIEW
            )
            session.expunge_all()
            return view

    def set_state(self, state: ReturnState) -> None:
        """Put the return into a state, without the operations that lead there."""
        with self.world.session() as session:
            row = session.get(Return, self.row.id)
            assert row is not None
            row.state = state

    def set_round_state(self, state: RoundState) -> None:
        """Put the round into a state."""
        with self.world.session() as session:
            row = session.get(Round, self.round.id)
            assert row is not None
            row.state = state

    def submit(self) -> None:
        """Mark the return as submitted, with a copy."""
        with self.world.session() as session:
            row = session.get(Return, self.row.id)
            assert row is not None
            row.state, row.submitted_at = ReturnState.SUBMITTED, self.world.clock()
            session.add(
                Submission(
                    return_id=row.id,
                    number=1,
                    reference=f"{row.reference}-1",
                    content={},
                    fingerprint="0" * 64,
                    submitted_at=self.world.clock(),
                    submitted_by="Somebody",
                )
            )
