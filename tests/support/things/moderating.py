"""Two submitted returns of ours under moderation: one that the moderator has in hand, one that waits for the board."""

from typing import Any

from audit.domain.agreement import Opinion, Verdict
from audit.domain.moderation import ModerationState
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Submission
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.operations.moderating import save_judgement
from tests.support.matrix import MatrixWorld
from tests.support.world import World

OF_MODERATOR = (
    "show_moderation",
    "show_judgement",
    "save_question_judgement",
    "agree_with_rest",
    "open_evidence",
    "check_moderation",
    "finalise_moderation",
    "show_replies",
    "answer_replies",
    "save_rejoinder",
)
OF_BOARD = ("show_settling", "settle_moderation", "refer_moderation")
OF_ORGANISATION = ("read_moderation", "reply_to_moderation", "save_reply")


def add(world: World, app: object, things: MatrixWorld) -> None:
    """The moderator has judged one answer of the first return; the second is read by its organisation."""
    in_hand, _ = _moderation(world, things, "in-hand", ModerationState.ACCEPTED)
    heard, reference = _moderation(world, things, "heard", ModerationState.WITH_BOARD)
    opinion = Opinion(Verdict("amber"), comment="The policy is old.")
    moderator = world.actor(things.people["moderator"])
    with world.session() as session:
        save_judgement(
            session, moderator, world.clock, in_hand, "1.2", opinion, seen_version=0, seen_copy=1
        )  # fmt: skip
    question: dict[str, Any] = {"question_code": "1.2", "standard_code": "1"}
    things.values |= question
    things.values.setdefault("moderation_id", in_hand)
    things.special |= {
        **{f"moderation.{name}": {"moderation_id": in_hand, **question} for name in OF_MODERATOR},
        **{f"moderation.{name}": {"moderation_id": heard, **question} for name in OF_BOARD},
        **{f"moderation.{name}": {"reference": reference, **question} for name in OF_ORGANISATION},
    }


def _moderation(world: World, things: MatrixWorld, code: str, state: ModerationState) -> tuple[int, str]:
    """A round of its own with our return, submitted as the spring one was; its moderation and its reference."""
    round_ = world.round(things.board, things.edition, code=code)
    row = world.asked(round_, things.ours, ReturnState.SUBMITTED, submitted_at=world.clock())
    person = things.people["moderator"]
    with world.session() as session:
        spring = session.query(Submission).filter_by(return_id=things.submitted.id).one()
        copy = Submission(
            return_id=row.id,
            number=1,
            reference=f"{row.reference}-1",
            content=spring.content,
            fingerprint=spring.fingerprint,
            submitted_at=world.clock(),
            submitted_by="Chief officer",
        )
        plan = ModerationPlan(round_id=round_.id, chosen=[], created_at=world.clock())
        session.add_all([copy, plan])
        session.flush()
        moderation = Moderation(
            plan_id=plan.id,
            return_id=row.id,
            moderator_id=person.id,
            moderator_name=person.name,
            state=state,
            offered_at=world.clock(),
        )
        session.add(moderation)
        session.flush()
        return moderation.id, row.reference
