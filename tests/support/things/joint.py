"""Our returns to two other boards, answered together."""

from flask import Flask

from audit.rooms.joint.operations import Agreement, begin
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """A piece of work with two returns, in which the same question is asked."""
    rows = []
    for code in ("eastshire", "westshire"):
        board = world.board(code, f"{code.capitalize()} Partnership")
        rows.append(world.asked(world.round(board, things.edition, code=f"of-{code}"), things.ours))
    both = frozenset(row.reference for row in rows)
    with world.session() as session:
        lead = world.actor(things.people["lead"])
        work = begin(session, lead, world.clock, things.ours.id, Agreement(both, both, both))
        things.values["joint_id"] = work.id
    things.special["joint.settle_difference"] = {"reference": rows[0].reference, "code": "1.1"}
