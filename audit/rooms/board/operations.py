"""What the board does with a round's whole: it takes it away, and it asks again about what was below the minimum."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.board.policy import must_export
from audit.rooms.board.queries import ToReport, board_round, review_round, to_report
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations import ReviewPlan, Written, ask_anew, create_review
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


def create_review_of(
    session: Session, actor: Actor, clock: Clock, round_code: str, plan: ReviewPlan
) -> Round:
    """Make the draft of a progress review of a round: of every answer below the minimum and every open action.

    An organisation that has left the area is not asked. Raises NotVisible, NotAllowed, or RuleBroken with the
    field at fault.
    """
    scope = board_round(session, actor, round_code, Permission.ROUND_VIEW)
    return create_review(session, actor, clock, round_code, plan, _questions(to_report(session, scope)))


def ask_review_anew(
    session: Session, actor: Actor, clock: Clock, round_code: str, *, public_url: str, product: str
) -> Written:
    """Work out again whom a progress review asks; see ``audit.rooms.rounds.operations.ask_anew``."""
    scope = review_round(session, actor, round_code, Permission.ROUND_VIEW)
    if scope.round.reviews is None:
        raise NotVisible
    reviewed = board_round(session, actor, scope.round.reviews.code, Permission.ROUND_VIEW)
    questions = _questions(to_report(session, reviewed))
    return ask_anew(session, actor, clock, round_code, questions, public_url=public_url, product=product)


def _questions(found: list[ToReport]) -> dict[int, tuple[str, ...]]:
    return {each.organisation_id: each.questions for each in found if each.is_in_area}
