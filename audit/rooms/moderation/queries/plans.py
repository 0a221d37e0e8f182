"""Reading how a round is moderated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.moderation import Coverage, Match, Moderators, Stratum
from audit.domain.permissions import Permission
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.queries import round_by_code

STAGES = (1, 2)


@dataclass(frozen=True)
class PlanSettings:
    """What the board decides about the moderation of a round."""

    coverage: Coverage = Coverage.EVERYONE
    sample_size: int | None = None
    stratum: Stratum = Stratum.NONE
    seed: int = 1
    moderators: Moderators = Moderators.PEERS
    matching: Match = Match.LIKE
    allow_mutual: bool = False
    reply_days: int = 10
    moderate_by: date | None = None
    chosen: tuple[str, ...] = ()


DEFAULTS = PlanSettings(moderators=Moderators.BOTH)
"""What is offered where nothing was decided yet: everyone, by peers and moderators of the board."""


def round_to_moderate(session: Session, actor: Actor, code: str) -> Round:
    """The round with this code, for those who run its board's moderation; raises NotVisible otherwise."""
    return round_by_code(session, actor, code, Permission.MODERATION_RUN)


def plans_of_round(session: Session, row: Round) -> Sequence[ModerationPlan]:
    """The plans of a round: none, the first, or both."""
    return session.scalars(
        select(ModerationPlan).where(ModerationPlan.round_id == row.id).order_by(ModerationPlan.stage)
    ).all()


def settings_of(plan: ModerationPlan) -> PlanSettings:
    """What stands in a plan."""
    return PlanSettings(
        coverage=plan.coverage,
        sample_size=plan.sample_size,
        stratum=plan.stratum,
        seed=plan.seed,
        moderators=plan.moderators,
        matching=plan.matching,
        allow_mutual=plan.allow_mutual,
        reply_days=plan.reply_days,
        moderate_by=plan.moderate_by,
        chosen=tuple(plan.chosen),
    )
