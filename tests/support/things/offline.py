"""A workbook that was applied to our return."""

from flask import Flask

from audit.rooms.offline.models import AppliedUpload
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Add an upload that changed nothing more than it can put back."""
    lead = things.people["lead"]
    with world.session() as session:
        row = AppliedUpload(
            return_id=things.own.id,
            file_name="answers.xlsx",
            changes=[{"code": "1.2", "before": 0, "after": 9}],
            at=world.clock(),
            by_id=lead.id,
            by_name=lead.name,
        )
        session.add(row)
        session.flush()
        things.values["upload_id"] = row.id
