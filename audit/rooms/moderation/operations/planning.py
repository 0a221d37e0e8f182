"""Setting up the moderation of a round."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken, Stale
from audit.domain.moderation import Coverage, PlanState, nothing_to_moderate
from audit.infra.clock import Clock, today
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.moderation.queries.plans import STAGES, PlanSettings, round_to_moderate, settings_of
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trail.operations import record

LARGEST_SEED = 2**31 - 1
MOST_REPLY_DAYS = 90


def set_up_moderation(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    stage: int,
    settings: PlanSettings,
    *,
    seen_version: int,
) -> ModerationPlan:
    """Set up how a round is moderated, or change it. ``seen_version`` is 0 for a plan that is not there yet.

    What has been given to moderators stays with them. Raises NotVisible, RuleBroken with the field at fault, Stale
    when somebody else changed the plan meanwhile.
    """
    row = round_to_moderate(session, actor, round_code)
    plan = plan_for_writing(session, row, stage)
    if (plan.version if plan else 0) != seen_version:
        raise Stale("Somebody else changed this plan meanwhile. Nothing was overwritten.")
    before = settings_of(plan) if plan else None
    settings = _checked(session, clock, row, settings, before)
    if plan is None:
        return make_plan(session, actor, clock, row, stage, settings)
    changed = sorted(
        name for name in settings.__dataclass_fields__ if getattr(settings, name) != getattr(before, name)
    )
    if changed:
        _write(plan, settings)
        record(
            session, actor, clock, "moderation.plan-changed",
            subject=("round", row.code), board_id=row.board_id, changed=changed, stage=stage, seed=settings.seed,
        )  # fmt: skip
    return plan


def make_plan(
    session: Session, actor: Actor, clock: Clock, row: Round, stage: int, settings: PlanSettings
) -> ModerationPlan:
    """A new plan of a round that the caller runs. Raises RuleBroken where nothing in it can be moderated."""
    if why_not := nothing_to_moderate(questionnaire_by(session, row.edition)):
        raise RuleBroken(why_not)
    plan = ModerationPlan(round_id=row.id, stage=stage, state=PlanState.DRAFT, created_at=clock())
    _write(plan, settings)
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:
        raise Stale("Somebody else set up this moderation meanwhile. Nothing was overwritten.") from None
    record(
        session, actor, clock, "moderation.planned",
        subject=("round", row.code), board_id=row.board_id, stage=stage, coverage=settings.coverage.value,
        seed=settings.seed,
    )  # fmt: skip
    return plan


def plan_for_writing(session: Session, row: Round, stage: int) -> ModerationPlan | None:
    """The plan of one stage, locked until the unit ends. Raises RuleBroken for a second one before its time."""
    if stage not in STAGES:
        raise RuleBroken("A round is moderated once or twice.")
    plans = session.scalars(
        select(ModerationPlan)
        .where(ModerationPlan.round_id == row.id)
        .order_by(ModerationPlan.stage)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if stage == 2 and not any(plan.stage == 1 and plan.state is not PlanState.DRAFT for plan in plans):
        raise RuleBroken("Give returns to moderators a first time before you set up a second moderation.")
    return next((plan for plan in plans if plan.stage == stage), None)


def checked_seed(seed: int) -> int:
    """A seed that the database can keep; raises RuleBroken on field ``seed``."""
    if not 0 <= seed <= LARGEST_SEED:
        raise RuleBroken(f"The seed must be a whole number from 0 to {LARGEST_SEED:,}", "seed")
    return seed


def _write(plan: ModerationPlan, settings: PlanSettings) -> None:
    for name in settings.__dataclass_fields__:
        value = getattr(settings, name)
        setattr(plan, name, list(value) if name == "chosen" else value)


def _checked(
    session: Session, clock: Clock, row: Round, settings: PlanSettings, before: PlanSettings | None
) -> PlanSettings:
    checked_seed(settings.seed)
    if not 1 <= settings.reply_days <= MOST_REPLY_DAYS:
        raise RuleBroken(f"Enter how many days there are to reply, from 1 to {MOST_REPLY_DAYS}", "reply_days")
    day = settings.moderate_by
    if day is not None and day < today(clock) and (before is None or before.moderate_by != day):
        raise RuleBroken(f"{say_date(day)} has passed. Choose today or a later date", "moderate_by")
    if settings.coverage is Coverage.SAMPLE and not 1 <= (settings.sample_size or 0) <= 10_000:
        raise RuleBroken("Enter how many returns the sample holds, 1 or more", "sample_size")
    if settings.coverage is not Coverage.CHOSEN:
        return replace(settings, chosen=())
    known = set(session.scalars(select(Return.reference).where(Return.round_id == row.id)))
    chosen = tuple(sorted(set(settings.chosen) & known))
    if not chosen:
        raise RuleBroken("Choose at least one return", "chosen")
    return replace(settings, chosen=chosen)
