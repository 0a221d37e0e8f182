"""What colleagues of ours share out and say about our return."""

from flask import Flask

from audit.rooms.colleagues.operations import About, AssignmentFacts, assign, begin_discussion
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """A question that the contributor sees to, and a discussion that is open."""
    lead, contributor = world.actor(things.people["lead"]), things.people["contributor"]
    reference = things.own.reference
    with world.session() as session:
        given = assign(
            session,
            lead,
            world.clock,
            reference,
            About("1", "1.1"),
            AssignmentFacts(contributor.id),
            seen_version=0,
            public_url="",
        )
        remark = begin_discussion(
            session, lead, world.clock, reference, "1.1", "What do you think?", public_url=""
        )
    things.values |= {"assignment_id": given.id, "remark_id": remark.id, "colleague_id": contributor.id}
    things.special["colleagues.assign_standard"] = {"code": "1"}
