"""Our organisation carries on another one, in the eyes of the board."""

from flask import Flask

from audit.rooms.organisations.models import Predecessor
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """The other organisation of the board came before ours."""
    with world.session() as session:
        session.add(
            Predecessor(
                board_id=things.board.id, organisation_id=things.ours.id, predecessor_id=things.theirs.id,
                why="A merger", made_at=world.clock(), made_by_name="Kit",
            )
        )  # fmt: skip
    things.values["predecessor_id"] = things.theirs.id
