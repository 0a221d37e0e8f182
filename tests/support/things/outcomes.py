"""The written outcome of our submitted return."""

from flask import Flask

from audit.rooms.moderation.operations.outcomes import OutcomeWords, save_outcome, send_outcome
from tests.support.matrix import MatrixWorld
from tests.support.world import World

WORDS = OutcomeWords(
    strength_1="Supervision is regular and written down.",
    strength_2="Children are asked what they think.",
    next_steps="Say how training is followed up.",
)


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Send an outcome of the submitted return; the pages that write one look at another return in the same state."""
    administrator = world.actor(things.people["board administrator"])
    reference = things.submitted.reference
    with world.session() as session:
        drafted = save_outcome(session, administrator, world.clock, reference, WORDS, seen_version=0)
        version = drafted.version
    with world.session() as session:
        send_outcome(session, administrator, world.clock, reference, seen_version=version, public_url="")
    sent = {"reference": reference}
    for name in (
        "write_outcome",
        "preview_outcome",
        "send",
        "show_outcome",
        "show_earlier_outcome",
        "download_outcome",
    ):
        things.special[f"moderation.{name}"] = dict(sent)
    for name in ("list_outcomes", "show_calibration"):
        things.special[f"moderation.{name}"] = {"round_code": things.spring.code}
