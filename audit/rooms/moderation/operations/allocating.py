"""Giving returns to moderators and taking them back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.allocation import Moderator
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import (
    Coverage,
    ModerationState,
    ModerationVerb,
    PlanState,
    next_moderation_state,
)
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.operations.allocating_letters import write_offers, write_withdrawn
from audit.rooms.moderation.operations.planning import checked_seed, make_plan, plan_for_writing
from audit.rooms.moderation.policy import checked_text
from audit.rooms.moderation.queries.ground import AskedReturn, Ground, ground_of
from audit.rooms.moderation.queries.plans import DEFAULTS, round_to_moderate, settings_of
from audit.rooms.trail.operations import record

BY_HAND = "Chosen by hand."


@dataclass(frozen=True)
class Allocated:
    """What came of giving returns away."""

    returns: int
    moderators: int
    passed_over: int = 0
    """Returns that somebody else gave away in the meantime, or that were reopened."""


def allocate(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    stage: int,
    choices: Mapping[str, int],
    *,
    seed: int | None = None,
    public_url: str,
) -> Allocated:
    """Give returns (by reference) to moderators (by id): what a proposal says, as it was changed by hand.

    ``seed`` is that of the proposal; it is kept in the plan. Each moderator has one letter. A return that is no
    longer to be given is passed over. Raises NotVisible, RuleBroken when one of the choices is too near; then
    nothing is given.
    """
    plan, ground = _ground(session, actor, round_code, stage)
    if seed is not None and seed != plan.seed:
        _use_seed(session, actor, clock, plan, ground, seed)
        ground = replace(ground, settings=settings_of(plan))
    wanted = [one for one in ground.waiting if one.reference in choices]
    proposed = {line.reference: line for line in ground.propose()}
    pairs: list[tuple[int, int]] = []
    picked = []
    for one in wanted:
        person = _person(ground, choices[one.reference])
        picked.append((one, person))
        pairs += [(home, one.organisation_id) for home in sorted(person.home_ids)]
    made: dict[int, list[AskedReturn]] = {}
    for one, person in picked:
        _refuse_near(ground, person, one, pairs)
        line = proposed[one.reference]
        as_proposed = line.person_id == person.person_id
        home = line.home.id if as_proposed and line.home else None
        _give(session, actor, clock, plan, ground, one, person, line.why if as_proposed else BY_HAND, home)
        made.setdefault(person.person_id, []).append(one)
    if not made:
        raise RuleBroken("Nothing was given to anybody. Choose a moderator for at least one return.")
    write_offers(session, clock, plan, ground, made, public_url=public_url)
    return Allocated(len(wanted), len(made), len(choices) - len(wanted))


def allocate_all(
    session: Session, actor: Actor, clock: Clock, round_code: str, *, seed: int, public_url: str
) -> Allocated:
    """Give every submitted return away as the proposal with this seed says, making the plan if there is none."""
    row = round_to_moderate(session, actor, round_code)
    if plan_for_writing(session, row, 1) is None:
        make_plan(session, actor, clock, row, 1, replace(DEFAULTS, seed=seed))
    _, ground = _ground(session, actor, round_code, 1)
    ground = replace(ground, settings=replace(ground.settings, seed=seed))
    choices = {line.reference: line.person_id for line in ground.propose() if line.person_id is not None}
    if not choices:
        raise RuleBroken("There is no submitted return that somebody can be given. Nothing was changed.")
    return allocate(session, actor, clock, round_code, 1, choices, seed=seed, public_url=public_url)


def give_to(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    stage: int,
    reference: str,
    person_id: int,
    *,
    reason: str = "",
    public_url: str,
) -> Moderation:
    """Give one return to somebody by hand. Whoever has it now has it no longer; their notes are kept.

    Raises NotVisible, RuleBroken with field ``person`` for somebody too near, and for a moderation that is agreed.
    """
    plan, ground = _ground(session, actor, round_code, stage)
    one = _return(ground, reference)
    if not one.is_submitted:
        raise RuleBroken("This return has not been submitted, so there is nothing to moderate yet.", "person")
    if one.id in ground.unfinished_before:
        raise RuleBroken("The first moderation of this return is not agreed yet.", "person")
    person = _person(ground, person_id)
    held = ground.live.get(one.id)
    if held is not None and held.moderator_id == person.person_id:
        raise RuleBroken(f"{person.name} has this return already.", "person")
    if held is not None:
        _withdraw(session, actor, clock, ground, one, held, reason or f"Given to {person.name}.", public_url)
        session.flush()
        ground = ground_of(session, ground.round, ground.settings, stage)
    _refuse_near(ground, person, one, ())
    row = _give(session, actor, clock, plan, ground, one, person, BY_HAND, None)
    write_offers(session, clock, plan, ground, {person.person_id: [one]}, public_url=public_url)
    return row


def withdraw(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    stage: int,
    reference: str,
    reason: str,
    *,
    public_url: str,
) -> Moderation:
    """Take a return from its moderator. What they noted is kept, and it can be given back to them."""
    _, ground = _ground(session, actor, round_code, stage)
    one = _return(ground, reference)
    held = ground.live.get(one.id)
    if held is None:
        raise RuleBroken("Nobody has this return now, so there is nothing to take back.")
    if not reason.strip():
        raise RuleBroken("Say why, for example: she has left the council", "reason")
    _withdraw(session, actor, clock, ground, one, held, reason, public_url)
    return held


def take_back_offers(
    session: Session, actor: Actor, clock: Clock, round_code: str, stage: int, *, public_url: str
) -> int:
    """Take back every return that its moderator has not accepted yet; says how many."""
    _, ground = _ground(session, actor, round_code, stage)
    by_id = {one.id: one for one in ground.asked}
    offered = [row for row in ground.live.values() if row.state is ModerationState.OFFERED]
    for row in offered:
        _withdraw(
            session,
            actor,
            clock,
            ground,
            by_id[row.return_id],
            row,
            "The board took its offers back.",
            public_url,
        )
    return len(offered)


def put_back(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, *, public_url: str
) -> Moderation:
    """Give a return back to whom it was taken from, or who declined it; they accept it anew, with their notes.

    Raises NotVisible, and RuleBroken when somebody else has it meanwhile or the person is too near.
    """
    row = session.get(Moderation, moderation_id)
    if row is None or not _runs(actor, row.plan.round.board_id):
        raise NotVisible
    plan, ground = _ground(session, actor, row.plan.round.code, row.plan.stage)
    one = next(each for each in ground.asked if each.id == row.return_id)
    if one.id in ground.live and ground.live[one.id].id != row.id:
        raise RuleBroken(f"{ground.live[one.id].moderator_name} has this return now. Take it back first.")
    row.state = next_moderation_state(row.state, ModerationVerb.PUT_BACK)
    person = ground.people.get(row.moderator_id or 0)
    if person is None:
        raise RuleBroken(f"{row.moderator_name} is no longer a moderator of this board.")
    if not one.is_submitted:
        raise RuleBroken("This return has been reopened, so it cannot be given to anybody now.")
    _refuse_near(ground, person, one, ())
    row.ended_reason, row.offered_at, row.answered_at = "", clock(), None
    row.finalised_at = row.reply_by = row.replied_at = None
    session.flush()
    _note(session, actor, clock, "moderation.put-back", ground, one, moderator=person.name)
    write_offers(session, clock, plan, ground, {person.person_id: [one]}, public_url=public_url)
    return row


def _use_seed(
    session: Session, actor: Actor, clock: Clock, plan: ModerationPlan, ground: Ground, seed: int
) -> None:
    if ground.live and plan.coverage is Coverage.SAMPLE:
        raise RuleBroken(
            f"The sample was drawn with the seed {plan.seed}, and some of it has been given to moderators. Go on "
            "with this seed."
        )
    plan.seed = checked_seed(seed)
    record(
        session, actor, clock, "moderation.plan-changed",
        subject=("round", ground.round.code), board_id=ground.round.board_id, changed=["seed"], stage=plan.stage,
        seed=seed,
    )  # fmt: skip


def _runs(actor: Actor, board_id: int) -> bool:
    return actor.is_operator or board_id in actor.boards(Permission.MODERATION_RUN)


def _ground(session: Session, actor: Actor, round_code: str, stage: int) -> tuple[ModerationPlan, Ground]:
    """The plan, locked, and all that it stands on, once the round is open for it."""
    row = round_to_moderate(session, actor, round_code)
    if row.state is RoundState.DRAFT:
        raise RuleBroken("This round has not been opened yet, so there is nothing to moderate.")
    plan = plan_for_writing(session, row, stage)
    if plan is None:
        raise RuleBroken("Set up the moderation of this round first.")
    return plan, ground_of(session, row, settings_of(plan), stage)


def _return(ground: Ground, reference: str) -> AskedReturn:
    for one in ground.asked:
        if one.reference == reference:
            return one
    raise NotVisible


def _person(ground: Ground, person_id: int) -> Moderator:
    person = ground.people.get(person_id)
    if person is None:
        raise RuleBroken("Choose somebody who is a moderator of this board", "person")
    return person


def _refuse_near(
    ground: Ground, person: Moderator, one: AskedReturn, pairs: list[tuple[int, int]] | tuple[()]
) -> None:
    why = ground.why_not(person, one, pairs)
    if why is not None:
        raise RuleBroken(
            f"{person.name} cannot moderate {one.organisation}. {why} Choose somebody else.", "person"
        )


def _give(
    session: Session,
    actor: Actor,
    clock: Clock,
    plan: ModerationPlan,
    ground: Ground,
    one: AskedReturn,
    person: Moderator,
    why: str,
    home_id: int | None,
) -> Moderation:
    if home_id is None and person.is_peer:
        home_id = person.homes[0].id
    row = Moderation(
        plan_id=plan.id,
        return_id=one.id,
        moderator_id=person.person_id,
        moderator_name=person.name,
        moderator_organisation_id=home_id,
        why=why,
        state=ModerationState.OFFERED,
        offered_at=clock(),
    )
    session.add(row)
    session.flush()
    if plan.state is PlanState.DRAFT:
        plan.state = PlanState.RUNNING
    _note(session, actor, clock, "moderation.offered", ground, one, moderator=person.name)
    return row


def _withdraw(
    session: Session,
    actor: Actor,
    clock: Clock,
    ground: Ground,
    one: AskedReturn,
    row: Moderation,
    reason: str,
    public_url: str,
) -> None:
    row.state = next_moderation_state(row.state, ModerationVerb.WITHDRAW)
    row.ended_reason = checked_text(reason, "reason", "The reason", 1_000)
    _note(session, actor, clock, "moderation.withdrawn", ground, one, reason=row.ended_reason)
    write_withdrawn(session, clock, ground, one, row, public_url=public_url)


def _note(
    session: Session, actor: Actor, clock: Clock, event: str, ground: Ground, one: AskedReturn, **facts: Any
) -> None:
    record(
        session, actor, clock, event,
        subject=("return", one.reference), board_id=ground.round.board_id, stage=ground.stage, **facts,
    )  # fmt: skip
