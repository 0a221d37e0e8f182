"""Good practice of ours: one example that is shared with its evidence, one that waits for our lead, one withdrawn."""

from flask import Flask

from audit.rooms.good_practice.operations import agree, ask_for, withdraw
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Examples from our submitted return, whose answers are all green."""
    lead = world.actor(things.people["lead"])
    admin = world.actor(things.people["board administrator"])
    reference = things.submitted.reference
    with world.session() as session:
        asked = ask_for(
            session, admin, world.clock, reference, ["1.1", "1.2", "2.1", "2.2"], "Clear.", public_url=""
        )
        shared, waiting, withdrawn, unanswered = (row.id for row in asked)
    for id, evidence in ((shared, [things.values["evidence_id"]]), (withdrawn, [])):
        with world.session() as session:
            agree(
                session,
                lead,
                world.clock,
                id,
                words="We do it weekly.",
                evidence_ids=evidence,
                seen_version=1,
            )
    with world.session() as session:
        withdraw(session, lead, world.clock, withdrawn)
    things.values["example_id"] = shared
    things.special |= {
        "good_practice.answer": {"example_id": waiting},
        "good_practice.choose": {"example_id": waiting},
        "good_practice.take_back": {"example_id": unanswered},
        "good_practice.share_again": {"example_id": withdrawn},
        "good_practice.ask_about_return": {"reference": reference},
        "good_practice.list_candidates": {"round_code": things.spring.code},
    }
