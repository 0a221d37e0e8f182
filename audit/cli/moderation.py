"""``audit moderation``: who moderates what."""

import json
from dataclasses import replace
from typing import Any

import click
from sqlalchemy.orm import Session

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.workflows import RoundState
from audit.rooms.moderation.operations.allocating import allocate_all
from audit.rooms.moderation.operations.planning import LARGEST_SEED
from audit.rooms.moderation.queries.ground import Ground, ground_of
from audit.rooms.moderation.queries.plans import DEFAULTS, plans_of_round, round_to_moderate, settings_of


@click.group()
def moderation() -> None:
    """Moderation: a second pair of eyes on each return."""


@moderation.command()
@click.option("--round", "round_code", required=True, metavar="CODE", help="The round's code.")
@click.option(
    "--seed",
    required=True,
    type=click.IntRange(0, LARGEST_SEED),
    help="A whole number: the same seed makes the same proposal again.",
)
@click.option("--dry-run", is_flag=True, help="Write the proposal and change nothing.")
def allocate(round_code: str, seed: int, dry_run: bool) -> None:
    """Give every submitted return of a round to a moderator, and write who moderates what as JSON.

    By the plan that the board has set up; without one every return is moderated, by peers and moderators of the
    board, like with like. Returns for which nobody is found are listed with the reason.
    """
    with context.reading() as session:
        ground = _ground(session, round_code, seed)
        facts = _facts(ground)
        say = f"{len(facts):,} of {len(ground.covered):,} returns can be given to somebody now."
    if not dry_run:
        with context.writing() as session:
            done = allocate_all(
                session,
                OPERATOR,
                context.clock,
                round_code,
                seed=seed,
                public_url=context.settings().public_url,
            )
        say = f"{done.returns:,} returns given to {done.moderators:,} moderators. Their letters are in the outbox."
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    click.echo(say, err=True)


def _ground(session: Session, round_code: str, seed: int) -> Ground:
    try:
        row = round_to_moderate(session, OPERATOR, round_code)
    except NotVisible:
        raise click.ClickException(
            f"There is no round {round_code}. See the codes with: audit rounds list"
        ) from None
    if row.state is RoundState.DRAFT:
        raise RuleBroken("This round has not been opened yet, so there is nothing to moderate.")
    plan = next(iter(plans_of_round(session, row)), None)
    return ground_of(session, row, replace(settings_of(plan) if plan else DEFAULTS, seed=seed), 1)


def _facts(ground: Ground) -> list[dict[str, Any]]:
    names = {one.reference: one.organisation for one in ground.asked}
    return [
        {
            "return": line.reference,
            "organisation": names[line.reference],
            "moderator": ground.people[line.person_id].name if line.person_id is not None else None,
            "moderator_organisation": line.home.name if line.home else None,
            "why": line.why,
        }
        for line in ground.propose()
    ]


COMMANDS = (moderation,)
