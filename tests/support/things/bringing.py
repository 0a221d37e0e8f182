"""An open draft of our board, to be downloaded."""

from flask import Flask

from audit.rooms.drafts.operations import start_draft
from tests.support.matrix import MatrixWorld
from tests.support.world import World, question_set


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Add a draft, and say in which form it is downloaded."""
    admin = world.actor(things.people["board administrator"])
    with world.session() as session:
        things.values.setdefault(
            "draft_id", start_draft(session, admin, world.clock, things.board.id, question_set()).id
        )
    things.values["form"] = "workbook"
    things.special["drafts.download_starter"] = {"code": "section-11"}
