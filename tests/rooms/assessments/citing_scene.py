"""What the tests of citing share: one citation, the rows there are, and a submission."""

from typing import Any

from sqlalchemy import select

from audit.domain.actor import Actor
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import CitedEvidence, Submission
from audit.rooms.assessments.operations.snapshot import answers_content
from audit.rooms.rounds.models import Return
from tests.rooms.assessments.scene import Scene


def do(scene: Scene, operation: Any, what: Any, *, code: str = "1.1", actor: Actor | None = None) -> Any:
    with scene.world.session() as session:
        return operation(session, actor or scene.contributor, scene.world.clock, scene.reference, code, what)


def links(scene: Scene) -> list[CitedEvidence]:
    with scene.world.session() as session:
        return list(session.scalars(select(CitedEvidence).order_by(CitedEvidence.id)))


def submit(scene: Scene) -> None:
    view = scene.view()
    with scene.world.session() as session:
        session.get_one(Return, scene.row.id).state = ReturnState.SUBMITTED
        session.add(
            Submission(
                return_id=scene.row.id,
                number=1,
                reference=f"{scene.reference}-1",
                content=answers_content(view),
                fingerprint="0" * 64,
                submitted_at=scene.world.clock(),
                submitted_by="Somebody",
            )
        )
