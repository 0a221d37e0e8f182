"""What the board does with a round's whole: it takes it away, and the trail says who did."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.rooms.board.policy import must_export
from audit.rooms.board.queries import board_round
from audit.rooms.trail.operations import record


def note_export(session: Session, actor: Actor, clock: Clock, round_code: str) -> None:
    """Note that the workbook of a round was taken away.

    Raises NotVisible or NotAllowed. The workbook is built before, from a session for reading, so that a long
    export never keeps the people who are answering from saving.
    """
    scope = board_round(session, actor, round_code)
    must_export(actor, scope.round.board_id)
    record(
        session,
        actor,
        clock,
        "workbook.exported",
        subject=("round", scope.round.code),
        board_id=scope.round.board_id,
    )
