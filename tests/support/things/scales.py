"""A grade scale of our board's own, and what it declared between that and another scale."""

from flask import Flask

from audit.domain.scale_mapping import same_scale
from audit.domain.scales import scale_from_data
from audit.rooms.drafts.operations.mappings import declare_mapping
from audit.rooms.drafts.operations.own_scales import make_scale, retire_scale
from tests.support import question_sets
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Two scales of our board, one of them retired, and a declaration."""
    admin = world.actor(things.people["board administrator"])
    with world.session() as session:
        for code in ("our-own", "our-retired"):
            data = {**question_sets.RAG, "scale": code}
            make_scale(session, admin, world.clock, things.board.id, data, ())
        retire_scale(session, admin, world.clock, things.board.id, "our-retired")
        data = {**question_sets.RAG, "scale": "our-own"}
        assert not same_scale(scale_from_data(question_sets.RAG), scale_from_data(data))
        equals = {grade["key"]: grade["key"] for grade in data["grades"]}
        row = declare_mapping(session, admin, world.clock, things.board.id, question_sets.RAG, data, equals)
        things.values |= {"scale_code": "our-own", "mapping_id": row.id}
    things.special["drafts.put_back_own_scale"] = {"scale_code": "our-retired"}
