"""Submitted returns, one of them moderated, with the people who write and read their outcomes."""

from typing import Any

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.moderation import ModerationState, PlanState
from audit.domain.permissions import Role
from audit.rooms.assessments.models import Submission
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan, Outcome
from audit.rooms.moderation.operations.outcomes import OutcomeWords, save_outcome, send_outcome
from audit.rooms.moderation.queries.outcomes import outcome_to_write
from tests.rooms.assessments.signing_scene import PUBLIC_URL, SigningScene
from tests.support.world import World

GRADES = {"1.1": "green", "1.2": "green", "2.1": "red", "2.2": "amber"}
WORDS = OutcomeWords(
    strength_1="Supervision is regular.",
    strength_2="Children are asked.",
    next_steps="Follow up training.",
    asked=(("2.1", "Write a policy on whistleblowing."),),
)


class OutcomeScene(SigningScene):
    """A scene whose return is answered in three colours and submitted."""

    def __init__(self, world: World, data: dict[str, Any] | None = None) -> None:
        super().__init__(world, data=data)
        self.moderator_person = world.person(Role.MODERATOR, board=self.board, name="Mo Moderator")

    def hand_in(self) -> Submission:
        """Answer in three colours, send and sign."""
        for code, grade in GRADES.items():
            seen = self.view().answers
            version = seen[code].version if code in seen else 0
            self.save(code, AnswerContent(grade=grade, narrative="As we see it."), seen=version)
        self.send()
        copy = self.sign(self.ash)
        assert copy is not None
        return copy

    def moderate(
        self, state: ModerationState = ModerationState.AGREED, moved: dict[str, str] | None = None
    ) -> Moderation:
        """Moderate every answer; ``moved`` are the grades that the moderator changes."""
        ids = self.view().question_ids
        with self.world.session() as session:
            plan = session.query(ModerationPlan).filter_by(round_id=self.round.id).one_or_none()
            if plan is None:
                plan = ModerationPlan(
                    round_id=self.round.id, state=PlanState.RUNNING, chosen=[], created_at=self.world.clock()
                )
                session.add(plan)
                session.flush()
            row = Moderation(
                plan_id=plan.id,
                return_id=self.row.id,
                moderator_id=self.moderator_person.id,
                moderator_name="Mo Moderator",
                state=state,
                offered_at=self.world.clock(),
            )
            session.add(row)
            session.flush()
            for code, own in GRADES.items():
                given = (moved or {}).get(code, own)
                session.add(
                    Judgement(
                        moderation_id=row.id,
                        question_id=ids[code],
                        self_grade=own,
                        grade=given,
                        comment="The policy is out of date." if given != own else "",
                        good_practice=f"A good example in {code}." if code == "1.1" else "",
                        improvement=f"Improve {code}." if code == "2.1" else "",
                        updated_by_name="Mo Moderator",
                        updated_at=self.world.clock(),
                    )
                )
                if state is ModerationState.AGREED:
                    session.add(
                        AgreedGrade(
                            moderation_id=row.id,
                            return_id=self.row.id,
                            question_id=ids[code],
                            self_grade=own,
                            moderated_grade=given,
                            grade=given,
                            how="accepted" if given != own else "same",
                            at=self.world.clock(),
                        )
                    )
        return row

    def draft(self, words: OutcomeWords = WORDS, *, seen: int = 0, actor: Actor | None = None) -> Outcome:
        """Keep a draft."""
        with self.world.session() as session:
            return save_outcome(
                session, actor or self.admin, self.world.clock, self.reference, words, seen_version=seen
            )

    def send_it(self, seen: int | None = None, actor: Actor | None = None) -> Outcome:
        """Send what is drafted."""
        with self.world.session() as session:
            version = seen if seen is not None else self.outcome_version()
            return send_outcome(
                session, actor or self.admin, self.world.clock, self.reference,
                seen_version=version, public_url=PUBLIC_URL,
            )  # fmt: skip

    def outcome_version(self) -> int:
        """The version of the draft."""
        with self.world.unit_of_work.read() as session:
            outcome = outcome_to_write(session, self.admin, self.reference).outcome
            return outcome.version if outcome else 0


def handed_in(world: World) -> OutcomeScene:
    """The scene with its return submitted: 1.1 and 1.2 green, 2.1 red, 2.2 amber."""
    scene = OutcomeScene(world)
    scene.hand_in()
    return scene
