"""An answer of our submitted return that is held back."""

from flask import Flask

from audit.rooms.assessments.operations.quarantine import hold_back_answer
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """The answer to question 2.2 is held back, and can be shown again."""
    administrator = world.actor(things.people["board administrator"])
    with world.session() as session:
        held = hold_back_answer(
            session, administrator, world.clock, things.submitted.reference, "2.2",
            reason="It names a child.", public_url="",
        )  # fmt: skip
        things.values["quarantine_id"] = held.id
    of_submitted = {"reference": things.submitted.reference}
    for name in ("show_quarantine", "hold_back", "show_held_again"):
        things.special[f"assessments.{name}"] = dict(of_submitted)
