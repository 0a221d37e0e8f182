"""A link of two organisations, an interest, and a round whose one return is with a moderator, and was before."""

from flask import Flask

from audit.domain.moderation import ModerationState
from audit.domain.workflows import ReturnState
from audit.rooms.moderation.models import Moderation
from audit.rooms.moderation.operations.allocating import allocate
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.queries.plans import DEFAULTS
from audit.rooms.organisations.models import Interest, OrganisationLink
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Give a return of ours to the moderator who may have it; the other is of our organisation."""
    administrator = world.actor(things.people["board administrator"])
    moderator = things.people["moderator"]
    with world.session() as session:
        link = OrganisationLink(
            board_id=things.board.id, organisation_id=min(things.ours.id, things.theirs.id),
            other_id=max(things.ours.id, things.theirs.id), why="A joint return", made_at=world.clock(),
            made_by_name="Kit",
        )  # fmt: skip
        interest = Interest(
            person_id=moderator.id, organisation_id=things.theirs.id, board_id=things.board.id, why="Kin",
            declared_at=world.clock(),
        )  # fmt: skip
        session.add_all([link, interest])
        session.flush()
        things.values["link_id"], things.values["interest_id"] = link.id, interest.id
    winter = world.round(things.board, things.edition, code="winter")
    given = world.asked(winter, things.ours, ReturnState.SUBMITTED, submitted_at=world.clock())
    with world.session() as session:
        set_up_moderation(session, administrator, world.clock, "winter", 1, DEFAULTS, seen_version=0)
    with world.session() as session:
        choices = {given.reference: moderator.id}
        allocate(session, administrator, world.clock, "winter", 1, choices, public_url="")
    with world.session() as session:
        live = session.query(Moderation).filter_by(return_id=given.id).one()
        ended = Moderation(
            plan_id=live.plan_id, return_id=live.return_id, moderator_id=moderator.id, moderator_name=moderator.name,
            state=ModerationState.WITHDRAWN, ended_reason="By mistake", offered_at=world.clock(),
        )  # fmt: skip
        session.add(ended)
        session.flush()
        things.values["moderation_id"] = live.id
    of_winter = {"round_code": "winter", "reference": given.reference}
    for name in (
        "show_plan",
        "change_plan",
        "show_proposal",
        "take_back_offers",
        "show_given",
        "give_return",
    ):
        things.special[f"moderation.{name}"] = dict(of_winter)
    things.special["moderation.take_return"] = dict(of_winter)
    things.special["moderation.put_back"] = of_winter | {"moderation_id": ended.id}
    for name in ("accept_given", "give_back"):
        things.special[f"moderation.{name}"] = {"moderation_id": live.id}
